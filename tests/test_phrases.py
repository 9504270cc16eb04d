"""What sentences say: the tables of cases in `cases/quantities.md`, `cases/times.md` and `cases/values.md`, a row each."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import jyparse
from jyparse import Period, Quantity, Time
from jyparse.phrases.aims import targets
from jyparse.phrases.projects import projects
from jyparse.phrases.texts import unbroken
from jyparse.phrases.when import period_of

CASES = Path(__file__).parent / "cases"
ROW = re.compile(r"^\| (?P<said>.+?) \| (?P<expected>.+?) \|$", re.M)
NOTHING = "—"
VISIBLE = str.maketrans({"␠": " ", "⇥": "\t"})


def rows(name: str) -> Iterator[tuple[str, str]]:
    """The rows of a page of cases, without the heads of its tables."""
    for match in ROW.finditer((CASES / f"{name}.md").read_text(encoding="utf8")):
        if match["said"] != "sentence":
            yield match["said"], match["expected"]


def number(value: Decimal) -> str:
    exponent = value.as_tuple().exponent
    return f"{round(value, 4) if isinstance(exponent, int) and exponent < -15 and value > Decimal('0.01') else value:f}"


def written(found: Quantity, with_base: bool) -> str:
    """A quantity as the cases write it."""
    upper = f"..{number(found.upper)}" if found.upper is not None else ""
    relation = "" if found.relation == "=" else found.relation
    comparator = f"({found.comparator})" if found.comparator else ""
    said = " ".join(filter(None, (relation, number(found.value) + upper, found.unit, comparator)))
    if not with_base:
        return said
    assert found.base_value is not None
    upper = f"..{number(found.upper * found.base_value / found.value)}" if found.upper is not None else ""
    return " ".join(filter(None, (said, "==", number(found.base_value) + upper, found.base_unit)))


@pytest.mark.parametrize(("said", "expected"), list(rows("quantities")))
def test_quantities_of_a_sentence(said: str, expected: str) -> None:
    found = jyparse.quantities(said)
    wanted = [] if expected == NOTHING else expected.split("; ")
    bases = ["==" in one for one in wanted] + [False] * len(found)
    assert [written(one, base) for one, base in zip(found, bases, strict=False)] == wanted
    for one in found:
        assert one.span is not None
        assert said[slice(*one.span)] == one.text


PERIOD = Period(name="“十三五”", start=datetime.date(2016, 1, 1), end=datetime.date(2020, 12, 31))


def written_time(found: Time) -> str:
    """A time as the cases write it."""
    relation = "" if found.relation == "in" else f"{found.relation} "
    return f"{found.text} = {found.kind} {relation}{found.start or '?'}..{found.end or '?'}"


@pytest.mark.parametrize(("said", "expected"), list(rows("times")))
def test_times_of_a_sentence(said: str, expected: str) -> None:
    found = jyparse.times(said, PERIOD)
    assert [written_time(one) for one in found] == ([] if expected == NOTHING else expected.split("; "))
    for one in found:
        assert one.span is not None
        assert said[slice(*one.span)] == one.text


def values(said: str) -> Iterator[str]:
    """The targets and projects of a sentence as the cases write them."""
    for target in targets(said, 0, PERIOD, PERIOD.start):
        assert said[slice(*target.span)].strip() == target.text
        assert said[slice(*(target.quantity.span or ()))] == target.quantity.text
        by = target.by and target.by.end
        parts = (target.verb, target.what, target.quantity.text, by, target.firmness)
        yield " / ".join(str(part or "-") for part in parts).rstrip("/- ")
    for project in projects(said, 0):
        assert unbroken(said[slice(*project.span)]) == project.name
        yield f"{project.kind} {project.name}"


@pytest.mark.parametrize(("said", "expected"), list(rows("values")))
def test_values_of_a_task(said: str, expected: str) -> None:
    assert list(values(said.translate(VISIBLE))) == ([] if expected == NOTHING else expected.split("; "))


YEAR = Period(name="2018年", start=datetime.date(2018, 1, 1), end=datetime.date(2018, 12, 31))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("6月底前完成", "6月底前 = month by ?..2018-06-30"),
        ("5月1日起施行", "5月1日起 = date from 2018-05-01..?"),
        ("年底前完成", "年底前 = year by ?..2018-12-31"),
        ("今年上半年启动", "今年上半年 = half 2018-01-01..2018-06-30"),
        ("3月至5月", "3月至5月 = range 2018-03-01..2018-05-31"),
        ("三季度前完成", "三季度前 = quarter by ?..2018-06-30"),
    ],
)
def test_a_period_of_one_year_gives_the_year(said: str, expected: str) -> None:
    assert [written_time(one) for one in jyparse.times(said, YEAR)] == [expected]


def test_without_a_period_what_it_resolves_is_unknown() -> None:
    (found,) = jyparse.times("未来五年")
    assert (found.text, found.start, found.end) == ("未来五年", None, None)


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("某市国民经济和社会发展第十三个五年规划纲要", "", ("第十三个五年规划", 2016, 2020)),
        ("某区“十四五”卫生健康发展规划", "", ("“十四五”", 2021, 2025)),
        ("某县十二五旅游发展规划", "", ("十二五", 2011, 2015)),
        ("某省第十个五年计划", "", ("第十个五年计划", 2001, 2005)),
        ("某市大气污染防治三年行动计划（2018—2020年）", "", ("2018—2020年", 2018, 2020)),
        ("某县城市总体规划(2011-2030)", "", ("2011-2030", 2011, 2030)),
        (
            "某市国土空间总体规划",
            "规划范围为市域。规划期限为2021年至2035年，近期到2025年。",
            ("2021年至2035年", 2021, 2035),
        ),
        ("某局2018年工作要点", "", ("2018年", 2018, 2018)),
        ("某市第十四个五年规划和二〇三五年远景目标纲要", "", ("第十四个五年规划", 2021, 2025)),
        ("关于2016年计划执行情况与2017年计划草案的报告", "", None),
        ("关于加强河道管理的通知", "2016年以来，成效明显。", None),
        ("关于废止部分文件的决定（2018年修订）", "", None),
    ],
)
def test_the_period_of_a_document(title: str, text: str, expected: tuple[str, int, int] | None) -> None:
    period = period_of([title], text)
    assert (period and (period.name, *period.years)) == expected


def test_there_are_enough_cases() -> None:
    quantities = list(rows("quantities"))
    assert sum(expected != NOTHING for _, expected in quantities) >= 300
    assert sum(expected == NOTHING for _, expected in quantities) >= 120
    assert len({said for said, _ in quantities}) == len(quantities)
    assert len(list(rows("times"))) >= 100


def test_quantities_of_a_section_have_their_place_in_the_document() -> None:
    page = "<p>关于发展的通知</p><p>一、目标</p><p>产值达到30亿元，企业不少于8家。</p><p>二、保障</p><p>落实资金5000万元。</p>"
    document = jyparse.loads(page)
    found = [one for section in document.sections for one in jyparse.quantities(section)]
    assert [one.text for one in found] == ["30亿元", "不少于8家", "5000万元"]
    assert found == list(jyparse.quantities(document))
    assert all(one.span and document.text[slice(*one.span)] == one.text for one in found)


NASTY = ["1", "1,", "1.", "1-", "1/", "1:", "一", "十百", "百分之", "万亿", "超过", "《", "“", "（", "三五", "2016年", "至5", "5至", "元/", "1e9", "９", "²", "¹", "半", "翻了"]  # fmt: skip


@pytest.mark.parametrize("piece", NASTY)
def test_repeated_pieces_are_read_in_linear_time(piece: str) -> None:
    jyparse.quantities(piece * 30_000)
    jyparse.times(piece * 30_000, PERIOD)


def test_figures_that_overflow_are_no_quantities() -> None:
    assert jyparse.quantities("投资" + "9" * 100_000 + "亿元") == ()
    assert jyparse.quantities("投资" + "九" * 100_000 + "亿元") == ()
    (found,) = jyparse.quantities("投资" + "9" * 20 + "万亿元")
    assert found.base_value == (10**20 - 1) * 10**12


def test_a_million_characters_without_a_full_stop() -> None:
    found = jyparse.quantities("产值5亿元，企业不少于8家，" * 60_000)
    assert len(found) == 120_000
