"""Plain text → blocks: a dump of a page, or a document. A line of the file is a paragraph, but where all of it is hard-wrapped."""

from __future__ import annotations

import re

from jyparse.model import Source
from jyparse.page.blocks import Container, Page, PageLine
from jyparse.page.wrapped import paragraphs
from jyparse.text.blanks import width_of

_LINE = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u0000-\u0008\u000e-\u001b\u001f\u007f-\u0084\u0086-\u009f]")


def read(text: str, source: Source) -> Page:
    """The paragraphs of a text: of one that is hard-wrapped the lines put together, of any other the lines."""
    return Page([*paragraphs(lines(text))], source)


def lines(text: str) -> list[tuple[PageLine, str]]:
    """The lines of a text, each with its indent and the empty lines before it, and as it stands in the text."""
    box = Container(None, "text")
    found: list[tuple[PageLine, str]] = []
    gap = held = 0
    if _INVISIBLE.search(text):
        text = _INVISIBLE.sub("", text)
    for raw in _LINE.split(text):
        line = raw.strip()
        if not line:
            gap, held = gap + 1, held + bool(raw)
            continue
        before = raw[: len(raw) - len(raw.lstrip())]
        found.append((PageLine(line, box, indent=width_of(before), gap=gap, held=held), raw.rstrip()))
        gap = held = 0
    return found
