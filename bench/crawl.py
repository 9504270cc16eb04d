"""A synthetic crawl: the samples over and over, each time with a paragraph of its own, so that no two pages are equal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from jyparse.batch import Page
from jyparse.batch.work import as_json

SAMPLES = sorted((Path(__file__).parent.parent / "samples").glob("*.html"))


def pages(count: int) -> Iterator[Page]:
    samples = [(path.read_bytes(), "gb18030" if path.stem == "gb18030" else "utf8") for path in SAMPLES]
    for number in range(count):
        page, encoding = samples[number % len(samples)]
        own = f"<p>第{number}号页面由本单位负责解释，自2016年{number % 12 + 1}月1日起施行。</p>".encode(encoding)
        first, last = page.rsplit(b"</p>", 1) if b"</p>" in page else (page, b"")
        yield Page(f"{number:08}.html", first + b"</p>" + own + last, f"https://www.example.gov.cn/{number:08}.html")


class Measured(NamedTuple):
    """What a worker says of itself after a page."""

    pid: int
    cpu: float
    """Seconds since the process began."""
    peak: int
    """Resident memory, in bytes."""
    size: int
    """Bytes of the JSON."""


def peak() -> int:
    """Peak resident memory of this process, in bytes; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    found = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return found if os.uname().sysname == "Darwin" else found * 1024


def fresh(script: str, *arguments: object) -> dict[str, float]:
    """What a script prints in a new interpreter when it is asked for `--one` run."""
    command = [sys.executable, script, "--one", *map(str, arguments)]
    found: dict[str, float] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return found


def measured(page: Page) -> tuple[bytes, Measured]:
    """`as_json`, and what it took."""
    json = as_json(page).payload
    return json, Measured(os.getpid(), time.process_time(), peak(), len(json))
