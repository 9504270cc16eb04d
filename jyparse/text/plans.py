"""The years of the national five-year plans (list of the plans since 1953)."""

from __future__ import annotations

from jyparse.text.numerals import to_int

_FIRST_PLAN = {1: 1953, 2: 1958}


def plan_years(printed: str) -> tuple[int, int]:
    """First and last year of a five-year plan by its number (十三): 一五 1953–1957, 二五 1958–1962, then from 1966 on."""
    n = to_int(printed) or 1
    first = _FIRST_PLAN.get(n, 1966 + 5 * (n - 3))
    return first, first + 4
