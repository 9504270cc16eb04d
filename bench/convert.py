"""The command `jyparse batch` as a whole: each format with one and two workers, against a plain loop over `load()` and its JSON.

usage: convert.py [--pages N] [--rounds N] [--long N] [FORMAT ...]

The pages are those of crawl.py, as files. Every run is an interpreter of its own. The runs of a round take turns of a quarter of a second,
so that what else the machine does falls on all of them; times are of whole processes, start and end included. Beside them run two plain
loops at once, each over half of the pages: no two workers can be faster than that, on cores that share caches or more.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from pathlib import Path

import crawl
from turns import by_turns

import jyparse
from jyparse.batch.converting import convert

FORMATS = ("jsonl", "csv", "sqlite", "duckdb", "parquet")


def write_pages(folder: Path, count: int) -> None:
    """The crawl as files."""
    folder.mkdir()
    for page in crawl.pages(count):
        assert isinstance(page.content, bytes)
        (folder / page.name).write_bytes(page.content)


def one(folder: Path, out: Path, way: str) -> dict[str, float]:
    """One run: a plain loop that writes lines of JSON, two of them at once, or a number of workers."""
    cpu = time.process_time()
    if way == "plain":
        loop(sorted(folder.iterdir()), out)
    elif way == "twice":
        paths = sorted(folder.iterdir())
        context = multiprocessing.get_context("spawn")
        middle = len(paths) // 2
        parts = (paths[:middle], paths[middle:])
        halves = [context.Process(target=loop, args=(part, out.with_stem(f"{n}"))) for n, part in enumerate(parts)]
        for half in halves:
            half.start()
        for half in halves:
            half.join()
    else:
        convert([str(folder)], out, workers=int(way))
    return {"cpu": time.process_time() - cpu, "peak": crawl.peak()}


def loop(paths: list[Path], out: Path) -> None:
    with out.open("wb") as file:
        for path in paths:
            file.write(jyparse.load(path).model_dump_json().encode() + b"\n")


def raced(folder: Path, ending: str, ways: tuple[str, ...] = ("plain", "twice", "1", "2")) -> list[dict[str, float]]:
    """The ways of reading by turns, each to a new output."""
    with tempfile.TemporaryDirectory() as scratch:
        me = [sys.executable, __file__, "--one", str(folder)]
        commands = [[*me, f"{scratch}/{way}.{ending if way.isdigit() else 'jsonl'}", way] for way in ways]
        return [{"wall": wall, **json.loads(said)} for wall, said in by_turns(commands)]


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        folder, out, way = sys.argv[2:]
        sys.stdout.write(json.dumps(one(Path(folder), Path(out), way)))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--long", type=int, default=0, help="pages of the runs whose memory is compared; 0 for none")
    parser.add_argument("formats", nargs="*", default=FORMATS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        pages, more = Path(scratch) / "pages", Path(scratch) / "more"
        write_pages(pages, arguments.pages)
        if arguments.long:
            write_pages(more, arguments.long)
        for ending in arguments.formats:
            rounds = [raced(pages, ending) for _ in range(arguments.rounds)]
            for plain, twice, alone, two in rounds:
                say(
                    f"{ending:8} plain loop {plain['wall']:.1f} s, two at once {twice['wall']:.1f} s;"
                    f" 1 worker {alone['wall']:.1f} s, 2 workers {two['wall']:.1f} s"
                )
            slower = statistics.median(alone["wall"] / plain["wall"] for plain, _, alone, _ in rounds)
            faster = statistics.median(alone["wall"] / two["wall"] for _, _, alone, two in rounds)
            most = statistics.median(plain["wall"] / twice["wall"] for plain, twice, _, _ in rounds)
            here = statistics.median(two["cpu"] for *_, two in rounds) / arguments.pages * 1e3
            peak = max(two["peak"] for *_, two in rounds)
            say(
                f"{ending:8} 1 worker takes {slower:.2f} of the time of the plain loop; 2 workers are {faster:.2f} times as fast as one,"
                f" two plain loops {most:.2f} times as fast as one; in the process that writes {here:.2f} ms of CPU a page, {peak / 1e6:.0f} MB"
            )
            if arguments.long:
                (long,) = raced(more, ending, ("2",))
                say(
                    f"{ending:8} {arguments.long:,} pages: {long['wall']:.1f} s, peak memory {long['peak'] / peak:.2f} times"
                )


if __name__ == "__main__":
    main()
