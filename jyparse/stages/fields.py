"""The metadata block: label/value pairs in any of the forms that sites print, and the line under the title.

A label is known by its words (`lexicon/labels.toml`), at the start of a line or cell, or after blanks inside a line of
labels. A block is two such labels near each other, one of which stands nowhere else (索引号, 文号, 发布机构 …). Between
evident pairs an unknown label of the same form is a pair too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from jyparse.lexicon.furniture import is_furniture, names_title
from jyparse.lexicon.headings import endings
from jyparse.lexicon.labels import (
    BULLET,
    COLONS,
    LabelRow,
    byline_labels,
    compact,
    is_placeholder,
    label_pattern,
    labels,
    leading_label,
    may_begin,
    unglued,
    without_opening,
)
from jyparse.model import Link, MetadataField
from jyparse.page.blocks import PageCell, PageTable
from jyparse.stages.forms import FieldsFound, Line
from jyparse.text.blanks import BLANKS, unspaced
from jyparse.text.dates import DATE, labelled_date, parse_date
from jyparse.text.document_numbers import parse_number

_APART = ("\u3000", "\u2003", "\t", "  ", "| ", "｜")
_BETWEEN = BLANKS + "\t|｜"
_INDEX_NUMBER = re.compile(
    r"[0-9A-Z]{6,20}[-/][0-9A-Z/-]*\d{4,6}[-/]?\d{2,6}|[A-Z]{2}\d{3,6}(?:-\d{2,5}){2,4}|\d{9}/\d{4}-\d{4,6}"
)
_UNKNOWN = re.compile(
    rf"^\s*{BULLET}\s*(?P<label>[一-鿿][一-鿿{BLANKS}()（）/]{{0,14}}[一-鿿)）])\s*[{COLONS}]\s*(?P<value>.*)$"
)
_AFTER_BLANK = re.compile(rf"(?:^|(?<=[\s|｜]))(?P<label>[一-鿿]{{2,8}})[{COLONS}]")
_BRACKETED = re.compile(rf"[\[【〔][{BLANKS}]*(?P<label>[一-鿿]{{2,8}})[{BLANKS}]*[\]】〕]")
_BARE = re.compile(rf"[一-鿿][一-鿿{BLANKS}()（）/]{{0,10}}[一-鿿)）]")
_UNLABELLED_DATE = re.compile(
    rf"(?:[一-鿿]{{2,20}}[{BLANKS}|]+)?[\[(（【]?\s*(\d{{4}}([-/.])\d{{1,2}}\2\d{{1,2}})\s*[\])）】]?[一-鿿]{{0,12}}"
)
_TIME_OF_DAY = re.compile(r"\d{1,2}[:：]\d{2}")
_DISCLOSURE = re.compile(r"(?:主动|依申请)公开|不予公开")
_DIGIT = re.compile(r"\d")
_DATES = ("written_on", "published_on", "effective_on", "expires_on")
_TABS = re.compile(r"\t+")
_CELLS = re.compile(rf"\t|[{BLANKS}]{{2,}}")
_SHORTEST_PROSE = 30
_SURE_LABEL = 4
_LONGEST_NAME = 12
_TIMES = re.compile(r"\d*\s*次")
_BRACKETS_AT_END = re.compile(r"[（(][^（()）]*[)）]$")
_MOST_FRAGMENTS = 5
_MOST_BESIDE = 40
_LONGEST_LABEL = 20
_FEWEST_OF_BLOCK = 3
_LONGEST_LINE = 3000
_FAR = 12


@dataclass(slots=True)
class _Pair:
    label: str
    value: str
    row: LabelRow | None
    links: tuple[Link, ...] = ()
    colon: bool = False
    """Whether a colon or brackets mark the label."""
    bracketed: bool = False

    def field(self) -> MetadataField:
        return MetadataField(label=self.label, value=self.value, links=self.links)


# -- one line ----------------------------------------------------------------------------------------------------


def _pairs_in(text: str, links: tuple[Link, ...], known: dict[str, LabelRow]) -> list[_Pair]:
    """The pairs on one line: each label with what stands before the next one."""
    text = unglued(text)
    found: list[tuple[re.Match[str], str, bool]] = []
    for match in label_pattern().finditer(text):
        label = compact(match["label"])
        printed_colon = match.group().rstrip().endswith(tuple(COLONS)) or bool(match["open"])
        if label in known:
            found.append((match, label, printed_colon))
    if not found or without_opening(text[: found[0][0].start()]).strip():
        return []
    pairs: list[_Pair] = []
    for n, (match, label, colon) in enumerate(found):
        end = found[n + 1][0].start() if n + 1 < len(found) else len(text)
        value = text[match.end() : end].strip(_BETWEEN).lstrip(COLONS).strip(_BETWEEN)
        own = tuple(link for link in links if link.name and link.name in value)
        pair = _Pair(label, value, known[label], own, colon, bool(match["open"]))
        pairs += _parted(pair, glued=not text[match.end() : match.end() + 1].isspace())
    return pairs


def _parted(pair: _Pair, glued: bool = True) -> Iterator[_Pair]:
    """A pair, and those of labels that are not known in its value: after a blank and before a colon, or in brackets."""
    pattern = _BRACKETED if pair.bracketed else _AFTER_BLANK
    wordy = (pair.row and pair.row.name in ("title", "summary")) or "。" in pair.value or "，" in pair.value
    matches = (
        [m for m in pattern.finditer(pair.value) if m.start() or not glued or pair.bracketed] if pair.colon else []
    )
    if wordy:  # its words may well end in a colon: only what stands apart, or behind a whole title, is a label
        before = {m: pair.value[: m.start()] for m in matches}
        matches = [
            m
            for m in matches
            if not before[m] or before[m].endswith(_APART) or before[m].rstrip().endswith(endings("genres"))
        ]
    yield replace(pair, value=pair.value[: matches[0].start()].strip(_BETWEEN)) if matches else pair
    for match, end in zip(matches, [*(m.start() for m in matches[1:]), len(pair.value)], strict=False):
        value = pair.value[match.end() : end].strip(_BETWEEN)
        yield _Pair(match["label"], value, None, (), True, pair.bracketed)


def _is_label_line(text: str) -> bool:
    return len(text) <= _LONGEST_LINE and may_begin(text) and label_pattern().match(text) is not None


# -- tables ------------------------------------------------------------------------------------------------------


def _rows(table: PageTable) -> list[list[PageCell]]:
    rows: dict[int, list[PageCell]] = {}
    for cell in table.cells:
        if cell.text not in (":", "："):
            rows.setdefault(cell.row, []).append(cell)
    return list(rows.values())


def _label_of(cell: PageCell) -> str:
    """The known label that is all of a cell, or ""."""
    label = compact(cell.text) if len(cell.text) <= _LONGEST_LABEL else ""
    return label if label in labels() else ""


def _holds_label(cell: PageCell) -> bool:
    """Whether a cell is a label, or a label with its value."""
    return bool(_label_of(cell)) or (bool(cell.text) and _is_label_line(cell.text))


def _table_pairs(table: PageTable) -> list[_Pair]:
    """The pairs of a table of labels and values; none for a table of anything else."""
    known = labels()
    if not any(_label_of(cell) or _is_label_line(cell.text) for cell in table.cells[:_FAR] if cell.text):
        return []
    rows = _rows(table)
    if (stacked := _stacked_pairs(rows)) or _is_heading_row(table):
        return stacked
    columns = {cell.column for cell in table.cells if _label_of(cell)}
    pairs: list[_Pair] = []
    cells = used = 0
    for row in rows:
        n = 0
        while n < len(row):
            cell = row[n]
            n += 1
            if not cell.text:
                continue
            following = row[n] if n < len(row) else None
            cells += 1
            used += 1
            if label := _label_of(cell):
                value = following if following and not _holds_label(following) else None
                pairs.append(_Pair(label, value.text if value else "", known[label], value.links if value else ()))
            elif len(cell.text) <= _LONGEST_LINE and (inside := _pairs_in(cell.text, cell.links, known)):
                pairs += inside
                continue
            elif unknown := _UNKNOWN.match(cell.text):
                value = following if not unknown["value"] else None
                text, links = (value.text, value.links) if value else (unknown["value"].strip(), cell.links)
                pairs.append(_Pair(compact(unknown["label"]), text, None, links))
            elif following and cell.column in columns and _BARE.fullmatch(cell.text) and not _holds_label(following):
                value = following
                pairs.append(_Pair(compact(cell.text), value.text, None, value.links))
            else:
                used -= 1
                continue
            if value:
                used += bool(value.text)
                cells += bool(value.text)
                n += 1
    return pairs if used * 10 >= cells * 7 else []


def _stacked_pairs(rows: Sequence[Sequence[PageCell]]) -> list[_Pair]:
    """The pairs of a table that prints each row of labels over the row of their values."""
    if len(rows) % 2 or any(len(row) < 3 or len(row) != len(rows[0]) for row in rows):
        return []
    pairs = []
    for above, below in zip(rows[::2], rows[1::2], strict=True):
        for head, value in zip(above, below, strict=True):
            row = labels().get(label := compact(head.text))
            if not _BARE.fullmatch(label) or _label_of(value) or (row and row.name == "title" and value.links):
                return []
            pairs.append(_Pair(label, value.text, row, value.links))
    return pairs if _are_of_a_block(pairs) else []


def _are_of_a_block(pairs: Sequence[_Pair]) -> bool:
    """Whether labels that stand apart from their values are a block's: lists of documents have no index numbers, and
    their columns are names, numbers, bodies and dates."""
    known = [pair.row for pair in pairs if pair.row]
    return len(known) * 3 >= len(pairs) * 2 and any(
        row.name == "index_number" or (row.strong and not row.name) for row in known
    )


def _is_heading_row(table: PageTable) -> bool:
    """Whether the first row of a table is nothing but labels: the columns of a list."""
    first = [cell for cell in table.cells if cell.row == 0]
    words = [compact(cell.text) for cell in first if cell.text]
    known = [label for label in words if label in labels()]
    named = len(words) + 1 >= len(first) and all(_BARE.fullmatch(label) for label in words)
    return table.height > 1 and len(known) >= 3 and len(known) * 3 >= len(words) * 2 and named


# -- blocks of lines ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Run:
    """Lines that may be a block: pairs, and the lines that they stand on."""

    pairs: list[_Pair] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    values: list[int] = field(default_factory=list)
    """Those of the lines that are the value of the label on the line before."""

    def is_block(self) -> bool:
        known = {pair.label for pair in self.pairs if pair.row}
        strong = [pair for pair in self.pairs if pair.row and pair.row.strong]
        filled = any(pair.value and (not pair.row or pair.row.name != "download") for pair in self.pairs)
        if not filled or _is_byline(self.pairs) or self._lists_documents():
            return False
        return bool(strong) and (len(known) >= 2 or any(_INDEX_NUMBER.fullmatch(pair.value) for pair in strong))

    def _lists_documents(self) -> bool:
        """Whether labels come again with other values: each document of a list has its own name and number."""
        first: dict[str, str] = {}
        again = {
            pair.label for pair in self.pairs if pair.value and first.setdefault(pair.label, pair.value) != pair.value
        }
        return len(again) > 1


def _is_byline(pairs: Sequence[_Pair]) -> bool:
    """Whether all pairs could stand under the title, and some of them stand nowhere else: a counter, the size of type."""
    meanings = byline_labels()
    return all(pair.label in meanings for pair in pairs) and any(
        meanings[pair.label] == "counter" or label_pattern().search(pair.value) for pair in pairs
    )


def _runs(lines: Sequence[Line]) -> Iterator[_Run]:
    """Runs of label lines and the value lines between them."""
    run = _Run()
    i = 0
    while i < len(lines):
        if pairs := _pairs_at(lines, i):
            if run.lines and (
                i - run.lines[-1] > 1
                or (lines[i - 1].table and is_furniture(lines[i].text, "cut"))
                or _is_byline_above(lines, i, run)
            ):
                yield run
                run = _Run()
            run.pairs += pairs
            run.lines.append(i)
            i = _take_values(lines, i, pairs, run)
        elif run.lines and run.lines[-1] == i - 1 and (unknown := _unknown_pairs(lines, i, run)):
            run.pairs += unknown
            run.lines.append(i)
            if not unknown[-1].value and _is_value_of_unknown(lines, i, run):
                _take_value(lines, i + 1, run)
                i += 1
        i += 1
    yield run


def _is_byline_above(lines: Sequence[Line], i: int, run: _Run) -> bool:
    """Whether a run is but the line under the title, and the block below it is set in another way: a table, or bullets."""
    apart = _setting(lines[i]) != _setting(lines[run.lines[0]])
    return apart and all(pair.label in byline_labels() for pair in run.pairs)


def _setting(line: Line) -> tuple[bool, bool]:
    """Whether a line is a table, and whether it is an item of a list."""
    return line.table is not None, line.box.tag == "li" or re.match(BULLET, line.text).end() > 0  # type: ignore[union-attr]


def _pairs_at(lines: Sequence[Line], i: int) -> list[_Pair]:
    """The pairs that a line or table prints; the headings of columns are none."""
    table = lines[i].table
    if table:
        return _table_pairs(table)
    if not may_begin(lines[i].text):
        return []
    pairs = _line_pairs(lines[i])
    if len(leading_label(lines[i].text)[0]) > (len(pairs[0].label) if pairs else 0):
        pairs = _glued_pair(lines, i)
    if len(pairs) > 1 and _is_byline(pairs):
        return []
    headings = len(pairs) > 2 and not any(pair.value or pair.colon for pair in pairs)
    return [] if headings and not _values_below(pairs, lines, i) else pairs


def _take_values(lines: Sequence[Line], i: int, pairs: Sequence[_Pair], run: _Run) -> int:
    """Gives labels that end their line the values on the lines below; the last line that is used."""
    if cells := _values_below(pairs, lines, i):
        for pair, cell in zip(pairs, cells, strict=True):
            pair.value = cell
        run.lines.append(i + 1)
        return i + 1
    if lines[i].table or pairs[-1].value or i + 1 >= len(lines) or _is_row(pairs, run):
        return i
    if column := _column_below(lines, i, run):
        for pair, k in zip(run.pairs[-len(column) :], column, strict=True):
            pair.value, pair.links = lines[k].text, _links(lines[k])
        run.lines += column
        run.values += column
        return column[-1]
    if not _is_value(lines, i, run):
        return i
    _take_value(lines, i + 1, run)
    i += 1
    while i + 1 < len(lines) and _goes_on(lines, i, run):
        i += 1
        run.pairs[-1].value += "\n" + lines[i].text
        run.lines.append(i)
    return i


def _is_row(pairs: Sequence[_Pair], run: _Run) -> bool:
    """Whether a line is a row of labels that has no values below: those of a form to be filled in, of a block that is
    empty, or of one that prints each value beside its label."""
    beside = any(pair.value for pair in pairs)
    return len(pairs) > 1 and (not beside or (pairs[-1].colon and not run.values))


def _line_pairs(line: Line) -> list[_Pair]:
    if line.page and line.page.pieces and (pairs := _piece_pairs(line.page.pieces, line.page.links)):
        return pairs
    if not _is_label_line(line.text):
        return []
    return ("\t" in line.text and _tab_pairs(line.text)) or _pairs_in(line.text, _links(line), labels())


def _piece_pairs(pieces: Sequence[str], links: Sequence[Link]) -> list[_Pair]:
    """The pairs of a line whose elements are labels and values by turns; a known label stands for itself, so that the one
    before it may be empty."""
    pairs: list[_Pair] = []
    if compact(pieces[0]) not in labels():
        return []
    for piece in pieces:
        name = compact(piece)
        if (row := labels().get(name)) or not pairs or pairs[-1].value:
            if not _BARE.fullmatch(name):
                return []
            pairs.append(_Pair(name, "", row, colon=piece.endswith(tuple(COLONS))))
        else:
            pairs[-1].value = piece
            pairs[-1].links = tuple(link for link in links if link.name in piece)
    return pairs if len(pairs) > 1 and all(pair.row or pair.value for pair in pairs) else []


def _tab_pairs(text: str) -> list[_Pair]:
    """The pairs of a line of labels and values by turns, parted by tabs, where some of the labels are known."""
    cells = text.split("\t")
    pieces = [piece.strip() for piece in (_TABS.split(text) if len(cells) % 2 else cells)]
    pieces += [""] * (len(pieces) % 2)
    names = [compact(piece) for piece in pieces[::2]]
    rows = [labels().get(name) for name in names]
    if not any(rows) or not all(map(_BARE.fullmatch, names)) or any(compact(v) in labels() for v in pieces[1::2]):
        return []
    return [_Pair(name, value, row) for name, value, row in zip(names, pieces[1::2], rows, strict=True)]


def _glued_pair(lines: Sequence[Line], i: int) -> list[_Pair]:
    """The pair of an element whose label only the style sheet parts from the value: `索引号000123`. An index number shows
    it, or that the elements beside it begin with labels too."""
    line = lines[i]
    if line.box.tag == "text" or len(line.text) > 160:
        return []
    label, end = leading_label(line.text)
    value = line.text[end:].strip(_BETWEEN)
    if not (_INDEX_NUMBER.fullmatch(value) or _among_labels(lines, i)):
        return []
    return [_Pair(label, value, labels()[label], _links(line))]


def _among_labels(lines: Sequence[Line], i: int) -> bool:
    """Whether nearly every element beside a line begins with another label, one of them of a block alone."""
    beside = [lines[i]]
    for step in (-1, 1):
        k = i + step
        while 0 <= k < len(lines) and len(beside) < _MOST_BESIDE and _is_beside(lines[k], lines[i]):
            beside.append(lines[k])
            k += step
    found = [label for line in beside if (label := leading_label(line.text)[0])]
    strong = any(labels()[label].strong for label in found)
    return strong and len(set(found)) >= 3 and len(set(found)) * 10 >= len(beside) * 8


def _is_beside(one: Line, other: Line) -> bool:
    near = one.box.parent is other.box.parent or (one.box.parent and one.box.parent.parent is other.box.parent)
    return bool(near) and one.table is None and len(one.text) <= 160 and _shape(one) == _shape(other)


def _values_below(pairs: Sequence[_Pair], lines: Sequence[Line], i: int) -> list[str]:
    """The values of a line of labels alone that stand on the next line, in the same order, parted by tabs or wide blanks."""
    below = lines[i + 1] if i + 1 < len(lines) else None
    if len(pairs) < 3 or any(pair.value for pair in pairs) or not below or below.table or _line_pairs(below):
        return []
    cells = [cell.strip() for cell in _CELLS.split(below.text)]
    fit = len(cells) == len(pairs) and all(_fits(pair.row, cell) for pair, cell in zip(pairs, cells, strict=True))
    return cells if fit and _are_of_a_block(pairs) else []


def _column_below(lines: Sequence[Line], i: int, run: _Run) -> list[int]:
    """The lines of the values of a column of labels that stand all above all values."""
    labels_above = len(run.lines)
    if (
        run.values
        or not 3 <= labels_above <= _MOST_BESIDE
        or labels_above != len(run.pairs)
        or any(pair.value for pair in run.pairs)
    ):
        return []
    below = range(i + 1, i + 1 + labels_above)
    if below.stop > len(lines) or any(lines[k].table or _line_pairs(lines[k]) for k in below):
        return []
    fit = all(_fits(pair.row, lines[k].text) for pair, k in zip(run.pairs, below, strict=True))
    return list(below) if fit and _are_of_a_block(run.pairs) else []


def _take_value(lines: Sequence[Line], i: int, run: _Run) -> None:
    run.pairs[-1].value, run.pairs[-1].links = lines[i].text, _links(lines[i])
    run.lines.append(i)
    run.values.append(i)


def _goes_on(lines: Sequence[Line], i: int, run: _Run) -> bool:
    """Whether a value has one more line: in an element of its own, which labels do not share."""
    here, below = lines[i], lines[i + 1]
    own = here.box.tag != "text" and here.box is not lines[run.lines[-2]].box
    return own and below.box is here.box and not _line_pairs(below)


def _links(line: Line) -> tuple[Link, ...]:
    return line.page.links if line.page else ()


def _unknown_pairs(lines: Sequence[Line], i: int, run: _Run) -> list[_Pair]:
    """The pairs of a line that begins with a label that is not known, between known ones of the same form."""
    line, before = lines[i], lines[run.lines[0]]
    if line.table and lines[i - 1].table:
        cells = [cell.text for cell in line.table.cells if cell.text]
        alone = len(cells) <= 2 and len(line.table.cells) == 2 and cells and _BARE.fullmatch(compact(cells[0]))
        return [_Pair(compact(cells[0]), "".join(cells[1:]), None)] if alone else []
    if line.page is None or before.page is None or line.box.tag != before.box.tag or len(line.text) > 160:
        return []
    match = _UNKNOWN.match(line.text) or (_BRACKETED.match(line.text) if run.pairs[-1].bracketed else None)
    if match and ((label := compact(match["label"])) in labels() or label in byline_labels()):
        return []  # a line under the title, or headings of columns
    value = line.text[match.end("label") :].lstrip("]】〕" + _BETWEEN + COLONS) if match else ""
    if run.values:
        bare = match["label"] if match and not value else line.text
        if _BARE.fullmatch(bare) and _is_value_of_unknown(lines, i, run):
            return [_Pair(compact(bare), "", None, (), bool(match))]
    if not match or not run.pairs[-1].colon:
        return [] if match else _tab_pairs(_CELLS.sub("\t", line.text))
    unknown = _Pair(compact(match["label"]), value, None, _links(line), True, run.pairs[-1].bracketed)
    if known := next((m for m in label_pattern().finditer(value) if m.group().endswith(tuple(COLONS + "]】〕"))), None):
        rest = _pairs_in(value[known.start() :], _links(line), labels())
        return [replace(unknown, value=value[: known.start()].strip(_BETWEEN)), *rest] if rest else []
    near = line.box.tag in ("li", "dd", "dt", "td") or unknown.bracketed
    follows = i + 1 < len(lines) and (_is_label_line(lines[i + 1].text) or near or _ends_block(lines, i, run))
    return [*_parted(unknown)] if follows and len(line.text) <= 60 else []


def _ends_block(lines: Sequence[Line], i: int, run: _Run) -> bool:
    """Whether a line of a dump stands with the lines of a block, and an empty line parts it from what follows."""
    here, below = lines[i].page, lines[i + 1].page
    if here is None or below is None or here.gap or not below.gap or len(run.lines) < _FEWEST_OF_BLOCK:
        return False
    return not any(line.page and line.page.gap for line in (lines[k] for k in run.lines[1:]))


def _shape(line: Line) -> tuple[str, str, bool]:
    return line.box.tag, line.box.name, bool(line.page and line.page.indent)


def _is_value_of_unknown(lines: Sequence[Line], i: int, run: _Run) -> bool:
    """Whether what follows an unknown label on a line of its own is its value: the page sets labels and values apart, or
    the next known label stands on a line of its own too."""
    if i + 1 >= len(lines) or lines[i + 1].page is None or _line_pairs(lines[i + 1]):
        return False
    if lines[i].box.tag == "dt" or not run.values:
        return lines[i].box.tag == "dt" and lines[i + 1].box.tag == "dd"
    label, value = _shape(lines[run.lines[0]]), _shape(lines[run.values[0]])
    if _values_share_boxes(lines, run):
        return lines[i].box is lines[i + 1].box
    if label != value:
        return _shape(lines[i]) == label and _shape(lines[i + 1]) == value
    pairs = _line_pairs(lines[i + 2]) if i + 2 < len(lines) and lines[i + 2].page else []
    return bool(pairs) and not pairs[-1].value


def _values_share_boxes(lines: Sequence[Line], run: _Run) -> bool:
    """Whether a page prints the values of a block in the elements of their labels, a line below."""
    return bool(run.values) and lines[k := run.values[-1]].box is lines[k - 1].box and lines[k].box.tag != "text"


def _is_value(lines: Sequence[Line], i: int, run: _Run) -> bool:
    """Whether the line after a bare label is its value, or is something else that an empty value left behind."""
    label, value = lines[i].page, lines[i + 1].page
    if label is None or value is None or _pairs_at(lines, i + 1):
        return False
    if _values_share_boxes(lines, run) and label.box is not value.box:
        return False
    if (_UNKNOWN.match(value.text) and len(value.text) < 40) or not _fits(run.pairs[-1].row, value.text):
        return False
    if _shape(lines[i]) == _shape(lines[i + 1]):
        inline = any(pair.value for pair in run.pairs[-_MOST_BESIDE:-1]) and not run.values
        last = run.pairs[-1].row
        if inline or (last and last.name == "summary" and _heads_text(lines, i + 1)):
            return False  # the block prints values on the label's line, or prints none here
    if label.box is not value.box and label.box.tag != "text":
        if label.box.tag == "dt":
            return value.box.tag == "dd"
        near = value.box.parent is label.box.parent or value.box.parent is label.box or label.box.parent is value.box
        uncle = (
            label.box.parent is not None
            and value.box.parent is not None
            and value.box.parent.parent is label.box.parent
        )
        return near or uncle
    if run.values:
        widest = max(line.page.gap for k in run.values[-9:] if (line := lines[k]).page)
        return value.gap <= widest and _shape(lines[i + 1]) == _shape(lines[run.values[-1]])
    return value.gap <= 2


def _heads_text(lines: Sequence[Line], i: int) -> bool:
    """Whether a line is the title of the text: who it is addressed to, its number or the line under the title follow."""
    if i + 1 >= len(lines) or "关于" not in lines[i].text or not lines[i].text.endswith(endings("genres")):
        return False
    below = lines[i + 1].text
    addressed = below.endswith(("：", ":")) and not _line_pairs(lines[i + 1])
    return addressed or parse_number(below) is not None or bool(_byline_of(below))


def _fits(row: LabelRow | None, text: str) -> bool:
    """Whether a text can be the value of a label: a date where it names one; no title or addressee but where it may be."""
    if is_placeholder(text):
        return True
    if row and row.name in _DATES:
        return labelled_date(text) is not None or DATE.search(text) is not None
    if row and row.name in ("title", "summary"):
        return True
    if row and row.name in ("document_number", "index_number") and not _DIGIT.search(text):
        return False
    return not text.endswith(("：", ":")) and not ("关于" in text and text.endswith(endings("genres")))


# -- the line under the title ------------------------------------------------------------------------------------


@cache
def _byline_rows() -> dict[str, LabelRow]:
    return {label: LabelRow(name, False, 0) for label, name in byline_labels().items()}


def _byline_of(text: str) -> list[_Pair]:
    """The pairs of a line under the title: 来源, 发布时间, 浏览次数, 字体 …; a time of day alone makes one too. The number of the
    document may stand before them."""
    if len(text) > 160:
        return []
    text = unglued(text)
    known = _byline_rows()
    matches = [m for m in label_pattern().finditer(text) if compact(m["label"]) in known]
    pairs = []
    lead = text[: matches[0].start()] if matches else text
    for n, match in enumerate(matches):
        end = matches[n + 1].start() if n + 1 < len(matches) else len(text)
        label = compact(match["label"])
        colon = match.group().rstrip().endswith(tuple(COLONS))
        if colon or n or len(text) <= 12:
            pairs.append(
                _Pair(label, text[match.end() : end].strip(BLANKS + "|｜:：[]【】"), known[label], colon=colon)
            )
    if matches and not any(pair.colon for pair in pairs):
        return []
    pairs = [piece for pair in pairs for piece in _without_date(pair)]
    date = DATE.search(lead)
    if date and (pairs or _TIME_OF_DAY.search(lead, date.end())) and len(lead) <= 60:
        pairs.append(_Pair("", lead[date.start() :].strip(), LabelRow("published_on", False, 99)))
    elif pairs and (bare := lead.strip(BLANKS + "|｜[]【】（）()-·")):
        if parse_number(bare) is None:
            return []
        pairs.append(_Pair("", bare, None))
    return pairs


def _without_date(pair: _Pair) -> Iterator[_Pair]:
    """`来源：县林业局 2026-03-05 08:30` is two pairs: the date has no label of its own."""
    date = DATE.search(pair.value) if pair.row and pair.row.name in ("source", "byline", "counter") else None
    if date and date.start() and pair.value[date.start() - 1].isspace():
        yield replace(pair, value=pair.value[: date.start()].strip())
        yield _Pair("", pair.value[date.start() :].strip(), LabelRow("published_on", False, 99))
    else:
        yield pair


def _find_byline(lines: Sequence[Line], found: FieldsFound) -> None:
    """The lines under the title are looked for outside the block; amid the text a label of every day is none."""
    text_lines = [i for i, line in enumerate(lines) if i not in found.claimed and _is_of_text(line)]
    first, last = (text_lines[0], text_lines[-1]) if text_lines else (len(lines), len(lines))
    pairs: list[tuple[int, _Pair]] = []
    alone: list[tuple[int, _Pair]] = []
    """Dates without a label; if there is but one, and no other such line, it is the day of publication."""
    for i, line in enumerate(lines):
        text = line.text
        if i in found.claimed or len(text) > 160 or (line.table and line.table.height > 1) or text.endswith("。"):
            continue
        if i and (date := _UNLABELLED_DATE.fullmatch(text)):
            (pairs if _is_title_like(lines[i - 1]) else alone).append((i, _Pair("", date[1], None)))
        if (":" not in text and "：" not in text) or (line.label and line.label.end):
            continue
        on_line = _byline_of(text.replace("\t", " ")) or _byline_of(" ".join(line.page.pieces if line.page else ()))
        if i < first or len(on_line) > 1 or all(_may_stand_below(pair, i > last) for pair in on_line):
            pairs += [(i, pair) for pair in on_line]
    if not pairs and len(alone) == 1 and _may_be_dated(lines, alone[0][0]):
        pairs = alone
    found.byline_lines |= {i for i, _ in pairs}
    following = [*(i for i, _ in pairs[1:]), len(lines)]
    for (i, pair), below in zip(pairs, following, strict=False):
        if i < below:
            _take_fragments(lines, i, below, pair, found)
    found.byline += [pair.field() for _, pair in pairs]


def _is_of_text(line: Line) -> bool:
    """Whether a line can only be of the text: a long sentence, or the bodies that it is sent to."""
    if line.table or line.box.hidden:
        return False
    text = line.text
    return (len(text) >= _SHORTEST_PROSE and "。" in text) or (
        len(text) > 4 and text.endswith(("：", ":")) and "：" not in text[:-1]
    )


def _may_stand_below(pair: _Pair, at_foot: bool) -> bool:
    """Whether a label may name what the page says of itself below the beginning of the text: 责任编辑, 发布时间 do; 时间 and
    来源 are words of every text, and at its foot still 时间 is."""
    if len(pair.label) >= _SURE_LABEL:
        return True
    return at_foot and pair.row is not None and pair.row.name != "published_on" and len(pair.value) <= _LONGEST_NAME


def _may_be_dated(lines: Sequence[Line], i: int) -> bool:
    """Whether a line stands between what may be a title and a text; what follows on the name of a body is signed."""
    text = lines[i - 1].text
    titled = (
        not _links(lines[i - 1]) and 8 <= len(text) <= 60 and not text.endswith(("。", "；", "：", *endings("bodies")))
    )
    return titled and lines[i - 1].table is None and i + 2 < len(lines)


def _take_fragments(lines: Sequence[Line], i: int, below: int, pair: _Pair, found: FieldsFound) -> None:
    """The value of a label at the end of its line may stand on the next one, and words between two lines under the title
    belong to them: dumps break such lines at every element."""
    n = i + 1
    if not pair.value and n < below and _fits_byline(pair, lines[n].text):
        pair.value = lines[n].text
        found.byline_lines.add(n)
        n += 1
    while n < below and _TIMES.fullmatch(lines[n].text):
        found.byline_lines.add(n)
        n += 1
    between = range(n, below)
    if below < len(lines) and len(between) <= _MOST_FRAGMENTS and all(_is_fragment(lines[k]) for k in between):
        if not pair.value and len(between) == 1 and pair.row and pair.row.name == "source":
            pair.value = lines[n].text
        found.byline_lines |= set(between)


def _fits_byline(pair: _Pair, text: str) -> bool:
    meaning = pair.row.name if pair.row else ""
    if meaning == "published_on":
        return parse_date(text) is not None
    return meaning == "counter" and text.isdigit()


def _is_fragment(line: Line) -> bool:
    short = line.table is None and len(line.text) <= 12 and not line.text.endswith(("：", ":", "。"))
    return short and not line.text.endswith(endings("genres")) and parse_number(line.text) is None


def _is_title_like(line: Line) -> bool:
    """Whether a line looks like the title above a date: it says what it is about; or in a page it is a heading, bold or set
    in the middle, and no link."""
    page = line.page
    if page is None or page.links or len(page.text) < 8:
        return False
    titled = "关于" in page.text and _BRACKETS_AT_END.sub("", page.text).endswith(endings("genres"))
    return titled or 0 < page.heading < 4 or page.centred or page.bold or names_title(page.box.name)


# -- a block of values alone -------------------------------------------------------------------------------------


def _find_unlabelled(lines: Sequence[Line], found: FieldsFound) -> None:
    """A block that prints values without labels is known by an index number on a line of its own."""
    bodies, genres = endings("bodies"), endings("genres")
    for i, line in enumerate(lines[:400]):
        if line.table or not 10 <= len(line.text) <= 40 or not _INDEX_NUMBER.fullmatch(line.text):
            continue
        found.unlabelled.append(MetadataField(label="index_number", value=line.text))
        found.claimed.add(i)
        for k in range(i + 1, min(i + 7, len(lines))):
            text = lines[k].text
            if len(text) >= 8 and text.endswith(genres) and k + 1 < len(lines) and len(lines[k + 1].text) <= 40:
                found.unlabelled.append(MetadataField(label="title", value=text))
                found.claimed.add(k)
                continue
            if len(text) <= 40 and text.endswith(bodies) and not any(c in text for c in "《》，。：:"):
                found.unlabelled.append(MetadataField(label="issuing_body", value=text))
            elif parse_date(text):
                found.unlabelled.append(MetadataField(label="date", value=text))
            elif not _DISCLOSURE.fullmatch(text):
                continue
            found.claimed.add(k)
        return


def _dedupe(pairs: Sequence[_Pair]) -> list[MetadataField]:
    """Each pair once: a block that is printed twice, or a label whose second printing is empty."""
    kept: dict[str, _Pair] = {}
    extra: list[_Pair] = []
    for pair in pairs:
        before = kept.get(pair.label)
        if before is None or not before.value:
            kept[pair.label] = pair
        elif pair.value and unspaced(pair.value) != unspaced(before.value):
            extra.append(pair)
    return [pair.field() for pair in (*kept.values(), *extra)]


def find(lines: Sequence[Line]) -> FieldsFound:
    """The metadata block, the line under the title, and values without labels."""
    found = FieldsFound()
    pairs: list[_Pair] = []
    blocks = [run for run in _runs(lines) if run.is_block()]
    first = min((run.lines[0] for run in blocks), default=0)
    for run in blocks:
        same = not {pair.label for pair in run.pairs}.isdisjoint({pair.label for pair in pairs})
        if run.lines[0] - first <= 200 or same or any(lines[i].table for i in run.lines):
            pairs += run.pairs
            found.claimed |= set(run.lines)
    found.columns = any(
        line.table and i not in found.claimed and _is_heading_row(line.table) for i, line in enumerate(lines)
    )
    found.fields = _dedupe(pairs)
    if not found.fields:
        _find_unlabelled(lines, found)
    _find_byline(lines, found)
    return found
