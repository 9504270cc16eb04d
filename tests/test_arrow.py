"""Tables as Arrow and as data frames: the rows as they are, typed; schemas described and versioned."""

from __future__ import annotations

import datetime
import hashlib
import subprocess
import sys
from typing import Any

import pyarrow as pa
import pytest

import jyparse
from jyparse import export
from jyparse.export import TABLES, arrow, rows
from jyparse.export.tables import VERSION
from tests.golden import PAGES

# One line a version that was released: tables that change need a new version and a new line.
HASHES = {"1.0": "102546393448c03d"}


def documents() -> list[jyparse.PolicyDocument]:
    return [jyparse.load(page) for page in PAGES]


def tuples(table: pa.Table) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in table.to_pylist()]


def test_changed_tables_have_a_new_version() -> None:
    made = [(t.name, t.key, [(c.name, c.type) for c in t.columns]) for t in TABLES.values()]
    assert hashlib.sha256(repr(made).encode()).hexdigest()[:16] == HASHES[VERSION]


@pytest.mark.parametrize("name", TABLES)
def test_schemas_are_described_and_versioned(name: str) -> None:
    made = arrow.schema(name)
    assert made.metadata[b"schema_version"].decode() == VERSION
    assert {f.name: f.metadata[b"description"].decode() for f in made} == {
        c.name: c.about for c in TABLES[name].columns
    }


def test_tables_hold_the_rows() -> None:
    pages = documents()
    made = export.to_arrow(pages)
    assert list(made) == list(TABLES)
    for name, table in made.items():
        assert table.schema.equals(arrow.schema(name), check_metadata=True)
        assert tuples(table) == [row for page in pages for row in rows(page)[name]]
        table.validate(full=True)
    assert export.to_arrow(pages[0])["sections"].equals(export.to_arrow(pages[:1])["sections"])


def test_no_document_gives_empty_tables() -> None:
    assert {name: (table.num_rows, table.schema) for name, table in export.to_arrow([]).items()} == {
        name: (0, arrow.schema(name)) for name in TABLES
    }


def test_a_copy_has_a_row_of_its_own_and_no_second_content(monkeypatch: pytest.MonkeyPatch) -> None:
    page = next(page for page in PAGES if page.stem == "jiangyin").read_bytes()
    copies = [jyparse.loads(page, url=f"http://a.gov.cn/{n}.html") for n in range(3)]
    once, made = export.to_arrow(copies[0]), export.to_arrow(copies)
    assert made["documents"]["url"].to_pylist() == [copy.source.url for copy in copies]
    assert all(made[name].equals(once[name]) for name in TABLES if name != "documents")
    monkeypatch.setattr(arrow, "_CHARACTERS", 0)  # a batch for each document
    split = export.to_arrow(copies)
    assert split["documents"].column(0).num_chunks > 1
    assert all(split[name].equals(made[name]) for name in TABLES)


def test_times_are_utc() -> None:
    document = jyparse.loads("<p>关于加强档案工作的通知</p>")
    noon = datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
    fetched = document.model_copy(update={"source": document.source.model_copy(update={"fetched_at": noon})})
    (cell,) = export.to_arrow(fetched)["documents"]["fetched_at"].to_pylist()
    assert (cell, cell.utcoffset()) == (noon, datetime.timedelta(0))


def test_frames_keep_integers_and_know_what_is_missing() -> None:
    frames = export.to_pandas(documents())
    made = export.to_arrow(documents())
    types = {
        "text": "string",
        "integer": "Int64",
        "number": "Float64",
        "boolean": "boolean",
        "date": "datetime64[ms]",
        "timestamp": "datetime64[us, UTC]",
    }
    for name, frame in frames.items():
        assert [str(kind) for kind in frame.dtypes] == [types[column.type] for column in TABLES[name].columns]
        assert [frame[column].isna().sum() for column in frame] == [c.null_count for c in made[name].columns]
    numbers = frames["sections"]["number"]
    assert numbers.isna().any()
    assert numbers.max() == max(section.number or 0 for page in documents() for section in page.walk())


@pytest.mark.parametrize(("library", "extra"), [("pyarrow", "arrow"), ("pandas", "pandas")])
def test_a_missing_library_names_the_extra(library: str, extra: str) -> None:
    code = f"""
import sys; sys.modules[{library!r}] = None
import jyparse, jyparse.export
jyparse.export.rows(jyparse.loads("<p>甲</p>"))
try:
    jyparse.export.to_pandas([])
except jyparse.MissingExtra as error:
    assert isinstance(error, ImportError)
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{library} is not installed; run: pip install 'jyparse[{extra}]'"
