"""Many pages: worker processes against a plain loop over `load()` and its JSON, on a synthetic crawl.

usage: batch.py [--pages N] [--rounds N] [--long N]

Every run is an interpreter of its own; rounds go over all ways of reading, so that what else the machine does falls on all of them.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from typing import Any

import crawl

import jyparse
from jyparse.batch import Failure
from jyparse.batch.pool import run

WAYS = {0: "plain loop", 1: "1 worker", 2: "2 workers"}


def read(workers: int, pages: int) -> dict[str, float]:
    """Reads a crawl; 0 workers are a plain loop."""
    start, cpu = time.perf_counter(), time.process_time()
    said: dict[int, crawl.Measured] = {}
    if workers:
        for outcome in run(crawl.pages(pages), crawl.measured, workers=workers):
            assert not isinstance(outcome, Failure), outcome
            worker = outcome[1][1]
            said[worker.pid] = worker
    else:
        for page in crawl.pages(pages):
            assert isinstance(page.content, bytes)
            jyparse.loads(page.content, url=page.url).model_dump_json().encode()
    return {
        "wall": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "peak": crawl.peak(),
        "workers_cpu": sum(worker.cpu for worker in said.values()),
        "workers_peak": max((worker.peak for worker in said.values()), default=0),
    }


def fresh(workers: int, pages: int) -> dict[str, float]:
    """The same in a new interpreter."""
    command = [sys.executable, __file__, "--one", str(workers), "--pages", str(pages)]
    found: dict[str, float] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return found


def show(way: str, pages: int, found: dict[str, float]) -> None:
    sys.stdout.write(
        f"{way:10} {pages:6,} pages: {found['wall']:7.2f} s, {pages / found['wall']:6.1f} pages/s; CPU {found['cpu']:7.2f} s here,"
        f" {found['workers_cpu']:7.2f} s in workers; peak {found['peak'] / 1e6:5.0f} MB here, {found['workers_peak'] / 1e6:5.0f} MB in a worker\n"
    )
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--long", type=int, default=20_000, help="pages of the run whose memory is compared; 0 for none"
    )
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one is not None:
        sys.stdout.write(json.dumps(read(arguments.one, arguments.pages)))
        return
    rounds: dict[int, list[dict[str, float]]] = {workers: [] for workers in WAYS}
    for _ in range(arguments.rounds):
        for workers, found in rounds.items():
            found.append(fresh(workers, arguments.pages))
            show(WAYS[workers], arguments.pages, found[-1])

    def ratio(what: Any, over: int, under: int) -> str:
        return f"{statistics.median(what(a) / what(b) for a, b in zip(rounds[over], rounds[under], strict=True)):.2f}"

    def wall(found: dict[str, float]) -> float:
        return found["wall"]

    def cpu(found: dict[str, float]) -> float:
        return found["cpu"] + found["workers_cpu"]

    sys.stdout.write(f"2 workers are {ratio(wall, 1, 2)} times as fast as 1 worker (median of the rounds)\n")
    sys.stdout.write(
        f"1 worker takes {ratio(wall, 1, 0)} of the time of the plain loop, and {ratio(cpu, 1, 0)} of its CPU time\n"
    )
    sys.stdout.write(f"2 workers take {ratio(cpu, 2, 0)} of its CPU time\n")
    if arguments.long:
        short, found = rounds[2][-1], fresh(2, arguments.long)
        show(WAYS[2], arguments.long, found)
        here, there = found["peak"] / short["peak"], found["workers_peak"] / short["workers_peak"]
        sys.stdout.write(
            f"peak memory of {arguments.long:,} pages over {arguments.pages:,}: {here:.2f} here, {there:.2f} in a worker\n"
        )


if __name__ == "__main__":
    main()
