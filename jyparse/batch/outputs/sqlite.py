"""SQLite: one file, a batch of records is a transaction; what was cut short SQLite takes back when it opens the file."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from jyparse.batch.forms import Page, Parsed
from jyparse.batch.outputs.base import (
    Output,
    Record,
    apart,
    foreign,
    is_file,
    of_another_version,
    refuse_others,
    sync_folder,
    told,
)
from jyparse.batch.work import as_rows
from jyparse.errors import RefusedOutput, UnusableDatabase, UnwritableOutput
from jyparse.export import sqlite as database
from jyparse.export.tables import VERSION

_OF_INDEX = "sections_fts"


def as_packed(page: Page) -> Parsed:
    """Parses a page; the payload is its rows, pickled: in this form they wait to be written in a tenth of the memory."""
    parsed = as_rows(page)
    return parsed._replace(payload=pickle.dumps(parsed.payload))


class Sqlite(Output):
    """A database that `jyparse search` searches."""

    at_once = 64

    def __init__(self, path: Path, held: ExitStack) -> None:
        super().__init__(path, held)
        self.work = as_packed
        with told(path, sqlite3.Error):
            self._connection = held.enter_context(closing(sqlite3.connect(path, timeout=60, isolation_level=None)))
            sync_folder(path.parent)
            self._create()
            documents = self._connection.execute("SELECT document_id, source FROM documents")
            failures = self._connection.execute("SELECT source FROM errors")
            self._note(documents, (source for (source,) in failures))

    @classmethod
    def exists(cls, path: Path) -> bool:
        if not is_file(path) or not path.stat().st_size:
            return False
        with path.open("rb") as file:
            header = file.read(100)
        if not header.startswith(b"SQLite format 3\0") or header[68:72] != database.APPLICATION:
            raise foreign(path)
        return True

    @classmethod
    def remove(cls, path: Path) -> None:
        with told(path, sqlite3.Error), closing(sqlite3.connect(path)) as connection:
            names = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
            refuse_others(path, [name for (name,) in names if not name.startswith((_OF_INDEX, "sqlite_"))])
        for ending in ("", "-journal", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)

    def _create(self) -> None:
        """Makes the tables where they are not; does not bring those of another version to this one."""
        made = self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'documents'").fetchone()
        other = f"SELECT 1 FROM documents WHERE schema_version <> '{VERSION}' LIMIT 1"
        if made and self._connection.execute(other).fetchone():
            raise of_another_version(self.path)
        try:
            database.create(self._connection)
        except UnusableDatabase as error:
            kind = UnwritableOutput if isinstance(error.__cause__, sqlite3.OperationalError) else RefusedOutput
            raise kind(str(self.path), error.reason) from error

    def _write(self, records: Sequence[Record]) -> None:
        documents, failures = apart(records)
        with told(self.path, sqlite3.Error), self._transaction():
            for document in documents:
                database.insert(self._connection, pickle.loads(document.payload))
            self._connection.executemany("INSERT INTO errors VALUES (?, ?, ?)", failures)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.rollback()
            raise
