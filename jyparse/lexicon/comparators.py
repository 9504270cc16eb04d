"""Comparators: the words and signs beside a number, by the table `comparators.toml`."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from jyparse import lexicon
from jyparse.model import Relation

_TURNED: dict[Relation, Relation] = {">": "<=", "<": ">=", "<=": ">", ">=": "<"}


class Comparator(NamedTuple):
    """A comparator as printed."""

    text: str
    relation: Relation
    kinds: frozenset[str] = frozenset()
    """Kinds of units that it stands behind; empty for all."""
    bare: bool = False
    """Whether it stands only before a number that is a multiplier alone (`上百`)."""


@cache
def before() -> dict[str, Comparator]:
    """Those before a number, those with a negation too."""
    table = lexicon.table("comparators")
    found = {}
    for row in table["before"]:
        for word in row["words"]:
            found[word] = Comparator(word, row["relation"], bare=row.get("bare", False))
            if row.get("turned"):
                for no in table["negations"]:
                    found[no + word] = Comparator(no + word, _TURNED[row["relation"]])
    return found


@cache
def after() -> tuple[Comparator, ...]:
    """Those behind a number, the longest first."""
    rows = lexicon.table("comparators")["after"]
    found = [
        Comparator(word, row["relation"], frozenset(row.get("kinds", ()))) for row in rows for word in row["words"]
    ]
    return tuple(sorted(found, key=lambda some: len(some.text), reverse=True))


@cache
def _after_by_first() -> dict[str, tuple[Comparator, ...]]:
    first = dict.fromkeys(found.text[0] for found in after())
    return {c: tuple(found for found in after() if found.text[0] == c) for c in first}


@cache
def inside() -> dict[str, Comparator]:
    """Those between a number and its unit."""
    rows = lexicon.table("comparators")["inside"]
    return {word: Comparator(word, row["relation"]) for row in rows for word in row["words"]}


@cache
def in_cells() -> dict[str, Relation]:
    """Every word and sign that stands beside a number in a cell."""
    cell = lexicon.table("comparators")["cell"]
    plain = [some for some in before().values() if not some.bare] + [some for some in after() if not some.kinds]
    return {some.text: some.relation for some in plain} | {
        word: row["relation"] for row in cell for word in row["words"]
    }


def changes() -> list[str]:
    """Verbs that make the number of a cell a change (`下降15%`)."""
    return list(lexicon.table("comparators")["changes"]["words"])


def aims() -> list[str]:
    """Words before the number of a cell that leave it as it is (`力争`)."""
    return list(lexicon.table("comparators")["aims"]["words"])


@cache
def _ends_before() -> dict[str, int]:
    """The characters that those before a number end in, each with the length of the longest."""
    return {word[-1]: len(word) for word in sorted(before(), key=len)}


def find_before(text: str, end: int, bare: bool) -> Comparator | None:
    """The comparator that ends at `end`; `bare` says that the number is a multiplier alone."""
    words, longest = before(), _ends_before().get(text[end - 1 : end], 0)
    for start in range(max(0, end - longest), end):
        word = text[start:end]
        if (found := words.get(word)) and (bare or not found.bare):
            never = lexicon.table("comparators")["not_after"].get(word, ())
            return None if text[max(0, start - 1) : start] in never else found
    return None


def find_after(text: str, start: int, kind: str | None) -> Comparator | None:
    """The comparator that begins at `start`, behind a unit of this kind."""
    for found in _after_by_first().get(text[start : start + 1], ()):
        if text.startswith(found.text, start) and (not found.kinds or kind in found.kinds):
            never = lexicon.table("comparators")["not_before"].get(found.text, ())
            return None if never and text.startswith(tuple(never), start + len(found.text)) else found
    return None
