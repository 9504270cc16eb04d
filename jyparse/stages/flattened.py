"""Indicator tables that were flattened to text, rebuilt.

One is rebuilt only under a header that columns.toml knows, in one of three ways: cells parted by blanks, a row a line; cells
parted by tabs; one cell a line. A row is taken where the form of its cells (number, unit, value, attribute) leaves one reading;
where it leaves none or several, its text stays and a diagnostic says so.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, groupby, islice, pairwise
from typing import NamedTuple

from jyparse import lexicon
from jyparse.lexicon.cells import (
    ends_with_unit,
    fits,
    is_cell,
    is_continued,
    is_missing,
    is_name,
    is_note,
    is_ordinal,
    is_value,
    is_words,
    may_stand,
)
from jyparse.lexicon.columns import (
    Column,
    are_of_indicators,
    categories,
    count_periods,
    is_attribute,
    meaning_of,
    meanings,
    with_one_attribute,
)
from jyparse.lexicon.units import is_unit
from jyparse.model import Cell, Diagnostic, Span, Table
from jyparse.stages.forms import Body, Line, Placed
from jyparse.text.blanks import BLANKS, TAB, width_of

_OF_WHICH = re.compile(r"其\s*中")
_CATEGORY_LABEL = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}(?:[）)]|、)\s*\S")
_BARE_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SENTENCE = re.compile(r"[。；]")
_LONGEST_NAME = 60
_FEWEST_COLUMNS = 3
_OPEN_ENDS = ("较", "比", "占", "的", "与", "和", "及", "、", "每", "中", "（", "(")
_MAY_BE_EMPTY = ("growth", "remark", "attribute")
_MOST_COLUMNS = 14
_MOST_OF_KIND = {"number": 1, "unit": 1, "name": 3}
_MOST_CUTS = 10
_LONGEST_PIECE = 6
_MOST_IN_GROUP = 8
_FARTHEST = 40
_MOST_IN_HEADING = 6
_MOST_ALIKE = 6
_MOST_HEADERS = 48
_MOST_PIECES = 60


@dataclass(slots=True)
class _Token:
    """A piece of text that may be a cell."""

    text: str
    start: int
    end: int
    """Where it stands in the text; a piece that a line break cut is longer there."""
    line: int
    """Its last line."""

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(slots=True)
class _Header:
    """The header of a flattened table: its columns and the lines that it takes."""

    first: int
    last: int
    columns: list[Column]
    headings: list[str]
    cells: list[Cell]
    height: int = 1
    """Rows of headings."""
    tabs: bool = False
    """Whether tabs part its cells, or blanks."""

    @classmethod
    def of_one_row(
        cls, first: int, last: int, columns: list[Column], tokens: Sequence[_Token], tabs: bool = False
    ) -> _Header:
        """Each piece of text a heading."""
        cells = [Cell(text=token.text, row=0, column=n, span=token.span) for n, token in enumerate(tokens)]
        return cls(first, last, columns, [token.text for token in tokens], cells, 1, tabs)

    def has(self, kind: str) -> bool:
        """Whether there is a column of a kind."""
        return any(column.kind == kind for column in self.columns)

    def over(self, last: int, below: Sequence[_Token]) -> _Header | None:
        """This header over a second row of headings of values, which stand under merged ones; None if they do not part among them.

        The merged ones name no year where those below do, and a merged one has as many below it as another (`绝对值` `增速` `绝对值` `增速`).
        """
        columns = [meaning_of(token.text) for token in below]
        if len(below) < 2 or not all(column and column.kind in ("value", "growth") for column in columns):
            return None
        years = any(column and column.year for column in columns)
        merged = [n for n, c in enumerate(self.columns) if c.kind == "value" and not (years and c.year)]
        each, rest = divmod(len(below), len(merged)) if merged else (0, 0)
        if each < 2 or rest:
            return None
        if len(merged) > 1 and any(token.text != below[n % each].text for n, token in enumerate(below)):
            return None
        made = _Header(self.first, last, [], [], [], 2, self.tabs)
        under = iter(zip(below, columns, strict=True))
        for n, (cell, column) in enumerate(zip(self.cells, self.columns, strict=True)):
            at = len(made.columns)
            if n not in merged:
                made.columns.append(column)
                made.headings.append(cell.text)
                made.cells.append(cell.model_copy(update={"column": at, "rowspan": 2}))
                continue
            made.cells.append(cell.model_copy(update={"column": at, "colspan": each}))
            for k, (token, own) in enumerate(islice(under, each)):
                assert own is not None
                made.columns.append(own)
                made.headings.append(f"{cell.text} {token.text}")
                made.cells.append(Cell(text=token.text, row=1, column=at + k, span=token.span))
        made.cells.sort(key=lambda cell: cell.row)
        return made


def _tokens(body: Body, i: int, tabs: bool = False) -> list[_Token]:
    """The pieces of a line between blanks, or between tabs."""
    text, start = body.lines[i].text, body.starts[i]
    pattern = r"[^\t]+" if tabs else r"\S+"
    found = []
    for match in re.finditer(pattern, text):
        piece = match.group().strip()
        if piece:
            first = start + match.start() + match.group().index(piece)
            found.append(_Token(piece, first, first + len(piece), i))
    return found


def _columns_of(tokens: Sequence[_Token], tabs: bool = False) -> list[Column] | None:
    """What the columns hold; between tabs, where cells cannot go astray, a few headings may say nothing that is known."""
    columns = meanings([token.text for token in tokens])
    if columns.count(None) * 3 > len(columns) * tabs:
        return None
    return [column or Column("remark") for column in columns]


def _with_one_remark(
    body: Body, i: int, tokens: list[_Token], columns: list[Column]
) -> tuple[list[_Token], list[Column]]:
    """Columns of remarks side by side as one: blanks do not tell which of them a text stands in."""
    kept: list[int] = []
    text, start = body.lines[i].text, body.starts[i]
    merged = list(tokens)
    for n, column in enumerate(columns):
        if kept and column.kind == columns[kept[-1]].kind == "remark":
            first, last = merged[kept[-1]].start, tokens[n].end
            merged[kept[-1]] = _Token(text[first - start : last - start], first, last, i)
        else:
            kept.append(n)
    return [merged[n] for n in kept], [columns[n] for n in kept]


def _headers_in_line(body: Body, i: int) -> Iterator[_Header]:
    """The readings of a header on one line, or on two, its cells parted by tabs or blanks; the likeliest first."""
    text = body.lines[i].text
    if len(text) > 200 or ("指" not in text and "名" not in text and "项" not in text and "内" not in text):
        return
    for tabs in (True, False):
        if tabs and "\t" not in text:
            continue
        below = _tokens(body, i + 1, tabs) if i + 1 < len(body.lines) and not body.lines[i + 1].table else []
        second = _headings(below)[:_MOST_ALIKE]
        for some in _headings(_tokens(body, i, tabs), tabs)[:_MOST_HEADERS]:
            tokens = list(some)
            columns = _columns_of(tokens, tabs)
            if not tabs and columns:
                tokens, columns = _with_one_remark(body, i, tokens, columns)
            for header in _headers_of(i, i + 1, columns, tokens, tabs):
                yield next(filter(None, (header.over(i + 2, headings) for headings in second)), header)


def _headers_of(
    first: int, last: int, columns: Sequence[Column] | None, tokens: Sequence[_Token], tabs: bool = False
) -> Iterator[_Header]:
    """The readings of the columns of an indicator table: which of several is that of the attribute."""
    for known in with_one_attribute(columns or []):
        if are_of_indicators(known):
            yield _Header.of_one_row(first, last, known, tokens, tabs)


_HeadersAt = Callable[[int], Sequence[_Header]]
"""The readings of the header on a line."""


class _Way(NamedTuple):
    """Headings that the first pieces of a line may be."""

    headings: tuple[_Token, ...] = ()
    kinds: tuple[str, ...] = ()
    """What they head; "" for what is not known."""

    @property
    def rank(self) -> tuple[int, int, list[int]]:
        return self.kinds.count(""), -len(self.headings), [-heading.start for heading in self.headings]


def _headings(tokens: Sequence[_Token], tabs: bool = False) -> list[tuple[_Token, ...]]:
    """The ways to put pieces of a line together to headings (`2015 年`, `指 标`, `年均增长 （%）`) of which all are known, or between
    tabs as many as can be: the one with most headings first, and of two with as many the one that breaks later."""
    if len(tokens) > _MOST_PIECES:
        return []
    ways: list[list[_Way]] = [[_Way()], *([] for _ in tokens)]
    for i in range(len(tokens)):
        before = _best_ways(ways[i])
        for width in range(1, min(_MOST_IN_HEADING, len(tokens) - i) + 1) if before else ():
            pieces = [token.text for token in tokens[i : i + width]]
            heading = _Token("".join(pieces), tokens[i].start, tokens[i + width - 1].end, tokens[i].line)
            column = meaning_of(heading.text)
            if column is None and not (tabs and width == 1):
                continue
            kind = column.kind if column else ""
            ways[i + width] += [
                _Way((*way.headings, heading), (*way.kinds, kind))
                for way in before
                if way.kinds.count(kind) < _MOST_OF_KIND.get(kind, _MOST_COLUMNS)
                and (column is None or _are_one_heading(pieces, column, "name" in way.kinds))
            ]
    return [way.headings for way in _best_ways(ways[-1]) if way.headings]


def _best_ways(ways: list[_Way]) -> list[_Way]:
    """Ways in the order of their rank, a few of each number of headings."""
    alike = groupby(sorted(ways, key=lambda way: way.rank), lambda way: way.rank[:2])
    return [way for rank, some in alike if -rank[1] <= _MOST_COLUMNS for way in islice(some, _MOST_ALIKE)]


def _are_one_heading(pieces: Sequence[str], whole: Column, named: bool) -> bool:
    """Whether pieces that together are known may be one heading: no two of other kinds (`序号` / `指标`, `2025年` / `年均增长`) or two
    years, unless the second is in brackets (`年均增长` / `（%）`), or says what of the indicators that are `named` already."""
    if len(pieces) > 1 and count_periods("".join(pieces)) > 1:
        return False
    for k in range(1, len(pieces)):
        first, second = meaning_of("".join(pieces[:k])), meaning_of("".join(pieces[k:]))
        if first is None or second is None or first.kind == second.kind == whole.kind:
            continue
        of_names = named and first.kind == "name" and second.kind == whole.kind
        if not of_names and not pieces[k].startswith(("（", "(", "〔", "[")):
            return False
    return True


def _headers_by_cells(body: Body, i: int) -> Iterator[_Header]:
    """The readings of a header that stands one cell a line, from line `i` on: its cells broken over two lines or not, in one row
    or with some of the values at the end in a second one. Only the rows below can tell."""
    for joined in (True, False):
        tokens, last = _headings_from(body, i, joined)
        yield from _headers_of(i, last, _columns_of(tokens), tokens)
        if (
            tokens and tokens[-1].text == body.lines[last - 1].text and "指标" in tokens[-1].text
        ):  # a row (`约束性指标`)
            yield from _headers_of(i, last - 1, _columns_of(tokens[:-1]), tokens[:-1])
        for n in range(_FEWEST_COLUMNS, len(tokens) - 1):
            firsts = _headers_of(i, last, _columns_of(tokens[:n]), tokens[:n])
            if two_rows := [both for first in firsts if (both := first.over(last, tokens[n:]))]:
                yield from two_rows
                break


def _headings_from(body: Body, i: int, joined: bool) -> tuple[list[_Token], int]:
    """Headings of columns from line `i` on, none where a table has no two of their kind, and the line after them; `joined` says that
    a year and a heading without one below it (`2015年` / `预计`) are one."""
    tokens: list[_Token] = []
    kinds: Counter[str] = Counter()
    k = i
    while k < len(body.lines) and len(tokens) < _MOST_COLUMNS:
        line = body.lines[k]
        if line.table or len(line.text) > 24 or (tokens and line.page and line.page.held):
            break  # an empty cell stands in no header
        below = body.lines[k + 1].text if k + 1 < len(body.lines) and not body.lines[k + 1].table else ""
        two = line.text + below
        column = meaning_of(line.text)
        if column and not (below and len(two) <= 14 and _is_broken_heading(line.text, below, tokens, joined)):
            tokens.append(_Token(line.text, *body.span(k, k + 1), k))
            k += 1
        elif below and len(two) <= 24 and (column := meaning_of(two)):
            tokens.append(_Token(two, *body.span(k, k + 2), k + 1))
            k += 2
        else:
            break
        kinds[column.kind] += 1
        if kinds[column.kind] > _MOST_OF_KIND.get(column.kind, _MOST_COLUMNS):
            return [], i
    return tokens, k


def _is_broken_heading(first: str, second: str, before: Sequence[_Token], joined: bool) -> bool:
    """Whether two lines are one heading: `年均增长` / `（%）`, or `指标` / `属性` after a heading that names the indicators."""
    whole, above, below = meaning_of(first + second), meaning_of(first), meaning_of(second)
    if whole is None or below is None:
        return whole is not None
    if above is None or (above.kind == below.kind == "value"):
        return joined and above is not None and above.year is not None and below.year is None
    names = [token.text for token in before if (column := meaning_of(token.text)) and column.kind == "name"]
    named = bool(names) if below.kind == "attribute" else any("指标" in name for name in names)
    return named and above.kind == "name" and whole.kind == below.kind


def _readings(tokens: Sequence[str], columns: Sequence[Column], limit: int, cuts: int) -> list[list[tuple[int, int]]]:
    """The ways to lay pieces into columns, at most `limit`: names may take up to `cuts` pieces; empty cells show nothing.

    Empty may be: number, category, attribute, growth and remark, and values where several columns of growth part them.
    """
    may_be_empty = {"number", "category", "growth", "remark", "attribute"}
    if sum(column.kind == "growth" for column in columns) > 1:
        may_be_empty.add("value")
    dead: set[tuple[int, int, bool]] = set()
    united = any(column.kind == "unit" for column in columns)
    broken = _broken_values(tokens, united)
    inside = {at for first, last in broken.items() for at in range(first + 1, last)}

    def ends(at: int, column: int, valued: bool) -> Iterator[int]:
        """Where the cell of a column may end, the likeliest first; words end a row only behind a number in a column of values."""
        kind = columns[column].kind
        left = len(tokens) - at
        if kind in ("value", "growth") and at in broken:
            yield broken[at]
        if at in inside and kind not in ("name", "category"):
            left = 0  # what goes on with the number before it begins no cell
        if left and kind in ("name", "remark", "category"):
            widths = range(1, min(left, cuts) + 1)
            yield from (at + width for width in widths if _may_be_cut(tokens[at : at + width], kind))
        elif left and (
            fits(tokens[at], columns[column])
            or (is_words(tokens[at], columns[column]) and (left > 1 or (valued and columns[-1].kind != "remark")))
        ):
            yield at + 1
        if kind in may_be_empty:
            yield at

    def lay(at: int, column: int, valued: bool) -> Iterator[list[tuple[int, int]]]:
        """The ways from here on, `valued` behind a number in a column of values; where there are none is found out once."""
        if column == len(columns):
            yield from [[]] if at == len(tokens) else []
        elif (at, column, valued) not in dead:
            fruitless = True
            for end in ends(at, column, valued):
                number = end > at and columns[column].kind == "value" and is_value("".join(tokens[at:end]))
                for rest in lay(end, column + 1, valued or number):
                    fruitless = False
                    yield [(at, end), *rest]
            if fruitless:
                dead.add((at, column, valued))

    return list(islice(lay(0, 0, False), limit))


def _broken_values(tokens: Sequence[str], united: bool) -> dict[int, int]:
    """Where values begin and end that blanks broke (`40 以上`, `≥ 95`, `〔 5 〕`): values of which no two pieces are cells by
    themselves; `united` where units have a column of their own."""
    cells = [is_value(piece) or is_missing(piece) or (united and is_unit(piece)) for piece in tokens]
    found: dict[int, int] = {}
    end = 0
    for at in range(len(tokens)):
        for last in (at + 3, at + 2):
            if end <= at < last <= len(tokens) and sum(cells[at:last]) < 2 and is_value("".join(tokens[at:last])):
                found[at] = end = last
    return found


def _may_be_cut(pieces: Sequence[str], kind: str) -> bool:
    """Whether pieces may be one remark, name (`3 岁以下婴幼儿托位数`) or category."""
    if kind == "remark":
        return not any(map(is_attribute, pieces))
    if kind == "category" or len(pieces) == 1:
        return all(map(is_name, pieces))
    inner = all(is_name(piece) or _BARE_NUMBER.fullmatch(piece) for piece in pieces[1:-1])
    begins = is_name(pieces[0]) or _BARE_NUMBER.fullmatch(pieces[0]) is not None or is_unit(pieces[0])
    return inner and begins and is_name(pieces[-1]) and not any(map(ends_with_unit, pieces[:-1]))


def _best(tokens: Sequence[str], columns: Sequence[Column], cuts: int = 6) -> list[tuple[int, int]] | None:
    """The one reading of a row: of several, one that fills most columns if it alone does."""
    readings = _readings(tokens, columns, 40, cuts)
    if not readings:
        return None

    def filled(reading: list[tuple[int, int]]) -> tuple[int, int]:
        number = any(c.kind == "number" and b > a for c, (a, b) in zip(columns, reading, strict=True))
        return sum(b > a for a, b in reading) - 3 * _words(reading) - 2 * _cuts(reading), number

    def _cuts(reading: list[tuple[int, int]]) -> int:
        return sum(b - a - 1 for c, (a, b) in zip(columns, reading, strict=True) if c.kind == "name" and b > a)

    def _words(reading: list[tuple[int, int]]) -> int:
        """Words that stand for values, and those behind an empty growth that may be its own."""
        laid = list(zip(columns, reading, strict=True))
        values = sum(b > a and not fits("".join(tokens[a:b]), c) for c, (a, b) in laid if c.kind in ("value", "growth"))
        return values + sum(
            before.kind == "growth" and c == d and b > a and (fits(tokens[a], before) or is_words(tokens[a], before))
            for (before, (c, d)), (column, (a, b)) in pairwise(laid)
            if column.kind == "remark"
        )

    readings.sort(key=filled, reverse=True)
    if len(readings) > 1 and filled(readings[0]) == filled(readings[1]):
        return None
    return readings[0]


def _by_tabs(pieces: Sequence[str], columns: Sequence[Column]) -> list[tuple[int, int]] | None:
    """The one way to lay all pieces between tabs, empty ones too, into columns one by one; the ends of a line may have
    lost empty ones."""
    lost = len(columns) - len(pieces)
    found: list[list[tuple[int, int]]] = []
    for left in range(lost + 1):
        cells = [*[""] * left, *pieces, *[""] * (lost - left)]
        if all(map(may_stand, cells, columns)) and any(
            cell for cell, column in zip(cells, columns, strict=True) if column.kind in ("value", "growth")
        ):
            printed = list(accumulate(map(bool, cells), initial=0))
            found.append(list(pairwise(printed)))
    return found[0] if len(found) == 1 else None


@dataclass(slots=True)
class _Grid:
    """The grid of a rebuilt table while its rows are read."""

    header: _Header
    cells: list[Cell]
    row: int
    unclear: int = 0
    category: int | None = None
    """Index of the cell that holds the category of the rows below, while one is open."""

    @property
    def clear(self) -> int:
        """Rows that were laid into columns."""
        return len({cell.row for cell in self.cells if cell.row >= self.header.height and cell.colspan == 1})

    @property
    def filled(self) -> int:
        """Columns in which a row prints something, less those in which none does."""
        columns = {cell.column for cell in self.cells if cell.row >= self.header.height and cell.text}
        return 2 * len(columns) - len(self.header.columns)

    def full_width(self, text: str, span: Span) -> None:
        self.cells.append(Cell(text=text, row=self.row, column=0, colspan=len(self.header.columns), span=span))
        self.row += 1
        self.category = None

    def unclear_row(self, body: Body, first: int, last: int) -> Diagnostic:
        """Lines that cannot be laid into columns: one cell with their text. A category may be among them, if they are several or
        have a column for it and do not begin with a number."""
        text = "\n".join(line.text for line in body.lines[first:last])
        whole = last > first + 1 or self.header.has("category")
        numbered = last == first + 1 and self.header.has("number") and is_ordinal(text.split()[0])
        category = self.category if numbered or not whole else None
        self.full_width(text, body.span(first, last))
        self.category = category
        self.unclear += 1
        said = f"a row of a flattened table cannot be laid into its columns: “{text[:40]}”; its text stays"
        return lexicon.diagnostic("table-row-unclear", said, body.span(first, last))

    def add(self, body: Body, texts: Sequence[tuple[str, Span | None]]) -> None:
        """A row; where it prints no category, the cell of the last one covers it too."""
        for column, (text, span) in enumerate(texts):
            is_category = self.header.columns[column].kind == "category"
            if is_category and not text and self.category is not None:
                above = self.cells[self.category]
                self.cells[self.category] = above.model_copy(update={"rowspan": self.row - above.row + 1})
                continue
            if is_category and text:
                self.category = len(self.cells)
            indent = _indent(body, span, column, self.header.tabs) if span else 0
            self.cells.append(Cell(text=text, row=self.row, column=column, indent=indent, span=span))
        self.row += 1


def _indent(body: Body, span: Span, column: int, tabs: bool) -> int:
    """Columns that a cell is set in: where it begins a line those before the line, and between tabs the blanks before it."""
    i = bisect_right(body.starts, span.start) - 1
    page, before = body.lines[i].page, body.lines[i].text[: span.start - body.starts[i]]
    if not before:
        return max(0, page.indent - column * tabs * TAB) if page else 0
    return width_of(before[len(before.rstrip(BLANKS)) :]) if tabs else 0


def _piece(body: Body, tokens: Sequence[_Token], first: int, last: int) -> tuple[str, Span | None]:
    """Adjoining pieces of a line as one cell, as printed between them."""
    if first == last:
        return "", None
    start, end = tokens[first].start, tokens[last - 1].end
    line = tokens[first].line
    offset = body.starts[line]
    if last == first + 1 or tokens[last - 1].line != line or start < offset:
        return "".join(token.text for token in tokens[first:last]), Span(start, end)
    return body.lines[line].text[start - offset : end - offset], Span(start, end)


def _rows_by_blanks(body: Body, header: _Header, headers_at: _HeadersAt) -> tuple[_Grid, int, list[Diagnostic]]:
    """Reads rows, a row a line, down to the first line that is none."""
    grid = _Grid(header, list(header.cells), header.height)
    said: list[Diagnostic] = []
    i = header.last
    end = i
    misses = 0
    while i < len(body.lines) and misses < 3:
        line = body.lines[i]
        if line.table or len(line.text) > 200 or is_note(line.text):
            break
        if again := headers_at(i):
            same = [one for one in again if len(one.columns) == len(header.columns)]
            if same and end == i > header.last:  # a page break, after a row
                i = same[0].last
                continue
            break
        tokens = _tokens(body, i, header.tabs)
        laid = _laid(line.text, tokens, header)
        if laid is None and (cut := _cut_row(body, i, tokens, header)):
            tokens, laid, i = cut
        if laid:
            grid.add(body, [_piece(body, tokens, a, b) for a, b in laid])
            i, end, misses = i + 1, i + 1, 0
        elif height := _height_of_category(body, i, header):
            name = "".join(line.text for line in body.lines[i : i + height])
            grid.full_width(name, body.span(i, i + height))
            i += height
            misses += 1
        else:
            if _SENTENCE.search(line.text) or len(tokens) < 3 or not any(is_cell(token.text) for token in tokens):
                break
            said.append(grid.unclear_row(body, i, i + 1))
            i, end, misses = i + 1, i + 1, misses + 1
    last_row = max((cell.row for cell in grid.cells if cell.span and cell.span.end <= body.starts[end]), default=0)
    grid.cells = [cell for cell in grid.cells if cell.row <= last_row or cell.row < header.height]
    return grid, end, said


def _laid(line: str, tokens: Sequence[_Token], header: _Header) -> list[tuple[int, int]] | None:
    """Where the pieces of a row belong."""
    if len(tokens) < 2:
        return None
    texts = [token.text for token in tokens]
    if not header.tabs:
        return _best(texts, header.columns)
    return _by_tabs([piece.strip() for piece in line.split("\t")], header.columns) or _best(texts, header.columns, 1)


_CutRow = tuple[list[_Token], list[tuple[int, int]], int]


def _cut_row(body: Body, i: int, tokens: list[_Token], header: _Header) -> _CutRow | None:
    """A row that line breaks cut: its pieces, where they belong, and its last line."""
    if not tokens or i + 1 == len(body.lines) or body.lines[i + 1].table:
        return None
    return _cut_by_tabs(body, i, tokens, header) if header.tabs else _cut_name(body, i, tokens, header)


def _cut_by_tabs(body: Body, i: int, tokens: list[_Token], header: _Header) -> _CutRow | None:
    """Between tabs a break stands inside a cell: its pieces are one (`经` / `济` / `展⇥地区生产总值⇥…`)."""
    if not header.has("category") and _height_of_category(body, i, header) == 1:
        return None
    pieces = list(tokens)
    for k in range(i + 1, min(i + _MOST_CUTS, len(body.lines))):
        below = _tokens(body, k, True)
        if not below or body.lines[k].table or len(pieces) + len(below) - 1 > len(header.columns):
            return None
        pieces[-1:] = [_Token(pieces[-1].text + below[0].text, pieces[-1].start, below[0].end, k), *below[1:]]
        if len(pieces) == len(header.columns):
            laid = _best([piece.text for piece in pieces], header.columns, 1)
            return (pieces, laid, k) if laid else None
    return None


def _cut_name(body: Body, i: int, tokens: list[_Token], header: _Header) -> _CutRow | None:
    """Between blanks a name may be cut: a number and words on one line, and the rest of the row, which is none by itself, on the next."""
    numbered = header.has("number") and is_ordinal(tokens[0].text)
    if header.has("number") != numbered or not _may_be_cut([token.text for token in tokens[numbered:]] or [""], "name"):
        return None
    below = _tokens(body, i + 1)
    alone = is_ordinal(below[0].text) if numbered else _laid(body.lines[i + 1].text, below, header)
    if alone or _height_of_category(body, i, header):
        return None
    pieces = [*tokens, *below]
    laid = _best([piece.text for piece in pieces], header.columns)
    return (pieces, laid, i + 1) if laid else None


def _hold_cell(pieces: Sequence[str], columns: Sequence[Column]) -> bool:
    """Whether a cell is among pieces; `人` is a unit, if it is no character of a word whose characters stand apart, and `约束性指标`
    an attribute, if a column holds these."""
    if len(pieces) == 1 and is_attribute(pieces[0]) and not any(column.kind == "attribute" for column in columns):
        return False
    return any(map(is_cell, pieces)) or (any(map(is_unit, pieces)) and any(len(piece) > 1 for piece in pieces))


def _height_of_category(body: Body, i: int, header: _Header) -> int:
    """How many lines name the category of the rows below them: short, no value in them, and a row follows; 0 for a line that
    names none. Two and more are pieces of one cell (`经济` / `发展`)."""
    for height in range(1, min(_MOST_CUTS, len(body.lines) - i)):
        line = body.lines[i + height - 1]
        longest = 30 if height == 1 else _LONGEST_PIECE
        if line.table or len(line.text) > longest or line.text.endswith(("。", "；", "：", ":")):
            return 0
        if _hold_cell(line.text.split(), header.columns) or (height > 1 and len(body.lines[i].text) > longest):
            return 0
        following = _tokens(body, i + height, header.tabs)
        if len(following) > 2 and _laid(body.lines[i + height].text, following, header):
            return height
    return 0


# -- one cell a line ---------------------------------------------------------------------------------------------


def _by_cells(body: Body, i: int) -> tuple[_Header, tuple[_Grid, int, list[Diagnostic]]] | None:
    """Header and rows from line `i` on: of the two readings of a header, and of remarks as printed or lost in every row, the one
    that gives more rows."""
    headers = {(*header.headings, *header.columns): header for header in _headers_by_cells(body, i)}
    read = [
        (header, _rows_by_cells(body, header, remarks))
        for header in headers.values()
        for remarks in ((True, False) if any(column.kind == "remark" for column in header.columns) else (False,))
    ]
    return max(read, key=lambda one: one[1][0].row, default=None)


def _repeated_header(body: Body, i: int, header: _Header) -> _Header | None:
    """The same header once more, on line `i`."""
    same = (again for again in _headers_by_cells(body, i) if len(again.columns) == len(header.columns))
    return next((again for again in same if again.height == header.height), None)


def _rows_by_cells(body: Body, header: _Header, remarks: bool) -> tuple[_Grid, int, list[Diagnostic]]:
    """Reads rows that stand one cell a line, down to the first line that fits no row."""
    grid = _Grid(header, list(header.cells), header.height)
    said: list[Diagnostic] = []
    columns = [column for column in header.columns if column.kind != "category"]
    has_category = are_named = len(columns) < len(header.columns)
    i = end = header.last
    category: tuple[str, Span | None] = ("", None)
    while i < len(body.lines):
        if end == i > header.last and (again := _repeated_header(body, i, header)):  # a page break, after a row
            i = again.last
            continue
        row = _row_at(body, i, columns, remarks)
        named = _category_at(body, i, columns, remarks) if row is None else None
        if row and columns[0].kind == "name" and (lead := _lines_of_name(body, i, columns[1:])) > 1:
            text, below = body.lines[i].text, body.lines[i + 1].text
            # a cell is cut where it is full: a line shorter than the one below it is a cell of its own
            first = has_category and grid.row == header.height
            own = lead == 2 and (first or (are_named and len(text) < len(below)))
            if own or text in categories() or _CATEGORY_LABEL.match(text):
                named = (text, body.span(i, i + 1)), i + 1
            elif not _is_one_name(body, i, i + lead):
                said.append(grid.unclear_row(body, i, row[1]))
                category = ("", None)
                i = end = row[1]
                continue
        if named:
            are_named = True
            category, i = named
            if not has_category:
                grid.full_width(category[0], category[1] or body.span(i - 1, i))
            continue
        rows, next_line = ([row[0]], row[1]) if row else _group_at(body, i, columns)
        if not rows:
            if grid.row == header.height or not (next_line := _resumed(body, i, columns, remarks)):
                break
            said.append(grid.unclear_row(body, i, next_line))
            category = ("", None)
        for cells in rows:
            if has_category:
                at = next(n for n, column in enumerate(header.columns) if column.kind == "category")
                cells.insert(at, category)
                category = ("", None)
            grid.add(body, cells)
        i = end = next_line
    return grid, end, said


def _group_at(body: Body, i: int, columns: Sequence[Column]) -> tuple[list[_Cells], int]:
    """The rows of one printed row whose cells hold several indicators each: all names, then all values of one year, then all of
    the next. The first name may be that of the whole, before 其中, and have no values."""
    first = i + (columns[0].kind == "number")
    names = _fitting(body, first, columns[first - i], _MOST_IN_GROUP)
    if names < 2 or (first > i and not fits(body.lines[i].text, columns[0])):
        return [], i
    whole = _OF_WHICH.match(body.lines[first + 1].text) is not None
    for count in (names, names - whole):
        if count < 2 or (laid := _group_cells(body, first + names, columns[first - i + 1 :], count)) is None:
            continue
        lines, after = laid
        rows: list[_Cells] = []
        for n in range(names):
            own = n - (names - count)
            cells = (
                [i if n == 0 else None] * (first - i) + [first + n] + [at[own] if own >= 0 else None for at in lines]
            )
            rows.append([("", None) if k is None else (body.lines[k].text, body.span(k, k + 1)) for k in cells])
        return rows, after
    return [], i


def _group_cells(body: Body, i: int, columns: Sequence[Column], count: int) -> tuple[list[list[int]], int] | None:
    """The lines of `count` cells in each column from line `i` on, and the line after them; a unit or attribute may be one for all."""
    lines: list[list[int]] = []
    for column in columns:
        here = _fitting(body, i, column, count)
        shared = column.kind in ("unit", "attribute") and 0 < here < count
        if column.kind == "remark" or not (shared or here == count):
            return None
        lines.append([i] * count if shared else list(range(i, i + count)))
        i += 1 if shared else count
    return lines, i


def _fitting(body: Body, i: int, column: Column, most: int) -> int:
    """How many lines from line `i` on have the form of a column, at most `most`."""
    some = body.lines[i : i + most]
    return next((n for n, line in enumerate(some) if line.table or not fits(line.text, column)), len(some))


def _resumed(body: Body, i: int, columns: Sequence[Column], remarks: bool) -> int:
    """The line below `i` where rows surely begin again, two of them: after the attribute that ends a row, or with the number that
    begins one; 0 where the text goes on first."""
    for k in range(i + 1, min(i + _FARTHEST, len(body.lines))):
        line = body.lines[k]
        if (
            line.table
            or len(line.text) > _LONGEST_NAME
            or _SENTENCE.search(line.text)
            or _CATEGORY_LABEL.match(line.text)
        ):
            return 0
        if is_continued(line.text) or ((column := meaning_of(line.text)) and column.kind == "name"):
            return 0
        begins = columns[0].kind == "number" and fits(line.text, columns[0])
        ended = columns[-1].kind == "attribute" and is_attribute(body.lines[k - 1].text)
        if (
            (begins or ended)
            and (row := _row_at(body, k, columns, remarks))
            and _row_at(body, row[1], columns, remarks)
        ):
            return k
    return 0


_Cells = list[tuple[str, Span | None]]


_Row = tuple[_Cells, int]


def _row_at(body: Body, i: int, columns: Sequence[Column], remarks: bool) -> _Row | None:
    """The row whose first cell stands on line `i`, and the line after it: each cell by the form of its column.

    A line that holds a blank is an empty cell, unless no row can be read so: dumps print such lines at page breaks too.
    """
    row = _row(body, i, columns, remarks, True)
    if row and any(text for (text, _), column in zip(row[0], columns, strict=True) if column.kind == "value"):
        return row
    return _row(body, i, columns, remarks, False)


def _row(body: Body, i: int, columns: Sequence[Column], remarks: bool, blanks_are_cells: bool) -> _Row | None:
    cells: list[tuple[str, Span | None]] = []
    k = i
    empty = 0
    is_cut = False
    for n, column in enumerate(columns):
        line = body.lines[k] if k < len(body.lines) else None
        if line is None or line.table or len(line.text) > _LONGEST_NAME:
            if column.kind != "remark":
                return None
            cells.append(("", None))
            continue
        after = columns[n + 1] if n + 1 < len(columns) else None
        if empty or (n and _is_lost(body, k, columns, n, cells[0][0], is_cut)):
            cells.append(("", None))
            empty = max(0, empty - 1)
            continue
        if column.kind == "name":
            name = _name_at(body, k, after)
            if name is None:
                return None
            cells.append(name[0])
            is_cut, k = name[1] > k + 1, name[1]
        elif _stands(line, column, after is None, remarks):
            cells.append((line.text, body.span(k, k + 1)))
            k += 1
        elif (column.kind == "remark" and remarks) or (
            n and _held(body, k) and column.kind in (*_MAY_BE_EMPTY, "value")
        ):
            cells.append(("", None))
            continue
        else:
            return None
        empty = _held(body, k) if blanks_are_cells else 0
    return cells, k


def _is_lost(body: Body, k: int, columns: Sequence[Column], n: int, number: str, is_cut: bool) -> bool:
    """Whether the cell of column `n` is empty, for line `k` is surely another: an attribute after growth, or the next number.

    A name over two lines may have taken a value: then the attribute says nothing."""
    if columns[n].kind not in _MAY_BE_EMPTY:
        return False
    attribute = columns[n].kind == "growth" and n + 1 < len(columns) and columns[n + 1].kind == "attribute"
    return (attribute and not is_cut and is_attribute(body.lines[k].text)) or _starts_row(body, k, columns, number)


def _stands(line: Line, column: Column, last: bool, remarks: bool) -> bool:
    """Whether a line is the cell of a column; words under growth only where it is not the last, which may be lost."""
    if column.kind == "remark":
        return remarks and line.label is None and not _SENTENCE.search(line.text) and line.text not in categories()
    return fits(line.text, column) or (is_words(line.text, column) and not (last and column.kind == "growth"))


def _held(body: Body, k: int) -> int:
    """Lines before line `k` that hold only blanks."""
    return page.held if k < len(body.lines) and (page := body.lines[k].page) else 0


def _starts_row(body: Body, k: int, columns: Sequence[Column], number: str) -> bool:
    """Whether line `k` is the number after `number`, and a name stands below it."""
    if columns[0].kind != "number" or not (text := body.lines[k].text).isdecimal() or not number.isdecimal():
        return False
    name = _name_at(body, k + 1, columns[2]) if int(text) == int(number) + 1 and len(columns) > 2 else None
    return name is not None and not is_value(name[0][0])


def _lines_of_name(body: Body, i: int, following: Sequence[Column]) -> int:
    """How many lines the name takes that begins a row on line `i`."""
    name = _name_at(body, i, following[0] if following else None)
    return name[1] - i if name else 1


def _is_one_name(body: Body, first: int, last: int) -> bool:
    """Whether lines are one name and no category before a name: they stand closer than cells do, or the break is open."""
    pages = [page for line in body.lines[first : last + 1] if (page := line.page)]
    if all(page.gap < pages[-1].gap for page in pages[1:-1]):
        return True
    pieces = [page.text for page in pages[:-1]]
    return all(
        piece.endswith(_OPEN_ENDS) or piece.count("（") > piece.count("）") or after.startswith(("（", "(", "率", "数"))
        for piece, after in pairwise(pieces)
    )


def _name_at(body: Body, k: int, following: Column | None) -> tuple[tuple[str, Span | None], int] | None:
    """A name over one to three lines: it ends with a unit in brackets, or where the next column's form begins."""
    for width in (1, 2, 3):
        after = k + width
        if after > len(body.lines) or any(line.table for line in body.lines[k:after]):
            return None
        if following is None:
            return (body.lines[k].text, body.span(k, after)), after
        name = "".join(line.text for line in body.lines[k:after])
        whole = following.kind != "unit" and ends_with_unit(name)
        if (
            after < len(body.lines)
            and (page := body.lines[after].page)
            and (page.held or whole or fits(page.text, following))
        ):
            if _SENTENCE.search(name) or len(name) > _LONGEST_NAME or not is_name(body.lines[k].text):
                return None
            return (name, body.span(k, after)), after
    return None


