"""Peak resident memory of load() above the imports, on a page of about 2 MB, as a multiple of its bytes.

usage: memory.py [PAGE] [--megabytes N]
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from pathlib import Path

SAMPLE = Path(__file__).parent.parent / "samples" / "jiangyin.html"
CHILD = """
import resource, sys
import jyparse, bs4
jyparse.loads(b"<p>\\xe7\\x94\\xb2</p>")
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
document = jyparse.loads(data)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--megabytes", type=float, default=2.0)
    arguments = parser.parse_args()
    page = arguments.page.read_bytes()
    first, last = page.find(b"<p"), page.rfind(b"</p>") + 4
    times = max(1, round(arguments.megabytes * 1e6 / (last - first)))
    data = page[:first] + page[first:last] * times + page[last:]
    done = subprocess.run([sys.executable, "-c", CHILD], input=data, capture_output=True, check=True)
    unit = 1 if sys.platform == "darwin" else 1024
    peak = int(done.stdout) * unit
    sys.stdout.write(
        f"{len(data):,} bytes: peak {peak / 1e6:.1f} MB above the imports, {peak / len(data):.1f} x the page\n"
    )


if __name__ == "__main__":
    assert resource  # POSIX only
    main()
