"""Indicators: the rows of the tables that say what is to be reached."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from jyparse.model.base import Model, Span

Relation = Literal["=", "<", "<=", ">", ">=", "~"]
ValueRole = Literal["baseline", "target", "actual"]
TargetKind = Literal["level", "yearly_rate", "cumulative_change", "yearly_flow", "composition", "words"]


class Quantity(Model):
    """A number with what the print says of it."""

    text: str
    """The quantity as printed."""
    value: Decimal
    """The number; the lower end of a range. The printed precision is kept (`700.00`)."""
    upper: Decimal | None = None
    """The upper end of a range."""
    unit: str | None = None
    """Unit as printed, with its multiplier (`亿元`), beside the number or for its column or row."""
    base_value: Decimal | None = None
    """The value in the base unit, exact (`461.22亿元` is 46122000000); None where the unit is not known."""
    base_unit: str | None = None
    """The base unit (`元`, `吨`, `平方米`); None for a number without a unit, and where the unit is not known."""
    comparator: str | None = None
    """Printed word or sign (`≤`, `以上`, `左右`)."""
    relation: Relation = "="
    """What the comparator means; `~` about."""
    change: str | None = None
    """In a cell, the printed verb or sign that makes the number a change, and says which way it goes (`下降`, `+`)."""
    cumulative: bool = False
    """Whether brackets or a word mark it as the sum over the plan (`〔5〕`, `累计6.4`)."""
    span: Span | None = None
    """Where it stands in the text."""


class Value(Model):
    """One value of an indicator: a cell under a year or a role."""

    header: str
    """Printed heading of its column."""
    year: int | None = None
    """Year that the heading names."""
    role: ValueRole | None = None
    """`baseline` the year before the plan, `target` what is to be reached, `actual` what was reached."""
    text: str
    """The cell as printed; "" where it is empty."""
    quantity: Quantity | None = None
    """The number in the cell; None for words, for a dash, for an empty cell."""
    note: str | None = None
    """The footnote that a mark in the cell points to, as printed."""
    span: Span | None = None
    """Where the cell stands in the text."""


class Growth(Model):
    """A printed rate or sum of growth."""

    text: str
    """The cell as printed."""
    quantity: Quantity | None = None
    """The number in the cell."""
    kind: Literal["yearly", "cumulative"] | None = None
    """Whether the number is a rate a year or a change over the plan; None where the print leaves it open."""
    span: Span | None = None
    """Where the cell stands in the text."""


class Target(Model):
    """What is to be reached, and in which sense: 700 (亿元 in 2020), 9 (% a year) and 〔17〕 (% over the plan) are different things."""

    kind: TargetKind
    """`level` a state in the target year, or a floor or ceiling for every year up to it; `yearly_rate` 年均增长; `cumulative_change`
    a change or a sum over the plan (`较2015年下降`, `〔5〕`); `yearly_flow` so much every year (`人/年`, `年均新增`); `composition` shares
    side by side (`11:42:47`); `words` no number (`与经济增长同步`)."""
    text: str
    """The cell that says it, as printed."""
    quantity: Quantity | None = None
    """The number in the cell; None for a composition and for words."""
    year: int | None = None
    """The year in which it is to be reached: that of the column or of a note, or the last of the plan."""
    base_year: int | None = None
    """The year that it is measured from: that of the name, of the base value's note or of its column."""
    span: Span | None = None
    """Where the cell stands in the text."""


class Indicator(Model):
    """One row of an indicator table (主要指标表)."""

    table: int
    """Index of its table in `PolicyDocument.tables`."""
    number: str | None = None
    """序号 as printed, from its own column or from the name."""
    name: str
    """指标 as printed, without number and unit, and without the blanks of broken lines."""
    unit: str | None = None
    """单位 as printed, from its own column or from the brackets in the name."""
    category: str | None = None
    """类别: a merged first cell, or a row of its own above."""
    parent: str | None = None
    """Printed name of the indicator that this one is part of (`其中：`)."""
    values: tuple[Value, ...] = ()
    """One for each column of values, in print order, empty cells too."""
    attribute: str | None = None
    """属性 as printed (`预期性`, `约束性`)."""
    binding: bool | None = None
    """True for 约束性, False for 预期性, None where the print does not say."""
    growth: Growth | None = None
    """年均增长 and the like; None where the cell is empty or the table has no such column."""
    cumulative_growth: Growth | None = None
    """The second such column where both are printed (年均增长 and 五年累计)."""
    target: Target | None = None
    """What is to be reached; None where the row prints no target, or where the print leaves its sense open."""
    span: Span | None = None
    """Where the row stands in the text; None for a row that was put together from several places."""
