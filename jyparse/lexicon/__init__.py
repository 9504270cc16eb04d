"""What we know about these documents, as data: one TOML table a file, loaded once, on first use.

To add a label, a column, a scheme or a code: add a row. Rows carry the examples that tests run.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from jyparse.model import Diagnostic, Span


@cache
def table(name: str) -> dict[str, Any]:
    """The rows of `lexicon/NAME.toml`."""
    return tomllib.loads((resources.files(__name__) / f"{name}.toml").read_text(encoding="utf8"))


def diagnostic(code: str, message: str, span: Span | None = None) -> Diagnostic:
    """A diagnostic with the severity that its code has in `diagnostics.toml`."""
    return Diagnostic(code=code, severity=table("diagnostics")[code]["severity"], message=message, span=span)
