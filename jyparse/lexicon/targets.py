"""What names of indicators say of their targets, by the table `targets.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from jyparse import lexicon
from jyparse.model import TargetKind
from jyparse.text.blanks import unspaced

_BRACKETS = re.compile(r"[（(][^（()）]*[)）]$")
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Said:
    """What a name says: the kind of its target (None where it leaves it open), and the year that a change counts from."""

    kind: TargetKind | None
    base_year: int | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    pattern: re.Pattern[str]
    kind: TargetKind | None
    unit: str | None


def _compiled(row: dict[str, object]) -> re.Pattern[str]:
    patterns = row["patterns"]
    assert isinstance(patterns, list)
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


@cache
def _names() -> tuple[_Row, ...]:
    return tuple(_Row(_compiled(row), row["kind"] or None, row.get("unit")) for row in lexicon.table("targets")["name"])


@cache
def _rates() -> tuple[re.Pattern[str], ...]:
    return tuple(_compiled(row) for row in lexicon.table("targets")["rate"])


def compact(name: str) -> str:
    """A name as the table is asked for it: without blanks and a last bracket."""
    return _BRACKETS.sub("", unspaced(name))[-_LONGEST:]


def said_by(name: str, unit: str | None) -> Said:
    """What the name of an indicator says of its target; a name that no row knows is that of a level."""
    printed = compact(name)
    for row in _names():
        if (row.unit is None or row.unit == unit) and (match := row.pattern.search(printed)):
            base = match.groupdict().get("base")
            return Said(row.kind, int(base) if base else None)
    return Said("level")


def is_rate(name: str) -> bool:
    """Whether a name is that of a rate, a share or another figure without a sum."""
    return any(pattern.search(compact(name)) for pattern in _rates())
