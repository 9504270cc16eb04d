"""Headings of columns and units: the rows of lexicon/columns.toml and units.toml by their own examples."""

from __future__ import annotations

from typing import Any

import pytest

from jyparse import lexicon
from jyparse.lexicon.columns import meaning_of, year_of
from jyparse.lexicon.units import is_unit


@pytest.mark.parametrize("row", lexicon.table("columns")["column"], ids=lambda row: row["kind"] + row.get("role", ""))
def test_each_row_knows_its_examples(row: dict[str, Any]) -> None:
    assert row["examples"]
    for heading in row["examples"]:
        column = meaning_of(heading)
        assert column is not None, heading
        assert (column.kind, column.role, column.growth or "") == (
            row["kind"],
            row.get("role"),
            row.get("growth", ""),
        ), heading
    for heading in row.get("not", ()):
        column = meaning_of(heading)
        said = (column.kind, column.role, column.growth or "") if column else None
        assert said != (row["kind"], row.get("role"), row.get("growth", "")), heading


@pytest.mark.parametrize(
    "heading", ["地点", "园区名称", "规划面积(km2)", "产业发展重点", "公开时限", "投资总额（亿元）", "姓名", ""]
)
def test_headings_of_other_tables_mean_nothing_here(heading: str) -> None:
    assert meaning_of(heading) is None


@pytest.mark.parametrize(
    ("heading", "year"),
    [("2015年", 2015), ("2015 年预计", 2015), ("“十二五”末", 2015), ("十三五期末", 2020), ("2010", 2010), ("预期值", None), ("2020年①", 2020), ("2020年年底", 2020),
     ("2015—2020年", None)],
)  # fmt: skip
def test_years_of_headings(heading: str, year: int | None) -> None:
    assert year_of(heading) == year


@pytest.mark.parametrize(
    "unit",
    [
        "亿元",
        "人/亿元",
        "万亿斤",
        "吨标准煤/万元",
        "%",
        "百分点",
        "微克/立方米",
        "户/年",
        "万平方米",
        "件/万人",
        "台（套）",
        "件/万名劳动力",
    ],
)
def test_units(unit: str) -> None:
    assert is_unit(unit)


@pytest.mark.parametrize("word", ["GDP", "PM2.5", "助理", "2010年价", "COD", "", "按常住人口计", "R&D"])
def test_words_in_brackets_that_are_no_units(word: str) -> None:
    assert not is_unit(word)