def _category_at(
    body: Body, i: int, columns: Sequence[Column], remarks: bool
) -> tuple[tuple[str, Span | None], int] | None:
    """A category of one to four lines, after which a row begins; its characters may stand one a line."""
    for width in (1, 2, 3, 4, 5, 6):
        if i + width >= len(body.lines) or any(line.table or len(line.text) > 16 for line in body.lines[i : i + width]):
            return None
        if _row_at(body, i + width, columns, remarks) is not None:
            name = "".join(line.text for line in body.lines[i : i + width])
            pieces = [line.text for line in body.lines[i : i + width]]
            if _SENTENCE.search(name) or _hold_cell(pieces, columns):
                return None
            return (name, body.span(i, i + width)), i + width
    return None


# -- all of it ---------------------------------------------------------------------------------------------------


def _read_from(
    body: Body, i: int, headers_at: _HeadersAt
) -> tuple[_Header, tuple[_Grid, int, list[Diagnostic]]] | None:
    """Header and rows from line `i` on: of the readings of a header, the one that gives most rows and leaves fewest columns empty."""
    in_line = [(header, _rows_by_blanks(body, header, headers_at)) for header in headers_at(i)]
    return max(in_line, key=lambda one: (one[1][0].clear, one[1][0].filled), default=None) or _by_cells(body, i)


