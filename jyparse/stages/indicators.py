"""Indicator tables → indicators. A table is one if its columns mean a name, values, and what makes a target of them.

Works on the model's tables alone, rebuilt or from HTML, so that a saved document can be read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from jyparse import lexicon
from jyparse.lexicon.cells import is_cell, is_missing, is_ordinal, is_value
from jyparse.lexicon.columns import Column, are_attributes, binding_of, is_attribute, meaning_of, meanings
from jyparse.lexicon.figures import parse_cell
from jyparse.lexicon.targets import is_rate
from jyparse.lexicon.units import is_unit
from jyparse.model import Cell, Diagnostic, Growth, Indicator, Span, Table, Value, ValueRole
from jyparse.phrases.texts import unbroken
from jyparse.text.blanks import unspaced

_LABEL = re.compile(
    r"(?:[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]类[:：]?)\s*"
)
_CN = "[一二三四五六七八九十]{1,3}"
_NUMBER = re.compile(rf"(?P<number>\d{{1,3}}|{_CN}(?=、(?!{_CN}(?:、|次?产业))))\s*(?:[.．](?!\d)|、)\s*(?P<name>\S.*)")
_OF_WHICH = re.compile(r"(?:其\s*中|#)\s*[:：]?\s*")
_BRACKETED_NUMBER = re.compile(rf"[（(](?P<number>\d{{1,2}}|{_CN})[）)]\s*(?P<name>\S.*)")
_SUB_ITEM = re.compile(rf"(?:[（(](?:\d{{1,2}}|{_CN})[）)]|[①-⑩]|[-—–]+|·)\s*")
_BRACKET = r"[（(\[〔［【](?P<said>[^（()）\[\]〔〕［］【】]{1,16})[）)\]〕］】]"
_BRACKET_BEFORE = re.compile(rf"^{_BRACKET}\s*(?P<mark>)(?=\S)")
_BRACKET_BEHIND = re.compile(rf"(?<=\S)\s*{_BRACKET}\s*(?P<mark>[*＊①-⑩]?)$")
_PART = re.compile(rf"{_OF_WHICH.pattern}|{_SUB_ITEM.pattern}")
_SPACED_NUMBER = re.compile(r"(?P<number>\d{1,3})\s+(?P<name>\S.*)")
_WORDS = re.compile(r"(?<=[A-Za-z])\n+(?=[A-Za-z])")
"""A line break between Latin words, which no mark but a blank parts."""
_MORE = re.compile(r"\s*[，,；;]\s*")
_NO_ATTRIBUTES = frozenset(("预测", "指导", "引导", "导向", "参考"))
"""Words that alone in brackets behind a name say something else: `人口（预测）`."""
_LABELLED = re.compile(
    rf"(?:(?P<bracket>[（(])?(?P<number>\d{{1,2}}|{_CN})[）)、.．]+\s*)?"
    r"(?P<name>.+?)(?:类?指标|(?<=性)目标)?\s*(?:[（(][^（）()]*[）)])?\s*[:：]?"
)
_COMMENT = re.compile(r"\[[A-Z]{1,3}\d{1,3}\]")
_NOTE_PIECE = re.compile(r"[①②③④⑤⑥⑦⑧⑨⑩][^①②③④⑤⑥⑦⑧⑨⑩]*")
_FEWEST_VALUES = 0.5
_FEWEST_COUNTED = 3
_LEAST_INDENT = 2
_OF_WHICH_INDENT = 4
_FEWEST_PARTS = 2


class _Name(NamedTuple):
    """What the cell of a name prints."""

    text: str
    unit: str | None = None
    number: str | None = None
    attribute: str | None = None
    parent: str | None = None


@dataclass(slots=True)
class _Layout:
    """Which column of a table holds what; names and categories may stand in several."""

    columns: list[Column | None]
    names: list[int]
    categories: list[int]

    def all(self, kind: str) -> list[int]:
        return [n for n, column in enumerate(self.columns) if column and column.kind == kind]

    def one(self, kind: str) -> int | None:
        return next(iter(self.all(kind)), None)


def _layout(table: Table) -> _Layout | None:
    """The columns of an indicator table; None for a table of anything else."""
    known = meanings(table.header)
    columns = [column or _of_pieces(heading) for heading, column in zip(table.header, known, strict=True)]
    names = [n for n, column in enumerate(columns) if column and column.kind == "name"]
    categories = [n for n, column in enumerate(columns) if column and column.kind == "category"]
    values = [column for column in columns if column and column.kind == "value"]
    kinds = {column.kind for column in columns if column}
    targets = [column for column in values if column.role == "target"]
    evidence = ("attribute" in kinds) + ("growth" in kinds) + ("unit" in kinds) + (len(values) > 1) + bool(targets)
    words = any("指标" in heading for heading in table.header) or "指标" in (table.caption or "")
    if not names or not (values or "growth" in kinds) or columns.count(None) * 3 > len(columns):
        return None
    if (evidence < 2 and not words) or (not words and "attribute" not in kinds and not (targets or "growth" in kinds)):
        return None
    if len(names) > 1 and table.header[names[0]] != table.header[names[1]]:
        names = names[:1]
    return _Layout(columns, names, categories)


def _by_cells(layout: _Layout, table: Table, rows: Sequence[_Row]) -> _Layout:
    """What the cells say where the headings do not: numbers and categories under no heading, units under that of the names.

    A column that only goes on with the one before it, under one heading, is none of its own."""
    columns = list(layout.columns)
    rows = [row for row in rows if not row.is_one]
    for n, (heading, column) in enumerate(zip(table.header, columns, strict=True)):
        texts = [text for row in rows if (text := row.text(n))]
        if n in layout.names[1:] and layout.one("unit") is None and texts and all(map(is_unit, texts)):
            columns[n] = Column("unit")
        elif n in layout.names[:-1] and layout.one("number") is None and texts and all(map(is_ordinal, texts)):
            columns[n] = Column("number")
        elif not heading and texts and n < layout.names[0]:
            columns[n] = Column("number") if all(map(is_ordinal, texts)) else Column("category")
        elif (
            n
            and column
            and column.kind not in ("name", "category")
            and heading == table.header[n - 1]
            and column == layout.columns[n - 1]
        ):
            columns[n] = None
    _set_attribute(columns, table.header, rows)
    names = [n for n in layout.names if columns[n] == layout.columns[n]]
    if len(names) == 2 and Column("category") not in columns and _are_groups(rows, *names):
        columns[names.pop(0)] = Column("category")
    return _Layout(columns, names, [n for n, column in enumerate(columns) if column and column.kind == "category"])


def _set_attribute(columns: list[Column | None], header: Sequence[str], rows: Sequence[_Row]) -> None:
    """Of columns of attributes and categories, makes the one whose cells are 预期性 and 约束性 that of the attribute, and the other
    ones categories. Where the cells of none are, 属性 and 性质 say more than 类型, which before the names is a category."""
    kinds = [column.kind if column else None for column in columns]
    attributes = [n for n, kind in enumerate(kinds) if kind == "attribute"]
    categories = [n for n, kind in enumerate(kinds) if kind == "category"]
    texts = {n: [text for row in rows if not is_missing(text := row.text(n))] for n in attributes + categories}
    said = [n for n, some in texts.items() if some and are_attributes(some)]
    named = [n for n in attributes if not header[n].endswith("类型") or n > kinds.index("name")]
    one = next(iter(said or named), None)
    for n in attributes:
        if n != one and texts[n]:
            columns[n] = Column("category")
    if one is not None:
        columns[one] = Column("attribute")


def _are_groups(rows: Sequence[_Row], outer: int, inner: int) -> bool:
    """Whether the first of two columns under one heading groups all rows: an indicator with sub-indicators stands among others."""
    pairs = [(row.text(outer), row.text(inner)) for row in rows]
    grouped = all(group and name and group != name for group, name in pairs)
    return grouped and len({group for group, _ in pairs}) * 2 <= len(pairs)


def _turned(table: Table) -> tuple[Table, _Layout] | None:
    """A table that prints a year a row and an indicator a column, turned round; None for a table of anything else."""
    headings = [row.text(0) for row in _rows(table)]
    values = [column for heading in headings if (column := meaning_of(heading)) and column.kind == "value"]
    if not 1 < len(values) == len(headings) or any(map(meaning_of, table.header[1:])):
        return None
    if "指标" not in (table.caption or "") and not any(column.role == "target" for column in values):
        return None
    first = table.header_rows - 1
    cells = [cell for cell in table.cells if cell.row >= first]
    if any(cell.rowspan > 1 or cell.colspan > 1 for cell in cells):
        return None
    turned = [cell.model_copy(update={"row": cell.column, "column": cell.row - first}) for cell in cells]
    table = table.model_copy(update={"header": (table.header[0], *headings), "header_rows": 1, "cells": tuple(turned)})
    return table, _Layout([Column("name"), *values], [0], [])


def _side_by_side(table: Table) -> list[Table]:
    """A table that prints its columns twice, as two: the second half goes on with the first."""
    half = len(table.header) // 2
    if half < 2 or table.header[:half] != table.header[half:]:
        return [table]
    left = [cell for cell in table.cells if cell.column < half]
    right = [cell.model_copy(update={"column": cell.column - half}) for cell in table.cells if cell.column >= half]
    return [table.model_copy(update={"header": table.header[:half], "cells": tuple(cells)}) for cells in (left, right)]


def _of_pieces(heading: str) -> Column | None:
    """A heading of two rows (`2025年 绝对值`, `年均增长 “十三五”`): the piece that says most, with the year of the other."""
    pieces = [meaning_of(piece) for piece in heading.split(" ")]
    known = [piece for piece in pieces if piece]
    if len(known) < len(pieces) or not known:
        return None
    year = next((piece.year for piece in known if piece.year), None)
    role = next((piece.role for piece in reversed(known) if piece.role), None)
    growth = next((piece for piece in known if piece.kind == "growth"), None)
    if growth:
        return replace(growth, role=role, year=year)
    if all(piece.kind == "value" for piece in known):
        return Column("value", role, year)
    if len({piece.kind for piece in known}) == 1 or known[0].kind in ("name", "value"):
        return known[-1]
    return None


def _growth_columns(layout: _Layout) -> tuple[int | None, int | None]:
    """The column of growth, that of the target or of the last period where there are several; and that of sums beside it."""
    columns = [(n, column) for n in layout.all("growth") if (column := layout.columns[n])]
    sums = [n for n, column in columns if column.growth == "cumulative"]
    rates = [(column.role == "target", column.year or 0, n) for n, column in columns if n not in sums]
    if not rates:
        return next(iter(sums), None), None
    return max(rates)[-1], next(iter(sums), None)


# -- rows --------------------------------------------------------------------------------------------------------


class _Row(list[Cell | None]):
    """One row of the grid: the cell in each place, a merged one in all of its places."""

    def text(self, n: int | None) -> str:
        """The cell in one line."""
        cell = self[n] if n is not None else None
        return _tidy(cell.text) if cell else ""

    @property
    def is_one(self) -> bool:
        """Whether the row is one cell over more than one column."""
        return len(self) > 1 and self.runs() == [(0, len(self))]

    def runs(self) -> list[tuple[int, int]]:
        """The columns that each cell takes: first, and last, which is not part of it."""
        starts = [n for n, cell in enumerate(self) if n == 0 or cell is None or cell is not self[n - 1]]
        return list(pairwise([*starts, len(self)]))

    def span(self, n: int) -> Span | None:
        cell = self[n]
        return cell.span if cell else None


def _tidy(text: str) -> str:
    """A cell of several lines as one text; several values in one cell stay apart."""
    if "\n" not in text:
        return text.strip()
    lines = [line.strip() for line in text.split("\n")]
    if all(map(is_value, lines)):
        return " ".join(lines)
    return _WORDS.sub(" ", "\n".join(lines)).replace("\n", "")


def _line_of(cell: Cell, n: int) -> Cell:
    """One line of a cell, with its place."""
    before, text = cell.text.split("\n")[:n], cell.text.split("\n")[n]
    start = cell.span.start + sum(len(line) + 1 for line in before) if cell.span else 0
    indent = 0 if n else cell.indent
    return cell.model_copy(
        update={"text": text, "indent": indent, "span": Span(start, start + len(text)) if cell.span else None}
    )


def _rows(table: Table) -> list[_Row]:
    height = max((c.row + c.rowspan for c in table.cells), default=0)
    width = len(table.header)
    grid = [_Row([None] * width) for _ in range(height)]
    for cell in table.cells:
        first, last = cell.column, min(cell.column + cell.colspan, width)
        for row in range(cell.row, cell.row + cell.rowspan):
            grid[row][first:last] = [cell] * (last - first)
    heads = grid[table.header_rows - 1].runs() if table.header_rows else []
    return [_aligned(row, heads) for row in grid[table.header_rows :]]


def _aligned(row: _Row, heads: Sequence[tuple[int, int]]) -> _Row:
    """A row of as many cells as there are headings stands under them one by one, whatever columns its cells are said to take."""
    cells = row.runs()
    if cells == heads or len(cells) != len(heads):
        return row
    return _Row([row[cell] for (cell, _), (first, last) in zip(cells, heads, strict=True) for _ in range(first, last)])


def _counts_up(names: Sequence[str]) -> bool:
    """Whether the names begin with 1, 2, 3 … and a blank: numbers that stand in no column of their own."""
    counted = [int(match["number"]) for name in names if (match := _SPACED_NUMBER.fullmatch(_tidy(name)))]
    return len(counted) >= _FEWEST_COUNTED and counted == list(range(1, len(counted) + 1))


class _Group(NamedTuple):
    """A row of its own, above the rows of its group."""

    label: tuple[bool, bool] | None
    """The form of its label: whether bracketed, and whether in digits."""
    name: str
    attribute: str | None
    """The attribute, if the row says that of its group and no category."""


class _TableReader:
    """Reads the rows of one indicator table, with the category and the parent that hold for the rows below."""

    def __init__(
        self,
        index: int,
        table: Table,
        layout: _Layout,
        plan: tuple[int, int] | None,
        category: str | None,
        groups: Sequence[_Group],
    ):
        self.index = index
        self.table = table
        self.rows = _rows(table)
        self.layout = layout = _by_cells(layout, table, self.rows)
        self.plan = plan
        self.category = category
        """That of the row above, or of the table that this one goes on with."""
        self.groups = list(groups)
        """The open groups, each within the one before."""
        self.above: str | None = None
        """The last row that is no part of another."""
        self.depth = 0
        """How far that row is set in."""
        self.parts: tuple[int, str | None] | None = None
        """How far those rows below it are set in that are parts of it, and their unit, while the indent shows them."""
        self.roles = self._roles()
        self.unit, self.number, self.attribute = (layout.one(kind) for kind in ("unit", "number", "attribute"))
        self.values = layout.all("value")
        self.growth, self.cumulative_growth = _growth_columns(layout)
        names = [row.text(n) for row in self.rows for n in layout.names]
        self.number_of_name = _SPACED_NUMBER if self.number is None and _counts_up(names) else _NUMBER
        numbered = self.number is not None or any(self.number_of_name.fullmatch(_tidy(name)) for name in names)
        self.brackets_number = not numbered
        """Whether `（1）` before a name is its number: where nothing else numbers the rows, of which it would be a part."""

    def read(self) -> list[Indicator]:
        self.rows = [part for row in self.rows for part in self._parts(row)]
        self.wholes = self._parts_by_indent()
        pairs: Iterable[tuple[_Row, _Row | None]] = zip(self.rows, [*self.rows[1:], None], strict=False)
        rows = (self._indicator(row) for row, after in pairs if not self._is_category(row, after))
        return [row for row in rows if row]

    def _parts(self, row: _Row) -> list[_Row]:
        """A row whose cells hold several indicators, a line each, as a row for each of them."""
        name = row[self.layout.names[-1]]
        count = len(name.text.split("\n")) if name else 1
        if count == 1 or row.is_one:
            return [row]
        numbers = [cell for n in self.values if (cell := row[n]) and not is_missing(cell.text)]
        lines = [cell.text.split("\n") for cell in numbers]
        if not lines or any(len(some) != count or not any(map(is_value, some)) for some in lines):
            return [row]
        return [
            _Row([_line_of(cell, n) if cell and cell.text.count("\n") + 1 == count else cell for cell in row])
            for n in range(count)
        ]

    def _parts_by_indent(self) -> dict[int, int]:
        """The rows below which parts are shown by indent alone, by `id`, and how far these are set in.

        Pages set cells in by accident too. It says something only if it does so all over the table: two parts and more below each
        such row, all set in alike, with its unit and without a number of their own; and another row that is not set in.
        """
        found: dict[int, int] = {}
        if len(set(map(self._depth, self.rows))) < 2:
            return found
        outer = 0
        for whole, *parts in self._set_in():
            outer += not whole.is_one
            if not parts or whole.is_one or any(_PART.match(self._read(part).text) for part in parts):
                continue
            if not self._are_alike(whole, parts):
                return {}
            found[id(whole)] = self._depth(parts[0])
        return found if outer > 1 else {}

    def _set_in(self) -> Iterator[list[_Row]]:
        """Each row with those below it that are set in deeper."""
        some: list[_Row] = []
        for row in self.rows:
            if some and (row.is_one or some[0].is_one or self._depth(row) < self._depth(some[0]) + _LEAST_INDENT):
                yield some
                some = []
            some.append(row)
        if some:
            yield some

    def _are_alike(self, whole: _Row, parts: Sequence[_Row]) -> bool:
        """Whether rows set in below another one may be its parts."""
        units = {unit for row in (whole, *parts) if (unit := self._unit_of(row, self._read(row)))}
        numbered = any(self._read(row).number or row.text(self.number) for row in parts)
        alike = len(set(map(self._depth, parts))) == 1 and len(units) < 2
        return alike and not numbered and len(parts) >= _FEWEST_PARTS

    def _read(self, row: _Row) -> _Name:
        """What the innermost cell of its name prints."""
        return self._bare_name(row.text(self.layout.names[-1]))

    def _depth(self, row: _Row) -> int:
        """How far the name of a row is set in."""
        cell = row[self.layout.names[-1]]
        return cell.indent if cell else 0

    def _unit_of(self, row: _Row, name: _Name) -> str | None:
        """The unit of a row, from its own column or from the name."""
        printed = row.text(self.unit)
        return name.unit if is_missing(printed) else printed

    def _is_category(self, row: _Row, after: _Row | None) -> bool:
        """A row that is one cell over (nearly) the whole width, or prints nothing but its first cells; not a name with 其中 below it."""
        filled = [cell for cell in row if cell and cell.text]
        if not filled:
            return True
        first = filled[0]
        one = all(cell is first for cell in filled)
        if one and self.table.rebuilt and "\n" in first.text:
            self.groups.clear()  # these lines were not laid into columns: one of them may be a category
            self.category = None
            return True
        is_group = is_attribute(first.text) and self.attribute is None
        if one and self.table.rebuilt and not is_group and any(map(is_cell, first.text.split())):
            return True
        if one and first.colspan == 1 and after and any(_OF_WHICH.match(after.text(n)) for n in self.layout.names):
            return False
        if (
            one
            and (first.colspan > len(row) // 2 or first.column in (*self.layout.names, *self.layout.categories))
            and (first.colspan > 1 or not _OF_WHICH.match(first.text))
        ):
            self._open_group(_tidy(first.text))
            return True
        return all(row.text(n) in (heading, *heading.split(" "), "") for n, heading in enumerate(self.table.header))

    def _open_group(self, text: str) -> None:
        """A row of its own: a category, or the attribute of the rows below (`二、约束性指标`). It ends the last group with a label of its
        form and what was opened within, so that each may stand within the other."""
        match = _LABELLED.fullmatch(text)
        label = (match["bracket"] is not None, match["number"].isdecimal()) if match and match["number"] else None
        labels = [group.label for group in self.groups]
        if label in labels:
            del self.groups[labels.index(label) :]
        attribute = match["name"] if match and is_attribute(match["name"]) else None
        self.groups.append(_Group(label, _category(text), attribute))
        self.category = next((group.name for group in reversed(self.groups) if not group.attribute), None)
        self.above = self.parts = None
        self.depth = 0

    @property
    def group_attribute(self) -> str | None:
        """What the row says whose group is open."""
        return next((group.attribute for group in reversed(self.groups) if group.attribute), None)

    def _indicator(self, row: _Row) -> Indicator | None:
        read = self._name(row)
        name, _, number, attribute, parent = read
        if not name:
            return None
        unit = self._unit_of(row, read)
        if unit is None and self.unit is None and not is_rate(name):
            unit = self.table.unit
        printed_number = row.text(self.number)
        category = self._category(row)
        printed_attribute = row.text(self.attribute)
        attribute = (attribute or self.group_attribute) if is_missing(printed_attribute) else printed_attribute
        filled = [cell for cell in row if cell and cell.span and cell.rowspan == 1]
        values = tuple(self._value(row, n, unit) for n in self.values)
        return Indicator(
            table=self.index,
            number=printed_number.rstrip(".、．") or number,
            name=name,
            unit=unit,
            category=category,
            parent=parent,
            values=values,
            attribute=attribute,
            binding=binding_of(attribute) if attribute else None,
            growth=self._growth(row, self.growth, unit),
            cumulative_growth=self._growth(row, self.cumulative_growth, unit),
            span=Span(min(c.span.start for c in filled if c.span), max(c.span.end for c in filled if c.span))
            if filled
            else None,
        )

    def _category(self, row: _Row) -> str | None:
        texts = [row.text(n) for n in self.layout.categories]
        texts = [_category(text) for text in dict.fromkeys(texts) if text]
        category = " ".join(texts) or self.category
        if not self.table.rebuilt:  # which prints a category over all its rows
            self.category = category
        return category

    def _name(self, row: _Row) -> _Name:
        """What the cells of names print; the parent is the cell before, or the name above."""
        texts = list(dict.fromkeys(text for n in self.layout.names if (text := row.text(n))))
        if not texts:
            return _Name("")
        read = self._bare_name(texts[-1])
        name = read.text
        parent: str | None = None
        if len(texts) > 1:
            outer = self._bare_name(texts[0])
            read = read._replace(
                unit=read.unit or outer.unit,
                number=read.number or outer.number,
                attribute=read.attribute or outer.attribute,
            )
            parent = self.above if _OF_WHICH.fullmatch(outer.text) else outer.text
        depth, unit = self._depth(row), self._unit_of(row, read)
        if of_which := _OF_WHICH.match(name):
            name = name[of_which.end() :]
            parent = parent or self.above
            self._open_parts(depth, unit)
        elif sub := _SUB_ITEM.match(name):
            name, parent = name[sub.end() :].strip(), parent or self.above
        elif parent is None and self._is_part(depth, unit):
            parent = self.above
        elif parent is None:
            self.above, self.depth = name, depth
            self.parts = (self.wholes[id(row)], unit) if id(row) in self.wholes else None
        return read._replace(text=name, parent=parent)

    def _open_parts(self, depth: int, unit: str | None) -> None:
        """After 其中 further parts are set in as far; where it is not set in itself, as far as what stands behind 其中."""
        inner = depth if depth >= self.depth + _LEAST_INDENT else self.depth + _OF_WHICH_INDENT
        self.parts = (min(inner, self.parts[0] if self.parts else inner), unit)

    def _is_part(self, depth: int, unit: str | None) -> bool:
        """Whether a row without a mark is one more part, by its indent; of another unit it may be set in by accident."""
        return self.parts is not None and depth >= self.parts[0] and (not unit or unit == (self.parts[1] or unit))

    def _bare_name(self, text: str) -> _Name:
        """A name without the number before it, and without the unit and the attribute in brackets at its ends."""
        name = _COMMENT.sub("", _tidy(text)).strip()
        number = None
        match = self.number_of_name.fullmatch(name) or (self.brackets_number and _BRACKETED_NUMBER.fullmatch(name))
        if match:
            number, name = match["number"], match["name"].strip()
        unit, attribute = None, None
        for end in (_BRACKET_BEHIND, _BRACKET_BEFORE):
            while match := end.search(name):
                own_unit, own_attribute, rest = _said_in(unspaced(match["said"]))
                if not (own_unit or own_attribute) or (unit and own_unit) or (attribute and own_attribute):
                    break
                unit, attribute = unit or own_unit, attribute or own_attribute
                name = name[: match.start()] + rest + match["mark"] + name[match.end() :]
        return _Name(unbroken(name).strip(), unit, number, attribute)

    def _value(self, row: _Row, n: int, unit: str | None) -> Value:
        column = self.layout.columns[n]
        assert column is not None
        text, span = row.text(n), row.span(n)
        parsed = parse_cell(text, unit, span)
        header = self.table.header[n]
        return Value(
            header=header,
            year=column.year,
            role=self.roles.get(n),
            text=text,
            quantity=parsed.quantity,
            note=self._note(parsed.mark) if text else None,
            span=span,
        )

    def _growth(self, row: _Row, n: int | None, unit: str | None) -> Growth | None:
        text = row.text(n)
        if n is None or not text or (column := self.layout.columns[n]) is None:
            return None
        heading_unit = "%" if "%" in self.table.header[n] or "％" in self.table.header[n] else None
        quantity = parse_cell(text, heading_unit, row.span(n)).quantity
        kind = column.growth
        if quantity and quantity.cumulative:
            kind = "cumulative"
        return Growth(text=text, quantity=quantity, kind=kind, span=row.span(n))

    def _note(self, mark: str | None) -> str | None:
        """The footnote that a mark points to: the note, or the piece of one, that begins with it or names it."""
        if not mark:
            return None
        for note in self.table.notes:
            pieces: list[str] = _NOTE_PIECE.findall(note) or re.split(r"[；;。]", note)
            for piece in pieces:
                if mark in piece:
                    return piece.strip()
        return None

    def _roles(self) -> dict[int, ValueRole | None]:
        """Role of each column of values: by its heading, or by its year beside the plan's, or as first and last of them."""
        columns = {n: column for n in self.layout.all("value") if (column := self.layout.columns[n])}
        roles: dict[int, ValueRole | None] = {n: column.role for n, column in columns.items()}
        years = sorted({column.year for column in columns.values() if column.year})
        plan = self.plan
        for n, column in columns.items():
            if roles[n] is None and column.year:
                if plan:
                    if column.year == plan[0] - 1:
                        roles[n] = "baseline"
                    elif plan[0] <= column.year <= plan[1]:
                        roles[n] = "target"
                elif len(years) == 2 and years[1] - years[0] == 5:
                    roles[n] = "baseline" if column.year == years[0] else "target"
        return roles


