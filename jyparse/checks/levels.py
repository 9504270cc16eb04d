"""Targets against their base: met before they were set, or not printed at all."""

from __future__ import annotations

from collections.abc import Iterator

from jyparse.checks import names
from jyparse.checks.precision import figure, finding, is_exact
from jyparse.checks.rows import Rows, base_of, target_value
from jyparse.model import Figure, Finding, Indicator, PolicyDocument, Span
from jyparse.text.blanks import unspaced

_DASHES = "-—–－~／/ "


def check(rows: Rows, document: PolicyDocument) -> Iterator[Finding]:
    """Floors and ceilings that the base year keeps already, and binding rows without a target."""
    doubtful = {said.span for said in document.diagnostics if said.span}
    heads = {row.parent for row in rows.rows}
    has_targets = any(row.target for row in rows.rows)
    for row in rows.rows:
        yield from _met(row)
        if has_targets and row.binding and row.target is None and row.name not in heads:
            yield from _missing(row, doubtful, rows.table.span)


def _met(row: Indicator) -> Iterator[Finding]:
    """base > floor, or base < ceiling; without a comparator nobody knows which way the target looks."""
    base, value, target = base_of(row), target_value(row), row.target
    if not (base and value and target and target.kind == "level" and target.quantity and is_exact(base)):
        return
    printed = target.quantity
    if printed.relation in ("<", "<=") and names.pattern("kept").search(names.key(row.name)):
        return
    if base.unit != printed.unit or target.base_year is None or printed.upper is not None:
        return
    above = printed.relation in (">", ">=") and base.value > printed.value
    below = printed.relation in ("<", "<=") and base.value < printed.value
    if above or below:
        sign = ">" if above else "<"
        message = (
            f"“{unspaced(row.name)}” was {base.value} in {target.base_year}: "
            f"{base.value} {sign} {printed.value}, the target {printed.text.strip()}"
        )
        yield finding("target-met", message, [figure(base), figure(printed)], value.span)


def _missing(row: Indicator, doubtful: set[Span], table: Span) -> Iterator[Finding]:
    """A binding row without target: what it prints is shown; a row with a diagnostic is left out."""
    if (
        row.span is None
        or row.span in doubtful
        or table in doubtful
        or any(growth and growth.text.strip(_DASHES) for growth in (row.growth, row.cumulative_growth))
    ):
        return
    if any(value.text.strip(_DASHES) for value in row.values if value.role == "target"):
        return
    printed = [value for value in row.values if value.quantity]
    if row.unit or printed:
        empty = "、".join(unspaced(value.header) for value in row.values if value.role == "target")
        message = f"“{unspaced(row.name)}” is {row.attribute}, but prints no figure under {empty or 'any target'}"
        figures = [Figure(text=value.text, span=value.span) for value in printed]
        yield finding("binding-without-target", message, figures, row.span)
