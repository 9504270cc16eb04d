"""Tables of contents (目录).

Two ways to know one: the word 目录 before lines that are entries; or, without the word, chapter lines that are printed
once more, in the same order, further down. The second printing is the outline.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from jyparse.lexicon.numbering import Label
from jyparse.model import ContentsEntry, Span
from jyparse.stages.forms import Body, Line
from jyparse.text.blanks import unspaced

_HEADING = re.compile(r"目\s*[录錄次]")
_LEADER = re.compile(r"(?<![\s.．…·•‥⋯_—–-])[\s.．…·•‥⋯_—–-]+[（(]?(?P<page>\d{1,4})[)）]?(?:\s?[-—–])?$")
_PAGE = re.compile(r"[-—–(（]?\s*(\d{1,4})\s*[-—–)）]?")
_GLUED_PAGE = re.compile(r"(?<=[^\d\s.])(?P<page>\d{1,3})$")
_LEADER_ONLY = re.compile(r"(?<![\s.．…·•‥⋯_—–-])[\s.．…·•‥⋯_—–-]+$")
_LONGEST = 80
_SHORTEST_BROKEN = 15


@dataclass(slots=True)
class Contents:
    """A table of contents: the lines `first` up to `last`, which is not part of it."""

    first: int
    last: int
    entries: tuple[ContentsEntry, ...]


def _key(line: Line) -> str:
    """The line without blanks, leader and page: what its second printing shows too."""
    text = line.text
    if match := _LEADER.search(text):
        text = text[: match.start()]
    return unspaced(_LEADER_ONLY.sub("", text)).rstrip("。：:")


def _entry(line: Line, span: Span, paged: bool) -> ContentsEntry:
    rest = line.text[line.label.end :] if line.label else line.text
    page = (_LEADER.search(rest) or _GLUED_PAGE.search(rest)) if paged else None
    title = _LEADER_ONLY.sub("", rest[: page.start()] if page else rest).strip()
    return ContentsEntry(
        label=line.label.text if line.label else "", title=title, page=int(page["page"]) if page else None, span=span
    )


def _is_entry(line: Line) -> bool:
    return line.table is None and len(line.text) <= _LONGEST and not line.text.endswith(("。", "；", ";", "：", ":"))


def _read(body: Body, first: int, last: int) -> tuple[ContentsEntry, ...]:
    """The entries of lines that are known to be a table of contents; a page number may stand on the next line."""
    entries: list[ContentsEntry] = []
    lines = [line for line in body.lines[first:last] if not _PAGE.fullmatch(line.text)]
    paged = sum(bool(_LEADER.search(line.text) or _GLUED_PAGE.search(line.text)) for line in lines) * 2 >= len(lines)
    for i in range(first, last):
        if page := _PAGE.fullmatch(body.lines[i].text):
            if entries and entries[-1].page is None:
                entries[-1] = entries[-1].model_copy(update={"page": int(page[1])})
        else:
            entry = _entry(body.lines[i], body.span(i, i + 1), paged)
            if paged and entries and _goes_on(entries[-1], entry):
                entry = _joined(entries.pop(), entry)
            entries.append(entry)
    return tuple(entries)


def _goes_on(above: ContentsEntry, entry: ContentsEntry) -> bool:
    """Whether a line is the rest of a long entry on the line above, which has no page."""
    long = len(above.label) + len(above.title) >= _SHORTEST_BROKEN
    return bool(above.label) and above.page is None and long and not entry.label and entry.page is not None


def _joined(above: ContentsEntry, entry: ContentsEntry) -> ContentsEntry:
    span = Span(above.span.start, entry.span.end) if above.span and entry.span else None
    return above.model_copy(update={"title": above.title + entry.title, "page": entry.page, "span": span})


def _after_heading(body: Body, first: int, taken: Collection[int]) -> int:
    """Where the entries that begin at `first` end: where the highest numbering is printed again, or at a line that is none."""
    seen: set[str] = set()
    top: Label | None = None
    i = first
    while i < len(body.lines):
        line = body.lines[i]
        if i in taken or not _is_entry(line):
            break
        if label := line.label:
            if top and _is_again(line, label, top, seen):
                break
            top = top or label
            seen.add(_key(line))
        i += 1
    return _back_to_unlabelled(body, first, i)


def _is_again(line: Line, label: Label, top: Label, seen: Collection[str]) -> bool:
    """Whether an entry stands for the second time, in the text; sections of several chapters may bear one title."""
    if _key(line) in seen:
        return label.family == top.family
    return label.text == top.text and not _LEADER.search(line.text) and not _GLUED_PAGE.search(line.text)


def _back_to_unlabelled(body: Body, first: int, last: int) -> int:
    """Lines without number and page at the end belong to what follows: 前言, the title printed again."""
    while last > first:
        line = body.lines[last - 1]
        if line.label or _LEADER.search(line.text) or _PAGE.fullmatch(line.text) or _GLUED_PAGE.search(line.text):
            break
        last -= 1
    return last


def _printed_twice(body: Body, taken: Collection[int]) -> tuple[int, int] | None:
    """A run of at least three labelled lines that all stand once more, in the same order, further down."""
    lines = body.lines
    places: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        if line.label and i not in taken and _is_entry(line):
            places.setdefault(_key(line), []).append(i)
    i = 0
    highest = 1_000
    while i < len(lines):
        label = lines[i].label
        again = places.get(_key(lines[i]), ()) if label else ()
        below = label is not None and label.rank > highest  # a table of contents begins with its highest numbering
        highest = min(highest, label.rank) if label else highest
        if len(again) < 2 or again[0] != i or below:
            i += 1
            continue
        last, last_again = i, again[1]
        while (
            last < min(again[1], len(lines))
            and (next_again := places.get(_key(lines[last]), ()))
            and len(next_again) > 1
        ):
            if last > i and next_again[1] <= last_again:
                break
            last_again = next_again[1]
            last += 1
        if last - i >= 3 and last_again > last:
            between = lines[last : again[1]]
            if all(map(_is_entry, between)):  # an entry that the text words otherwise
                return i, _back_to_unlabelled(body, last, again[1])
            if not any(line.label for line in between):
                return i, last
        i = max(last, i + 1)
    return None


def find(body: Body, taken: Collection[int] = ()) -> list[Contents]:
    """The tables of contents of a text; `taken` are lines that tables have claimed."""
    found: list[Contents] = []
    for i, line in enumerate(body.lines):
        if len(line.text) <= 8 and line.label is None and _HEADING.fullmatch(line.text) and i not in taken:
            if found and i < found[-1].last:
                continue
            last = _after_heading(body, i + 1, taken)
            if last - i > 2:
                found.append(Contents(i, last, _read(body, i + 1, last)))
    if not found and (twice := _printed_twice(body, taken)):
        found.append(Contents(*twice, _read(body, *twice)))
    return found
