"""keywords(): the first call, which loads jieba, in fresh interpreters; the next ones beside bare cutting by jieba; how time grows with the text.

usage: keywords.py [PAGE]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jyparse
from jyparse.phrases.segmenter import segmenter

SAMPLE = Path(__file__).parent.parent / "samples" / "jiangyin.html"
CODE = """
import resource, time
import jyparse.phrases.terms
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
jyparse.keywords("高质量发展")
print((time.perf_counter() - start) * 1000, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def median(call: Callable[[], object], rounds: int) -> float:
    """Milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    page = Path(sys.argv[1]) if sys.argv[1:] else SAMPLE
    document = jyparse.load(page)
    text = document.text
    runs = [
        tuple(map(float, subprocess.run([sys.executable, "-c", CODE], capture_output=True, check=True).stdout.split()))
        for _ in range(5)
    ]
    first, memory = (statistics.median(some) for some in zip(*runs, strict=True))
    cut = median(lambda: list(segmenter().cut(text)), 20)
    sys.stdout.write(f"{page.name}, {len(text):,} characters\n")
    sys.stdout.write(f"  first call {first:8.1f} ms, {memory:.0f} MB\n")
    sys.stdout.write(f"  cutting    {cut:8.1f} ms\n")
    for name, call in (("keywords", jyparse.keywords), ("term_frequencies", jyparse.term_frequencies)):
        spent = median(lambda call=call: call(document), 20)  # type: ignore[misc]
        sys.stdout.write(f"  {name:16} {spent:8.1f} ms   {spent / cut:4.1f} x cutting\n")
    one = median(lambda: jyparse.keywords(text), 5)
    for times in (10, 100):
        spent = median(lambda times=times: jyparse.keywords(text * times), 1)  # type: ignore[misc]
        sys.stdout.write(f"  {times:4} times the text: {spent:9.1f} ms, {spent / one:6.1f} times as long\n")


if __name__ == "__main__":
    main()
