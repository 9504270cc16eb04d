"""What titles, numbers and the words around them say of a citation, by the table `citations.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jyparse import lexicon
from jyparse.model import CitationKind, DocumentNumber

_LAST_BRACKETS = re.compile(r"(?:\s*(?:[（(〔\[][^（()）〔〕\[\]]*[）)〕\]]|[\d年Ⅰ-Ⅻ—–－~～-]+|[”\"’]))+$")
_TWO_DIGITS = 2


@cache
def words(place: str) -> re.Pattern[str]:
    """The words of a place (`before`, `title`, `after`, `above`) as one pattern; the last group that matched is the relation,
    or `nothing`."""
    rows = [row for row in lexicon.table("citations")["relation"] if place in row]
    groups = (f"(?P<{row['relation'] or 'nothing'}>{'|'.join(row[place])})" for row in rows)
    return re.compile("|".join(groups))


@cache
def _endings() -> tuple[dict[str, CitationKind | None], int]:
    """The kind of each ending, and the length of the longest."""
    rows = lexicon.table("citations")["kind"]
    known = {ending: row["kind"] or None for row in rows for ending in row["endings"]}
    return known, max(map(len, known))


@cache
def _numbers() -> tuple[tuple[re.Pattern[str], CitationKind, bool], ...]:
    rows = lexicon.table("citations")["number"]
    return tuple((re.compile(row["pattern"]), row["kind"], row.get("over", False)) for row in rows)


def kind_of_title(title: str) -> CitationKind | None:
    """What a title says that its document is."""
    known, longest = _endings()
    head = _LAST_BRACKETS.sub("", title)
    for length in range(min(longest, len(head)), 0, -1):
        if (ending := head[-length:]) in known:
            return known[ending]
    return "policy" if "关于" in head else None


def kind_of(title: str | None, number: DocumentNumber | None) -> CitationKind | None:
    """What is cited: an order of the state's says it, a standard's number too; else the title; else the number."""
    if number and "号" not in number.text:
        return "standard"
    said = next(((kind, over) for p, kind, over in _numbers() if p.search(number.text)), None) if number else None
    if said and said[1]:
        return said[0]
    return (title and kind_of_title(title)) or (said[0] if said else None)


@cache
def _codes() -> frozenset[str]:
    return frozenset(lexicon.table("citations")["standards"]["codes"])


_STANDARD = re.compile(
    r"(?P<organ>[A-Z][A-Z]{0,4}(?:\s?\d{2,6}(?=\s?/))?(?:\s?/\s?[A-Z]{1,12})?)[ /]{0,2}(?P<serial>\d{1,6})(?:[.．]\d{1,3}){0,2}"
    r"(?:\s?[-—–－―─:：]{1,2}\s?(?P<year>(?:19|20)\d\d|[6-9]\d)(?![\d.]))?"
)
_CODE = re.compile(r"[A-Z]+")


def standards(text: str, *, year: bool = True) -> Iterator[tuple[int, int, DocumentNumber]]:
    """The numbers of standards in `text`: start, end, number; without a `year` only where the caller knows that one is meant."""
    for match in _STANDARD.finditer(text):
        code, printed = _CODE.match(match["organ"]), match["year"]
        if (
            (printed or not year)
            and code
            and code.group() in _codes()
            and not _is_word(text[max(0, match.start() - 1) : match.start()])
        ):
            number = DocumentNumber(
                text=match.group(),
                organ="".join(match["organ"].split()),
                year=int(printed if len(printed) > _TWO_DIGITS else f"19{printed}") if printed else None,
                serial=int(match["serial"]),
            )
            yield match.start(), match.end(), number


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "/")
