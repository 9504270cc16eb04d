"""Parquet: a folder with a folder a table, each of which grows by a part file at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jyparse.batch.outputs.arrow import as_arrow, schemas, tables
from jyparse.batch.outputs.base import Output, Record, apart, entries, foreign, of_another_version, sync, sync_folder
from jyparse.export import TABLES
from jyparse.export.tables import VERSION

if TYPE_CHECKING:
    import pyarrow as pa

_FOLDERS = ("errors", *(name for name in TABLES if name != "documents"), "documents")
"""In the order in which the part files of a batch appear: they count where that of `documents` is there."""
_PART = re.compile(r"\.?part-\d{6,}\.parquet")
_HIDDEN = "."


class Parquet(Output):
    """Part files, all of the same schema: each batch of records gives one of every table, written under a hidden name."""

    at_once = 256

    def __init__(self, path: Path, held: ExitStack) -> None:
        super().__init__(path, held)
        self.work = as_arrow
        self._schemas = schemas()
        for folder in (path, *(path / name for name in _FOLDERS)):
            folder.mkdir(exist_ok=True)
            sync_folder(folder.parent)
        self._parts = len(_parts(path / "documents"))
        self._note(self._cells("documents", "document_id", "source"), ())
        for name in _FOLDERS:
            self._keep_whole(path / name)
        self._note((), (source for (source,) in self._cells("errors", "source")))

    @classmethod
    def exists(cls, path: Path) -> bool:
        folders = entries(path)
        schemas()  # a library that is missing is told first
        for folder in folders:
            if folder.name not in _FOLDERS:
                raise foreign(folder)
            for entry in entries(folder):
                if not _PART.fullmatch(entry.name) or not entry.is_file():
                    raise foreign(entry)
        for part in _parts(path / "documents")[:1]:
            _version(part)
        return bool(folders)

    @classmethod
    def remove(cls, path: Path) -> None:
        for name in reversed(_FOLDERS):
            for part in reversed(entries(path / name)):
                part.unlink()

    def _keep_whole(self, folder: Path) -> None:
        """Removes the files of a batch that was not completed."""
        found, whole = set(entries(folder)), {_place(folder, number) for number in range(self._parts)}
        if folder.name != "errors" and (missing := whole - found):  # those are removed to have failures read again
            raise foreign(min(missing), "is missing from what was written")
        for entry in found - whole:
            entry.unlink()

    def _cells(self, name: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """Some columns of a table that was written, row by row."""
        import pyarrow.parquet as pq

        for part in _parts(self.path / name):
            if _version(part) != VERSION or not pq.read_schema(part).equals(self._schemas[name]):
                raise of_another_version(part)
            found = pq.read_table(part, columns=list(columns))
            yield from zip(*(found[column].to_pylist() for column in columns), strict=True)

    def _write(self, records: Sequence[Record]) -> None:
        documents, failures = apart(records)
        made = tables(documents, failures, self.ids, self._schemas)
        places = {name: _place(self.path / name, self._parts) for name in _FOLDERS}
        try:
            for name, place in places.items():
                _save(made[name], _hidden(place))
            for place in places.values():
                _hidden(place).replace(place)
                sync_folder(place.parent)
        except BaseException:
            for place in reversed(places.values()):
                place.unlink(missing_ok=True)
                _hidden(place).unlink(missing_ok=True)
            raise
        self._parts += 1

    def _end(self) -> None:
        if not self._parts:  # all tables are there, also if nothing was read
            self._write([])


def _parts(folder: Path) -> list[Path]:
    return [entry for entry in entries(folder) if not entry.name.startswith(_HIDDEN)]


def _place(folder: Path, number: int) -> Path:
    return folder / f"part-{number:06}.parquet"


def _hidden(place: Path) -> Path:
    return place.with_name(_HIDDEN + place.name)


def _version(part: Path) -> str:
    """The version of the tables that a part file is of."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with suppress(pa.ArrowInvalid, KeyError, TypeError):
        return str(pq.read_schema(part).metadata[b"schema_version"].decode())
    raise foreign(part)


def _save(table: pa.Table, place: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    made = pa.BufferOutputStream()
    pq.write_table(table, made, compression="zstd")
    with place.open("wb") as file:
        file.write(made.getvalue())
        sync(file)
