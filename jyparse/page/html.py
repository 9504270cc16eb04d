"""HTML → blocks. Every line is kept, furniture and hidden copies too; what belongs to the document is judged later.

lxml's parser drives a `_Reader` as its target: no tree is built, and what a tree would drop (elements nested too deep, text
after `</html>`) is read. Where text is lost all the same, the page is read again through BeautifulSoup, whose soup drives the
same `_Reader`, so that a page looks the same whoever read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import urljoin

from lxml import etree

from jyparse import lexicon
from jyparse.model import Diagnostic, Link, Source
from jyparse.page.blocks import Block, Container, Page, PageCell, PageImage, PageLine, PageTable
from jyparse.text.blanks import indent as indent_of

_INLINE, _LINK, _BLOCK, _BREAK, _SKIPPED, _VOID, _TITLE = range(7)
"""What an element does: runs on in the line, links, stands alone, ends the line, shows nothing, has no inside, names."""
_WORDS = {
    _LINK: "a",
    _BLOCK: """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption
        figure footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li main marquee menu nav ol p pre section summary table
        tbody td tfoot th thead tr ul""",
    _BREAK: "br hr",
    _SKIPPED: "script style noscript template select option button input textarea svg math object applet",
    _VOID: "meta link img iframe embed frame param source video audio",
    _TITLE: "title",
}
_DOES = {tag: kind for kind, tags in _WORDS.items() for tag in tags.split()}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD = frozenset(("b", "strong", "th", *_HEADINGS))
_STYLED = _BOLD | {"center", "pre"}
_HIDING_CLASSES = frozenset(("hide", "hidden", "ng-hide", "d-none", "visually-hidden", "sr-only"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(bold|[6-9]00|normal|[1-5]00)", re.I)
_ALIGN_STYLE = re.compile(r"text-align\s*:\s*(center|right|left|justify|start|end)", re.I)
_INDENT_STYLE = re.compile(
    r"(?:text-indent|(?:padding|margin)-left)\s*:\s*(-?(?:\d{1,4}(?:\.\d{1,4})?|\.\d{1,4}))\s*(px|pt|em|rem|ch)", re.I
)
_COLUMNS = {"px": 1 / 8, "pt": 1 / 6, "em": 2, "rem": 2, "ch": 1}
"""Columns of a length, at the usual size of 16px: an ideograph is two."""
_NO_NUMBER = re.compile(r"list-style(?:-type)?\s*:\s*none", re.I)
_IDEOGRAPHIC = "⺀-〿㇀-鿿豈-﫿＀-￯𠀀-𳐏”’“‘—…·"
_BREAK_IN_HAN = re.compile(rf"(?<=[{_IDEOGRAPHIC}])[ \t]?[\r\n\f][ \t\r\n\f]*(?=[{_IDEOGRAPHIC}])")
_BLANKS = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\n\f]")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u0000-\u0008\u000e-\u001f\u007f-\u009f]")
_HAN = re.compile("[一-鿿]")
_NOT_TEXT = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript|template|textarea|select|title)\b.*?(?:</\1\s*>|\Z)|<[^>]*>",
    re.S | re.I,
)
_FREQUENT = "的，"
_NO_ATTRIBUTES: dict[str, str] = {}
_EMBEDDING = frozenset(("script", "textarea", "template", "noscript"))
_SHORTEST_EMBEDDED = 60
_MOST_COLUMNS = 1000  # the HTML standard's limit for colspan
_MOST_AREA = 2_000_000
_FEWEST_LINES = 4
_FEWEST_CUTS = 4
_FEWEST_PIECES = 2
_LONGEST_IN_PIECES = 200


@dataclass(slots=True, eq=False)
class _Cell:
    blocks: list[Block]
    header: bool
    rowspan: int = 1
    colspan: int = 1


@dataclass(slots=True, eq=False)
class _Table:
    """A table while it is read: the blocks of each cell, and what stands outside of cells."""

    box: Container
    out: list[Block]
    rows: list[list[_Cell]] = field(default_factory=list)
    stray: list[Block] = field(default_factory=list)


class _Style(NamedTuple):
    """What an element hands down to what is inside of it."""

    hidden: bool = False
    bold: bool = False
    align: str = ""
    pre: bool = False
    indent: float = 0
    """Columns that the text of a table is set in."""
    moved: bool = False
    """Whether the text of a table is centred or set to the right, where an indent says nothing."""


@dataclass(slots=True)
class _List:
    """Counter of an `<ol>`; None prints no numbers."""

    number: int
    step: int
    form: str | None


class _Reader:
    """Takes the elements and texts of a page in document order and makes blocks of them.

    `start`, `data` and `end` are the events of a parser target of lxml: no tree of the page is built."""

    def __init__(self, url: str | None) -> None:
        self.url = url
        self.blocks: list[Block] = []
        self.out = self.blocks
        self.box = Container(None, "page")
        self.style = _Style()
        self.open: list[tuple[str, int, Container, _Style]] = []
        """The open elements: tag, what it does, and what was true around it."""
        self.unseen = 0
        """How deep the reader is inside of an element that shows nothing."""
        self.inside: list[str] = []
        """The text of that element."""
        self.buffer: list[str] = []
        self.cuts: list[int] = []
        """Where in `buffer` an element begins or ends."""
        self.begun = self.style
        """The style of the first text in `buffer`."""
        self.bold_chars = 0
        self.link: tuple[str, int] | None = None
        self.links: list[Link] = []
        self.link_chars = 0
        self.ordinal = ""
        self.lists: list[_List | None] = []
        self.tables: list[_Table] = []
        self.title: str | None = None
        self.metas: list[tuple[str, str]] = []
        self.frames: list[Link] = []
        self.embedded: list[str] = []

    # -- events --------------------------------------------------------------------------------------------------

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Opens an element."""
        if self.unseen:
            self.unseen += 1
            return
        if not attributes:
            attributes = _NO_ATTRIBUTES  # lxml's own empty mapping is slow to ask
        does = _DOES.get(tag, _INLINE)
        around, style = self.box, self.style
        self.open.append((tag, does, around, style))
        if does >= _BREAK:
            self.unseen = 1
            self._leaf(does, tag, attributes)
            return
        if attributes or tag in _STYLED:
            style = self._styled(tag, attributes)
        if does == _BLOCK:
            if self.buffer:
                self._flush()
            self.box = Container(around, tag, _name(attributes) if attributes else "", style.hidden)
            if opening := _OPENING.get(tag):
                opening(self, attributes)
        else:
            self.cuts.append(len(self.buffer))
            if does == _LINK:
                self.link = (attributes.get("href", ""), len(self.buffer))
        if style is not self.style:
            if does != _BLOCK and style.hidden and not self.style.hidden:
                self._flush()  # a hidden word is no part of the line that it stands in
                self.box = Container(around, tag, "", True)
            self.style = style

    def data(self, text: str) -> None:
        """Text between tags."""
        if self.unseen:
            self.inside.append(text)
        elif self.style.pre:
            *lines, last = re.split(r"\r\n?|\n", text)
            for line in lines:
                self._add(line)
                self._flush()
            self._add(last)
        elif self.buffer or not text.isspace() or (self.tables and not text.isascii()):
            self._add(text)

    def end(self, _tag: str) -> None:
        """Closes the element that was opened last."""
        if self.unseen > 1:
            self.unseen -= 1
            return
        tag, does, around, style = self.open.pop()
        if self.unseen:
            self.unseen = 0
            if self.inside:
                self._keep(tag, "".join(self.inside))
                self.inside.clear()
        elif does == _BLOCK or self.box is not around:
            if self.buffer:
                self._flush()
            if closing := _CLOSING.get(tag):
                closing(self)
            self.box = around
        else:
            self.cuts.append(len(self.buffer))
            if does == _LINK and self.link:
                self._record_link(*self.link)
                self.link = None
        self.style = style

    def close(self) -> None:
        """Ends the page; a truncated one leaves elements open."""
        while self.open:
            self.end("")
        self._flush()

    # -- what the events do --------------------------------------------------------------------------------------

    def _add(self, text: str) -> None:
        if not self.buffer:
            self.begun = self.style
        self.buffer.append(text)
        if self.style.bold:
            self.bold_chars += len(text.strip())

    def _styled(self, tag: str, attributes: Mapping[str, str]) -> _Style:
        now = self.style
        hidden, bold, align, indent = _css(attributes.get("style", ""))
        hidden = hidden or now.hidden or "hidden" in attributes
        if not hidden and (classes := attributes.get("class")):
            hidden = not _HIDING_CLASSES.isdisjoint(classes.split())
        if bold is None:
            bold = now.bold or tag in _BOLD
        align = align or ("center" if tag == "center" else attributes.get("align", "").lower())
        moved = align in ("center", "right", "end") if align else now.moved
        if tag == "table":  # which its own attribute moves, and not its cells
            moved = False
        return _Style(hidden, bold, align or now.align, now.pre or tag == "pre", now.indent + indent, moved)

    def _leaf(self, does: int, tag: str, attributes: Mapping[str, str]) -> None:
        """An element whose inside is not shown."""
        if does == _BREAK:
            self._flush()
        elif does == _VOID:
            self._void(tag, attributes)
        elif tag == "object" and attributes.get("data"):
            self.frames.append(Link(name="", href=absolute(attributes["data"], self.url)))
        elif tag == "input" and len(attributes.get("value", "")) > _SHORTEST_EMBEDDED:
            self.embedded.append(attributes["value"])

    def _keep(self, tag: str, inside: str) -> None:
        """What stands in an element that shows nothing: a title, or a text that the page may hide there."""
        if tag == "title":
            self.title = self.title or " ".join(inside.split())
        elif tag in _EMBEDDING and (
            len(inside) > _SHORTEST_EMBEDDED or "location" in inside or (tag == "textarea" and inside.strip())
        ):
            self.embedded.append(inside)

    def _void(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "meta":
            name = attributes.get("name") or attributes.get("property") or attributes.get("http-equiv")
            if name and attributes.get("content"):
                self.metas.append((name, attributes["content"]))
        elif tag == "link":
            if attributes.get("rel") == "canonical" and attributes.get("href"):
                self.metas.append(("canonical", attributes["href"]))
        elif tag == "img":
            if attributes.get("src"):
                self._flush()
                self.out.append(PageImage(self.box, attributes["src"], attributes.get("alt", "")))
        elif attributes.get("src") and not self._is_unseen(tag, attributes):
            self.frames.append(Link(name="", href=absolute(attributes["src"], self.url)))

    def _is_unseen(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """Whether a frame shows nothing: counters of visits stand in hidden ones, or in ones without width or height."""
        sizes = (attributes.get("width", ""), attributes.get("height", ""))
        return self._styled(tag, attributes).hidden or any(size.removesuffix("px").strip() == "0" for size in sizes)

    def _open_table(self, attributes: Mapping[str, str]) -> None:
        self.tables.append(_Table(self.box, self.out))
        self.out = self.tables[-1].stray

    def _close_table(self) -> None:
        if self.tables:
            table = self.tables.pop()
            self.out = table.out
            self.out += table.stray
            self.out += _read_table(table)

    def _open_row(self, attributes: Mapping[str, str]) -> None:
        if self.tables:
            self.tables[-1].rows.append([])

    def _open_cell(self, attributes: Mapping[str, str]) -> None:
        if self.tables:
            table = self.tables[-1]
            if not table.rows:
                table.rows.append([])
            cell = _Cell([], self.box.tag == "th")
            if attributes:
                cell.rowspan = _span(attributes.get("rowspan"), True)
                cell.colspan = _span(attributes.get("colspan"), False)
            table.rows[-1].append(cell)
            self.out = cell.blocks

    def _close_cell(self) -> None:
        if self.tables:
            self.out = self.tables[-1].stray

    def _open_list(self, attributes: Mapping[str, str]) -> None:
        self.lists.append(_counter(attributes) if self.box.tag == "ol" else None)

    def _close_list(self) -> None:
        self.lists.pop()

    def _open_item(self, attributes: Mapping[str, str]) -> None:
        if self.lists and (counter := self.lists[-1]):
            if (value := attributes.get("value", "")[:9]).isdecimal():
                counter.number = int(value)
            self.ordinal = _ordinal(counter)
            counter.number += counter.step

    def _close_item(self) -> None:
        self.ordinal = ""

    def _record_link(self, href: str, first: int) -> None:
        name = _tidy("".join(self.buffer[first:]))
        if name:
            self.links.append(Link(name=name, href=absolute(href, self.url)))
            if href[:1] != "#" or len(href) == 1:  # a link inside the page leads to text: an entry of its contents
                self.link_chars += len(name)

    def _flush(self) -> None:
        """Ends the line."""
        if not self.buffer:
            self.cuts.clear()
            return
        if self.link:
            self._record_link(*self.link)
            self.link = (self.link[0], 0)
        printed = "".join(self.buffer)
        text = _tidy(printed)
        pieces = self._pieces() if len(self.cuts) >= _FEWEST_CUTS and len(text) <= _LONGEST_IN_PIECES else ()
        self.buffer.clear()
        self.cuts.clear()
        if text:
            box, style = self.box, self.style
            line = PageLine(text, box, pieces=pieces)
            self.out.append(line)
            if box.tag in _HEADINGS:
                line.heading = _HEADINGS[box.tag]
            if self.bold_chars:
                line.bold = self.bold_chars >= len(text) * 0.9
            if self.tables and not self.begun.moved:
                line.inset = max(0, round(self.begun.indent)) + indent_of(printed)
            if style.align:
                line.centred, line.right = style.align == "center", style.align in ("right", "end")
            if self.ordinal:
                line.ordinal, self.ordinal = self.ordinal, ""
            if self.links:
                line.links, line.link_chars = tuple(self.links), self.link_chars
                self.links.clear()
                self.link_chars = 0
        self.bold_chars = 0

    def _pieces(self) -> tuple[str, ...]:
        """The texts between the beginnings and ends of elements in the line."""
        ends = [0, *self.cuts, len(self.buffer)]
        texts = (_tidy("".join(self.buffer[first:last])) for first, last in pairwise(ends) if first < last)
        pieces = tuple(filter(None, texts))
        return pieces if len(pieces) >= _FEWEST_PIECES else ()


_OPENING = {
    "table": _Reader._open_table,
    "tr": _Reader._open_row,
    "td": _Reader._open_cell,
    "th": _Reader._open_cell,
    "ol": _Reader._open_list,
    "ul": _Reader._open_list,
    "li": _Reader._open_item,
}
_CLOSING = {
    "table": _Reader._close_table,
    "td": _Reader._close_cell,
    "th": _Reader._close_cell,
    "ol": _Reader._close_list,
    "ul": _Reader._close_list,
    "li": _Reader._close_item,
}


def absolute(href: str, url: str | None) -> str:
    """An address as seen from the page at `url`; as it is where it leads nowhere else, or that is not known."""
    if not url or href.startswith(("#", "javascript:", "mailto:")):
        return href
    try:
        return urljoin(url, href)
    except ValueError:
        return href


def _name(attributes: Mapping[str, str]) -> str:
    return " ".join(filter(None, (attributes.get("id"), attributes.get("class"))))


@lru_cache(maxsize=1024)
def _css(style: str) -> tuple[bool, bool | None, str, float]:
    """What a `style` attribute says: whether it hides, whether it is bold (None: it does not say), alignment and indent."""
    weight, align = _BOLD_STYLE.search(style), _ALIGN_STYLE.search(style)
    bold = weight[1].lower() not in ("normal", "100", "200", "300", "400", "500") if weight else None
    indent = sum(float(size) * _COLUMNS[unit.lower()] for size, unit in _INDENT_STYLE.findall(style))
    return _HIDDEN.search(style) is not None, bold, align[1].lower() if align else "", indent


def _tidy(text: str) -> str:
    """Source blanks as a browser shows them; a line break between two ideographs is nothing; no invisible characters."""
    text = text.strip()
    if text.isprintable() and "  " not in text:
        return text
    if "\n" in text or "\r" in text:
        text = _BREAK_IN_HAN.sub("", text)
    return _INVISIBLE.sub("", _BLANKS.sub(" ", text)).strip()


def _span(printed: str | None, down: bool) -> int:
    """A rowspan or colspan; 0 down means to the end of the table."""
    if not printed or not printed.strip().isdecimal():
        return 1
    number = int(printed.strip()[:9])
    if number == 0:
        return _MOST_AREA if down else 1
    return number if down else min(number, _MOST_COLUMNS)


# -- lists -------------------------------------------------------------------------------------------------------


def _counter(attributes: Mapping[str, str]) -> _List:
    start = attributes.get("start", "1").strip()
    number = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
    form: str | None = attributes.get("type", "1")
    if _NO_NUMBER.search(attributes.get("style", "")):
        form = None
    return _List(number, -1 if "reversed" in attributes else 1, form)


def _ordinal(counter: _List) -> str:
    """What the list prints before an item: `3.`, `c.`, `iii.`."""
    number = counter.number
    if counter.form is None:
        return ""
    if counter.form in ("a", "A") and 0 < number <= 26:
        return chr(ord(counter.form) + number - 1) + "."
    if counter.form in ("i", "I") and 0 < number < 4000:
        roman = ""
        for value, letters in zip(
            (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
            ["m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"],
            strict=True,
        ):
            roman += letters * (number // value)
            number %= value
        return (roman if counter.form == "i" else roman.upper()) + "."
    return f"{number}."


# -- tables ------------------------------------------------------------------------------------------------------


def _read_table(table: _Table) -> Iterable[Block]:
    """A data table as one block; a table that only lays out the page as the blocks of its cells."""
    rows = [row for row in table.rows if row]
    if not any(cell.blocks for row in rows for cell in row):
        return ()
    if _lays_out(rows, table.box):
        return [block for row in rows for cell in row for block in cell.blocks]
    return [*(b for row in rows for c in row for b in c.blocks if isinstance(b, PageImage)), _grid(table.box, rows)]


def _lays_out(rows: list[list[_Cell]], box: Container) -> bool:
    """One column; tables inside; a column of links beside prose; or one cell that holds nearly all of the text."""
    if all(len(row) == 1 for row in rows):
        return True
    filled = [cell for row in rows for cell in row if cell.blocks]
    several = [cell for cell in filled if len(cell.blocks) > 1]
    if any(isinstance(block, PageTable) for cell in filled for block in cell.blocks):
        return True
    if len(filled) == 1 or any(_table_around(cell.blocks[-1].box) is not box for cell in several):
        return True
    if len(rows) > 6 or len(filled) > 12:
        return False
    if len(rows) == 1 and any(len(cell.blocks) >= _FEWEST_LINES for cell in several):
        return True  # data has more rows than one, and shorter cells
    if any(map(_is_menu, several)) and any(map(_is_prose, several)):
        return True
    sizes = [sum(len(block.text) for block in cell.blocks if isinstance(block, PageLine)) for cell in filled]
    largest = filled[sizes.index(max(sizes))]
    most = len(largest.blocks) >= _FEWEST_LINES and max(sizes) * 10 > sum(sizes) * 6
    if most and _is_prose(largest) and any(row == [largest] for row in rows[1:]):
        return True  # a row of prose under rows of the title and of the block
    long_lines = sum(len(block.text) > 30 for block in largest.blocks if isinstance(block, PageLine))
    return max(sizes) > 300 and max(sizes) * 10 > sum(sizes) * 8 and long_lines >= 4


def _table_around(box: Container) -> Container | None:
    """The innermost table that a container stands in, or is."""
    here: Container | None = box
    while here is not None and here.tag != "table":
        here = here.parent
    return here


def _is_menu(cell: _Cell) -> bool:
    """Whether a cell holds links, and hardly anything else."""
    lines = [block for block in cell.blocks if isinstance(block, PageLine)]
    linked = sum(line.link_chars * 10 >= len(line.text) * 8 for line in lines)
    return linked >= 3 and linked * 4 >= len(lines) * 3


def _is_prose(cell: _Cell) -> bool:
    """Whether a cell holds several lines, sentences among them."""
    lines = [block for block in cell.blocks if isinstance(block, PageLine)]
    return len(lines) >= 3 and any(len(line.text) > 15 and line.text.endswith(("。", "；")) for line in lines)


def _grid(box: Container, rows: list[list[_Cell]]) -> PageTable:
    """Rows of cells → their places in the grid, merged cells counted (HTML standard, forming a table)."""
    widest = max(sum(cell.colspan for cell in row) for row in rows)
    cap = widest if widest * len(rows) <= _MOST_AREA else max(len(row) for row in rows)
    free = [0] * cap
    """The first row in which each column is free: a merged cell holds its columns for the rows that it covers."""
    placed: list[PageCell] = []
    width = 0
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while x < len(free) and free[x] > y:
                x += 1
            colspan = min(cell.colspan, cap)
            rowspan = min(cell.rowspan, len(rows) - y)
            if rowspan > 1:
                free.extend([0] * (x + colspan - len(free)))
                free[x : x + colspan] = [y + rowspan] * colspan
            placed.append(_cell(cell, y, x, rowspan, colspan, box.hidden))
            x += colspan
        width = max(width, x)
    return PageTable(box, placed, len(rows), width)


def _cell(cell: _Cell, y: int, x: int, rowspan: int, colspan: int, hidden: bool) -> PageCell:
    """A cell with its place; what is hidden inside of a table that is shown is no part of it."""
    lines = [block for block in cell.blocks if isinstance(block, PageLine) and (hidden or not block.box.hidden)]
    if len(lines) == 1:
        line = lines[0]
        return PageCell(line.text, y, x, rowspan, colspan, cell.header or line.bold, line.links, line.inset)
    header = cell.header or (bool(lines) and all(line.bold for line in lines))
    links = tuple(link for line in lines for link in line.links)
    inset = lines[0].inset if lines else 0
    return PageCell("\n".join(line.text for line in lines), y, x, rowspan, colspan, header, links, inset)


# -- BeautifulSoup -----------------------------------------------------------------------------------------------


def _walk_soup(reader: _Reader, soup: Any) -> None:
    """Drives the reader over a BeautifulSoup tree, without recursion."""
    from bs4.element import Comment, Declaration, Doctype, NavigableString, ProcessingInstruction, Tag

    unseen = (Comment, Declaration, Doctype, ProcessingInstruction)
    stack: list[Iterator[Any]] = [iter(soup.contents)]
    while stack:
        for node in stack[-1]:
            if isinstance(node, Tag):
                tag = node.name.rpartition(":")[2] if node.name.startswith("html:") else node.name.lower()
                attributes = {key: " ".join(v) if isinstance(v, list) else str(v) for key, v in node.attrs.items()}
                reader.start(tag, attributes)
                stack.append(iter(node.contents))
                break
            if isinstance(node, NavigableString) and not isinstance(node, unseen):
                reader.data(str(node))
        else:
            stack.pop()
            if stack:
                reader.end("")


# -- reading -----------------------------------------------------------------------------------------------------


def _page(reader: _Reader, source: Source, diagnostics: list[Diagnostic]) -> Page:
    reader.close()
    reader.embedded.sort(key=len, reverse=True)
    return Page(reader.blocks, source, reader.title or "", reader.metas, reader.embedded, reader.frames, diagnostics)


def read(text: str, source: Source) -> Page:
    """The blocks of a page of HTML."""
    reader = _Reader(source.url)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True, target=reader)  # type: ignore[arg-type]
    diagnostics: list[Diagnostic] = []
    with suppress(etree.LxmlError):
        etree.fromstring(text.encode("utf-8", "replace"), parser)
    if _lost(text, reader, parser):
        slow = _Reader(source.url)
        if _read_again(text, slow) and _han(slow) > _han(reader):
            diagnostics.append(lexicon.diagnostic("lost-text", "lxml dropped text of this page; BeautifulSoup read it"))
            reader = slow
    page = _page(reader, source, diagnostics)
    vars(reader).clear()  # lxml holds its target in a cycle: the page would wait for the collector
    return page


def _read_again(text: str, reader: _Reader) -> bool:
    from bs4 import BeautifulSoup

    try:
        _walk_soup(reader, BeautifulSoup(text, "html.parser"))
        reader.close()
    except RecursionError:
        return False
    return True


def _texts(reader: _Reader) -> Iterator[str]:
    for block in reader.blocks:
        if not isinstance(block, PageImage):
            yield block.text


def _han(reader: _Reader) -> int:
    return sum(len(_HAN.findall(text)) for text in _texts(reader))


def _lost(text: str, reader: _Reader, parser: Any) -> bool:
    """Whether less was read than the source holds: by the parser's own log, and by characters counted on both sides."""
    if any(entry.type_name in ("ERR_RESOURCE_LIMIT", "ERR_INVALID_ENCODING") for entry in parser.error_log):
        return True
    read = "".join(_texts(reader))
    if all(text.count(c) * 49 <= read.count(c) * 50 + 1000 for c in _FREQUENT):
        return False
    visible = len(_HAN.findall(_NOT_TEXT.sub("", text)))
    return visible * 98 > len(_HAN.findall(read)) * 100 + 2000
