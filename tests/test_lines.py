"""Printed numbers: the rows of lexicon/numbering.toml by their own examples, and what no row must take."""

from __future__ import annotations

import pytest

from jyparse import lexicon
from jyparse.lexicon.numbering import label_of

SCHEMES = lexicon.table("numbering")["scheme"]


@pytest.mark.parametrize("row", SCHEMES, ids=lambda row: row["name"])
def test_each_scheme_labels_its_examples_and_nothing_else(row: dict[str, object]) -> None:
    assert row["examples"], "a row without an example is not tested"
    for line, printed, number in row["examples"]:  # type: ignore[attr-defined]
        label = label_of(line)
        assert label is not None, line
        assert (label.text, label.number, label.scheme) == (printed.strip(), number, row["name"]), line
    for line in row.get("not", ()):  # type: ignore[attr-defined]
        label = label_of(line)
        assert label is None or label.scheme != row["name"], line


@pytest.mark.parametrize(
    "line",
    ["2016年是开局之年", "1.5亿元投资", "一是加强领导", "一、二、三产业融合发展", "第三条例外", "十二五时期", "（十三届全国人大）",
     "3.6个百分点", "", "。", "第九名", "（2016—2020年）", "4+1产业体系", "110指挥系统", "2016-06-06"],
)  # fmt: skip
def test_lines_that_carry_no_number(line: str) -> None:
    assert label_of(line) is None


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("第一章　总则", "总则"),
        ("（一） 指导思想", "指导思想"),
        ("1.1　编制目的", "编制目的"),
        ("一、", ""),
        ("2．目标", "目标"),
    ],
)
def test_the_rest_of_the_line_begins_after_the_label(line: str, rest: str) -> None:
    label = label_of(line)
    assert label is not None
    assert line[label.end :] == rest


def test_decimal_numbers_keep_all_their_numerals() -> None:
    label = label_of("2.10.3 职责")
    assert label is not None
    assert (label.prefix, label.number, label.text) == ((2, 10), 3, "2.10.3")
