"""A crawl as one WARC.gz against the same pages as plain files: reading alone, and with parsing by two workers; rates and CPU time.

usage: warc.py [--megabytes N] [--pages N] [--rounds N]

`--megabytes` is the size of the WARC file (of which all is read), `--pages` how many of its pages are parsed. Every run is an interpreter of
its own; WARC and files take turns, and the best rounds are compared, as whatever else the machine does only makes them worse.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import sys
import tempfile
import time
from pathlib import Path

import crawl

from jyparse.batch.forms import Failure, Page
from jyparse.batch.inputs import read
from jyparse.batch.pool import run

FILES_IN_A_FOLDER = 1000


def make(folder: Path, size: int) -> int:
    """Writes a crawl to `crawl.warc.gz`, until that has so many bytes, and to `files`; the number of its pages."""
    with (folder / "crawl.warc.gz").open("wb") as archive:
        for number, page in enumerate(crawl.pages(sys.maxsize)):
            if archive.tell() >= size:
                return number
            assert isinstance(page.content, bytes)
            archive.write(gzip.compress(record(number, page.content, page.url or ""), 6))
            file = folder / "files" / f"{number // FILES_IN_A_FOLDER:04}" / f"{number:08}.html"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(page.content)
    raise AssertionError


def record(number: int, page: bytes, url: str) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(page), page)
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-11-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def one(source: str, pages: int) -> dict[str, float]:
    """Reads all pages of a source; or parses so many of them."""
    start, cpu = time.perf_counter(), time.process_time()
    count = size = 0
    workers: dict[int, float] = {}
    if pages:
        for outcome in run(itertools.islice(read([source]), pages), crawl.measured, workers=2):
            assert not isinstance(outcome, Failure), outcome
            count, size = count + 1, size + len(outcome[0])
            workers[outcome[1].pid] = outcome[1].cpu
    else:
        for page in read([source]):
            assert isinstance(page, Page), page
            count, size = (
                count + 1,
                size + len(page.content.read_bytes() if isinstance(page.content, Path) else page.content),
            )
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu + sum(workers.values())
    return {"rate": count / wall, "cpu": cpu / count * 1000, "count": count, "size": size, "peak": crawl.peak()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=64)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        sys.stdout.write(json.dumps(one(arguments.one[0], int(arguments.one[1]))))
        return
    with tempfile.TemporaryDirectory() as folder:
        count = make(Path(folder), int(arguments.megabytes * 1e6))
        sys.stdout.write(f"{arguments.megabytes:,.0f} MB of WARC.gz, {count:,} pages\n")
        for what, pages in (("read", 0), ("parse", arguments.pages)):
            rounds = [
                [fresh(what, Path(folder, source), pages) for source in ("crawl.warc.gz", "files")]
                for _ in range(arguments.rounds)
            ]
            assert len({found["count"] for both in rounds for found in both}) == 1
            warc, files = zip(*rounds, strict=True)
            rate = max(found["rate"] for found in warc) / max(found["rate"] for found in files)
            cpu = min(found["cpu"] for found in files) / min(found["cpu"] for found in warc)
            sys.stdout.write(f"{what:5} WARC at {rate:.0%} of the rate of files, {cpu:.0%} by CPU time (best rounds)\n")


def fresh(what: str, source: Path, pages: int) -> dict[str, float]:
    """`one` in a new interpreter."""
    found = crawl.fresh(__file__, source, pages)
    sys.stdout.write(
        f"{what:5} {source.name:13} {found['count']:9,} pages, {found['rate']:8,.1f} pages/s, CPU {found['cpu']:7.3f} ms a page,"
        f" peak {found['peak'] / 1e6:4.0f} MB\n"
    )
    sys.stdout.flush()
    return found


if __name__ == "__main__":
    main()
