"""Values of the metadata block that are none (`labels.toml`)."""

from __future__ import annotations

import re
from functools import cache

from jyparse import lexicon


@cache
def _placeholder() -> re.Pattern[str]:
    return re.compile(lexicon.table("labels")["placeholder"])


def is_placeholder(text: str) -> bool:
    """Whether a printed value stands for no value: `—`, `无`, `/`, or nothing at all."""
    return _placeholder().fullmatch(text) is not None
