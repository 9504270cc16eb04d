"""Verbs of policy and the words before them, by the table `verbs.toml`."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from jyparse import lexicon
from jyparse.model import Strength


class Word(NamedTuple):
    """A word that an action may begin with."""

    text: str
    verb: Strength | None = None
    """Its class, where it is a verb."""
    modal: Strength | None = None
    """The class that it gives to a verb behind it."""
    leads: bool = False
    """Whether it may stand before the verb."""
    opens: bool = False
    """Whether it stands only at the beginning of a clause (并, 同时)."""
    pushes: bool = False
    """Whether a nominal verb behind it is its object (推进改造)."""
    nominal: bool = False
    """Whether it names a thing as well (改造)."""
    thing: bool = False
    """Whether it is a thing behind a modal and behind 加快, too (支持创新)."""
    prohibits: bool = False
    """Whether all that follows is what must not be done."""
    not_before: tuple[str, ...] = ()
    """What makes it the beginning of another word (建设用地)."""


@cache
def words() -> dict[str, Word]:
    """Every word of the table."""
    table = lexicon.table("verbs")
    lead, never = table["lead"], table["not_before"]
    found: dict[str, Word] = {}

    def add(text: str, **said: object) -> None:
        known = found.get(text) or Word(text, not_before=tuple(never.get(text, ())))
        found[text] = known._replace(**said)  # type: ignore[arg-type]

    for row in table["strength"]:
        for text in row["verbs"]:
            add(text, verb=row["name"])
        for text in row["modals"]:
            add(text, modal=row["name"], leads=True)
        for text in row.get("prohibitions", ()):
            add(text, verb=row["name"], prohibits=True)
    for text in (*lead["manner"], *lead["light"]):
        add(text, leads=True)
    for text in lead["opening"]:
        add(text, leads=True, opens=True)
    for text in table["pushes"]:
        add(text, pushes=True)
    for text in table["nominal"]:
        add(text, nominal=True)
    for text in table["things"]:
        add(text, nominal=True, thing=True)
    return found


@cache
def by_opening() -> dict[str, tuple[Word, ...]]:
    """The words that begin with two characters (or are one), the longest first."""
    found: dict[str, list[Word]] = {}
    for word in sorted(words().values(), key=lambda word: len(word.text), reverse=True):
        found.setdefault(word.text[:2], []).append(word)
    return {opening: tuple(some) for opening, some in found.items()}


def word_at(text: str, at: int) -> Word | None:
    """The longest word that stands at `at`; not one that 的 makes an attribute (完善的)."""
    known = by_opening()
    for word in (*known.get(text[at : at + 2], ()), *known.get(text[at : at + 1], ())):
        if text.startswith(word.text, at):
            end = at + len(word.text)
            if not text.startswith(word.not_before, end) and not (word.verb and text.startswith("的", end)):
                return word
    return None
