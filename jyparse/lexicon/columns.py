"""Columns of indicator tables: what a heading means, by the table `columns.toml`.

A heading is `[period] [word] [bracket]` (`“十三五”年均增长（%）`); the table knows the words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from jyparse import lexicon
from jyparse.lexicon.units import is_unit
from jyparse.model import ValueRole
from jyparse.text.blanks import unspaced
from jyparse.text.plans import plan_years

Kind = Literal["number", "category", "name", "unit", "value", "attribute", "growth", "remark"]

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_PLAN = re.compile(r"(?P<n>十[一二三四五六]?)五(?=[”\"」』’]|规划|计划|期|时期|末|$|年)")
_PLAN_END = re.compile(r"(?P<n>十[一二三四五六]?)五[”\"」』’]?(?:规划|计划)?(?:时期|期)?[末底]")
_BRACKET = re.compile(r"[（(\[〔［【﹝][^（）()\[\]〔〕［］【】﹝﹞]*[）)\]〕］】﹞]")
_PERIOD = re.compile(
    r"(?:到|至|截至)?(?:19|20)\d{2}(?:年?[-—–~～至到]+(?:19|20)\d{2})?(?:年(?!均|平均)(?:度|年?末|年?底)?)?"
    r"|[“\"「『‘]?十[一二三四五六]?五[”\"」』’]?(?:规划|计划)?(?:期间|时期|期)?[末底]?"
    r"|第?十[一二三四五六]?个五年(?:规划|计划)(?:期间|时期|期)?[末底]?"
    r"|规划(?:期[末内间]?|年)"
)
_LEVEL = re.compile(r"[一二三四]级指标")
_MARK = re.compile(r"[*＊※①-⑩]$")
_EITHER = re.compile("[/／、，和或]")
_LONGEST = 30
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds."""

    kind: Kind
    role: ValueRole | None = None
    year: int | None = None
    """Year that the heading of a column of values or growth names; the last year of a plan for 末 (“十二五”末 is 2015)."""
    growth: Literal["yearly", "cumulative"] | None = None
    """What a column of growth holds, where its heading says it."""
    unit: str | None = None
    """Unit that the heading prints (`2020年（亿元）`, `年增长%`)."""


@dataclass(frozen=True, slots=True)
class _Row:
    pattern: re.Pattern[str]
    kind: Kind
    role: ValueRole | None
    growth: Literal["yearly", "cumulative"] | None
    never: frozenset[str]


@cache
def _rows() -> tuple[_Row, ...]:
    return tuple(
        _Row(
            re.compile("|".join(f"(?:{pattern})" for pattern in row["patterns"])),
            row["kind"],
            row.get("role"),
            row.get("growth") or None,
            frozenset(row.get("not", ())),
        )
        for row in lexicon.table("columns")["column"]
    )


@cache
def _attributes() -> tuple[tuple[re.Pattern[str], bool], ...]:
    return tuple(
        (re.compile("|".join(row["patterns"])), row["binding"]) for row in lexicon.table("columns")["attribute"]
    )


@lru_cache(maxsize=4096)
def meaning_of(heading: str) -> Column | None:
    """What a column with this heading holds; None for a heading that no row knows."""
    compact = _MARK.sub("", unspaced(heading))
    if not compact or len(compact) > _LONGEST:
        return None
    inner = [bracket[1:-1] for bracket in _BRACKET.findall(compact)]
    word = _PERIOD.sub("", _BRACKET.sub("", compact)).rstrip("/／")
    unit = next((text for text in inner if is_unit(text)), None)
    if word[-1:] in ("%", "％", "‰"):
        word, unit = word[:-1], word[-1]
    if not word:
        return _of_brackets(compact, inner, unit)
    for row in _rows():
        if row.pattern.fullmatch(word) and compact not in row.never:
            growth = None if any("累计" in text for text in inner) else row.growth
            year = year_of(compact) if row.kind in ("value", "growth") else None
            return Column(row.kind, row.role, year, growth, unit)
    return None


def are_of_indicators(columns: Sequence[Column]) -> bool:
    """Whether columns, all of them known, are those of an indicator table."""
    kinds = [column.kind for column in columns]
    return (
        len(columns) >= _FEWEST
        and kinds.count("name") == 1
        and "value" in kinds
        and ("unit" in kinds or "attribute" in kinds or "growth" in kinds or kinds.count("value") > 1)
        and all(kinds.count(kind) < 2 for kind in ("number", "unit", "attribute", "category"))
    )


def _of_brackets(compact: str, inner: Sequence[str], unit: str | None) -> Column | None:
    """A heading that prints a period, or nothing, outside its brackets: `2020年（目标）`, `〔五年累计〕`."""
    said = [column for text in inner if (column := meaning_of(text))]
    if _PERIOD.search(compact):
        return Column("value", said[0].role if said else None, year_of(compact), None, unit)
    return said[0] if said else None


def meanings(headings: Sequence[str]) -> list[Column | None]:
    """What the columns of one table hold: 项目 beside 指标 is the category, and so is 二级指标 beside 三级指标.

    Of several columns of attributes (类型 beside 指标属性) only the cells tell which is one: `with_one_attribute`, `are_attributes`."""
    columns = [meaning_of(heading) for heading in headings]
    kinds = [column.kind if column else None for column in columns]
    names = [n for n, kind in enumerate(kinds) if kind == "name"]
    named = [n for n in names if "指标" in headings[n]]
    if named:
        for n in names:
            if n not in named or (n < named[-1] and _LEVEL.fullmatch(headings[n])):
                columns[n] = Column("category" if n < named[-1] else "remark")
    return columns


def with_one_attribute(columns: Sequence[Column]) -> list[list[Column]]:
    """The ways to read columns of which several may be that of the attribute: one is, and the others are categories."""
    several = [n for n, column in enumerate(columns) if column.kind == "attribute"]
    return [
        [Column("category") if n in several and n != one else column for n, column in enumerate(columns)]
        for one in several[-1:] + several[:-1]
    ] or [list(columns)]


def are_attributes(texts: Sequence[str]) -> bool:
    """Whether the cells of a column say attributes (`预期性`, `约束性/预期性`, `预期性（省定）`), most of them."""
    said = sum(all(map(is_attribute, _EITHER.split(_BRACKET.sub("", unspaced(text))))) for text in texts)
    return said * 2 > len(texts)


def year_of(heading: str) -> int | None:
    """The year that a heading names."""
    if match := _PLAN_END.search(heading):
        return plan_years(match["n"])[1]
    years = _YEAR.findall(heading)
    return int(years[0]) if len(years) == 1 else None


def count_periods(heading: str) -> int:
    """How many years and plans a heading names."""
    return len(_PERIOD.findall(unspaced(heading)))


def plan_of(text: str) -> tuple[int, int] | None:
    """First and last year of the five-year plan that a caption names, if it names one."""
    plans = {match["n"] for match in _PLAN.finditer(text)}
    return plan_years(plans.pop()) if len(plans) == 1 else None


@cache
def categories() -> frozenset[str]:
    """Categories that plans use again and again."""
    return frozenset(lexicon.table("columns")["categories"]["names"])


def is_attribute(text: str) -> bool:
    """Whether a cell says what kind of target a row is: `预期性`, `约束性指标`, `约束`."""
    return any(pattern.fullmatch(text) for pattern, _ in _attributes())


def binding_of(attribute: str) -> bool | None:
    """Whether an attribute as printed binds; None where it says neither, or both."""
    said = {binding for pattern, binding in _attributes() if pattern.search(attribute)}
    return said.pop() if len(said) == 1 else None
