"""Blocks: what the text of a document is made of, each character in exactly one of them."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from jyparse.model.base import Model, Span

ParagraphKind = Literal[
    "text",
    "title",
    "document_number",
    "addressees",
    "heading",
    "contents",
    "caption",
    "note",
    "attachments",
    "signature",
    "date",
    "record",
]


class Paragraph(Model):
    """One printed line of running text."""

    type: Literal["paragraph"] = "paragraph"
    """Tells paragraphs from tables where both stand in one list."""
    kind: ParagraphKind = "text"
    """What the line is in its part, by the names of GB/T 9704: `title` 标题, `document_number` 发文字号,
    `addressees` 主送机关, `heading` a line that opens a section, `contents` 目录, `caption` the heading of a
    table or box, `note` a note under a table, `attachments` 附件说明, `signature` 发文机关署名, `date` 成文日期,
    `record` 版记, `text` all the rest."""
    text: str
    """The line as printed, without the blanks at its ends; never empty."""
    span: Span
    """Where the line stands in the text of the document."""


class Cell(Model):
    """One printed cell of a table; a merged cell is one cell."""

    text: str
    """The cell as printed; its paragraphs are separated by newlines; "" for an empty cell."""
    row: int
    """Row of its upper left corner in the grid, from 0, header rows counted."""
    column: int
    """Column of its upper left corner in the grid, from 0."""
    rowspan: int = 1
    """Rows it covers."""
    colspan: int = 1
    """Columns it covers."""
    indent: int = 0
    """Columns that its first line is set in, by blanks or by style, where an ideograph is two; 0 where it is centred."""
    span: Span | None = None
    """Where the cell stands in the text; None for a cell that was put together from several places."""


class Table(Model):
    """A table: of the page's HTML, or rebuilt from text that lost its cells."""

    type: Literal["table"] = "table"
    """Tells tables from paragraphs where both stand in one list."""
    caption: str | None = None
    """Heading of the table as printed, above it or in its first row; None where none is printed."""
    header: tuple[str, ...] = ()
    """Heading of each column; header rows are joined by a blank; that of the table above where this one goes on with it;
    () where the table has no header."""
    header_rows: int = 0
    """Rows of the grid, from the top, that are caption or header."""
    cells: tuple[Cell, ...] = ()
    """Every printed cell, in print order."""
    unit: str | None = None
    """Unit printed once for the whole table (`单位：亿元`), in its caption, its first rows or on a line above it."""
    notes: tuple[str, ...] = ()
    """Notes printed under the table or in its last rows, as printed."""
    rebuilt: bool = False
    """Whether the grid was rebuilt from text (True) or stands in the HTML (False)."""
    text: str
    """The table as it stands in the text: cells by tab and rows by newline, or the printed lines where `rebuilt`."""
    span: Span
    """Where the table stands in the text of the document."""

    @cached_property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rectangular grid below the header: a merged text stands in each of its places."""
        height = max((c.row + c.rowspan for c in self.cells), default=0)
        width = max((c.column + c.colspan for c in self.cells), default=0)
        grid = [[""] * width for _ in range(height)]
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.rowspan):
                grid[row][cell.column : cell.column + cell.colspan] = [cell.text] * cell.colspan
        return tuple(map(tuple, grid[self.header_rows :]))


Block = Paragraph | Table
