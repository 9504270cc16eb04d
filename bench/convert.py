"""The command `jyparse batch` as a whole: each format with one and two workers, against a plain loop over `load()` and its JSON.

usage: convert.py [--pages N] [--long N] [FORMAT ...]

The pages are those of crawl.py, as files. Every run is an interpreter of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import crawl

import jyparse
from jyparse.batch.converting import convert

FORMATS = ("jsonl", "csv", "sqlite", "duckdb", "parquet")


def write_pages(folder: Path, count: int) -> None:
    """The crawl as files."""
    folder.mkdir()
    for page in crawl.pages(count):
        assert isinstance(page.content, bytes)
        (folder / page.name).write_bytes(page.content)


def one(folder: Path, out: Path, workers: int) -> dict[str, float]:
    """One run; 0 workers are a plain loop that writes lines of JSON."""
    start, cpu = time.perf_counter(), time.process_time()
    if workers:
        convert([str(folder)], out, workers=workers)
    else:
        with out.open("wb") as file:
            for path in sorted(folder.iterdir()):
                file.write(jyparse.load(path).model_dump_json().encode() + b"\n")
    return {
        "wall": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "peak": crawl.peak(),
    }


def fresh(folder: Path, ending: str, workers: int) -> dict[str, float]:
    """The same in a new interpreter, and to a new output."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, __file__, "--one", str(folder), f"{scratch}/out.{ending}", str(workers)]
        found: dict[str, float] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return found


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        folder, out, workers = sys.argv[2:]
        sys.stdout.write(json.dumps(one(Path(folder), Path(out), int(workers))))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--long", type=int, default=0, help="pages of the runs whose memory is compared; 0 for none")
    parser.add_argument("formats", nargs="*", default=FORMATS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        pages = Path(scratch) / "pages"
        write_pages(pages, arguments.pages)
        plain = fresh(pages, "jsonl", 0)["wall"]
        say(f"plain loop: {plain:.1f} s for {arguments.pages:,} pages")
        more = Path(scratch) / "more"
        if arguments.long:
            write_pages(more, arguments.long)
        for ending in arguments.formats:
            alone, two = (fresh(pages, ending, workers) for workers in (1, 2))
            say(
                f"{ending:8} 1 worker {alone['wall']:6.1f} s, {alone['wall'] / plain:.2f} of the plain loop; 2 workers {two['wall']:6.1f} s, "
                f"{alone['wall'] / two['wall']:.2f} times as fast; here {two['cpu'] / arguments.pages * 1e3:.2f} ms a page, {two['peak'] / 1e6:.0f} MB"
            )
            if arguments.long:
                long = fresh(more, ending, 2)
                say(
                    f"         {arguments.long:,} pages: {long['wall']:.1f} s, peak memory {long['peak'] / two['peak']:.2f} times"
                )


if __name__ == "__main__":
    main()
