"""CSV: a folder with a file a table, by RFC 4180, in UTF-8 with the byte order mark that Excel needs for Chinese.

A cell is what the table holds, never changed: a text that begins with `=`, `+`, `-` or `@` (as `relation` and many figures do)
stays so. An unknown value is nothing at all, an empty text is `""`; dates are as in ISO 8601, `true` and `false` as in JSON.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import takewhile
from pathlib import Path

from jyparse.batch.forms import Failure, Page, Parsed
from jyparse.batch.outputs.base import Output, Record, apart, by_table, entries, foreign, is_file, of_another_version
from jyparse.batch.outputs.growing import Growing, append_together, begins
from jyparse.batch.work import as_rows
from jyparse.export import TABLES
from jyparse.export.tables import VERSION, Scalar

_MARK = b"\xef\xbb\xbf"
_HEADS = {name: [column.name for column in table.columns] for name, table in TABLES.items()} | {
    "errors": list(Failure._fields)
}
_END = b"," + VERSION.encode() + b"\r\n"  # the last column is the version
_NEEDS_QUOTES = re.compile('[",\r\n]')
_QUOTED_CELL = re.compile(rb'"([^"]*(?:""[^"]*)*)"')


def as_csv(page: Page) -> Parsed:
    """Parses a page; the payload is the lines of each table."""
    parsed = as_rows(page)
    payload = {name: b"".join(map(_line, rows)) for name, rows in parsed.payload.items()}
    return parsed._replace(payload=payload)


class Csv(Output):
    """Files of records, `documents` written last: what the other tables hold of a document that is not there is cut off."""

    at_once = 64

    def __init__(self, path: Path, held: ExitStack) -> None:
        super().__init__(path, held)
        self.work = as_csv
        path.mkdir(exist_ok=True)
        others = [name for name in _HEADS if name != "documents"]
        self._files = {name: Growing(path / f"{name}.csv", held) for name in (*others, "documents")}
        for name, file in self._files.items():
            _begin(file, _MARK + _line(_HEADS[name]))
        try:
            self._read()
        except UnicodeDecodeError:
            raise foreign(path, "holds names that are no UTF-8") from None

    @classmethod
    def exists(cls, path: Path) -> bool:
        found = entries(path)
        for entry in found:
            head = _HEADS.get(entry.stem)
            if (
                entry.suffix != ".csv"
                or head is None
                or not is_file(entry)
                or not begins(entry, _MARK + head[0].encode())
            ):
                raise foreign(entry)
        return bool(found)

    @classmethod
    def remove(cls, path: Path) -> None:
        for name in ("errors", "documents", *_HEADS):
            (path / f"{name}.csv").unlink(missing_ok=True)

    def _read(self) -> None:
        """Cuts each file to the records that belong to whole documents, and notes these."""
        self._note(self._documents(), map(_first, _kept(self._files["errors"], lambda _: True)))
        for name in set(TABLES) - {"documents"}:
            for _ in _kept(self._files[name], lambda record: _first(record) in self.ids):
                pass

    def _documents(self) -> Iterator[tuple[str, str]]:
        for record in _kept(self._files["documents"], lambda _: True):
            if not record.endswith(_END):
                raise of_another_version(self.path / "documents.csv")
            document_id, _, rest = record.partition(b",")
            yield document_id.decode(), _first(rest)

    def _write(self, records: Sequence[Record]) -> None:
        documents, failures = apart(records)
        pieces = by_table(documents, self.ids) | {"errors": [_line(failure) for failure in failures]}
        append_together([(file, pieces[name]) for name, file in self._files.items()])


def _line(cells: Sequence[Scalar]) -> bytes:
    return (",".join(map(_cell, cells)) + "\r\n").encode()


def _cell(value: Scalar) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value if value and not _NEEDS_QUOTES.search(value) else '"' + value.replace('"', '""') + '"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return repr(value)


def _begin(file: Growing, head: bytes) -> None:
    """Writes the head of a file that has none, or a torn one."""
    if not begins(file.path, head):
        raise of_another_version(file.path)
    if file.size < len(head):
        file.cut(0)
        file.append(head)


def _kept(file: Growing, keep: Callable[[bytes], bool]) -> Iterator[bytes]:
    """The records of a file behind its head, up to the first that is not whole or not to be kept; what follows is cut off."""
    records = _whole(file)
    size = len(next(records))
    for record in takewhile(keep, records):
        yield record
        size += len(record)
    file.cut(size)


def _whole(file: Growing) -> Iterator[bytes]:
    """The records of a file, as long as they are whole: a line ends one if quotes are closed before it does."""
    pieces, quotes = [], 0
    for line in file.lines():
        pieces.append(line)
        quotes += line.count(b'"')
        if quotes % 2 == 0 and line.endswith(b"\r\n"):
            yield b"".join(pieces)
            pieces = []


def _first(record: bytes) -> str:
    """The first cell."""
    quoted = _QUOTED_CELL.match(record)
    return quoted[1].replace(b'""', b'"').decode() if quoted else record.partition(b",")[0].decode()
