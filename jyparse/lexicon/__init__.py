"""What we know about these documents, as data: one TOML table a file, loaded once, on first use.

To add a label, a column, a scheme or a code: add a row. Rows carry the examples that tests run.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The rows of `lexicon/NAME.toml`."""
    return tomllib.loads((resources.files(__name__) / f"{name}.toml").read_text(encoding="utf8"))


@cache
def severities() -> dict[str, Any]:
    """Severity of each diagnostic code."""
    return {code: row["severity"] for code, row in table("diagnostics").items()}
