"""Runs that are killed: with --resume each ends complete, and equal to a run that nothing disturbed.

`make test` kills a short run a few times; `make test-faults` kills a run of 2,000 pages 50 times for each format.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from jyparse.export import TABLES
from tests import crawl

PAGES = int(os.environ.get("JYPARSE_FAULT_PAGES", "120"))
KILLS = int(os.environ.get("JYPARSE_FAULT_KILLS", "3"))
FORMATS = ("jsonl", "csv", "sqlite", "duckdb", "parquet")


def command(pages: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "jyparse", "batch", str(pages), "-o", str(out), "--workers", "2", *more]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crawl") / "pages"
    crawl.write(folder, PAGES)
    return folder


@pytest.fixture(scope="module")
def whole(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """The JSONL of a run that nothing disturbs, and the seconds that it took."""
    out = tmp_path_factory.mktemp("whole") / "out.jsonl"
    started = time.monotonic()
    subprocess.run(command(pages, out), capture_output=True, check=False)
    return out, time.monotonic() - started


def content_of_files(out: Path) -> Any:
    beside = [out, out.with_name(f"{out.stem}.errors.jsonl")] if out.is_file() else sorted(out.iterdir())
    return {path.name: path.read_bytes() for path in beside if not path.name.startswith(".")}


COLUMNS = {name: [column.name for column in table.columns] for name, table in TABLES.items()}
QUERIES = {
    name: f"SELECT {', '.join(f'{chr(34)}{column}{chr(34)}' for column in columns)} FROM {name}"
    for name, columns in (COLUMNS | {"errors": ["source", "error", "message"]}).items()
}


def content_of_sqlite(out: Path) -> Any:
    with closing(sqlite3.connect(out)) as connection:
        return {name: connection.execute(query).fetchall() for name, query in QUERIES.items()}


def content_of_duckdb(out: Path) -> Any:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect(str(out), read_only=True) as connection:
        return {name: connection.execute(query).fetchall() for name, query in QUERIES.items()}


def content_of_parquet(out: Path) -> Any:
    parquet = pytest.importorskip("pyarrow.parquet")
    found = {}
    for folder in sorted(path for path in out.iterdir() if path.is_dir()):
        found[folder.name] = [
            row for part in sorted(folder.glob("*.parquet")) for row in parquet.read_table(part).to_pylist()
        ]
    return found


CONTENT: dict[str, Callable[[Path], Any]] = {
    "jsonl": content_of_files,
    "csv": content_of_files,
    "sqlite": content_of_sqlite,
    "duckdb": content_of_duckdb,
    "parquet": content_of_parquet,
}


@pytest.mark.parametrize("ending", FORMATS)
def test_killed_runs_end_complete(ending: str, pages: Path, whole: tuple[Path, float], tmp_path: Path) -> None:
    """Kills a run again and again, each time when it has gone on for a while; where it ends before, another begins."""
    undisturbed = tmp_path / f"whole.{ending}"
    assert subprocess.run(command(pages, undisturbed), capture_output=True, check=False).returncode == 3
    expected = list(CONTENT[ending](undisturbed).values())
    chance = random.Random(ending)
    kills = 0
    for attempt in count():
        killed = tmp_path / f"killed-{attempt}.{ending}"
        ended = False
        while kills < KILLS and not ended:
            ended = not killed_within(chance.uniform(0.1, whole[1]), command(pages, killed, "--resume"))
            kills += not ended
        last = subprocess.run(command(pages, killed, "--resume"), capture_output=True, check=False)
        assert last.returncode in (0, 3), last.stderr.decode()
        assert list(CONTENT[ending](killed).values()) == expected, f"after {kills} kills"
        if kills == KILLS:
            break


def killed_within(seconds: float, command: list[str]) -> bool:
    """Whether a command ran so long; it is killed then."""
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as run:
        try:
            run.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            run.kill()
            return True
    return False


def test_what_was_complete_is_not_read_again(pages: Path, whole: tuple[Path, float]) -> None:
    again = subprocess.run(command(pages, whole[0], "--resume"), capture_output=True, check=False)
    assert again.returncode == 0
    assert f"0 documents, {PAGES:,} done before" in again.stderr.decode()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_run_in_good_order(
    number: signal.Signals, pages: Path, whole: tuple[Path, float], tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    run = subprocess.Popen(command(pages, out), stderr=subprocess.PIPE)
    while not (out.exists() and out.stat().st_size):
        time.sleep(0.01)
    run.send_signal(number)
    _, said = run.communicate(timeout=20)
    assert run.returncode == 128 + number, said.decode()
    assert f"ended early by {number.name}" in said.decode()
    for line in out.read_bytes().splitlines():
        json.loads(line)
    subprocess.run(command(pages, out, "--resume"), capture_output=True, check=False)
    assert out.read_bytes() == whole[0].read_bytes()
