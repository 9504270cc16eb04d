"""Words of furniture: the rows of lexicon/furniture.toml by their own examples, and what no row must take."""

from __future__ import annotations

import pytest

from jyparse import lexicon
from jyparse.stages.text import is_furniture

TABLES = [name for name, row in lexicon.table("furniture").items() if "examples" in row]


@pytest.mark.parametrize("table", TABLES)
def test_each_table_takes_its_examples_and_nothing_else(table: str) -> None:
    row = lexicon.table("furniture")[table]
    for line in row["examples"]:
        assert is_furniture(line, table), line
    for line in row["not"]:
        assert not is_furniture(line, table), line
