"""DuckDB: one file, a batch of records is a transaction; what was cut short DuckDB takes back when it opens the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from jyparse.batch.forms import Failure
from jyparse.batch.outputs.arrow import as_arrow, schemas, tables
from jyparse.batch.outputs.base import (
    Output,
    Record,
    apart,
    foreign,
    is_file,
    of_another_version,
    refuse_others,
    sync,
    sync_folder,
    told,
)
from jyparse.errors import MissingExtra
from jyparse.export import TABLES
from jyparse.export.tables import VERSION, Type

if TYPE_CHECKING:
    import duckdb

_TYPES: dict[Type, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
}
_CONFIG: dict[str, str | bool | int | float | list[str]] = {"threads": 1}
"""The cores are the workers'. Inserting a few thousand rows at a time takes half as long in one thread as in two."""
_TABLES = "SELECT concat_ws('.', nullif(table_schema, 'main'), table_name) FROM information_schema.tables"
"""Views too."""
_COLUMNS = {name: [(c.name, _TYPES[c.type]) for c in table.columns] for name, table in TABLES.items()} | {
    "errors": [(name, "VARCHAR") for name in Failure._fields]
}


class DuckDb(Output):
    """A database for analyses; the comments of its tables and columns say what they hold."""

    at_once = 128

    def __init__(self, path: Path, held: ExitStack) -> None:
        super().__init__(path, held)
        duckdb = _library()
        self.work = as_arrow
        self._schemas = schemas()
        with told(path, duckdb.Error):
            if not path.exists():
                _make(path)
            self._connection = held.enter_context(duckdb.connect(str(path), config=_CONFIG))
            self._read()

    @classmethod
    def exists(cls, path: Path) -> bool:
        if not is_file(path):
            return False
        with path.open("rb") as file:
            header = file.read(12)
        if header[8:] != b"DUCK":
            raise foreign(path)
        return True

    @classmethod
    def remove(cls, path: Path) -> None:
        schemas()  # a library that is missing is told first
        with told(path, _library().Error), _library().connect(str(path)) as connection:
            refuse_others(path, (name for (name,) in connection.execute(_TABLES).fetchall()))
            if _columns(connection, "errors") != _COLUMNS["errors"]:
                raise foreign(path)
        path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
        path.unlink()

    def _read(self) -> None:
        """Notes what is written, if it is of this version."""
        other = f"SELECT 1 FROM documents WHERE schema_version <> '{VERSION}' LIMIT 1"
        if {name: _columns(self._connection, name) for name in _COLUMNS} != _COLUMNS or any(self._rows(other)):
            raise of_another_version(self.path)
        self._note(self._rows("SELECT document_id, source FROM documents"), ())
        self._note((), (source for (source,) in self._rows("SELECT source FROM errors")))

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        return iter(self._connection.execute(query).fetchone, None)

    def _write(self, records: Sequence[Record]) -> None:
        documents, failures = apart(records)
        made = tables(documents, failures, self.ids, self._schemas)
        with told(self.path, _library().Error), self._transaction():
            for name, table in made.items():
                self._connection.register("given", table)
                self._connection.execute(f"INSERT INTO {name} SELECT * FROM given")
                self._connection.unregister("given")

    def _end(self) -> None:
        with told(self.path, _library().Error):
            self._connection.execute("CHECKPOINT")  # which closing does too, but tells nobody where it cannot

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.begin()
        try:
            yield
            self._connection.commit()
        except BaseException:
            with suppress(_library().Error):  # after a fatal error nothing is left to be rolled back
                self._connection.rollback()
            raise


def _library() -> ModuleType:
    try:
        import duckdb
    except ImportError as error:
        raise MissingExtra("duckdb", "duckdb") from error
    return duckdb


def _make(path: Path) -> None:
    """Makes an empty database under a hidden name first: one that is half made cannot be opened again."""
    hidden = path.with_name(f".{path.name}.new")
    for ending in ("", ".wal"):
        hidden.with_name(hidden.name + ending).unlink(missing_ok=True)
    with _library().connect(str(hidden)) as connection:
        for name, columns in _COLUMNS.items():
            described = ", ".join(f'"{column}" {kind}' for column, kind in columns)
            connection.execute(f"CREATE TABLE {name} ({described})")
        for name, table in TABLES.items():
            connection.execute(f"COMMENT ON TABLE {name} IS {_quoted(table.about)}")
            for column in table.columns:
                connection.execute(f'COMMENT ON COLUMN {name}."{column.name}" IS {_quoted(column.about)}')
    with hidden.open("rb+") as file:
        sync(file)
    hidden.replace(path)
    sync_folder(path.parent)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _columns(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[str, str]]:
    """Name and type of the columns of a table; none where there is no such table."""
    asked = "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index"
    return connection.execute(asked, [name]).fetchall()
