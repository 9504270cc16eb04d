"""Lines of a page that are no text of the document, known by their words (`furniture.toml`)."""

from __future__ import annotations

import re
from functools import cache

from jyparse import lexicon

_LONGEST = 160


@cache
def _patterns(table: str) -> re.Pattern[str]:
    rows = lexicon.table("furniture")
    patterns = [p for name in (*rows[table].get("parts", ()), table) for p in rows[name]["patterns"]]
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.I)


def is_furniture(text: str, table: str = "line") -> bool:
    """Whether a whole line is furniture by its words."""
    return len(text) <= _LONGEST and _patterns(table).fullmatch(text) is not None
