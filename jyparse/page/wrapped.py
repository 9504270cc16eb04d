"""Hard-wrapped text → paragraphs: what PDF readers and mail programs write, a line of the file for each printed line.

Whether a text is wrapped is decided from all of it: the lines that break off within a sentence are of one width, hardly any is
wider, and what they make together ends as sentences do. A line goes on below where the next piece of text had no room in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from jyparse.lexicon.numbering import Label, label_of
from jyparse.page.blocks import PageLine
from jyparse.page.marks import page_marks
from jyparse.text.dates import DATE
from jyparse.text.document_numbers import parse_number

_WIDE = re.compile("[^\x00-\u10ff]|[×÷°±·§]")
_PROSE = re.compile(r"[，。；]|[,;](?!\d)")
_END = re.compile(r"(?:[。！？；：…!?;]|(?<!\d):)[”’』」》）)】〕]*$|[）)】〕]$")
_INTRODUCES = ("：", ":")
_OPENS, _CLOSES = "（(《〈【〔“‘『「", "，。、；：！？,;:!?%％）)》〉】〕”’』」…"
_UNIT = re.compile(rf"[{re.escape(_OPENS)}]*(?:[A-Za-z0-9.]+|.)[{re.escape(_CLOSES)}]*")
"""What no line break parts: a character or a word, and the marks that may not end or begin a line."""
_CELLS = re.compile(r"[\t|｜]|\S(?: {2,}|\u3000)\s*\S|(?:[.．·•‥⋯_]{3,}|…{2,})\s*[（(—-]?\s*\d*\s*[）)—-]?$")
_TOKENS = re.compile(r"\S+(?: \S+){3,}")
_LETTER = re.compile("[A-Za-z]")
_PAIRS = ("（）", "()", "《》", "“”", "〔〕")
_FEWEST = 3
_NARROWEST = 36
_DEEPEST_FIRST_LINE = 8


@dataclass(eq=False)
class _Row:
    """A line of the file with what it shows by itself."""

    line: PageLine
    raw: str
    """With the blanks before it."""
    gap: int
    """Empty lines before it; none where the page begins with it."""
    marks: list[PageLine] = field(default_factory=list)
    """The number of the page and what stands beside it, which follow it."""

    @cached_property
    def label(self) -> Label | None:
        """The printed number that it begins with."""
        return label_of(self.line.text)

    @cached_property
    def cells(self) -> bool:
        """Whether it is a row of a table, an entry of contents or several pairs."""
        rest = self.line.text[self.label.end :] if self.label else self.line.text
        return bool(_CELLS.search(rest) or (_TOKENS.fullmatch(rest) and not _PROSE.search(rest)))

    @cached_property
    def ends(self) -> bool:
        """Whether a sentence or what stands in brackets ends with it."""
        return _END.search(self.line.text) is not None

    @cached_property
    def unit(self) -> str:
        """What would have to fit into the line above."""
        match = _UNIT.match(self.line.text)
        return match.group() if match else ""


class _Paragraph:
    """A paragraph while it grows line by line."""

    def __init__(self, row: _Row) -> None:
        self.first = self.last = row
        self.pieces: list[str] = []
        self.is_prose = False
        """Whether it holds a mark of sentences, which headings and titles hardly do."""
        self.marks: list[PageLine] = []
        """What the pages that it goes over show beside it."""
        self.opened = dict.fromkeys(_PAIRS, 0)
        """How many brackets of each pair are open."""
        self.take("", row)

    def take(self, between: str, row: _Row) -> None:
        """Adds a line, and what parts it from the one before."""
        text = row.line.text
        self.last = row
        self.pieces += [between, text]
        self.marks += row.marks
        self.is_prose = self.is_prose or _PROSE.search(text) is not None
        for pair in _PAIRS:
            self.opened[pair] += text.count(pair[0]) - text.count(pair[1])

    @property
    def is_broken_off(self) -> bool:
        """Whether it cannot end here: a bracket is open, or a sentence."""
        return max(self.opened.values()) > 0 or (self.is_prose and not self.last.ends)

    def lines(self) -> list[PageLine]:
        """All of it as one line of the page, and the marks of the pages behind it."""
        return [replace(self.first.line, text="".join(self.pieces)), *self.marks]


@dataclass(frozen=True, slots=True)
class _Wrap:
    """How a text is wrapped."""

    measure: Callable[[str], int]
    """What its lines are of one length in: columns, or characters."""
    width: int
    indent: int = 0
    """Of a line that goes on, in columns."""
    gap: int = 0
    """Empty lines between two lines of a paragraph."""
    marks: bool = False
    """Whether the first line of a paragraph is indented, or follows on an empty line."""
    marks_labels: bool = False
    """Whether one that begins with a printed number is."""
    words: bool = False
    """Whether a word that has no room goes to the next line as a whole."""

    @property
    def slack(self) -> int:
        """A character: what lines that are as wide as they can be differ by, where marks hang over or are set closer."""
        return self.measure("一")

    def lacks(self, row: _Row, below: _Row) -> int:
        """How much too long the line would be with the next piece of text; 0 and less where that had room."""
        return self.measure(row.raw) + self.measure(below.unit) - self.width

    def fills(self, row: _Row, below: _Row) -> bool:
        """Whether a line is as wide as the next piece of text let it be, or nearly."""
        return self.lacks(row, below) > -self.slack and self.measure(row.raw) <= self.width + 2 * self.slack

    def goes_on(self, paragraph: _Paragraph, below: _Row) -> bool:
        """Whether a line belongs to the paragraph above it."""
        first, last = paragraph.first, paragraph.last
        if last.cells or below.cells or self.is_first(below):
            return False
        if last.line.indent > self.indent + _DEEPEST_FIRST_LINE:
            return False  # centred, or at the right margin
        lacks = self.lacks(last, below)
        if paragraph.is_broken_off:
            return lacks > -self.slack
        if lacks <= 0 or (below.label and not (paragraph.is_prose and self.marks_labels)):
            return False
        if not last.ends:
            begun = first.label is not None or (self.marks and self.is_first(first))
            return begun or not _stands_alone(below.line.text)
        if last.raw.endswith(_INTRODUCES) and not self.marks:
            return False
        return below.ends or self.measure(below.raw) * 4 >= self.width * 3  # and no signature

    def is_first(self, row: _Row) -> bool:
        """Whether a line is marked as the first of a paragraph."""
        return row.gap > self.gap or row.line.indent > self.indent + 1

    def marks_most(self, rows: Sequence[_Row]) -> bool:
        """Whether most lines are marked as first lines."""
        return sum(map(self.is_first, rows)) * 2 > len(rows)

    def between(self, above: str, below: str) -> str:
        """What a break between two lines stands for: nothing, or the blank between two words."""
        a, b = above[-1], below[0]
        words = self.words and a.isascii() and b.isascii() and (_LETTER.match(a) or _LETTER.match(b))
        return " " if words else ""


def _columns(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))


def _stands_alone(text: str) -> bool:
    """Whether a line below a title is none of it: who is addressed, the number of the document, a date."""
    number = parse_number(text.strip("（()）"))
    introduces = text.endswith(_INTRODUCES) and "。" not in text
    return introduces or DATE.match(text) is not None or (number is not None and number.text == text.strip("（()）"))


def _most_common(numbers: Sequence[int]) -> int:
    """The most frequent number, the largest of several."""
    counts = Counter(numbers)
    return max(counts, key=lambda n: (counts[n], n))


def _width(widths: Sequence[int], slack: int) -> int:
    """The width that lines are of, but for a character: what fewest are far from; of several the one that most are of, or narrower
    by half a character, for which the next one has no room."""
    counts = Counter(widths)

    def lines(first: int, last: int) -> int:
        return sum(counts[n] for n in range(first, last + 1))

    return max(counts, key=lambda n: (lines(n - slack, n + slack), lines(n - slack + 1, n), n))


def _wrap_of(rows: Sequence[_Row]) -> _Wrap | None:
    """How the lines of a text are wrapped; None where they are paragraphs."""
    broken = [
        (row, below)
        for row, below in pairwise(rows)
        if not row.ends
        and _columns(row.raw) >= _NARROWEST
        and _PROSE.search(row.line.text)
        and not (row.cells or below.cells or below.label)
    ]
    if len(broken) < _FEWEST:
        return None
    wraps = []
    for measure in (_columns, len):
        wrap = _Wrap(measure, _width([measure(row.raw) for row, _ in broken], measure("一")))
        full = [(row, below) for row, below in broken if wrap.fills(row, below)]
        exact = sum(wrap.width - wrap.slack < measure(row.raw) <= wrap.width for row, _ in full)
        wraps.append((len(full), exact, wrap, full))
    count, _, wrap, full = max(wraps, key=lambda one: one[:2])
    wide = sum(wrap.measure(row.raw) > wrap.width + 2 * wrap.slack for row in rows if not row.cells)
    if count < _FEWEST or count * 5 < len(broken) * 4 or wide * 10 > count:
        return None
    wrap = replace(
        wrap,
        indent=_most_common([below.line.indent for _, below in full]),
        gap=_most_common([below.gap for _, below in full]),
        words=any(wrap.measure(row.raw) < wrap.width - 1 for row, _ in full),
    )
    after = [below for row, below in pairwise(rows) if row.raw.endswith("。") and wrap.lacks(row, below) <= 0]
    labels = [row for row in rows if row.label]
    return replace(wrap, marks=wrap.marks_most(after), marks_labels=wrap.marks_most(labels))


def _rows(lines: Sequence[tuple[PageLine, str]]) -> list[_Row]:
    """The lines without the marks of pages, which the lines above them keep."""
    rows: list[_Row] = []
    marks = page_marks([line.text for line, _ in lines])
    for i, (line, raw) in enumerate(lines):
        if i in marks and rows:
            rows[-1].marks.append(line)
        else:
            rows.append(_Row(line, raw, 0 if i - 1 in marks else line.gap))
    return rows


def paragraphs(lines: Sequence[tuple[PageLine, str]]) -> list[PageLine]:
    """The lines of a text, those of a wrapped paragraph as one; each is given as it stands in the text too."""
    rows = _rows(lines)
    wrap = _wrap_of(rows)
    if wrap is None:
        return [line for line, _ in lines]
    made = [_Paragraph(rows[0])]
    for row in rows[1:]:
        if wrap.goes_on(made[-1], row):
            made[-1].take(wrap.between(made[-1].last.line.text, row.line.text), row)
        else:
            made.append(_Paragraph(row))
    several = [paragraph.last for paragraph in made if paragraph.first is not paragraph.last]
    if sum(last.ends for last in several) * 3 < len(several) * 2:
        return [line for line, _ in lines]
    return [line for paragraph in made for line in paragraph.lines()]
