"""Outputs of a batch: what was written is read back; whatever stops a run, resuming ends as if nothing had."""

from __future__ import annotations

import csv
import datetime
import io
import json
import multiprocessing
import os
import pickle
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import jyparse
from jyparse import PolicyDocument
from jyparse.batch.forms import Failure, Page, Parsed
from jyparse.batch.outputs import open_output
from jyparse.batch.outputs.base import Record
from jyparse.batch.work import read
from jyparse.errors import JyparseError, MissingExtra, RefusedOutput, UnwritableOutput
from jyparse.export import TABLES, rows
from jyparse.export.sqlite import insert

SAMPLES = Path(__file__).parent.parent / "samples"
OUTPUTS = ("out.jsonl", "out.csv", "out.parquet", "out.sqlite", "out.duckdb")
AT_ONCE = 3


def small(n: int) -> bytes:
    """A short page; what it prints needs quotes in CSV, and looks like a formula."""
    text = f'<h1>关于第{n}号事项的通知</h1><p>各单位：</p><p>=1+{n}，他说“好”，"quoted", 逗号。</p><p>一、任务{n}。由财政局牵头。</p>'
    return f"<html><head><meta charset=utf-8><title>=公告,“{n}”</title></head><body>{text}</body></html>".encode()


PAGES: list[Page | Failure] = [
    Page("plan.html", (SAMPLES / "jiangyin.html").read_bytes(), url="HTTP://Example.cn:80/plan.html#top"),
    Failure("gone.html", "UnreadableSource", 'gone.html: cannot be read, "gone"\nreally'),
    Page("dump.txt", (SAMPLES / "dump.txt").read_bytes()),
    Page('copy, "1".html', small(1)),
    Page("copy\n2.html", small(1)),
    Page("公告.html", small(2)),
    Failure("hang.html", "Timeout", "hang.html: took longer than 30 s"),
    Page("opinion.html", (SAMPLES / "opinion.html").read_bytes()),
    Page("copy 3.html", small(1)),
    Page("4.html", small(4)),
    Failure("空.html", "EmptyDocument", "空.html: is empty; check the download"),
    Page("5.html", small(5)),
]


@cache
def records(name: str) -> list[Record]:
    """What the pages give for an output of this name."""
    work = output_work(name)
    return [page if isinstance(page, Failure) else work(page) for page in PAGES]


@cache
def output_work(name: str) -> Callable[[Page], Any]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        output = open_output(Path(folder) / name)
        output.close()
        return output.work


def write(path: Path, given: Sequence[Record], **how: bool) -> None:
    """Writes what is not done in batches, as a run does."""
    output = open_output(path, **how)
    try:
        todo = [record for record in given if record.source not in output.done]
        for start in range(0, len(todo), AT_ONCE):
            output.write(todo[start : start + AT_ONCE])
    finally:
        output.close()


def files(path: Path) -> dict[str, bytes]:
    """Every file of an output."""
    return {
        str(file.relative_to(path.parent)): file.read_bytes()
        for file in sorted(path.parent.rglob("*"))
        if file.is_file()
    }


def content(path: Path) -> Any:
    """What must be equal, however a run went."""
    return CONTENT[path.suffix](path)


def rows_of_parquet(path: Path) -> dict[str, list[Any]]:
    import pyarrow.parquet as pq

    parts = {folder.name: sorted(folder.glob("part-*")) for folder in path.iterdir()}
    return {
        table: [tuple(row.values()) for part in found for row in pq.read_table(part).to_pylist()]
        for table, found in parts.items()
    }


def rows_of_sqlite(path: Path) -> dict[str, list[Any]]:
    columns = {table: [c.name for c in TABLES[table].columns] for table in TABLES} | {"errors": list(Failure._fields)}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = {}
        for table, names in columns.items():
            listed = ", ".join(f'"{column}"' for column in names)
            found[table] = connection.execute(f"SELECT {listed} FROM {table}").fetchall()
        match = "SELECT rowid FROM sections_fts WHERE sections_fts MATCH ?"
        return found | {"index": connection.execute(match, ('"责 任"',)).fetchall()}


