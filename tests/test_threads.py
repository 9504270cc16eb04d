"""Sixteen threads give what one gives."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jyparse
from tests.golden import PAGES
from tests.test_corpus import SHARED


def test_threads_change_nothing() -> None:
    corpus = (
        sorted(p for p in (SHARED / "corpus").glob("*/*") if p.suffix in (".html", ".txt")) if SHARED.exists() else []
    )
    pages: list[Path] = [*PAGES, *corpus]
    alone = [jyparse.load(page).model_dump_json() for page in pages]
    with ThreadPoolExecutor(16) as pool:
        together = list(pool.map(lambda page: jyparse.load(page).model_dump_json(), pages * 2))
    assert together == alone * 2
