"""Units: whether a word is one, by the table `units.toml`."""

from __future__ import annotations

import re
from functools import cache

from jyparse import lexicon

_BLANKS = re.compile(r"\s+")
_PER = re.compile(r"[/／·]|每")


@cache
def _units() -> frozenset[str]:
    return frozenset(lexicon.table("units")["units"])


@cache
def _multipliers() -> tuple[str, ...]:
    return tuple(lexicon.table("units")["multipliers"])


def is_unit(text: str) -> bool:
    """Whether `text` is a unit: `亿元`, `人/亿元`, `万平方米`, `%`; not `GDP`, `2010年价`, `助理`."""
    compact = _BLANKS.sub("", text)
    return bool(compact) and len(compact) <= 16 and all(map(_is_simple, _PER.split(compact)))


def _is_simple(text: str) -> bool:
    if text in _units():
        return True
    for multiplier in _multipliers():
        if text.startswith(multiplier):
            return len(text) == len(multiplier) or _is_simple(text[len(multiplier) :])
    return False


@cache
def all_units() -> UnitWords:
    """Every unit, compounds and multipliers too, as something that `in` can be asked of."""
    return UnitWords()


class UnitWords:
    """`word in UnitWords()` is `is_unit(word)`."""

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and is_unit(word)