def rows_of_duckdb(path: Path) -> dict[str, list[Any]]:
    import duckdb

    with duckdb.connect(str(path), read_only=True) as connection:
        names = [name for (name,) in connection.execute("SHOW TABLES").fetchall()]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}


CONTENT: dict[str, Callable[[Path], Any]] = {
    ".jsonl": files,
    ".csv": files,
    ".parquet": rows_of_parquet,
    ".sqlite": rows_of_sqlite,
    ".duckdb": rows_of_duckdb,
}


@pytest.fixture(scope="module", params=OUTPUTS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def whole(name: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output that nothing disturbed."""
    path = tmp_path_factory.mktemp("whole") / name
    write(path, records(name))
    return path


def expected() -> dict[str, list[Any]]:
    """The rows of every table."""
    tables: dict[str, list[Any]] = {table: [] for table in TABLES}
    seen = set()
    for page in PAGES:
        if isinstance(page, Page):
            made = rows(read(page))
            identity = made["documents"][0][0]
            for table in ("documents",) if identity in seen else TABLES:
                tables[table] += made[table]
            seen.add(identity)
    return tables | {"errors": [tuple(page) for page in PAGES if isinstance(page, Failure)]}


# -- what is written -------------------------------------------------------------------------------------------------


def test_jsonl_is_what_parse_prints(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    write(path, records("out.jsonl"))
    documents = [read(page) for page in PAGES if isinstance(page, Page)]
    assert path.read_bytes() == b"".join(document.model_dump_json().encode() + b"\n" for document in documents)
    errors = [json.loads(line) for line in (tmp_path / "out.errors.jsonl").read_bytes().splitlines()]
    assert errors == [page._asdict() for page in PAGES if isinstance(page, Failure)]
    assert PolicyDocument.model_validate_json(path.read_bytes().splitlines()[0]).source.name == "plan.html"


def test_csv_holds_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write(path, records("out.csv"))
    tables = expected()
    assert {file.stem for file in path.iterdir()} == set(tables)
    for table, found in tables.items():
        data = (path / f"{table}.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.endswith(b"\r\n")
        head, *lines = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        assert head == [c.name for c in TABLES[table].columns] if table in TABLES else ["source", "error", "message"]
        assert lines == [[as_cell(value) for value in row] for row in found]


def as_cell(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def test_csv_tells_nothing_from_an_empty_text(tmp_path: Path) -> None:
    write(tmp_path / "out.csv", records("out.csv"))
    first = (tmp_path / "out.csv" / "sections.csv").read_bytes().split(b"\r\n")[1]
    parent, label = (n for n, c in enumerate(TABLES["sections"].columns) if c.name in ("parent_id", "label"))
    cells = first.split(b",")
    assert (cells[parent], cells[label]) == (b"", b'""')


def test_parquet_and_duckdb_hold_the_tables(tmp_path: Path) -> None:
    for name in ("out.parquet", "out.duckdb"):
        write(tmp_path / name, records(name))
        assert content(tmp_path / name) == expected()


def test_sqlite_holds_the_tables(tmp_path: Path) -> None:
    write(tmp_path / "out.sqlite", records("out.sqlite"))
    found = content(tmp_path / "out.sqlite")
    assert found.pop("index")
    as_text = {
        name: [tuple(c.isoformat() if isinstance(c, datetime.date) else c for c in row) for row in made]
        for name, made in expected().items()
    }
    assert found == as_text


def test_parts_have_one_schema(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    write(tmp_path / "out", records("out.parquet"))
    for folder in (tmp_path / "out").iterdir():
        schemas = [pq.read_schema(part) for part in folder.iterdir()]
        assert len(schemas) == len(PAGES) // AT_ONCE
        assert all(schema.equals(schemas[0], check_metadata=True) for schema in schemas)
        assert schemas[0].metadata[b"schema_version"] == b"1.0"


# -- what is there already -------------------------------------------------------------------------------------------


def test_what_exists_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    write(path, records(name)[:4])
    before = files(path)
    with pytest.raises(RefusedOutput, match="exists"):
        open_output(path)
    assert files(path) == before


@pytest.mark.parametrize("how", ["resume", "overwrite"])
def test_where_nothing_is_it_starts_afresh(name: str, how: str, whole: Path, tmp_path: Path) -> None:
    write(tmp_path / name, records(name), **{how: True})
    assert content(tmp_path / name) == content(whole)


def test_overwrite_replaces(name: str, whole: Path, tmp_path: Path) -> None:
    path = tmp_path / name
    write(path, records(name)[::-1])
    write(path, records(name), overwrite=True)
    assert content(path) == content(whole)


def test_resume_knows_what_is_done(name: str, whole: Path, tmp_path: Path) -> None:
    path = tmp_path / name
    write(path, records(name)[:7])
    output = open_output(path, resume=True)
    try:
        assert [r.source in output.done for r in records(name)] == [True] * 7 + [False] * 5
        ids = [None if isinstance(r, Failure) else r.document_id for r in records(name)]
        assert [i in output.ids for i in ids if i] == [True] * 5 + [False, True, False, False]
        output.write(records(name)[7:9])
        assert all(i in output.ids for i in ids[:9] if i)
        output.write(records(name)[9:])
    finally:
        output.close()
    assert content(path) == content(whole)


def test_an_output_of_nothing(name: str, tmp_path: Path) -> None:
    write(tmp_path / name, [])
    with pytest.raises(RefusedOutput):
        open_output(tmp_path / name)
    output = open_output(tmp_path / name, resume=True)
    output.close()
    assert len(output.done) == 0


@pytest.mark.parametrize("how", [{}, {"resume": True}, {"overwrite": True}])
def test_what_others_wrote_is_left_alone(name: str, how: dict[str, bool], tmp_path: Path) -> None:
    path = tmp_path / name
    for make in FOREIGN[path.suffix]:
        make(path)
        before = files(path)
        with pytest.raises(RefusedOutput, match="give another name"):
            open_output(path, **how)
        assert files(path) == before
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def foreign_text(path: Path) -> None:
    path.write_text("年,值\n2020,1\n", encoding="utf-8")


def foreign_line(path: Path) -> None:
    path.write_bytes(b'{"a": 1}')


def foreign_folder(path: Path) -> None:
    path.mkdir()
    (path / "notes.txt").write_text("mine")


def foreign_beside_ours(path: Path) -> None:
    write(path, records(path.name)[:1])
    (path / "2020").mkdir()
    (path / "2020" / "data.csv").write_text("a,b\n")


def foreign_table(path: Path) -> None:
    path.mkdir()
    (path / "documents.csv").write_text("name,value\n")


def foreign_part(path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    (path / "documents").mkdir(parents=True)
    pq.write_table(pa.table({"a": [1]}), path / "documents" / "part-000000.parquet")


def foreign_sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE documents (document_id, source)")


def foreign_duckdb(path: Path) -> None:
    import duckdb

    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE documents (document_id TEXT, source TEXT)")


def foreign_pipe(path: Path) -> None:
    if hasattr(os, "mkfifo"):
        os.mkfifo(path)
    else:
        foreign_line(path)


FOREIGN: dict[str, list[Callable[[Path], None]]] = {
    ".jsonl": [foreign_text, foreign_line, foreign_folder, foreign_pipe],
    ".csv": [foreign_text, foreign_folder, foreign_beside_ours, foreign_table],
    ".parquet": [foreign_text, foreign_folder, foreign_beside_ours, foreign_table, foreign_part],
    ".sqlite": [foreign_text, foreign_folder, foreign_sqlite],
    ".duckdb": [foreign_text, foreign_folder, foreign_duckdb],
}


def test_another_version_is_not_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    write(path, records("out.jsonl")[:3])
    path.write_bytes(path.read_bytes().replace(b'{"schema_version":"', b'{"schema_version":"0.'))
    before = path.read_bytes()
    with pytest.raises(RefusedOutput, match="line 1 is not what this version"):
        open_output(path, resume=True)
    assert path.read_bytes() == before
    write(path, records("out.jsonl")[:3], overwrite=True)

    folder = tmp_path / "out.csv"
    write(folder, records("out.csv")[:3])
    documents = folder / "documents.csv"
    for old, new in ((b",1.0\r\n", b",0.9\r\n"), (b",title,", b",titel,")):
        right = documents.read_bytes()
        documents.write_bytes(right.replace(old, new))
        with pytest.raises(RefusedOutput, match="of this version of the tables"):
            open_output(folder, resume=True)
        assert documents.read_bytes() == right.replace(old, new)
        documents.write_bytes(right)


@pytest.mark.parametrize("name", ["out.sqlite", "out.duckdb"])
def test_a_database_with_tables_of_others_is_not_overwritten(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    write(path, records(name)[:AT_ONCE])
    module = sqlite3 if path.suffix == ".sqlite" else pytest.importorskip("duckdb")
    with closing(module.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (text TEXT)")
        connection.commit()
    with pytest.raises(RefusedOutput, match="holds notes, which jyparse did not write"):
        open_output(path, overwrite=True)
    open_output(path, resume=True).close()


def test_a_database_with_a_schema_of_others_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "out.duckdb"
    write(path, records(path.name)[:AT_ONCE])
    with closing(pytest.importorskip("duckdb").connect(path)) as connection:
        connection.execute("CREATE SCHEMA mine; CREATE TABLE mine.tasks AS SELECT * FROM tasks")
    with pytest.raises(RefusedOutput, match=r"holds mine\.tasks, which jyparse did not write"):
        open_output(path, overwrite=True)


@pytest.mark.parametrize(("name", "library"), [("out", "pyarrow"), ("out.duckdb", "pyarrow"), ("out.duckdb", "duckdb")])
def test_a_library_that_is_missing(name: str, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, "jyparse.export.arrow", raising=False)
    with pytest.raises(
        MissingExtra, match=rf"pip install 'jyparse\[({'duckdb|' if library == 'duckdb' else ''}arrow)\]'"
    ):
        open_output(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["out", "out.duckdb"])
def test_a_library_that_is_missing_costs_no_output(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / name, records(name)[:AT_ONCE])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "jyparse.export.arrow", raising=False)
    with pytest.raises(MissingExtra):
        open_output(tmp_path / name, overwrite=True)
    monkeypatch.undo()
    open_output(tmp_path / name, resume=True).close()
    assert (tmp_path / name).is_file() or list((tmp_path / name / "documents").iterdir())


def test_an_output_behind_a_link(name: str, whole: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / name
    link.symlink_to(tmp_path / "real" / name)
    output = open_output(link)
    with pytest.raises(RefusedOutput, match="another run"):
        open_output(tmp_path / "real" / name)
    output.close()
    write(link, records(name), resume=True)
    assert link.is_symlink()
    assert list(content(tmp_path / "real" / name).values()) == list(content(whole).values())


def test_json_that_no_batch_wrote_is_not_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(jyparse.load(SAMPLES / "opinion.html").model_dump_json().encode() + b"\n")
    with pytest.raises(RefusedOutput, match="line 1 is not what"):
        open_output(path, resume=True)


def test_failures_are_read_again_where_they_were_removed(name: str, whole: Path, tmp_path: Path) -> None:
    path = tmp_path / name
    write(path, records(name))
    if path.suffix in (".sqlite", ".duckdb"):
        module = sqlite3 if path.suffix == ".sqlite" else pytest.importorskip("duckdb")
        with closing(module.connect(path)) as connection:
            connection.execute("DELETE FROM errors")
            connection.commit()
    else:
        for file in [*tmp_path.glob("*.errors.jsonl"), *path.glob("errors.csv"), *path.glob("errors/*")]:
            file.unlink()
    output = open_output(path, resume=True)
    output.close()
    assert [r.source for r in records(name) if r.source not in output.done] == [
        f.source for f in PAGES if isinstance(f, Failure)
    ]
    write(path, records(name), resume=True)
    assert content(path) == content(whole)


def test_to_resume_and_to_overwrite(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one of them"):
        open_output(tmp_path / name, resume=True, overwrite=True)


@pytest.mark.parametrize("ending", [".xlsx", ".json", ".jsonl.gz"])
def test_an_ending_that_means_nothing(ending: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedOutput, match=r"\.jsonl \.csv"):
        open_output(tmp_path / f"out{ending}")


# -- what is torn ----------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody cuts the power of these tests."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def torn(before: dict[str, bytes], after: dict[str, bytes], order: list[str]) -> Iterator[dict[str, int]]:
    """Sizes in every state between two, where files grow one after the other; and those in which one but the last has grown alone."""
    first, last = ({file: len(data) for file, data in state.items()} for state in (before, after))
    for n, grown in enumerate(order):
        for size in range(first[grown], last[grown] + 1):
            yield first | {file: last[file] for file in order[:n]} | {grown: size}
        if n + 1 < len(order):
            yield first | {grown: last[grown]}


@pytest.fixture(scope="module", params=["out.jsonl", "out.csv"])
def growing(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, list[dict[str, bytes]]]:
    """The files of an output before anything is written, after each of two batches, and what was written."""
    name, path = str(request.param), tmp_path_factory.mktemp("growing") / str(request.param)
    states = []
    for count in (0, AT_ONCE, 2 * AT_ONCE):
        write(path, few(name)[:count], resume=True)
        states.append(files(path))
    return name, states


@cache
def few(name: str) -> list[Record]:
    """Two batches of very short pages."""
    pages = [Page(f"{n}, 页.txt", f'关于{n}的说明\n=1+{n}，"逗号", 等。\n'.encode()) for n in range(4)]
    made: list[Record] = [output_work(name)(page) for page in pages]
    failure = Failure('空, "0".txt', "EmptyDocument", "空.txt: is empty")
    return [*made[:2], failure, made[2], failure._replace(source="空"), made[3]]


def test_cuts_at_every_byte(growing: tuple[str, list[dict[str, bytes]]], tmp_path: Path) -> None:
    """The files of the last batch, cut anywhere: the next run ends as if nothing had been."""
    name, (_, before, after) = growing
    order = list(after)
    if name == "out.csv":
        order = sorted(after, key=lambda file: file == "out.csv/documents.csv")
    write(tmp_path / name, few(name))
    count = 0
    for state in torn(before, after, order):
        for file, size in state.items():
            os.truncate(tmp_path / file, size)
        write(tmp_path / name, few(name), resume=True)
        assert files(tmp_path / name) == after
        count += 1
    assert count > sum(len(after[file]) - len(before[file]) for file in order)


def test_cuts_while_it_is_made(growing: tuple[str, list[dict[str, bytes]]], tmp_path: Path) -> None:
    """A run that is killed before its first batch."""
    name, (empty, _, after) = growing
    path, order = tmp_path / name, list(empty)
    write(path, [])
    for n, file in reversed(list(enumerate(order))):
        for size in range(len(empty[file])):
            os.truncate(tmp_path / file, size)
            for later in order[n + 1 :]:
                (tmp_path / later).unlink()
            write(path, [], resume=True)
            assert files(path) == empty
    write(path, few(name), resume=True)
    assert files(path) == after


def test_part_files_of_half_a_batch(tmp_path: Path) -> None:
    """Each moment of the writing of a batch: files under hidden names, some of them cut, and then some with their names."""
    path, name = tmp_path / "out.parquet", "out.parquet"
    write(path, few(name)[:AT_ONCE])
    before = files(path)
    write(path, few(name), resume=True)
    after = files(path)
    new = {file: data for file, data in after.items() if file not in before}
    order = sorted(new, key=lambda file: ("errors/" not in file, "documents/" in file))
    assert len(order) == len(TABLES) + 1
    for hidden in (True, False):
        for n, file in enumerate(order):
            for size in (0, len(new[file]) // 2):
                shutil.rmtree(path)
                state = before | {other if not hidden else covered(other): new[other] for other in order[:n]}
                for other, data in (state | {covered(file): new[file][:size]}).items():
                    (tmp_path / other).parent.mkdir(exist_ok=True, parents=True)
                    (tmp_path / other).write_bytes(data)
                write(path, few(name), resume=True)
                assert files(path) == after


def covered(file: str) -> str:
    return file.replace("part-", ".part-")


def test_a_part_that_somebody_removed(tmp_path: Path) -> None:
    path = tmp_path / "out"
    write(path, records("out.parquet"))
    (path / "tasks" / "part-000001.parquet").unlink()
    with pytest.raises(RefusedOutput, match=r"tasks.part-000001\.parquet: is missing"):
        open_output(path, resume=True)


def test_the_journal_of_half_a_transaction(tmp_path: Path) -> None:
    """What SQLite leaves when it is killed after it has begun to write to the database itself."""
    name, path = "out.sqlite", tmp_path / "out.sqlite"
    write(path, few(name)[:AT_ONCE])
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        for parsed in records(name)[:1] + records(name)[-1:]:
            assert isinstance(parsed, Parsed)
            insert(connection, pickle.loads(parsed.payload))
        (tmp_path / "killed").mkdir()
        for ending in ("", "-journal"):
            shutil.copy(f"{path}{ending}", f"{tmp_path / 'killed' / name}{ending}")
        connection.execute("ROLLBACK")
    assert (tmp_path / "killed" / name).read_bytes() != path.read_bytes()
    write(tmp_path / "killed" / name, few(name), resume=True)
    write(path, few(name), resume=True)
    assert content(tmp_path / "killed" / name) == content(path)


def test_the_log_of_half_a_transaction(tmp_path: Path) -> None:
    """What DuckDB leaves when it is killed: its log, cut anywhere."""
    name, path = "out.duckdb", tmp_path / "out.duckdb"
    output = open_output(path)
    output.write(few(name)[:AT_ONCE])
    output.write(few(name)[AT_ONCE:])
    log, database = Path(f"{path}.wal").read_bytes(), path.read_bytes()
    output.close()
    killed = tmp_path / "killed" / name
    killed.parent.mkdir()
    for size in random.Random(1).sample(range(len(log)), 6):
        killed.write_bytes(database)
        Path(f"{killed}.wal").write_bytes(log[:size])
        write(killed, few(name), resume=True)
        assert content(killed) == content(path)


# -- what the system refuses -----------------------------------------------------------------------------------------


@cache
def processes() -> Any:
    """Makes processes that are quick to start and share nothing with this one."""
    if sys.platform == "win32":
        pytest.skip("signals and limits are of POSIX")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.test_outputs"])
    return context


def in_a_process(work: Callable[..., None], *arguments: Any) -> Any:
    """A process that does some work, and what it sends."""
    ours, theirs = processes().Pipe(duplex=False)
    process = processes().Process(target=work, args=(theirs, *arguments))
    process.start()
    theirs.close()
    return process, ours


def sending(pipe: Any, path: Path, given: Sequence[Record], limit: int | None = None) -> None:
    """Writes in another process; sends what was refused."""
    if limit:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    pipe.send("begun")
    try:
        write(path, given, resume=True)
        pipe.send("done")
    except JyparseError as error:
        pipe.send((type(error), str(error)))


def test_a_file_that_may_not_grow(name: str, whole: Path, tmp_path: Path) -> None:
    path = tmp_path / name
    largest = max(map(len, files(whole).values()))
    for limit in (largest // 3, largest * 2 // 3):
        process, pipe = in_a_process(sending, path, records(name), limit)
        assert pipe.recv() == "begun"
        kind, said = pipe.recv()
        process.join()
        assert kind is UnwritableOutput
        assert re.fullmatch(rf"{path}: cannot be written \(.*{TOO_LARGE[path.suffix]}.*\); what was complete .*", said)
    write(path, records(name), resume=True)
    assert content(path) == content(whole)


TOO_LARGE = dict.fromkeys((".jsonl", ".csv", ".parquet", ".duckdb"), "File too large") | {".sqlite": "disk I/O error"}
FULL = dict.fromkeys((".jsonl", ".csv", ".parquet", ".duckdb"), "No space left on device") | {".sqlite": "disk is full"}


@pytest.fixture
def little_disk(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Makes a disk of so many kilobytes."""
    if sys.platform == "win32" or os.geteuid() != 0:
        pytest.skip("only root may mount a little disk")
    disk = tmp_path / "disk"
    disk.mkdir()

    def mount(kilobytes: int, how: str = "rw") -> Path:
        options = f"size={kilobytes}k,{how}" + (",remount" if disk.is_mount() else "")
        if subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)], check=False).returncode:
            pytest.skip("no disk can be mounted here")
        return disk

    yield mount
    if disk.is_mount():
        subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_is_full(name: str, whole: Path, little_disk: Callable[[int], Path]) -> None:
    size = sum(map(len, files(whole).values())) // 1024
    path = little_disk(max(size // 2, 8)) / name
    with pytest.raises(UnwritableOutput, match=FULL[path.suffix]):
        write(path, records(name))
    output = open_output(path, resume=True)
    with suppress(UnwritableOutput):
        output.close()
    assert len(output.done) % AT_ONCE == 0
    little_disk(size * 8)
    write(path, records(name), resume=True)
    assert content(path) == content(whole)


def test_a_disk_that_may_not_be_written(name: str, little_disk: Callable[..., Path]) -> None:
    path = little_disk(8000) / name
    write(path, records(name)[:AT_ONCE])
    before = content(path)
    little_disk(8000, "ro")
    with pytest.raises(UnwritableOutput, match="Read-only file system"):
        open_output(path, resume=True)
    little_disk(8000, "rw")
    assert content(path) == before


def test_a_folder_that_is_missing(name: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedOutput, match="there is no folder"):
        open_output(tmp_path / "missing" / name)


# -- two runs, and runs that are killed ------------------------------------------------------------------------------


def test_two_runs_at_once(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    output = open_output(path)
    for how in ({}, {"resume": True}, {"overwrite": True}):
        with pytest.raises(RefusedOutput, match="another run"):
            open_output(path, **how)
    process, pipe = in_a_process(sending, path, records(name))
    assert pipe.recv() == "begun"
    kind, said = pipe.recv()
    assert kind is RefusedOutput
    assert "another run" in said
    process.join()
    output.close()
    write(path, records(name), resume=True)
    assert not any(file.name.startswith(".") for file in tmp_path.rglob("*"))


def holding(pipe: Any, path: Path) -> None:
    """Has an output open, and a child that outlives it."""
    output = open_output(path)
    if child := os.fork():
        pipe.send(child)
    time.sleep(60)
    output.close()


def test_a_lock_dies_with_its_process(name: str, tmp_path: Path) -> None:
    process, pipe = in_a_process(holding, tmp_path / name)
    child = pipe.recv()
    with pytest.raises(RefusedOutput, match="another run"):
        open_output(tmp_path / name, resume=True)
    process.kill()
    process.join()
    try:
        open_output(tmp_path / name, resume=True).close()
    finally:
        os.kill(child, signal.SIGKILL)


def test_killed_at_any_moment(name: str, whole: Path, tmp_path: Path) -> None:
    path, chance = tmp_path / name, random.Random(5)
    for _ in range(8):
        process, pipe = in_a_process(sending, path, records(name))
        assert pipe.recv() == "begun"
        time.sleep(chance.uniform(0, 0.05))
        process.kill()
        process.join()
    write(path, records(name), resume=True)
    assert content(path) == content(whole)
