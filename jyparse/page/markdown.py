"""Markdown → blocks: what converters make of a page (html2text, markdownify, trafilatura, readers of web pages).

Marks become the cues that HTML gives: headings, bold, links, pictures, pipe tables. What only looks like a mark is text: no
converter joins lines, numbers items or indents code as the standard for Markdown has it, and its rule for `**` fails beside
Chinese punctuation, so that no library for it reads these texts. Lines stay lines, and a printed `1.` stays in its line.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Sequence

from jyparse.model import Link, Source
from jyparse.page import text
from jyparse.page.blocks import Block, Container, Page, PageCell, PageImage, PageLine, PageTable
from jyparse.page.html import absolute
from jyparse.text.blanks import indent

_HEADING = re.compile(r"[ ]{0,3}(#{1,6})\s+(?=\S)")
_UNDERLINE = re.compile(r"(={3,})|-{3,}")
_NO_TEXT = re.compile(r"(?:\*\s*){3,}|(?:-\s*){3,}|(?:```|~~~)\w*")
_ITEM = re.compile(r"(?:>\s+)*(?:[-*+]\s+(?![\d\s]+-$)(?=\S))?")
_DELIMITERS = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_VALUE = re.compile(r"[〔\[（(≤≥<>＜＞±-]?\s*\d|[-—–/]+$")
_BAR = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"(!?)\[((?:[^\[\]\\\n]|\\.)*)\]\(\s?<?((?:[^\s()<>]|\([^\s()]*\))*)>?(?:\s\"[^\"\n]*\")?\s?\)")
_FILE = re.compile(r"\.[A-Za-z]{2,5}$")
_ITALIC = re.compile(
    r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,200})(?<=\S)\*(?![\w*])|(?<![\w\\])_(?=[^\s_])([^_\n]{1,200})(?<=\S)_(?!\w)"
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_CLOSERS = "，。、；：？！）》」』”’…,.;:?!)"
_FIELD = re.compile(r"([A-Za-z][A-Za-z_ -]{1,30}):\s*(.*)")
_FENCE = "---"
_READER = "Markdown Content:"
_STRONG = re.compile(r"(?:^|(?<=[\s。，；：！？）)]))\*\*(?=[^\s*，。、；：！？）)])[^*\n]{4,}\*\*")
_TITLE = re.compile(r"[^。；，：]*[一-鿿]{2}[^。；，：]*")
_BREAK = re.compile(r"<br\s*/?>", re.I)
_FEWEST_MARKS = 2
_LONGEST_TITLE = 100
_FEWEST_ROWS = 3
_FEWEST_BARS = 2


def looks_like(page: str) -> bool:
    """Whether a text is marked up: links with addresses, rows of cells between bars, or headings and bold lines more than once. A `#` or
    `**` that stands alone is text."""
    above = ""
    marks = rows = 0
    for line in map(str.strip, page.split("\n")):
        if "](" in line and any(_is_address(match[3]) for match in _LINK.finditer(line)):
            return True
        rows = rows + 1 if _is_row(line) else 0
        if rows == _FEWEST_ROWS or (_is_delimiters(line) and "|" in above):
            return True
        underlined = len(above) <= _LONGEST_TITLE and _UNDERLINE.fullmatch(line) and _TITLE.fullmatch(above)
        marks += bool(underlined or _HEADING.match(line) or _STRONG.search(line))
        above = line
    return marks >= _FEWEST_MARKS


def read(page: str, source: Source) -> Page:
    """The lines, tables and pictures of a Markdown text."""
    return _Reader([line for line, _ in text.lines(page)], Page([], source)).read()


def _is_address(href: str) -> bool:
    """Whether what stands in brackets after `[…]` leads somewhere: `[2019](试行)` is text."""
    ascii_address = href.isascii() and any(c in href for c in "/.#:?=")
    return ascii_address or href.startswith(("/", "./")) or "://" in href or _FILE.search(href) is not None


def _is_row(line: str) -> bool:
    """Whether bars part three cells and more on a line: some converters print the rows of a table so, and no delimiters."""
    return line.count("|") >= _FEWEST_BARS and len(_BAR.findall(line)) >= _FEWEST_BARS


def _is_delimiters(line: str) -> bool:
    """Whether a line parts the head of a pipe table from its rows."""
    return "|" in line and "-" in line and _DELIMITERS.fullmatch(line) is not None


class _Reader:
    """Takes the lines of a text and makes blocks of them; `raw` are the lines as they stand in the text."""

    def __init__(self, raw: Sequence[PageLine], page: Page) -> None:
        self.page = page
        self.raw = raw
        self.box = Container(None, "text")
        self.blocks: list[Block] = []
        self.url = page.source.url

    def read(self) -> Page:
        n = self._front()
        while n < len(self.raw):
            n = self._at(n)
        self.page.blocks = self.blocks
        self.page.title = self.page.title or self._heading_alone()
        return self.page

    def _front(self) -> int:
        """What the converter says of the page at its head: `---`, pairs, `---`; or pairs down to `Markdown Content:`."""
        texts = [line.text for line in self.raw[:40]]
        if _READER in texts:
            end = texts.index(_READER)
            fields = texts[:end]
        elif texts[:1] == [_FENCE] and _FENCE in texts[1:]:
            end = texts.index(_FENCE, 1)
            fields = texts[1:end]
        else:
            return 0
        pairs = [(match[1].lower(), match[2].strip("\"'")) for field in fields if (match := _FIELD.fullmatch(field))]
        if len(pairs) < len(fields):
            return 0
        self.page.title = next((value for name, value in pairs if name == "title"), "")
        self.page.metas += [(name, value) for name, value in pairs if value]
        return end + 1

    def _heading_alone(self) -> str:
        """The heading that no other one is as high as: the title of the page."""
        headings = [block for block in self.blocks if isinstance(block, PageLine) and block.heading]
        highest = min((block.heading for block in headings), default=0)
        titles = [block.text for block in headings if block.heading == highest]
        return titles[0] if len(titles) == 1 else ""

    def _at(self, n: int) -> int:
        """Reads what stands at line `n`; gives the line after it."""
        line = self.raw[n]
        below = self.raw[n + 1] if n + 1 < len(self.raw) and not self.raw[n + 1].gap else None
        if below is not None and "|" in line.text and _is_delimiters(below.text):
            return self._table(n, 1)
        if self._has_rows(n):
            return self._table(n, 0)
        if _NO_TEXT.fullmatch(line.text):
            return n + 1
        if match := _HEADING.match(line.text):
            self._line(line, line.text[match.end() :].rstrip("# \t"), len(match[1]))
        elif below is not None and (match := _UNDERLINE.fullmatch(below.text)):
            self._line(line, line.text, 1 if match[1] else 2)
            return n + 2
        else:
            marked = line.text[_ITEM.match(line.text).end() :]  # type: ignore[union-attr]
            self._line(line, marked, 0, Container(self.box, "li") if marked != line.text else None)
        return n + 1

    def _line(self, line: PageLine, marked: str, heading: int, box: Container | None = None) -> None:
        shown, bold, links, images = _inline(marked.removesuffix("\\"), self.url)
        self.blocks += [PageImage(self.box, src, alt) for alt, src in images]
        for printed in filter(None, map(str.strip, shown.split("\n"))):
            here = tuple(link for link in links if link.name in printed)
            self.blocks.append(
                PageLine(
                    printed,
                    box or self.box,
                    heading=heading,
                    bold=heading > 0 or bold >= len(printed) * 0.9,
                    links=here,
                    link_chars=min(sum(len(link.name) for link in here), len(printed)),
                    indent=line.indent,
                    gap=line.gap,
                    held=line.held,
                )
            )

    # -- tables --------------------------------------------------------------------------------------------------

    def _has_rows(self, n: int) -> bool:
        """Whether a table begins at line `n` that has no line of delimiters."""
        rows = self.raw[n : n + _FEWEST_ROWS]
        return (
            len(rows) == _FEWEST_ROWS
            and all(_is_row(row.text) for row in rows)
            and not any(row.gap for row in rows[1:])
        )

    def _table(self, n: int, delimiters: int) -> int:
        body = end = n + 1 + delimiters
        while end < len(self.raw) and "|" in self.raw[end].text and not self.raw[end].gap:
            end += 1
        rows = [line.text for line in (self.raw[n], *self.raw[body:end])]
        table = _table(rows, Container(self.box, "table"), self.url)
        if table.cells:
            self.blocks.append(table)
        return end


def _table(rows: Sequence[str], box: Container, url: str | None) -> PageTable:
    grid = [row for row in map(_cells, rows) if any(row)]
    width = max(map(len, grid), default=0)
    cells: list[PageCell] = []
    above: list[PageCell] = []
    """The cells above the next row, one a column."""
    for r, row in enumerate(grid):
        merged = _merged(row, above, width)
        for cell in above[:merged]:
            cell.rowspan += 1
        above = above[:merged]
        for c, marked in enumerate(row, merged):
            shown, _, links, _ = _inline(marked, url)
            text, header = shown.strip(), r == 0 and bool(shown)
            above.append(PageCell(text, r, c, header=header, links=tuple(links), indent=indent(shown)))
        cells += above[merged:]
    return PageTable(box, cells, len(grid), width)


def _merged(row: Sequence[str], above: Sequence[PageCell], width: int) -> int:
    """How many cells of the row above reach down into a row that lacks them: converters know no merged cells. The forms of
    its cells tell (words, numbers), if they are more like those above when all of it is moved to the end."""
    lost = width - len(row)
    if not lost or len(above) < width or above[0].header:
        return 0
    forms = [_form(cell.text) for cell in above]
    moved = sum(_form(cell) == form for cell, form in zip(row, forms[lost:], strict=True))
    return lost if moved > sum(_form(cell) == form for cell, form in zip(row, forms, strict=False)) else 0


def _form(cell: str) -> str:
    return "" if not cell else "number" if _VALUE.match(cell) else "words"


def _cells(row: str) -> list[str]:
    bare = row.strip()
    bare = bare.removeprefix("|")
    if bare.endswith("|") and not bare.endswith("\\|"):
        bare = bare[:-1]
    return [cell.strip(" \t") if cell.strip() else "" for cell in _BAR.split(bare)]


# -- marks within a line -----------------------------------------------------------------------------------------


def _inline(marked: str, url: str | None) -> tuple[str, int, list[Link], list[tuple[str, str]]]:
    """A line without its marks, how much of it is bold, its links, and its pictures (text and address)."""
    links: list[Link] = []
    images: list[tuple[str, str]] = []

    def link(match: re.Match[str]) -> str:
        picture, name, href = match.groups()
        if not picture and not _is_address(href) and href:
            return match[0]
        if picture:
            images.append((_plain(name), href))
            return ""
        if name := _plain(name).strip():
            links.append(Link(name=name, href=absolute(href, url)))
        return match[2]

    pieces: list[str] = []
    bold = 0
    for piece, strong in _strong(_LINK.sub(link, _BREAK.sub("\n", marked))):
        pieces.append(_plain(_ITALIC.sub(lambda match: match[1] or match[2], piece)))
        bold += len(pieces[-1].strip()) * strong
    return "".join(pieces), bold, links, images


def _strong(marked: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a line between its `**`, and whether each is bold; a `**` without its other one is text."""
    pieces = marked.split("**")
    n = 0
    while n < len(pieces):
        inside = pieces[n + 1] if n + 2 < len(pieces) else ""
        yield pieces[n], False
        if inside and not inside[0].isspace() and not inside[-1].isspace() and inside[0] not in _CLOSERS:
            yield inside, True
            n += 2
        elif n + 2 < len(pieces) and not inside:
            n += 2  # `****` between two bold pieces that stand side by side
        else:
            if n + 1 < len(pieces):
                yield "**", False
            n += 1


def _plain(marked: str) -> str:
    """A piece of text without escapes, entities and marks of code."""
    shown = _ESCAPED.sub(r"\1", marked)
    return entities.unescape(shown) if "&" in shown else shown
