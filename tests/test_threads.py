"""Sixteen threads give what one gives."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

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


def test_the_cycle_collector_is_as_the_caller_left_it() -> None:
    page = "<p>各单位要认真落实责任，按期完成各项任务。</p>" * 50
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(jyparse.loads, [page] * 64))
    assert gc.isenabled()
    with pytest.raises(jyparse.EmptyDocument):
        jyparse.loads("")
    assert gc.isenabled()
    gc.disable()
    try:
        jyparse.loads(page)
        assert not gc.isenabled()
    finally:
        gc.enable()
