"""The printed numbers that lines begin with, by the table `numbering.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from jyparse import lexicon
from jyparse.text.numerals import CIRCLED, ROMAN, to_int

_CN = "一二三四五六七八九十百零〇"
_CLASSES = {"CN": _CN, "DIGIT": "0123456789０１２３４５６７８９", "CIRCLED": "".join(CIRCLED), "ROMAN": "".join(ROMAN)}
_LONGEST_LABEL = 24
_POINT = re.compile("[.．]")
_BLANKS = re.compile(r"\s*")


@dataclass(slots=True, eq=False)
class Label:
    """The printed number at the start of a line."""

    text: str
    """As printed, with its punctuation (`（一）`, `1、`, `第一条`, `1.1`)."""
    scheme: str
    """Name of its row in `lexicon/numbering.toml`."""
    family: str
    """Schemes of one family continue each other where a document mixes them (`1.` and `1、`)."""
    rank: int
    """Usual rank of the scheme: smaller is higher."""
    number: int
    """Its last numeral."""
    end: int
    """Where the rest of the line begins."""
    prefix: tuple[int, ...] = ()
    """All numerals of a decimal number but the last (`1.2.3` → (1, 2))."""
    listed: bool = False
    """Whether it counts only as one of a list from its first number on: its form is common in running text."""


@dataclass(frozen=True, slots=True)
class _Scheme:
    name: str
    family: str
    rank: int
    listed: bool
    match: re.Pattern[str]


@cache
def _schemes() -> dict[str, list[_Scheme]]:
    """The rows of `lexicon/numbering.toml` by the character that a label of theirs begins with."""
    by_first: dict[str, list[_Scheme]] = {}
    for row in lexicon.table("numbering")["scheme"]:
        pattern = row["pattern"].replace("NUM", rf"[\d{_CN}](?:\s?[\d{_CN}]){{0,8}}").replace("CN", f"[{_CN}]{{1,7}}")
        scheme = _Scheme(
            row["name"], row.get("family", row["name"]), row["rank"], row.get("listed", False), re.compile(pattern)
        )
        for first in _CLASSES.get(row["first"], row["first"]):
            by_first.setdefault(first, []).append(scheme)
    return by_first


def label_of(text: str) -> Label | None:
    """The printed number at the start of `text`, if there is one."""
    for scheme in _schemes().get(text[:1], ()):
        if match := scheme.match.match(text, 0, _LONGEST_LABEL * 2):
            printed = next(filter(None, match.groups()))
            numerals = [n for one in _POINT.split(printed) if (n := to_int("".join(one.split()))) is not None]
            if len(numerals) == 1 + printed.count(".") + printed.count("．"):
                end = _BLANKS.match(text, match.end()).end()  # type: ignore[union-attr]
                *prefix, number = numerals
                return Label(
                    match.group().strip(),
                    scheme.name,
                    scheme.family,
                    scheme.rank,
                    number,
                    end,
                    tuple(prefix),
                    scheme.listed,
                )
    return None
