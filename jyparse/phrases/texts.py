"""What phrases are read from: a text by itself, or something of a document that has one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

HAN_LABEL = "[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十]{1,3}(?:[期号、]|次?产))"
"""A pattern of `二、` at the beginning of a line; not of `二、三期项目`."""
_LATIN = "A-Za-z"
_BROKEN = re.compile(rf"(?<=[^\x00-\x7f])[ \xa0\t]+(?=[^\s{_LATIN}])|(?<=[^\s{_LATIN}])[ \xa0\t]+(?=[^\x00-\x7f])")
_TITLE = re.compile(r"《[^《》\n]{1,120}》")


class HasText(Protocol):
    """What phrases can be read from beside plain text: a document, a part, a section, a task, a paragraph."""

    @property
    def text(self) -> str:
        """The text as printed."""
        ...


def text_of(source: str | HasText) -> tuple[str, int]:
    """The text, and where it begins in the document."""
    if isinstance(source, str):
        return source, 0
    span = getattr(source, "span", None)
    return source.text, span[0] if span is not None else 0


def unbroken(text: str) -> str:
    """The text without the blanks that broken lines leave between Chinese characters (`推 进`).

    Latin words keep theirs (`R&D 经费`), and a wide blank, which sets names apart (`东区　西区`), stays.
    """
    return _BROKEN.sub("", text)


def outside_titles(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    """Where matches begin that do not stand inside the book marks of a title (《…》)."""
    titles = [match.span() for match in _TITLE.finditer(text)][::-1] if "《" in text else []
    for match in pattern.finditer(text):
        start = match.start()
        while titles and titles[-1][1] <= start:
            titles.pop()
        if not (titles and titles[-1][0] < start):
            yield start
