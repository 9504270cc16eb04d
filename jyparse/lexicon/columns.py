"""Columns of indicator tables: what a heading means, by the table `columns.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from jyparse import lexicon
from jyparse.model import ValueRole

_BLANKS = re.compile(r"\s+")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_PLAN_END = re.compile(r"十(?P<n>[一二三四五六]?)五[”\"」]?(?:规划)?期?(?:末|期末)")
_PLAN_ENDS = {"": 2005, "一": 2010, "二": 2015, "三": 2020, "四": 2025, "五": 2030, "六": 2035}
_LONGEST = 30

Kind = Literal["number", "category", "name", "unit", "value", "attribute", "growth", "remark"]


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds."""

    kind: Kind
    role: ValueRole | None = None
    year: int | None = None
    """Year that the heading of a column of values names; the last year of a plan for 末 (“十二五”末 is 2015)."""
    growth: Literal["yearly", "cumulative"] | None = None
    """What a column of growth holds, where its heading says it."""


@cache
def _rows() -> list[tuple[re.Pattern[str], dict[str, str]]]:
    return [
        (re.compile("|".join(f"(?:{p})" for p in row["patterns"])), row) for row in lexicon.table("columns")["column"]
    ]


def meaning_of(heading: str) -> Column | None:
    """What a column with this heading holds; None for a heading that no row knows."""
    compact = _BLANKS.sub("", heading)
    if not compact or len(compact) > _LONGEST:
        return None
    for pattern, row in _rows():
        if pattern.fullmatch(compact) and compact not in row.get("not", ()):
            growth = row.get("growth") or None
            return Column(row["kind"], row.get("role"), year_of(compact) if row["kind"] == "value" else None, growth)  # type: ignore[arg-type]
    return None


def year_of(heading: str) -> int | None:
    """The year that a heading names."""
    if match := _PLAN_END.search(heading):
        return _PLAN_ENDS[match["n"]]
    years = _YEAR.findall(heading)
    return int(years[0]) if len(years) == 1 else None
