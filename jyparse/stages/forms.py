"""The forms that the stages share.

`Line` is what one printed line shows by itself; line patterns run once, when it is made.
`Body` is the text of the document: the lines that are not furniture, with their offsets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from jyparse.lexicon.numbering import Label
from jyparse.model import Diagnostic, Link, MetadataField, Span, Table
from jyparse.page.blocks import Container, PageLine, PageTable


@dataclass(slots=True, eq=False)
class Line:
    """One printed line, or one HTML table, with what it shows by itself."""

    text: str
    """As printed; the cells of a table by tab, its rows by newline."""
    box: Container
    label: Label | None = None
    page: PageLine | None = None
    """The line of the page; None for a table."""
    table: PageTable | None = None


@dataclass(slots=True, eq=False)
class Body:
    """The text of the document: lines in print order, and where each begins in the text."""

    lines: list[Line]
    starts: list[int]
    """Offset of each line in the text; one more entry, the end of the text."""

    def span(self, first: int, last: int) -> Span:
        """The span of the lines `first` up to `last`, which is not part of it."""
        return Span(self.starts[first], self.starts[last - 1] + len(self.lines[last - 1].text))


@dataclass(slots=True, eq=False)
class Placed:
    """A table and the lines that it claims: `first` up to `last`, which is not part of it."""

    first: int
    last: int
    table: Table
    caption_line: int | None = None
    """Line just before the table that is its caption; it stays a paragraph."""
    note_lines: list[int] = field(default_factory=list)
    """Lines after the table that are its notes; they stay paragraphs."""


@dataclass(slots=True, eq=False)
class FieldsFound:
    """The metadata block of a page, and the line under the title."""

    fields: list[MetadataField] = field(default_factory=list)
    """The pairs of the block, each once."""
    claimed: set[int] = field(default_factory=set)
    """Lines of the page that are the block, or a copy of it."""
    byline: list[MetadataField] = field(default_factory=list)
    """The pairs of the line under the title (来源, 发布时间 …): no fields and no text."""
    byline_lines: set[int] = field(default_factory=set)
    unlabelled: list[MetadataField] = field(default_factory=list)
    """Values of a block that prints no labels; `label` is the name of the typed value that their form shows."""
    columns: bool = False
    """Whether the labels are column headings of a list."""


@dataclass(slots=True, eq=False)
class Selected:
    """The text of the document, told from the furniture of the page."""

    body: Body
    kind: Literal["document", "list", "empty"]
    title: str | None = None
    """Title as the page prints it, outside the text or at its head."""
    attachments: list[Link] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def has_text(self) -> bool:
        """Whether the page shows a text at all."""
        return self.kind != "empty"