def _rebuilt(body: Body, i: int, headers_at: _HeadersAt) -> tuple[Placed | None, list[Diagnostic]]:
    """The flattened table whose header begins on line `i`, with what is said of it; none where too few of its rows are clear."""
    if (read := _read_from(body, i, headers_at)) is None:
        return None, []
    header, (grid, end, said) = read
    if grid.clear < 2 or grid.unclear > grid.clear:
        return None, [_unclear_table(body, header, end)] if grid.clear or grid.unclear else []
    table = Table(
        header=tuple(header.headings),
        header_rows=header.height,
        cells=tuple(grid.cells),
        rebuilt=True,
        text="\n".join(line.text for line in body.lines[header.first : end]),
        span=body.span(header.first, end),
    )
    return Placed(header.first, end, table), said


def _unclear_table(body: Body, header: _Header, end: int) -> Diagnostic:
    said = f"the lines under “{' '.join(header.headings)[:40]}” cannot be laid into these columns; their text stays"
    return lexicon.diagnostic("table-unclear", said, body.span(header.first, end))


def _starts(body: Body) -> Iterator[int]:
    """Lines where the header of a flattened table may begin: they name a column."""
    for i, line in enumerate(body.lines):
        if (
            line.table is None
            and len(line.text) <= 200
            and (
                "指" in line.text
                or "序" in line.text
                or "类" in line.text
                or "领域" in line.text
                or "项" in line.text
                or "名" in line.text
            )
        ):
            yield i


def find(body: Body) -> tuple[list[Placed], list[Diagnostic]]:
    """The flattened tables of a text in print order, each with the lines that it claims."""
    placed: list[Placed] = []
    diagnostics: list[Diagnostic] = []
    unclear: list[Diagnostic] = []
    headers_at = cache(
        lambda line: list(_headers_in_line(body, line))
    )  # asked for again with each reading of a header above
    for i in _starts(body):
        if not placed or i >= placed[-1].last:
            table, said = _rebuilt(body, i, headers_at)
            if table:
                placed.append(table)
                diagnostics += said
            else:
                unclear += said
    return placed, diagnostics + _of_no_table(unclear, placed)


def _of_no_table(unclear: Sequence[Diagnostic], placed: Sequence[Placed]) -> list[Diagnostic]:
    """Those of lines of no rebuilt table, one for lines that several speak of: a header has several beginnings."""
    taken = [one.table.span for one in placed if one.table.span]
    left: list[Diagnostic] = []
    for said in unclear:
        if said.span and all(said.span.end <= start or end <= said.span.start for start, end in taken):
            taken.append(said.span)
            left.append(said)
    return left
