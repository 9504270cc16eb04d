"""Memory of a batch: the peak of `run` with two workers over a synthetic crawl, and over ten times as many pages.

usage: batch.py [--pages N]

Every run is an interpreter of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import time

import crawl

from jyparse.batch import Failure
from jyparse.batch.pool import run


def read(pages: int) -> dict[str, float]:
    """Reads a crawl."""
    start, cpu = time.perf_counter(), time.process_time()
    said: dict[int, crawl.Measured] = {}
    for outcome in run(crawl.pages(pages), crawl.measured, workers=2):
        assert not isinstance(outcome, Failure), outcome
        said[outcome[1].pid] = outcome[1]
    return {
        "wall": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "peak": crawl.peak(),
        "workers_cpu": sum(worker.cpu for worker in said.values()),
        "workers_peak": max(worker.peak for worker in said.values()),
    }


def fresh(pages: int) -> dict[str, float]:
    """The same in a new interpreter, said and given back."""
    found = crawl.fresh(__file__, pages)
    sys.stdout.write(
        f"{pages:7,} pages: {found['wall']:6.1f} s, {pages / found['wall']:5.0f} a second; CPU {found['cpu']:5.1f} s here, {found['workers_cpu']:6.1f} s"
        f" in workers; peak {found['peak'] / 1e6:.1f} MB here, {found['workers_peak'] / 1e6:.1f} MB in a worker\n"
    )
    sys.stdout.flush()
    return found


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        sys.stdout.write(json.dumps(read(int(sys.argv[2]))))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    pages = parser.parse_args().pages
    short, long = fresh(pages), fresh(10 * pages)
    here, there = (long[key] / short[key] for key in ("peak", "workers_peak"))
    sys.stdout.write(f"ten times the pages take {here:.2f} times the memory here, {there:.2f} times in a worker\n")


if __name__ == "__main__":
    main()
