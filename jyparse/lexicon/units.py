"""Units: whether a word is one, by the table `units.toml`."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from jyparse import lexicon

_BLANKS = re.compile(r"\s+")
_PER = re.compile(r"[/／·•]|每")
_EITHER = re.compile(r"[、（()）]")
_COUNT = re.compile(r"\d{1,6}(?:\.\d)?")
_LONGEST = 16


@cache
def _units() -> frozenset[str]:
    return frozenset(lexicon.table("units")["units"])


@cache
def _simple() -> re.Pattern[str]:
    """A unit without `/`: multipliers before it, or multipliers alone (`亿`)."""
    some = "|".join(re.escape(word) for word in sorted(_units(), key=len, reverse=True))
    multipliers = "|".join(lexicon.table("units")["multipliers"])
    return re.compile(f"(?:{multipliers}){{0,2}}(?:{some})|(?:{multipliers}){{1,2}}")


@lru_cache(maxsize=4096)
def is_unit(text: str) -> bool:
    """Whether `text` is a unit: `亿元`, `人/亿元`, `万平方米`, `例/10万人`, `台（套）`, `%`; not `GDP`, `2010年价`, `助理`."""
    compact = _BLANKS.sub("", text)
    if len(either := [word for word in _EITHER.split(compact) if word]) > 1:
        return all(map(is_unit, either))
    if not compact or len(compact) > _LONGEST or compact in lexicon.table("units")["denominators"]:
        return False
    first, *rest = _PER.split(compact)
    if not rest:
        return _simple().fullmatch(first) is not None
    # 每万人 and /10万 name the whole of which there is a count
    return (not first or first == "1" or _simple().fullmatch(first) is not None) and all(map(_is_whole, rest))


def _is_whole(text: str) -> bool:
    count = _COUNT.match(text)
    after = text[count.end() :] if count else text
    return _simple().fullmatch(after) is not None or bool(count and not after)


class UnitWords:
    """`word in UnitWords()` is `is_unit(word)`."""

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and is_unit(word)


def all_units() -> UnitWords:
    """Every unit, compounds and multipliers too, as something that `in` can be asked of."""
    return UnitWords()
