"""Printed figures compared at their printed precision.

What is computed from printed figures is rounded to the places of the figure it is held against: 8.70 agrees with a printed 9. Where the
figures that it was computed from are too coarse to decide the last printed place, the two agree if any values that print so would.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property
from itertools import product

from jyparse import lexicon
from jyparse.model import Figure, Finding, Quantity, Span

EXACT = Context(prec=120, rounding=ROUND_HALF_UP)
_ROOTS = Context(prec=50)  # more digits than a figure prints, at less than half the price of 120
_HUNDRED = Decimal(100)


class Computed:
    """What a rule makes of printed figures."""

    def __init__(self, rule: Callable[..., Decimal], *figures: Decimal) -> None:
        self.rule, self.figures = rule, figures

    @cached_property
    def value(self) -> Decimal:
        """What it makes of the figures as printed."""
        return self.rule(*self.figures)

    @cached_property
    def ends(self) -> tuple[Decimal, Decimal]:
        """The least and the greatest that it makes of all figures that print so."""
        halves = [(figure, place(figure) / 2) for figure in self.figures]
        corners = [self.rule(*corner) for corner in product(*((f - half, f + half) for f, half in halves))]
        return min(corners), max(corners)

    def __neg__(self) -> Computed:
        return Computed(lambda *figures: -self.rule(*figures), *self.figures)


def is_exact(quantity: Quantity | None) -> bool:
    """Whether a quantity is one plain figure: no range, no comparator, no change, no sum in brackets."""
    if quantity is None or quantity.upper is not None or quantity.change:
        return False
    return quantity.relation == "=" and not quantity.cumulative


def place(value: Decimal) -> Decimal:
    """One unit of the last printed place."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def yearly_rate(first: Decimal, last: Decimal, years: int) -> Decimal:
    """(last ÷ first)^(1 ÷ years) − 1 in per cent."""
    if first <= 0 or last <= 0:
        return -_HUNDRED
    power = _ROOTS.power(_ROOTS.divide(last, first), _ROOTS.divide(Decimal(1), Decimal(years)))
    return EXACT.multiply(EXACT.subtract(power, Decimal(1)), _HUNDRED)


def rounded(value: Decimal, printed: Decimal) -> Decimal:
    """`value` at the precision of `printed`."""
    return value.quantize(place(printed), context=EXACT)


def shown(value: Decimal, printed: Decimal) -> str:
    """A computed value for the reader: at the printed precision, one decimal at least."""
    return f"{value.quantize(min(place(printed), Decimal('0.1')), context=EXACT):f}"


def verdict(found: Computed, printed: Quantity) -> str:
    """How a computed value stands to a printed one: `agrees`, `differs`, or `rounding` where rounding may explain it."""
    step, low, high = place(printed.value), printed.value, printed.upper or printed.value
    near = round_low = rounded(found.value, printed.value)
    if printed.relation == "~":
        return "agrees"
    above = printed.relation in (">", ">=") or near <= high
    below = printed.relation in ("<", "<=") or round_low >= low
    if above and below:
        return "agrees"
    least, most = found.ends
    reach = most >= low - step / 2 if not below else least <= high + step / 2
    if reach and most - least > step:
        return "agrees"
    return "rounding" if reach else "differs"


def finding(code: str, message: str, figures: list[Figure], span: Span | None, *, how: str = "differs") -> Finding:
    """A finding with the severity of its code."""
    severity = "info" if how == "rounding" else lexicon.table("findings")[code]["severity"]
    note = "; rounding of the printed figures may explain it" if how == "rounding" else ""
    return Finding(code=code, severity=severity, message=message + note, figures=tuple(figures), span=span)


def figure(quantity: Quantity) -> Figure:
    """A quantity as a figure of a finding."""
    unit = quantity.unit or ""
    text = quantity.text if unit in quantity.text else f"{quantity.text} {unit}"
    return Figure(text=" ".join(text.split()), span=quantity.span)
