"""HTML → blocks. Every line is kept, furniture and hidden copies too; what belongs to the document is judged later.

lxml reads a page; where it drops text without a word (too deep, a text node over its limit, a lone surrogate), the page is
read again through BeautifulSoup. Both walks drive the same `_Reader`, so that a page looks the same whoever read it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urljoin

from lxml import etree

from jyparse import lexicon
from jyparse.model import Diagnostic, Link, Source
from jyparse.page.blocks import Block, Container, Page, PageCell, PageImage, PageLine, PageTable

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
_PLAIN = frozenset(("p", "div"))
_STRUCTURE = frozenset(("table", "tr", "td", "th", "ol", "ul", "li"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD = frozenset(("b", "strong", "th", *_HEADINGS))
_STYLED = _BOLD | {"center", "pre"}
_NO_ATTRIBUTES: dict[str, str] = {}
_HIDING_CLASSES = frozenset(("hide", "hidden", "ng-hide", "d-none", "visually-hidden", "sr-only"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(bold|[6-9]00|normal|[1-5]00)", re.I)
_ALIGN_STYLE = re.compile(r"text-align\s*:\s*(center|right|left|justify|start|end)", re.I)
_NO_NUMBER = re.compile(r"list-style(?:-type)?\s*:\s*none", re.I)
_IDEOGRAPHIC = "⺀-〿㇀-鿿豈-﫿＀-￯𠀀-𳐏”’“‘—…·"
_BREAK_IN_HAN = re.compile(rf"(?<=[{_IDEOGRAPHIC}])[ \t]?[\r\n\f][ \t\r\n\f]*(?=[{_IDEOGRAPHIC}])")
_BLANKS = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\n\f]")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u0000-\u0008\u000e-\u001f\u007f-\u009f]")
_HAN = re.compile("[一-鿿]")
_NOT_TEXT = re.compile(
    r"<!--.*?-->|<(script|style|noscript|template|textarea|select|title)\b.*?</\1\s*>|<[^>]*>", re.S | re.I
)
_FREQUENT = "的，。、一"
_SHORTEST_EMBEDDED = 60
_MOST_COLUMNS = 1000  # the HTML standard's limit for colspan
_MOST_AREA = 2_000_000


@dataclass(slots=True, eq=False)
class _Cell:
    blocks: list[Block]
    header: bool
    rowspan: int
    colspan: int


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


class _Frame(NamedTuple):
    """An open element: what was true around it."""

    tag: str
    does: int
    box: Container
    style: _Style


@dataclass(slots=True)
class _List:
    """Counter of an `<ol>`; None prints no numbers."""

    number: int
    step: int
    form: str | None


class _Reader:
    """Takes the elements and texts of a page in document order and makes blocks of them."""

    def __init__(self, url: str | None, text_of: Callable[[Any], str]) -> None:
        self.url = url
        self.text_of = text_of
        """Gives all text inside of an element of the tree that is walked."""
        self.blocks: list[Block] = []
        self.out = self.blocks
        self.box = Container(None, "page")
        self.style = _Style()
        self.buffer: list[str] = []
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

    def start(self, tag: str, attributes: Mapping[str, str], element: Any) -> _Frame | None:
        """Opens an element. None if there is nothing to see inside."""
        does = _DOES.get(tag, _INLINE)
        if does >= _BREAK:
            self._leaf(does, tag, attributes, element)
            return None
        frame = _Frame(tag, does, self.box, self.style)
        if does == _BLOCK and self.buffer:
            self._flush()
        if attributes or tag in _STYLED:
            self.style = self._styled(tag, attributes)
        if does == _BLOCK:
            name = f"{attributes.get('id', '')} {attributes.get('class', '')}".strip() if attributes else ""
            self.box = Container(self.box, tag, name, self.style.hidden)
            if tag in _STRUCTURE:
                self._open_structure(tag, attributes)
        elif does == _LINK:
            self.link = (attributes.get("href", ""), len(self.buffer))
        if does != _BLOCK and self.style.hidden and not frame.style.hidden:
            self._flush()  # a hidden word is no part of the line that it stands in
            self.box = Container(self.box, tag, "", True)
        return frame

    def end(self, frame: _Frame) -> None:
        """Closes the element that was opened last."""
        if frame.does == _BLOCK or self.box is not frame.box:
            if self.buffer:
                self._flush()
            if frame.tag in _STRUCTURE:
                self._close_structure(frame.tag)
            self.box = frame.box
        elif frame.does == _LINK and self.link:
            self._record_link(*self.link)
            self.link = None
        self.style = frame.style

    def plain(self, tag: str, attributes: Mapping[str, str], text: str | None) -> None:
        """A block that holds nothing but text, as most do: `start`, `text` and `end` in one."""
        if self.style.pre or self.link or self.ordinal:
            frame = self.start(tag, attributes, None)
            self.text(text or "")
            self.end(frame)  # type: ignore[arg-type]
            return
        if self.buffer:
            self._flush()
        if text and (text := _tidy(text)):
            style = self._styled(tag, attributes) if attributes else self.style
            name = f"{attributes.get('id', '')} {attributes.get('class', '')}".strip() if attributes else ""
            self._line(text, Container(self.box, tag, name, style.hidden), style)

    def text(self, text: str) -> None:
        """Text between tags."""
        if self.style.pre:
            *lines, last = re.split(r"\r\n?|\n", text)
            for line in lines:
                self._add(line)
                self._flush()
            text = last
        self._add(text)

    # -- what the events do --------------------------------------------------------------------------------------

    def _add(self, text: str) -> None:
        self.buffer.append(text)
        if self.style.bold:
            self.bold_chars += len(text.strip())

    def _styled(self, tag: str, attributes: Mapping[str, str]) -> _Style:
        now = self.style
        style = attributes.get("style") if attributes else None
        hidden = now.hidden or "hidden" in attributes or bool(style and "n" in style and _HIDDEN.search(style))
        if not hidden and (classes := attributes.get("class")):
            hidden = not _HIDING_CLASSES.isdisjoint(classes.split())
        bold, align = now.bold or tag in _BOLD, now.align
        if style and (weight := _BOLD_STYLE.search(style)):
            bold = weight[1].lower() not in ("normal", "100", "200", "300", "400", "500")
        if style and (printed := _ALIGN_STYLE.search(style)):
            align = printed[1].lower()
        elif tag == "center":
            align = "center"
        elif "align" in attributes:
            align = attributes["align"].lower() or align
        return _Style(hidden, bold, align, now.pre or tag == "pre")

    def _leaf(self, does: int, tag: str, attributes: Mapping[str, str], element: Any) -> None:
        """An element that is not gone into."""
        if does == _BREAK:
            self._flush()
        elif does == _SKIPPED:
            self._note(tag, attributes, element)
        elif does == _VOID:
            self._void(tag, attributes)
        else:
            self.title = self.title or " ".join(self.text_of(element).split())

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
        elif attributes.get("src"):
            self.frames.append(Link(name="", href=self._absolute(attributes["src"])))

    def _note(self, tag: str, attributes: Mapping[str, str], element: Any) -> None:
        """Scripts, templates and forms show nothing, but a page may keep its text there."""
        if tag in ("script", "textarea", "template", "noscript"):
            inside = self.text_of(element)
            if len(inside) > _SHORTEST_EMBEDDED or "location" in inside or (tag == "textarea" and inside.strip()):
                self.embedded.append(inside)
        elif tag == "object" and attributes.get("data"):
            self.frames.append(Link(name="", href=self._absolute(attributes["data"])))
        elif tag == "input" and len(attributes.get("value", "")) > _SHORTEST_EMBEDDED:
            self.embedded.append(attributes["value"])

    def _open_structure(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "table":
            self.tables.append(_Table(self.box, self.out))
            self.out = self.tables[-1].stray
        elif tag == "tr" and self.tables:
            self.tables[-1].rows.append([])
        elif tag in ("td", "th") and self.tables:
            table = self.tables[-1]
            if not table.rows:
                table.rows.append([])
            cell = _Cell(
                [], tag == "th", _span(attributes.get("rowspan"), True), _span(attributes.get("colspan"), False)
            )
            table.rows[-1].append(cell)
            self.out = cell.blocks
        elif tag in ("ol", "ul"):
            self.lists.append(_counter(attributes) if tag == "ol" else None)
        elif tag == "li" and self.lists and (counter := self.lists[-1]):
            if (value := attributes.get("value", "")).isdecimal():
                counter.number = int(value)
            self.ordinal = _ordinal(counter)
            counter.number += counter.step

    def _close_structure(self, tag: str) -> None:
        if tag == "table" and self.tables:
            table = self.tables.pop()
            self.out = table.out
            self.out += table.stray
            self.out += _read_table(table)
        elif tag in ("td", "th") and self.tables:
            self.out = self.tables[-1].stray
        elif tag in ("ol", "ul") and self.lists:
            self.lists.pop()
        elif tag == "li":
            self.ordinal = ""

    def _record_link(self, href: str, first: int) -> None:
        name = _tidy("".join(self.buffer[first:]))
        if name:
            self.links.append(Link(name=name, href=self._absolute(href)))
            self.link_chars += len(name)

    def _absolute(self, href: str) -> str:
        if not self.url or href.startswith(("#", "javascript:", "mailto:")):
            return href
        try:
            return urljoin(self.url, href)
        except ValueError:
            return href

    def _flush(self) -> None:
        """Ends the line."""
        if not self.buffer:
            return
        if self.link:
            self._record_link(*self.link)
            self.link = (self.link[0], 0)
        text = _tidy("".join(self.buffer))
        self.buffer.clear()
        if text:
            line = self._line(text, self.box, self.style)
            if self.box.tag in _HEADINGS:
                line.heading = _HEADINGS[self.box.tag]
            line.bold = self.bold_chars >= len(text) * 0.9
            if self.ordinal:
                line.ordinal, self.ordinal = self.ordinal, ""
            if self.links:
                line.links, line.link_chars = tuple(self.links), self.link_chars
        if self.bold_chars:
            self.bold_chars = 0
        if self.links:
            self.links.clear()
            self.link_chars = 0

    def _line(self, text: str, box: Container, style: _Style) -> PageLine:
        line = PageLine(text, box, bold=style.bold)
        if align := style.align:
            line.centred, line.right = align == "center", align in ("right", "end")
        self.out.append(line)
        return line


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
    if any(map(_is_menu, several)) and any(map(_is_prose, several)):
        return True
    sizes = [sum(len(block.text) for block in cell.blocks if isinstance(block, PageLine)) for cell in filled]
    largest = filled[sizes.index(max(sizes))]
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
            placed.append(_cell(cell, y, x, rowspan, colspan))
            x += colspan
        width = max(width, x)
    return PageTable(box, placed, len(rows), width)


def _cell(cell: _Cell, y: int, x: int, rowspan: int, colspan: int) -> PageCell:
    lines = [block for block in cell.blocks if isinstance(block, PageLine)]
    if len(lines) == 1:
        line = lines[0]
        return PageCell(line.text, y, x, rowspan, colspan, cell.header or line.bold, line.links)
    header = cell.header or (bool(lines) and all(line.bold for line in lines))
    links = tuple(link for line in lines for link in line.links)
    return PageCell("\n".join(line.text for line in lines), y, x, rowspan, colspan, header, links)


# -- drivers -----------------------------------------------------------------------------------------------------


def _all_text(element: Any) -> str:
    return "".join(element.itertext(with_tail=False))


def _walk_lxml(reader: _Reader, root: Any) -> None:
    """Drives the reader over an lxml tree, without recursion."""
    start, end, text = reader.start, reader.end, reader.text
    stack: list[tuple[Iterator[Any], Any, _Frame | None]] = [(iter((root,)), None, None)]
    while stack:
        children, parent, frame = stack[-1]
        for element in children:
            tag = element.tag
            if type(tag) is str:
                attributes = dict(element.attrib) if element.keys() else _NO_ATTRIBUTES
                if "}" in tag:
                    tag = tag.rpartition("}")[2]
                if tag in _PLAIN and not len(element):
                    reader.plain(tag, attributes, element.text)
                elif opened := start(tag, attributes, element):
                    if inside := element.text:
                        text(inside)
                    if len(element):
                        stack.append((iter(element), element, opened))
                        break
                    end(opened)
            elif tag is etree.Entity and element.text:
                text(element.text)
            if (after := element.tail) and element is not root:
                text(after)
        else:
            stack.pop()
            if frame is not None:
                end(frame)
                if (after := parent.tail) and parent is not root:
                    text(after)


def _walk_soup(reader: _Reader, soup: Any) -> None:
    """Drives the reader over a BeautifulSoup tree, without recursion."""
    from bs4.element import Comment, Declaration, Doctype, NavigableString, ProcessingInstruction, Tag

    unseen = (Comment, Declaration, Doctype, ProcessingInstruction)
    stack: list[tuple[Iterator[Any], _Frame | None]] = [(iter(soup.contents), None)]
    while stack:
        children, frame = stack[-1]
        for node in children:
            if isinstance(node, Tag):
                tag = node.name.rpartition(":")[2] if node.name.startswith("html:") else node.name.lower()
                attributes = {key: " ".join(v) if isinstance(v, list) else str(v) for key, v in node.attrs.items()}
                if opened := reader.start(tag, attributes, node):
                    stack.append((iter(node.contents), opened))
                    break
            elif isinstance(node, NavigableString) and not isinstance(node, unseen):
                reader.text(str(node))
        else:
            stack.pop()
            if frame is not None:
                reader.end(frame)


def _soup_text(node: Any) -> str:
    return "".join(str(s) for s in node.descendants if isinstance(s, str))


# -- reading -----------------------------------------------------------------------------------------------------


def _page(reader: _Reader, source: Source, diagnostics: list[Diagnostic]) -> Page:
    reader._flush()
    while reader.tables:  # a truncated page leaves tables open
        reader._close_structure("table")
    reader.embedded.sort(key=len, reverse=True)
    return Page(reader.blocks, source, reader.title or "", reader.metas, reader.embedded, reader.frames, diagnostics)


def read_tree(root: Any, source: Source) -> Page:
    """The blocks of an lxml element, or of an element tree, that the caller holds."""
    reader = _Reader(source.url, _all_text)
    element = root.getroot() if hasattr(root, "getroot") else root
    for top in _roots(element) if element.getparent() is None else (element,):
        _walk_lxml(reader, top)
    return _page(reader, source, [])


def read_soup(soup: Any, source: Source) -> Page:
    """The blocks of a BeautifulSoup object or of one of its tags."""
    reader = _Reader(source.url, _soup_text)
    _walk_soup(reader, soup)
    return _page(reader, source, [])


def _roots(root: Any) -> list[Any]:
    """The root element and what follows a `</html>` in mid-page: libxml2 hangs it beside the root."""
    before = [e for e in root.itersiblings(preceding=True) if type(e.tag) is str]
    return [*reversed(before), root, *(e for e in root.itersiblings() if type(e.tag) is str)]


def read(text: str, source: Source) -> Page:
    """The blocks of a page of HTML."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    diagnostics: list[Diagnostic] = []
    reader = _Reader(source.url, _all_text)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        root = None
    if root is not None:
        for top in _roots(root):
            _walk_lxml(reader, top)
    if root is None or _lost(text, reader, parser):
        slow = _Reader(source.url, _soup_text)
        if _read_again(text, slow) and _han(slow) > _han(reader):
            diagnostics.append(lexicon.diagnostic("lost-text", "lxml dropped text of this page; BeautifulSoup read it"))
            reader = slow
    return _page(reader, source, diagnostics)


def _read_again(text: str, reader: _Reader) -> bool:
    from bs4 import BeautifulSoup

    try:
        _walk_soup(reader, BeautifulSoup(text, "html.parser"))
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
    """Whether the tree holds less than the source: by the parser's own log, and by characters counted on both sides."""
    if any(entry.type_name in ("ERR_RESOURCE_LIMIT", "ERR_INVALID_ENCODING") for entry in parser.error_log):
        return True
    read = "".join(_texts(reader))
    if all(text.count(c) * 49 <= read.count(c) * 50 + 1000 for c in _FREQUENT):
        return False
    visible = len(_HAN.findall(_NOT_TEXT.sub("", text)))
    return visible * 98 > len(_HAN.findall(read)) * 100 + 2000
