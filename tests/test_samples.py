"""The samples give the JSON that stands beside them, which was read by eye."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden import PAGES, golden_json


def test_there_are_samples_of_every_shape() -> None:
    assert len(PAGES) >= 6


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_golden_json(page: Path) -> None:
    assert golden_json(page) == page.with_suffix(".json").read_text(encoding="utf8")
