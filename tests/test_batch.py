"""The command `jyparse batch`: from inputs of every kind to an output of every kind."""

from __future__ import annotations

import csv
import errno
import json
import math
import os
import signal
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import jyparse
from jyparse.batch import Failure
from jyparse.batch.converting import convert
from jyparse.batch.outputs.base import Output, Record
from jyparse.cli import main
from jyparse.export import rows
from tests import crawl
from tests.golden import PAGES


def batch(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["batch", *map(str, arguments)])


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crawl") / "pages"
    crawl.write(folder, 40)
    return folder


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def interrupt_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has SIGINT come while records are written."""
    write = Output.write

    def interrupted(output: Output, records: Sequence[Record]) -> None:
        signal.raise_signal(signal.SIGINT)
        write(output, records)

    monkeypatch.setattr(Output, "write", interrupted)


def test_each_page_gives_what_parse_prints_or_a_record_of_its_failure(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    done = batch(pages, "-o", out)
    assert done.exit_code == 3
    assert "38 documents, 2 failed" in done.stderr
    assert "failed: EmptyDocument 1, UnsupportedFormat 1" in done.stderr
    for line in out.read_text(encoding="utf-8").splitlines():
        document = jyparse.PolicyDocument.model_validate_json(line)
        assert document.source.name
        alone = jyparse.load(document.source.name)
        assert document == alone.model_copy(update={"source": document.source})
    failures = lines(tmp_path / "out.errors.jsonl")
    assert [f"  {failure['message']}" for failure in failures] == done.stderr.splitlines()[2:4]
    assert [(Path(str(record["source"])).name, record["error"]) for record in failures] == [
        ("000013.html", "EmptyDocument"),
        ("000031.html", "UnsupportedFormat"),
    ]


def test_all_pages_read_ends_with_nought(pages: Path, tmp_path: Path) -> None:
    done = batch(pages / "00000?.html", "-o", tmp_path / "out.jsonl")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "10 documents; " in done.stderr


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_any_number_of_workers_gives_the_same(ending: str, pages: Path, tmp_path: Path) -> None:
    outs = [tmp_path / f"{workers}.{ending}" for workers in (1, 3)]
    for workers, out in zip((1, 3), outs, strict=True):
        assert batch(pages, "-o", out, "--workers", str(workers)).exit_code == 3
    files = [sorted(out.iterdir()) if out.is_dir() else [out, out.with_suffix(".errors.jsonl")] for out in outs]
    assert [path.read_bytes() for path in files[0]] == [path.read_bytes() for path in files[1]]


def test_a_folder_of_pages_becomes_a_sheet_that_excel_reads(tmp_path: Path) -> None:
    done = batch(*PAGES, "-o", tmp_path / "plans.csv")
    assert done.exit_code == 0
    data = (tmp_path / "plans.csv" / "indicators.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    printed = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    made = [row for page in PAGES for row in rows(jyparse.load(page))["indicators"]]
    assert len(printed) == len(made)
    plan = [
        row for row in printed if row["indicator"] == "地区生产总值（GDP）" or row["indicator"] == "地区生产总值(GDP)"
    ]
    assert {(row["year"], row["unit"]) for row in plan} >= {("2015", "亿元"), ("2020", "亿元")}


def test_duplicates_are_left_out_where_asked(pages: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    for name in ("000001.html", "000002.html"):
        (again / name).write_bytes((pages / name).read_bytes() + b"<!-- fetched once more -->")
    out = tmp_path / "out.sqlite"
    done = batch(pages, again, "-o", out, "--skip-duplicates")
    assert "38 documents, 2 failed, 2 duplicates left out" in done.stderr
    with sqlite3.connect(out) as connection:
        said = connection.execute("SELECT source FROM errors WHERE error = 'Duplicate' ORDER BY source").fetchall()
        assert [Path(source).name for (source,) in said] == ["000001.html", "000002.html"]
        assert connection.execute("SELECT count(*), count(DISTINCT document_id) FROM documents").fetchone() == (38, 38)
    connection.close()
    resumed = batch(pages, again, "-o", out, "--skip-duplicates", "--resume")
    assert "0 documents, 42 done before" in resumed.stderr


def test_records_of_other_files_are_pages(pages: Path, tmp_path: Path) -> None:
    records = [
        {"body": (pages / "000001.html").read_text(encoding="utf-8"), "address": "http://a.gov.cn/1.html"},
        {"address": "http://a.gov.cn/2.html"},
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    done = batch(tmp_path / "in.jsonl", "-o", out, "--html-field", "body", "--url-field", "address")
    assert (done.exit_code, "failed: MissingField 1" in done.stderr) == (3, True)
    (source,) = (record["source"] for record in lines(out))
    assert isinstance(source, dict)
    assert (source["url"], Path(source["name"]).name) == ("http://a.gov.cn/1.html", "in.jsonl:1")


def test_what_cannot_be_done_is_one_sentence(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert batch(pages, "-o", out, "--resume", "--overwrite").exit_code == 2
    assert batch(pages / "000001.html", "-o", out).exit_code == 0
    for arguments in ((pages, "-o", out), (out, "-o", out, "--overwrite"), (pages, "-o", tmp_path / "out.docx")):
        refused = batch(*arguments)
        assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1), refused.stderr
    assert len(lines(out)) == 1
    assert batch(pages / "000002.html", "-o", out, "--overwrite").exit_code == 0
    assert len(lines(out)) == 1


def test_what_is_passed_over_is_counted(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.html", "b.pdf", "c.PDF"):
        (tmp_path / "in" / name).write_bytes((pages / "000001.html").read_bytes())
    done = batch(tmp_path / "in", "-o", tmp_path / "out.jsonl")
    assert (done.exit_code, "passed over: .pdf 2\n" in done.stderr) == (0, True)


def test_of_many_failures_the_first_are_told(tmp_path: Path) -> None:
    done = batch(*(tmp_path / f"{n}.html" for n in range(5)), "-o", tmp_path / "out.jsonl")
    said = done.stderr.splitlines()
    assert [line.partition(": ")[0] for line in said[2:]] == [*(f"  {tmp_path}/{n}.html" for n in range(3)), "  …"]


def test_what_waits_to_be_written_is_bounded_by_bytes_too(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = max(path.stat().st_size for path in pages.iterdir())
    monkeypatch.setattr("jyparse.batch.converting.MOST", most)
    sizes = []
    write = Output.write

    def noted(output: Output, records: Sequence[Record]) -> None:
        sizes.append([record.size for record in records if not isinstance(record, Failure)])
        write(output, records)

    monkeypatch.setattr(Output, "write", noted)
    for ending in ("jsonl", "csv", "sqlite", "parquet"):
        sizes.clear()
        batch(pages / "00000?.html", "-o", tmp_path / f"out.{ending}")
        assert len(sizes) > 1
        assert all(sum(batch) >= most > sum(batch[:-1]) for batch in sizes[:-1]), ending


def test_a_signal_that_is_ignored_stays_ignored(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupt_writing(monkeypatch)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        done = batch(pages / "00000?.html", "-o", tmp_path / "out.jsonl")
        assert done.exit_code == 0, done.stderr
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_system_that_gives_no_more_is_one_sentence(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("jyparse.batch.converting.run", refuse)
    done = batch(pages, "-o", tmp_path / "out.jsonl")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "the run cannot go on (Too many open files)" in done.stderr


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_a_signal_while_the_last_records_are_written(
    ending: str, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt_writing(monkeypatch)
    done = batch(pages / "00000?.html", "-o", tmp_path / f"out.{ending}")
    assert (done.exit_code, "10 documents; " in done.stderr) == (130, True), done.stderr
    monkeypatch.undo()
    again = batch(pages / "00000?.html", "-o", tmp_path / f"out.{ending}", "--resume")
    assert "0 documents, 10 done before" in again.stderr


def test_a_run_that_is_ended_before_it_reads(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("jyparse.batch.converting.open_output", interrupted)
    done = batch(pages, "-o", tmp_path / "out.jsonl")
    assert (done.exit_code, done.stderr.count("\n")) == (130, 1)


def test_a_timeout_that_is_refused_costs_no_output(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert batch(pages / "000001.html", "-o", out).exit_code == 0
    with pytest.raises(ValueError, match="timeout is nan"):
        convert([str(pages / "000001.html")], out, overwrite=True, timeout=math.nan)
    for refused in ("0", "nan", "86401"):
        assert batch(pages / "000001.html", "-o", out, "--overwrite", "--timeout", refused).exit_code == 2
    assert len(lines(out)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal there")
def test_progress_is_shown_on_a_terminal_alone(pages: Path, tmp_path: Path) -> None:
    import pty

    status_and_output: list[bytes] = []

    def note(handle: int) -> bytes:
        status_and_output.append(data := os.read(handle, 4096))
        return data

    command = [sys.executable, "-m", "jyparse", "batch", str(pages), "-o", str(tmp_path / "out.jsonl")]
    stdout = os.dup(1)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    try:
        assert os.waitstatus_to_exitcode(pty.spawn(command, note)) == 3
    finally:
        os.dup2(stdout, 1)
    shown = b"".join(status_and_output).decode()
    assert "pages/s" in shown
    assert "40/40" in shown or "/40" in shown
