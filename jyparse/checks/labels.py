"""Numbers of headings: left out or repeated; and the table of contents against the outline."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from jyparse.checks.precision import finding
from jyparse.model import ContentsEntry, Figure, Finding, Part, PolicyDocument, Section
from jyparse.text.blanks import unspaced
from jyparse.text.numerals import to_int

_NUMERAL = re.compile(r"[0-9]+|[０-９]+|[零〇一二三四五六七八九十百]+")
_GOES_ON = re.compile("[，。；]")
_DIGITS = "零一二三四五六七八九"
_AMENDS = re.compile("修改|修正|修订|废止|摘编|摘录|节选")
_MARKS = re.compile(r"[\s，,。．.、：:；;“”\"'‘’（）()《》·—－-]+")


def check(document: PolicyDocument) -> Iterator[Finding]:
    """Every list of headings of every part; what amends others quotes their numbers."""
    for part in document.parts:
        if not _AMENDS.search(part.title or ""):
            yield from _lists(document, part.sections)
            for section in part.walk():
                yield from _lists(document, section.children)
        yield from _contents(part)


def _lists(document: PolicyDocument, siblings: Sequence[Section]) -> Iterator[Finding]:
    last: dict[str, Section] = {}
    for section in siblings:
        form = _form(section.label)
        if form is None or section.number is None:
            if not section.label:
                last = {}  # numbers may start again behind a heading without one
            continue
        if not document.text.startswith(section.label.strip(), section.span[0]):
            continue  # the counter of an <ol>, which numbers by itself
        before = last.get(form)
        last[form] = section
        if before is None or before.number is None or section.number in (before.number + 1, 1):
            continue
        if section.number > before.number + 1:
            missing = _label(section.label, before.number + 1)
            if missing and not _is_printed(document.text, before, section, missing):
                said = f"{before.label.strip()} is followed by {section.label.strip()}: {section.number} ≠ {before.number} + 1"
                yield finding("numbering-gap", said, _figures(before, section), section.span)
        else:
            said = f"{section.label.strip()} comes after {before.label.strip()}: {section.number} ≠ {before.number} + 1"
            yield finding("numbering-repeat", said, _figures(before, section), section.span)


def _figures(*sections: Section) -> list[Figure]:
    return [Figure(text=section.label, span=section.span) for section in sections]


def _form(label: str) -> str | None:
    """The form of a label: its punctuation and the kind of its last numeral; None for signs such as ①."""
    found = list(_NUMERAL.finditer(label))
    if not found:
        return None
    last = found[-1]
    return label[: last.start()].strip() + ("1" if last.group().isdecimal() else "一") + label[last.end() :].strip()


def _label(label: str, number: int) -> str | None:
    """The label with another number."""
    last = list(_NUMERAL.finditer(label))[-1]
    numeral = str(number) if last.group().isdecimal() else _chinese(number)
    return label[: last.start()] + numeral + label[last.end() :] if numeral else None


def _chinese(number: int) -> str | None:
    """一 to 九百九十九."""
    if not 0 < number < 1000:
        return None
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def _is_printed(text: str, before: Section, section: Section, missing: str) -> bool:
    """Whether the missing label stands between two headings after all, unread: no matter of the document."""
    between, label = text[before.span[0] + len(before.label) : section.span[0]], missing.strip()
    return label in between or "\n" + label.strip("、.．，,") in between


def _contents(part: Part) -> Iterator[Finding]:
    """Entries and headings between those that agree, where there are as many of both: each pair bears one number or one title."""
    entries = [entry for entry in part.contents if entry.label]
    if not entries:
        return
    forms = {_form(entry.label) for entry in entries}
    headings = [s for s in part.walk() if s.label and s.title and _form(s.label) in forms]
    anchors = _anchors(entries, headings)
    if len(anchors) * 2 < len(entries):
        return
    for before, after in pairwise([(-1, -1), *anchors, (len(entries), len(headings))]):
        some, others = entries[before[0] + 1 : after[0]], headings[before[1] + 1 : after[1]]
        if len(some) == len(others):
            yield from (_differ(*pair) for pair in zip(some, others, strict=True) if _is_pair(*pair))


def _anchors(entries: Sequence[ContentsEntry], headings: Sequence[Section]) -> list[tuple[int, int]]:
    """Places of entries and headings that are the same, both in order."""
    places: dict[str, deque[int]] = defaultdict(deque)
    for n, heading in enumerate(headings):
        places[_plain(heading.label + heading.title)].append(n)
    found: list[tuple[int, int]] = []
    for n, entry in enumerate(entries):
        same = places[_plain(entry.label + entry.title)]
        while same and found and same[0] <= found[-1][1]:
            same.popleft()
        if same:
            found.append((n, same.popleft()))
    return found


def _is_pair(entry: ContentsEntry, heading: Section) -> bool:
    """Whether an entry stands for a heading: both bear a label of one form, and one number or one title."""
    if _form(entry.label) != _form(heading.label):
        return False
    if heading.title.startswith(entry.title) and _GOES_ON.search(heading.title, len(entry.title)):
        return False  # a dump that runs heading and text together
    return to_int(_numeral(entry.label)) == heading.number or _plain(entry.title) == _plain(heading.title)


def _numeral(label: str) -> str:
    return list(_NUMERAL.finditer(label))[-1].group()


def _plain(title: str) -> str:
    return _MARKS.sub("", title)


def _differ(entry: ContentsEntry, heading: Section) -> Finding:
    printed = [unspaced(f"{item.label}{item.title}") for item in (entry, heading)]
    figures = [Figure(text=printed[0], span=entry.span), Figure(text=printed[1], span=heading.span)]
    return finding("contents-differ", f"contents “{printed[0]}” ≠ heading “{printed[1]}”", figures, heading.span)
