"""What a page is made of before anybody judges it: printed lines, tables and images in reading order, with cues.

A `Container` is one block-level element. It tells the text stage what stands together; a text dump has one for all.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from jyparse.model import Diagnostic, Link, Source


@dataclass(slots=True, eq=False)
class Container:
    """A block-level element of the page."""

    parent: Container | None
    tag: str
    name: str = ""
    """Its id and class, separated by a blank."""
    hidden: bool = False
    """Whether the page hides it, or an element around it."""


@dataclass(slots=True, eq=False)
class PageLine:
    """One printed line: a paragraph, or what stands between two `<br>`. Its text is never empty."""

    text: str
    """Without blanks at its ends; a run of blanks of the HTML source is one space, other blanks are as printed."""
    box: Container
    heading: int = 0
    """1 to 6 for `<h1>` to `<h6>`."""
    bold: bool = False
    """Whether all of it is bold."""
    centred: bool = False
    right: bool = False
    """Whether it is set to the right margin."""
    ordinal: str = ""
    """The number that an `<ol>` prints before the line; it is not in `text`."""
    links: tuple[Link, ...] = ()
    link_chars: int = 0
    """Characters of `text` that stand in links."""
    pieces: tuple[str, ...] = ()
    """The texts of the elements within a short line, where there are several: only the style sheet may part them."""
    indent: int = 0
    """Blanks before the line in a text dump, in columns (a full-width blank counts two)."""
    gap: int = 0
    """Empty lines before it in a text dump."""
    inset: int = 0
    """Columns that the first line of a table's cell is set in by blanks or by style; 0 where it is centred."""
    held: int = 0
    """Lines before it in a text dump that hold only blanks: an empty cell each where cells stand one a line."""


@dataclass(slots=True, eq=False)
class PageCell:
    """One cell of an HTML table; its paragraphs are separated by newlines."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    header: bool = False
    """`<th>`, or all of it bold."""
    links: tuple[Link, ...] = ()
    indent: int = 0
    """Columns that its first line is set in (an ideograph is two); 0 where it is centred."""


@dataclass(slots=True, eq=False)
class PageTable:
    """A table that holds data. A table that only lays out the page is read through: its cells' lines are the page's."""

    box: Container
    """The container of the `<table>` itself; its `parent` holds the table."""
    cells: list[PageCell]
    height: int
    width: int
    caption: str = ""
    """`<caption>`."""
    text: str = field(init=False)
    """The printed cells: by tab, and the rows by newline."""

    def __post_init__(self) -> None:
        rows: dict[int, list[str]] = {}
        for cell in self.cells:
            rows.setdefault(cell.row, []).append(cell.text)
        self.text = "\n".join("\t".join(cells) for cells in rows.values())


@dataclass(slots=True, eq=False)
class PageImage:
    """An image: it may hold text that nobody can read here."""

    box: Container
    src: str
    alt: str = ""


Block = PageLine | PageTable | PageImage


@dataclass(slots=True, eq=False)
class Page:
    """A page as read: every line of it, furniture and hidden copies too."""

    blocks: list[Block]
    source: Source
    title: str = ""
    """`<title>`."""
    metas: list[tuple[str, str]] = field(default_factory=list)
    """`<meta>` names (or properties) and contents, as written."""
    embedded: list[str] = field(default_factory=list)
    """HTML or text that stands in scripts, templates and hidden `<textarea>`s, longest first."""
    frames: list[Link] = field(default_factory=list)
    """What `<iframe>`, `<embed>` and `<object>` show: another page or a file."""
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def is_dump(self) -> bool:
        """Whether it was read from text, marked up or not, which has no containers and loses hidden elements."""
        return self.source.media_type != "text/html"
