"""Printed growth against the growth that base and target imply."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from jyparse.checks import names
from jyparse.checks.precision import EXACT, Computed, figure, finding, is_exact, shown, verdict, yearly_rate
from jyparse.checks.rows import Rows, base_of, target_value
from jyparse.model import Finding, Growth, Indicator, Quantity, Span
from jyparse.phrases.when import times
from jyparse.text.blanks import unspaced

_PERCENT = ("%", "％")
_FALLS = ("下降", "降低", "减少", "降")
_HUNDRED = Decimal(100)


def check(rows: Rows) -> Iterator[Finding]:
    """Growth in a column of its own, and in a row of its own (`工业增加值年均增速` beside `工业增加值`)."""
    if names.pattern("basis").search("".join(rows.table.notes)):
        return
    years_of = cache(_years)
    for row in rows.rows:
        if (of := names.rate_of(row.name)) and (level := rows.by_key.get(of)) and row.target:
            same = level.target and (level.target.year, level.target.base_year) == (
                row.target.year,
                row.target.base_year,
            )
            if row.target.kind == "yearly_rate" and row.target.quantity and same:
                yield from _yearly(level, row.target.quantity, row.span)
        header = rows.column_of(row)
        if row.growth and not names.pattern("basis").search(header) and _same_years(row, years_of(header)):
            yield from _of_column(row, row.growth)
        if row.cumulative_growth:
            yield from _of_column(row, row.cumulative_growth)


def _years(header: str) -> frozenset[int]:
    """The years that a heading names."""
    return frozenset(time.end.year for time in times(header) if time.end)


def _same_years(row: Indicator, years: frozenset[int]) -> bool:
    """Whether the years of a heading are no others than those of the target."""
    return not years or bool(row.target and row.target.year in years and len(years) <= 2)


def _of_column(row: Indicator, growth: Growth) -> Iterator[Finding]:
    quantity = growth.quantity
    if quantity is None or "同比" in growth.text:
        return
    if growth.kind == "cumulative" or quantity.cumulative:
        yield from _cumulative(row, quantity, growth.span)
    elif growth.kind == "yearly":
        yield from _yearly(row, quantity, growth.span)


def _ends(row: Indicator) -> tuple[Quantity, Quantity, int] | None:
    """Base, target and the years between them, where both are plain levels in one unit."""
    base, value, target = base_of(row), target_value(row), row.target
    if not (target and target.kind == "level" and target.year and target.base_year and value and base):
        return None
    reached, years = target.quantity, target.year - target.base_year
    if reached is None or not (is_exact(base) and is_exact(reached)) or base.unit != reached.unit or years < 1:
        return None
    return (base, reached, years) if base.value > 0 and reached.value > 0 else None


def _is_comparable(row: Indicator) -> bool:
    """Whether level and growth are at the same prices, as far as the name tells."""
    name = names.key(row.name)
    return not names.pattern("real").search(name) or bool(
        names.pattern("constant").search(unspaced(row.name + (row.unit or "")))
    )


def _yearly(row: Indicator, printed: Quantity, span: Span | None) -> Iterator[Finding]:
    """(target ÷ base)^(1 ÷ years) − 1; rates and shares have no such growth."""
    ends = _ends(row)
    if ends is None or row.unit in _PERCENT or printed.unit not in _PERCENT or not _is_comparable(row):
        return
    base, target, years = ends
    fall = printed.change in _FALLS
    rate = Computed(lambda first, last: yearly_rate(first, last, years), base.value, target.value)
    found = -rate if fall else rate
    if (how := verdict(found, printed)) != "agrees":
        said = f"({target.value} ÷ {base.value})^(1 ÷ {years}) − 1"
        said = f"{f'−({said})' if fall else said} = {shown(found.value, printed.value)} % a year"
        yield _finding(row, said, base, target, printed, span, how)


def _cumulative(row: Indicator, printed: Quantity, span: Span | None) -> Iterator[Finding]:
    """Target against base: the difference, or the change in per cent; a finding only if no reading agrees."""
    ends = _ends(row)
    if ends is None:
        return
    base, target, _ = ends
    readings: list[tuple[str, Computed]] = []
    if row.unit in _PERCENT or printed.unit not in _PERCENT:
        readings.append(
            (f"{target.value} − {base.value}", Computed(lambda a, b: EXACT.subtract(b, a), base.value, target.value))
        )
    if _is_comparable(row):
        readings.append(
            (f"({target.value} − {base.value}) ÷ {base.value} × 100", Computed(_change, base.value, target.value))
        )
    hows = [verdict(signed, printed) for _, found in readings for signed in (found, -found)]  # 下降 prints no sign
    if readings and _is_comparable(row) and "agrees" not in hows:
        said, found = readings[-1] if printed.unit in _PERCENT and row.unit not in _PERCENT else readings[0]
        how = "rounding" if "rounding" in hows else "differs"
        yield _finding(row, f"{said} = {shown(found.value, printed.value)}", base, target, printed, span, how)


def _change(first: Decimal, last: Decimal) -> Decimal:
    return EXACT.multiply(EXACT.divide(EXACT.subtract(last, first), first), _HUNDRED) if first > 0 else Decimal(0)


def _finding(
    row: Indicator, said: str, base: Quantity, target: Quantity, printed: Quantity, span: Span | None, how: str
) -> Finding:
    message = f"growth of “{unspaced(row.name)}”: {said}, printed {figure(printed).text}"
    return finding(
        "growth-differs", message, [figure(base), figure(target), figure(printed)], span or row.span, how=how
    )