def _said_in(bracket: str) -> tuple[str | None, str | None, str]:
    """The unit and the attribute that a bracket in a name holds, and what else it says, which stays: of `亿元，五年累计` its end."""
    if is_unit(bracket):
        return bracket.strip(), None, ""
    pieces = _MORE.split(bracket)
    attribute = next((piece for piece in pieces if is_attribute(piece) and piece not in _NO_ATTRIBUTES), None)
    unit = next((piece for piece in pieces if piece != attribute), "")
    unit = unit.strip() if is_unit(unit) else None
    rest = [piece for piece in pieces if piece.strip() not in (unit, attribute)]
    return unit, attribute, f"（{'，'.join(rest)}）" if rest else ""


def _category(text: str) -> str:
    """A category without its number: `一、总量与结构` is 总量与结构."""
    tidy = unbroken(_tidy(text))
    return _LABEL.sub("", tidy, count=1) or tidy


def read(tables: Sequence[Table], plan: tuple[int, int] | None = None) -> tuple[list[Indicator], list[Diagnostic]]:
    """The rows of all indicator tables; `plan` are the first and last year of the plan, where its title names them."""
    rows: list[Indicator] = []
    diagnostics: list[Diagnostic] = []
    parts = [(index, part) for index, whole in enumerate(tables) for part in _side_by_side(whole)]
    groups: Sequence[_Group] = ()
    for index, table in parts:
        layout = _layout(table) if table.header else None
        if layout is None and table.header and (turned := _turned(table)):
            table, layout = turned
        if layout is None:
            continue
        goes_on = index and rows and rows[-1].table == index - 1 and tables[index - 1].header == table.header
        above = (rows[-1].category, groups) if goes_on else (None, ())
        reader = _TableReader(index, table, layout, plan, *above)
        read_rows, groups = reader.read(), reader.groups
        if not _holds_values(read_rows):
            continue
        rows += read_rows
        for n in reader.values:
            column = reader.layout.columns[n]
            if column and column.year is None and column.role is None:
                said = f"the column “{table.header[n]}” names neither a year nor a role"
                diagnostics.append(lexicon.diagnostic("value-without-year", said, table.span))
    return rows, diagnostics


def _holds_values(rows: Sequence[Indicator]) -> bool:
    """Whether the rows are 预期性 or 约束性, or their values mostly numbers: a list of projects is no indicator table."""
    cells = [v for row in rows for v in (*row.values, row.growth) if v and not is_missing(v.text)]
    said = sum(row.binding is not None for row in rows) >= len(rows) * _FEWEST_VALUES
    return bool(cells) and (said or sum(bool(cell.quantity) for cell in cells) >= len(cells) * _FEWEST_VALUES)
