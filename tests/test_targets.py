"""The table that says what names of indicators mean for their targets."""

from __future__ import annotations

import pytest

from jyparse import lexicon
from jyparse.lexicon.targets import is_rate, said_by

NAMES = lexicon.table("targets")["name"]


@pytest.mark.parametrize(("row", "name"), [(row, name) for row in NAMES for name in row["examples"]])
def test_examples_are_read_by_their_own_row(row: dict[str, str], name: str) -> None:
    assert said_by(name, row.get("unit")).kind == (row["kind"] or None)


@pytest.mark.parametrize("name", [name for row in NAMES for name in row.get("not", ())])
def test_counter_examples_are_levels(name: str) -> None:
    assert said_by(name, "亿元").kind == "level"


@pytest.mark.parametrize("name", [name for row in lexicon.table("targets")["rate"] for name in row["examples"]])
def test_rates_are_known(name: str) -> None:
    assert is_rate(name)
