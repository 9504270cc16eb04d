"""Lines of a page that are no text of the document, known by their words (`furniture.toml`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from jyparse import lexicon

_LONGEST = 160
_TITLE_NAMES = re.compile(r"(?<![a-z])(?:title|biaoti|bt|tit|headline|con-?title|con-?tit)(?![a-z])", re.I)
_SIGN = r"[\s|｜/\[\]【】（）()<>《》＜＞»«:：·•+＋\-－—、]"


@cache
def _patterns(table: str) -> re.Pattern[str]:
    rows = lexicon.table("furniture")
    of = [rows[name] for name in (*rows[table].get("parts", ()), table)]
    patterns = [p for row in of for p in row.get("patterns", ())] + [_row_of(row) for row in of if "words" in row]
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.I)


@cache
def _tests(table: str) -> tuple[Callable[[str], object] | None, re.Pattern[str]]:
    """The cheap test of a table, if it has one, and its patterns."""
    words = lexicon.table("furniture")[table].get("holds")
    return re.compile("|".join(words)).search if words else None, _patterns(table)


def names_title(name: str) -> bool:
    """Whether the id and class of an element call it a title."""
    return _TITLE_NAMES.search(name) is not None


def _row_of(row: dict[str, list[str]]) -> str:
    """A row of words and signs, one of `words` among them."""
    words, all_words = (
        "|".join(sorted(of, key=len, reverse=True)) for of in (row["words"], row["words"] + row["beside"])
    )
    return rf"(?=(?:{_SIGN}|(?>{all_words}))++\Z)(?=.*(?:{words}))[\s\S]++"


def is_furniture(text: str, table: str = "line") -> bool:
    """Whether a whole line is furniture by its words."""
    if len(text) > _LONGEST:
        return False
    may_match, pattern = _tests(table)
    if may_match is not None and may_match(text) is None:
        return False
    return pattern.fullmatch(text) is not None
