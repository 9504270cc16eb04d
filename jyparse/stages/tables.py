"""The tables of a text: the grids of the HTML, beside those rebuilt from text, with their captions, units and notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from jyparse.lexicon.cells import is_continued, is_note, is_value, may_stand
from jyparse.lexicon.columns import Column, are_of_indicators, meaning_of, meanings, with_one_attribute
from jyparse.lexicon.units import is_unit
from jyparse.model import Cell, Span, Table
from jyparse.page.blocks import PageCell, PageTable
from jyparse.stages.forms import Body, Placed

_CAPTION = re.compile(r"[（(【]?(?:附?表|专\s*栏|图表)\s*[\d一二三四五六七八九十]{0,3}(?:[-—.]\d+)?\s*[:：.、]?.{0,60}")
_CAPTION_END = re.compile(r".{0,50}(?:指标|指标表|一览表|情况表|汇总表|指标体系|表)(?:[（(].{0,20}[）)])?[:：]?")
_UNIT_LINE = re.compile(r"[（(]?(?:计量)?单位\s*[:：]\s*(?P<unit>[^（）()]{1,20})[）)]?")
_SENTENCE = re.compile(r"[。；]")


def _cells(table: PageTable, start: int) -> tuple[Cell, ...]:
    """The printed cells with their places in the text: by tab, and the rows by newline (as `PageTable.text` has them)."""
    cells = []
    offset = start
    for cell in table.cells:
        end = offset + len(cell.text)
        cells.append(
            Cell(
                text=cell.text,
                row=cell.row,
                column=cell.column,
                rowspan=cell.rowspan,
                colspan=cell.colspan,
                indent=cell.indent,
                span=Span(offset, end),
            )
        )
        offset = end + 1
    return tuple(cells)


def _caption_rows(table: PageTable) -> int:
    """Rows at the top that print one cell over (nearly) the whole width: the caption, or the unit of the table."""
    rows = 0
    by_row: dict[int, list[PageCell]] = {}
    for cell in table.cells:
        if cell.text:
            by_row.setdefault(cell.row, []).append(cell)
    while rows + 1 < table.height and len(cells := by_row.get(rows, [])) == 1:
        if cells[0].colspan == 1 or cells[0].colspan * 2 <= table.width:
            break
        rows += 1
    return rows


def _note_rows(table: PageTable, first: int) -> tuple[str, ...]:
    """The rows at the bottom that are one cell over the whole width and read as notes."""
    wide = [cell for cell in table.cells if cell.row >= first and cell.colspan == table.width > 1]
    notes: list[str] = []
    for n, cell in enumerate(reversed(wide), 1):
        if cell.row + cell.rowspan != table.height - n + 1:
            break
        notes.insert(0, cell.text)
        if is_note(cell.text.partition("\n")[0]):
            return tuple(notes)
    return ()


def _unit_of(lines: Sequence[str]) -> str | None:
    """The unit of a whole table, where the lines above it name one and only one."""
    units = {
        unit for line in lines if (match := _UNIT_LINE.search(line)) for unit in re.split("[、，,]", match["unit"])
    }
    return unit if len(units) == 1 and is_unit(unit := units.pop()) else None


def _header_height(table: PageTable, first: int) -> int:
    """How many rows from `first` on are headings: known columns, merged headings over others, `<th>`, or words alone."""
    cells = [cell for cell in table.cells if cell.row == first and cell.text]
    if not cells or table.height - first < 2:
        return 0
    known = sum(meaning_of(cell.text) is not None for cell in cells)
    words = all(len(cell.text) <= 40 and not _SENTENCE.search(cell.text) for cell in cells)
    bold = all(cell.header for cell in cells)
    if not words or not (known * 2 >= len(cells) or bold or not any(is_value(cell.text) for cell in cells)):
        return 0
    height = max(cell.rowspan for cell in cells)
    if height >= table.height - first:
        height = 1
    if height == 1 and any(cell.colspan > 1 for cell in cells) and table.height - first > 2:
        return 1 + _is_second_row(table, first + 1)
    return height


def _is_second_row(table: PageTable, row: int) -> bool:
    """Whether a row below merged headings goes on with headings."""
    below = [cell for cell in table.cells if cell.row == row and cell.text]
    known = [meaning_of(cell.text) is not None for cell in below]
    return any(known) and all(known[n] or not is_value(cell.text) for n, cell in enumerate(below))


def _header(table: PageTable, first: int, height: int) -> tuple[str, ...]:
    """The heading of each column: the texts of its header rows, each once, joined by a blank."""
    texts: list[list[str]] = [[] for _ in range(table.width)]
    for cell in table.cells:
        if first <= cell.row < first + height:
            text = _joined(cell.text)
            for column in range(cell.column, min(cell.column + cell.colspan, table.width)):
                if text and text not in texts[column]:
                    texts[column].append(text)
    return tuple(" ".join(column) for column in texts) if height else ()


def _joined(text: str) -> str:
    """A heading of several lines as one: `2015` / `年` is 2015年."""
    return "".join(line.strip() for line in text.split("\n"))


def _from_html(body: Body, i: int) -> Placed:
    page = body.lines[i].table
    assert page is not None
    captions = _caption_rows(page)
    height = _header_height(page, captions)
    above = [_joined(cell.text) for cell in page.cells if cell.row < captions and cell.text]
    caption = next((text for text in above if not _UNIT_LINE.fullmatch(text)), None)
    notes = _note_rows(page, captions + height)
    table = Table(
        caption=caption,
        unit=_unit_of(above),
        notes=notes,
        header=_header(page, captions, height),
        header_rows=captions + height,
        cells=_cells(page, body.starts[i]),
        text=body.lines[i].text,
        span=body.span(i, i + 1),
    )
    return Placed(i, i + 1, table)


def _continued(above: Table, table: Table) -> Table | None:
    """A table without a header that goes on with the table above it, under its header."""
    if len(above.header) != _width(table) or any(map(meaning_of, table.header)):
        return None
    below = table.model_copy(update={"header": above.header, "header_rows": 0})
    rows = [row for row in below.rows if len(set(row)) > 1]
    readings = _known_columns(above.header)
    return below if any(all(all(map(may_stand, row, columns)) for row in rows) for columns in readings) else None


def _width(table: Table) -> int:
    return max((cell.column + cell.colspan for cell in table.cells), default=0)


def _known_columns(header: Sequence[str]) -> list[list[Column]]:
    """The readings of the columns of an indicator table, all of them known."""
    columns = [column for column in meanings(header) if column]
    return list(filter(are_of_indicators, with_one_attribute(columns))) if len(columns) == len(header) else []


def _around(body: Body, placed: Placed, taken: set[int]) -> None:
    """Caption before the table and notes after it."""
    caption = placed.table.caption
    above = placed.first - 1
    lines: list[str] = []
    while above >= 0 and above not in taken and _UNIT_LINE.fullmatch(body.lines[above].text):
        lines.append(body.lines[above].text)
        above -= 1
    if caption is None and above >= 0 and above not in taken and _is_caption(body, above):
        placed.caption_line = above
        caption = body.lines[above].text
    unit = placed.table.unit or _unit_of([*lines, caption or ""])
    k = placed.last
    numbered = False
    while k < len(body.lines) and k not in taken and body.lines[k].table is None and len(placed.note_lines) < 20:
        text = body.lines[k].text
        if not is_note(text) and not (
            numbered and re.match(r"[（(]?\d{1,2}[）)]?\s*[.、．]?", text) and len(text) < 120
        ):
            break
        numbered = numbered or bool(re.search(r"[:：]\s*(?:[（(]?1\s*[.、．）)]|$)", text))
        placed.note_lines.append(k)
        k += 1
    if caption is not None or unit is not None or placed.note_lines:
        notes = (*placed.table.notes, *(body.lines[k].text for k in placed.note_lines))
        placed.table = placed.table.model_copy(update={"caption": caption, "unit": unit, "notes": notes})


def _is_caption(body: Body, i: int) -> bool:
    line = body.lines[i]
    if line.table or line.label or len(line.text) > 60 or line.text.endswith(("。", "；")):
        return False
    return _CAPTION.fullmatch(line.text) is not None or _CAPTION_END.fullmatch(line.text) is not None


def find(body: Body, flattened: Sequence[Placed]) -> list[Placed]:
    """All tables of a text in print order, each with the lines that it claims."""
    placed = [_from_html(body, i) for i, line in enumerate(body.lines) if line.table]
    placed = sorted([*placed, *flattened], key=lambda table: table.first)
    for above, below in pairwise(placed):
        between = [line.text for line in body.lines[above.last : below.first]]
        if not below.table.rebuilt and all(map(is_continued, between)):
            below.table = _continued(above.table, below.table) or below.table
    taken = {i for table in placed for i in range(table.first, table.last)}
    for table in placed:
        _around(body, table, taken)
    return placed
