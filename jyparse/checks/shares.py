"""Shares against the rows that they divide, and shares that no part of a whole can have."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jyparse.checks import names
from jyparse.checks.precision import EXACT, Computed, figure, finding, is_exact, shown, verdict
from jyparse.checks.rows import Rows, year_of
from jyparse.model import Figure, Finding, Indicator, Quantity
from jyparse.text.blanks import unspaced

_PERCENT = ("%", "％")
_HUNDRED = Decimal(100)


def check(rows: Rows) -> Iterator[Finding]:
    """In every year that prints the share, its part and its whole."""
    for row in rows.rows:
        if row.unit in _PERCENT:
            yield from _outside(row)
            yield from _divided(rows, row)


def _divided(rows: Rows, row: Indicator) -> Iterator[Finding]:
    said = names.share(row.name)
    part = said and _named(rows, said.part, said.whole)
    whole = said and rows.by_key.get(said.whole)
    if not part or not whole or part is row or whole is row:
        return
    for value in row.values:
        year = year_of(row, value)
        some, all_ = _level(part, year), _level(whole, year)
        printed = value.quantity
        if not (year and printed and some and all_) or some.base_unit != all_.base_unit or printed.cumulative:
            continue
        if some.unit != all_.unit or all_.value <= 0:
            continue
        found = Computed(_share, some.value, all_.value)
        if (how := verdict(found, printed)) != "agrees":
            message = (
                f"{unspaced(row.name)} in {year}: {some.value} ÷ {all_.value} × 100 = "
                f"{shown(found.value, printed.value)} %, printed {figure(printed).text}"
            )
            yield finding(
                "share-differs", message, [*map(figure, (some, all_, printed))], value.span or row.span, how=how
            )


def _share(part: Decimal, whole: Decimal) -> Decimal:
    return EXACT.multiply(EXACT.divide(part, whole), _HUNDRED) if whole > 0 else Decimal(0)


def _named(rows: Rows, part: str, whole: str) -> Indicator | None:
    """The row of a part; 第三产业占生产总值 leaves out 增加值, or the name says it already."""
    for name in (part, f"{part}增加值" if whole == "生产总值" else part):
        if row := rows.by_key.get(name):
            return row
    return None


def _level(row: Indicator, year: int | None) -> Quantity | None:
    found = [v.quantity for v in row.values if v.quantity and year_of(row, v) == year and is_exact(v.quantity)]
    kind = row.target.kind if row.target else "level"
    return found[0] if len(found) == 1 and kind == "level" else None


def _outside(row: Indicator) -> Iterator[Finding]:
    name = unspaced(row.name)
    kind = row.target.kind if row.target else "level"
    if kind != "level" or not names.pattern("whole").search(names.key(name)):
        return
    for value in row.values:
        quantity = value.quantity
        if quantity is None or quantity.unit not in _PERCENT:
            continue
        bound = 100 if quantity.value > _HUNDRED else 0 if quantity.value < 0 else None
        if bound is not None:
            sign = ">" if bound else "<"
            message = f"“{name}” is {quantity.value} %: {quantity.value} {sign} {bound}"
            yield finding("percentage-outside", message, [Figure(text=value.text, span=value.span)], value.span)
