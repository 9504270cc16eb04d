"""Speed as ratios of one run: load() and its JSON against bare lxml parsing, and against trafilatura where it is installed.

usage: speed.py [PAGE] [--rounds N]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import lxml.html

import jyparse

SAMPLE = Path(__file__).parent.parent / "samples" / "jiangyin.html"


def copies(page: bytes, count: int) -> list[bytes]:
    """Copies that differ in a digit, so that nothing can be remembered."""
    return [page.replace(b"</body>", f"<!-- {n} --></body>".encode()) for n in range(count)]


def timed(work: dict[str, Callable[[bytes], object]], pages: list[bytes]) -> dict[str, list[float]]:
    """Milliseconds of each piece of work on each page, interleaved."""
    times: dict[str, list[float]] = {name: [] for name in work}
    for page in pages:
        for name, call in work.items():
            start = time.perf_counter()
            call(page)
            times[name].append((time.perf_counter() - start) * 1000)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--rounds", type=int, default=60)
    arguments = parser.parse_args()
    page = arguments.page.read_bytes()
    work: dict[str, Callable[[bytes], object]] = {
        "lxml": lxml.html.document_fromstring,
        "load": jyparse.loads,
        "load + JSON": lambda data: jyparse.loads(data).model_dump_json(),
    }
    try:
        import trafilatura

        work["trafilatura JSON"] = lambda data: trafilatura.extract(data, output_format="json", with_metadata=True)
    except ImportError:
        sys.stdout.write("trafilatura is not installed: not compared\n")
    for call in work.values():
        call(page)
    times = timed(work, copies(page, arguments.rounds))
    base = statistics.median(times["lxml"])
    sys.stdout.write(f"{arguments.page.name}, {len(page):,} bytes, {arguments.rounds} rounds\n")
    for name, measured in times.items():
        median = statistics.median(measured)
        sys.stdout.write(
            f"  {name:18} median {median:8.2f} ms   min {min(measured):8.2f} ms   {median / base:6.1f} x lxml\n"
        )
    scaling(page)


def scaling(page: bytes) -> None:
    """How time grows with the text: the paragraphs of the page again and again."""
    first, last = page.find(b"<p"), page.rfind(b"</p>") + 4
    one = None
    for times in (1, 10, 100):
        data = page[:first] + page[first:last] * times + page[last:]
        start = time.perf_counter()
        jyparse.loads(data)
        spent = time.perf_counter() - start
        one = one or spent
        sys.stdout.write(f"  {times:4} times the text: {spent * 1000:9.1f} ms, {spent / one:6.1f} times as long\n")


if __name__ == "__main__":
    main()
