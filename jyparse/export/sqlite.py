"""The tidy tables in SQLite, with a full-text index over the sections; and the search in it.

Tables and columns are those of `TABLES`: dates and times as ISO 8601 text, booleans as 0 and 1. `sections` has a column
`rowid` besides, by which the index knows its rows: without it, VACUUM may number them anew, and a number come back after a
deletion. The index keeps no text of its own (`content=''`).
"""

from __future__ import annotations

import datetime
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice, takewhile
from pathlib import Path
from typing import NamedTuple

from jyparse.errors import UnusableDatabase
from jyparse.export import fulltext
from jyparse.export.tables import TABLES, Row, TidyTable
from jyparse.model import Span

APPLICATION = b"jypa"
"""What the header of a database of ours has at byte 68."""
_APPLICATION_ID = int.from_bytes(APPLICATION)
_FORMAT = 1
"""Counts up with what a database of another format cannot take or give: a major version of the tables, another making of the index."""

_TYPES = {
    "text": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "INTEGER",
    "date": "TEXT",
    "timestamp": "TEXT",
}
_BESIDES = (
    "CREATE TABLE IF NOT EXISTS errors (source TEXT, error TEXT, message TEXT)",
    # the first column is the cheaper one
    "CREATE VIRTUAL TABLE IF NOT EXISTS sections_fts USING fts5(text, title, content='', tokenize='ascii')",
    f"PRAGMA application_id = {_APPLICATION_ID}",
    f"PRAGMA user_version = {_FORMAT}",
)
_LONGEST_QUERY = 10_000
"""Characters; FTS5 takes a time that grows with the square of the length of a phrase."""
_SNIPPET = 80
_BEFORE = 20
"""Characters of a snippet, and those before its first hit."""


class Hit(NamedTuple):
    """A section that holds what was looked for."""

    document_id: str
    """Content hash of the document; see `documents`."""
    source: str
    """The page; of copies the first by name."""
    url: str | None
    """Its address."""
    document_title: str | None
    """标题 of the document."""
    section_id: str
    """The section; see `sections`."""
    path: str
    """Printed labels from the top, joined by blanks."""
    title: str
    """Heading of the section."""
    snippet: str
    """Its own text around the hits, in one line; … where it goes on. The heading, where the hit is in the heading alone."""
    marks: tuple[Span, ...]
    """Where the hits are in the snippet."""
    span: Span | None
    """The first of them in the text of the document; None for a hit in the heading alone."""
    score: float
    """BM25, a hit in the heading counting four times; more is better. Comparable within one answer only."""


def create(connection: sqlite3.Connection) -> None:
    """Makes the tables and the index, or in a database that has them adds what a newer version has more. Commits.

    Raises `UnusableDatabase` where the database is another program's, or this SQLite has no FTS5.
    """
    _open_to_us(connection, new=True)
    try:
        with connection:
            if not connection.in_transaction:
                connection.execute("BEGIN")
            for table in TABLES.values():
                for statement in _statements(connection, table):
                    connection.execute(statement)
            for statement in _BESIDES:
                connection.execute(statement)
    except sqlite3.Error as error:
        raise UnusableDatabase(_name(connection), _reason(error)) from error


def insert(connection: sqlite3.Connection, rows: dict[str, list[Row]]) -> None:
    """Inserts what `jyparse.export.rows` gives of one document, its sections into the index too. The transaction is the caller's.

    What is there stays: the page (its content and source), and of a content that another page brought all tables but `documents`.
    """
    document_id = rows["documents"][0][0]
    known = connection.execute("SELECT 1 FROM documents WHERE document_id = ? LIMIT 1", (document_id,)).fetchone()
    connection.executemany(_INSERT["documents"], map(_with_iso_dates, rows["documents"]))
    if known:
        return
    for name, statement in _INSERT.items():
        if name != "documents":
            connection.executemany(statement, rows[name])
    sections = connection.execute("SELECT rowid, text, title FROM sections WHERE document_id = ?", (document_id,))
    connection.executemany(
        "INSERT INTO sections_fts (rowid, text, title) VALUES (?, ?, ?)",
        [(rowid, fulltext.pieces(text), fulltext.pieces(title)) for rowid, text, title in sections],
    )


def search(path: str | Path, query: str, *, limit: int | None = 20) -> list[Hit]:
    """The sections of a database in whose heading or own text every word of the query stands, the best first.

    Words are parted by blanks; `"…"` keeps blanks, `-word` excludes. A Chinese word is found wherever its characters stand,
    a word in letters or a figure as a whole; width, case and thousands separators make no difference.

    Raises `UnusableDatabase` where there is no database of jyparse to read, ValueError for a query that names nothing to find
    or is longer than 10,000 characters.
    """
    if limit is not None and limit < 1:
        raise ValueError(f"limit is {limit}; give 1 or more, or None for all")
    if len(query) > _LONGEST_QUERY:
        raise ValueError(f"the query has {len(query):,} characters; give at most {_LONGEST_QUERY:,}")
    asked = fulltext.asked(query)
    if not asked.needed:
        raise ValueError("the query names nothing to find; give at least one word, a minus sign in quotation marks")
    try:
        with closing(_readable(path)) as connection:
            return list(islice(_hits(connection, asked), limit))
    except sqlite3.Error as error:
        raise UnusableDatabase(str(path), _reason(error)) from error


# -- making ----------------------------------------------------------------------------------------------------------


