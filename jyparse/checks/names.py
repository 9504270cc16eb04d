"""Names of indicators, and what they say of the relation of rows, by the table `checks.toml`."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from jyparse import lexicon
from jyparse.text.blanks import unspaced

_BRACKETS = re.compile(r"[（(][^（()）]{0,40}[)）]")
_QUOTES = str.maketrans("", "", "“”‘’\"'「」《》的")
_LONGEST = 60
_SHARE = re.compile(r"(?P<part>[^占]{2,30})占(?P<whole>[^占]{2,30}?)(?:比重|比例|份额|的?百分比)")
_RATE = re.compile(r"(?P<of>.{2,40}?)(?:年均|年平均|平均每年)(?:实际)?(?:增长速度|增长率|增长|增速|增幅|递增)")


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The words of a row of the table, as one pattern."""
    return re.compile("|".join(lexicon.table("checks")[name]["patterns"]))


def key(name: str) -> str:
    """A name for comparison: without blanks, brackets, quotes and 的, synonyms made one."""
    plain = _BRACKETS.sub("", unspaced(name)).translate(_QUOTES)[:_LONGEST]
    for word, others in lexicon.table("checks")["synonyms"].items():
        for other in others:
            plain = plain.replace(other, "\0")
        plain = plain.replace("\0", word)
    return plain


class Share(NamedTuple):
    """`A占B比重`, by keys."""

    part: str
    whole: str


def share(name: str) -> Share | None:
    """What a name says is a share of what."""
    match = _SHARE.fullmatch(key(name))
    return Share(match["part"], match["whole"]) if match else None


def rate_of(name: str) -> str | None:
    """The key of what a name says is the yearly rate of: `工业增加值` of `工业增加值年均增速`."""
    match = _RATE.fullmatch(key(name))
    return match["of"] if match else None


def spellings(name: str) -> set[str]:
    """The ways in which a key may be printed, by its synonyms."""
    found = {name}
    for word, others in lexicon.table("checks")["synonyms"].items():
        if word in name:
            found |= {name.replace(word, other) for other in others}
    return found
