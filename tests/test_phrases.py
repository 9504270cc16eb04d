"""What sentences say: the tables of cases in `cases/quantities.md`, a row each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import jyparse
from jyparse import Quantity

CASES = Path(__file__).parent / "cases"
ROW = re.compile(r"^\| (?P<said>.+?) \| (?P<expected>.+?) \|$", re.M)
NOTHING = "—"


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


def test_there_are_enough_cases() -> None:
    quantities = list(rows("quantities"))
    assert sum(expected != NOTHING for _, expected in quantities) >= 300
    assert sum(expected == NOTHING for _, expected in quantities) >= 120
    assert len({said for said, _ in quantities}) == len(quantities)


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


def test_figures_that_overflow_are_no_quantities() -> None:
    assert jyparse.quantities("投资" + "9" * 100_000 + "亿元") == ()
    assert jyparse.quantities("投资" + "九" * 100_000 + "亿元") == ()
    (found,) = jyparse.quantities("投资" + "9" * 20 + "万亿元")
    assert found.base_value == (10**20 - 1) * 10**12


def test_a_million_characters_without_a_full_stop() -> None:
    found = jyparse.quantities("产值5亿元，企业不少于8家，" * 60_000)
    assert len(found) == 120_000