def _statements(connection: sqlite3.Connection, table: TidyTable) -> Iterator[str]:
    """What makes a table, or makes it as it is now."""
    columns = {column.name: f'"{column.name}" {_TYPES[column.type]}' for column in table.columns}
    key = ", ".join(table.key)
    own = "rowid INTEGER PRIMARY KEY AUTOINCREMENT, " if table.name == "sections" else ""
    yield f"CREATE TABLE IF NOT EXISTS {table.name} ({own}{', '.join(columns.values())}, UNIQUE ({key}))"
    present = {name for _, name, *_ in connection.execute(f"PRAGMA table_info({table.name})")}
    yield from (f"ALTER TABLE {table.name} ADD COLUMN {of}" for name, of in columns.items() if name not in present)
    if table.key[0] != "document_id":
        yield f"CREATE INDEX IF NOT EXISTS {table.name}_document_id ON {table.name} (document_id)"


def _insertion(table: TidyTable) -> str:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    values = ", ".join("?" * len(table.columns))
    return f"INSERT {'OR IGNORE ' if table.name == 'documents' else ''}INTO {table.name} ({names}) VALUES ({values})"


_INSERT = {name: _insertion(table) for name, table in TABLES.items()}


def _with_iso_dates(row: Row) -> Row:
    return tuple(cell.isoformat() if isinstance(cell, datetime.date) else cell for cell in row)


# -- opening ---------------------------------------------------------------------------------------------------------


def _readable(path: str | Path) -> sqlite3.Connection:
    """A connection that cannot write.

    Not `mode=ro`: that cannot read what a killed run left before SQLite has undone its last transaction. A file that may not
    be written is read as well.
    """
    if not Path(path).is_file():
        missing = "a folder is none" if Path(path).is_dir() else "no such file"
        raise UnusableDatabase(str(path), f"{missing}; give one of SQLite that `jyparse batch` wrote (.sqlite)")
    connection = sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=rw", uri=True)
    try:
        connection.execute("PRAGMA query_only = ON")
        _open_to_us(connection, new=False)
    except BaseException:
        connection.close()
        raise
    return connection


def _open_to_us(connection: sqlite3.Connection, *, new: bool) -> None:
    """Raises where a database is not ours; one that is empty may be `new`."""
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        empty = not connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        raise UnusableDatabase(_name(connection), _reason(error)) from error
    if application == _APPLICATION_ID and found != _FORMAT:
        told = f"its format is {found}, this version of jyparse knows {_FORMAT}; use the version that made it"
        raise UnusableDatabase(_name(connection), told)
    if application != _APPLICATION_ID and not (new and empty and not application):
        raise UnusableDatabase(_name(connection), "it holds something else than tables of jyparse; give another file")


def _reason(error: sqlite3.Error) -> str:
    """What it means, and what to do."""
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_BUSY:
        return "another program is writing to it; try again"
    if code == sqlite3.SQLITE_NOTADB:
        return "it is no SQLite; give a database of it that `jyparse batch` wrote (.sqlite)"
    if "no such module" in str(error):
        return "the SQLite of this Python has no FTS5; use another Python"
    return str(error)


def _name(connection: sqlite3.Connection) -> str:
    return connection.execute("PRAGMA database_list").fetchone()[2] or ":memory:"


# -- searching -------------------------------------------------------------------------------------------------------

_FOUND = """
SELECT rowid, bm25(sections_fts, 1, 4) AS score FROM sections_fts WHERE sections_fts MATCH ? ORDER BY score, rowid
"""
_SECTION = """
SELECT document_id, source, url, documents.title, section_id, path, sections.title, sections.text, sections.start
FROM sections JOIN documents USING (document_id) WHERE sections.rowid = ? ORDER BY source LIMIT 1
"""
_NOT_SHOWN = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
_WEIGHED = 200
"""Hits of a section that a snippet is chosen by."""


def _hits(connection: sqlite3.Connection, asked: fulltext.Query) -> Iterator[Hit]:
    for rowid, score in connection.execute(_FOUND, (asked.match,)):
        for section in connection.execute(_SECTION, (rowid,)):  # none, if it has been deleted
            document_id, source, url, name, section_id, path, title, text, start = section
            in_text = fulltext.places(text, asked.needed)
            in_title = [] if in_text else fulltext.places(title, asked.needed)
            if in_text or in_title:
                snippet, marks, first = _snippet(text, in_text) if in_text else _snippet(title, in_title)
                span = Span(start + first.start, start + first.end) if in_text else None
                yield Hit(document_id, source, url, name, section_id, path, title, snippet, marks, span, -score)


def _snippet(text: str, places: Sequence[Span]) -> tuple[str, tuple[Span, ...], Span]:
    """The stretch with the most different hits, in one line; the hits in it; the first of them in the text."""

    def held(first: int) -> list[Span]:
        end = max(0, places[first].start - _BEFORE) + _SNIPPET
        return list(takewhile(lambda place: place.start < end, islice(places, first, None)))

    best = max(
        (held(n) for n in range(min(len(places), _WEIGHED))), key=lambda some: len({text[slice(*p)] for p in some})
    )
    begin = max(0, best[0].start - _BEFORE)
    end = min(len(text), begin + _SNIPPET)
    before, after = "…" if begin else "", "…" if end < len(text) else ""
    moved = begin - len(before)
    marks = tuple(Span(place.start - moved, min(place.end, end) - moved) for place in best)
    return before + _NOT_SHOWN.sub(" ", text[begin:end]) + after, marks, best[0]
