"""What names and titles end in, by the table `headings.toml`."""

from __future__ import annotations

from functools import cache

from jyparse import lexicon


@cache
def endings(of: str) -> tuple[str, ...]:
    """The words of a list of the table: `bodies`, `genres`, `plans`, `rules`, `unnumbered`."""
    return tuple(lexicon.table("headings")[of])
