"""Page → lines: what each printed line shows by itself. The numbering patterns run here, once a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jyparse import lexicon
from jyparse.page.blocks import Block, PageLine, PageTable
from jyparse.stages.forms import Label, Line
from jyparse.text.numerals import CIRCLED, ROMAN, to_int

_CN = "一二三四五六七八九十百零〇"
_CLASSES = {"CN": _CN, "DIGIT": "0123456789０１２３４５６７８９", "CIRCLED": "".join(CIRCLED), "ROMAN": "".join(ROMAN)}
_LONGEST_LABEL = 24
_POINT = re.compile("[.．]")
_BLANKS = re.compile(r"\s*")


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


def _line(block: PageLine | PageTable) -> Line:
    if isinstance(block, PageTable):
        return Line(block.text, block.box, table=block)
    label = label_of(block.text)
    if label is None and block.ordinal:
        label = _printed_by_list(block.ordinal)
    return Line(block.text, block.box, label, page=block)


def _printed_by_list(ordinal: str) -> Label | None:
    """The number that an `<ol>` prints before the line: a label that stands in none of the characters."""
    if label := label_of(ordinal + " "):
        label.end = 0
    return label


def read(blocks: Sequence[Block]) -> list[Line]:
    """The lines of a page in print order; images show no text and are left to the page."""
    return [_line(block) for block in blocks if isinstance(block, PageLine | PageTable)]
