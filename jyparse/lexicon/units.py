"""Units: whether a word is one, where one stands in a sentence, and what it is in base units, by the table `units.toml`."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from jyparse import lexicon
from jyparse.text.blanks import unspaced

_PER = re.compile(r"[/／·•]|每")
_EITHER = re.compile(r"[、（()）]")
_COUNT = re.compile(r"\d{1,6}(?:\.\d)?")
_LONGEST = 16
_POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
_EXACT = Context(prec=80)
_MULTIPLIERS = re.compile("(?:万亿|[千百十]?亿|[千百十]?万|[千百十])?")


class Base(NamedTuple):
    """What one of a unit is: so many of its base unit."""

    factor: Decimal
    unit: str | None
    """None for a multiplier alone (`亿`)."""


class Word(NamedTuple):
    """A unit without multiplier, as its row has it."""

    text: str
    kind: str
    factor: Decimal
    base: str
    in_cells: bool
    """Whether it is a unit only in a cell of a table or in brackets."""


class Found(NamedTuple):
    """A unit in a sentence: `text[start:end]`."""

    start: int
    end: int
    word: Word | None
    """Its first unit; None for a multiplier alone."""
    multiplied: bool


@cache
def words() -> dict[str, Word]:
    """Every unit without multiplier."""
    found = {}
    for row in lexicon.table("units")["kind"]:
        for in_cells, entry in [(False, e) for e in row["units"]] + [(True, e) for e in row.get("cells", ())]:
            text, _, printed = entry.partition(" = ")
            factor, _, base = printed.rpartition(" ")
            found[text] = Word(text, row["name"], Decimal(factor or 1), base or text, in_cells)
    return found


@cache
def _by_first() -> dict[str, tuple[Word, ...]]:
    """The units of running text by their first character, the longest first."""
    found: dict[str, list[Word]] = {}
    for word in sorted(words().values(), key=lambda word: len(word.text), reverse=True):
        if not word.in_cells:
            found.setdefault(word.text[0], []).append(word)
    return {first: tuple(some) for first, some in found.items()}


@cache
def _not_before() -> dict[str, tuple[str, ...]]:
    return {unit: tuple(after) for unit, after in lexicon.table("units")["not_before"].items()}


@cache
def weak() -> frozenset[str]:
    """Units that a number alone does not make a quantity."""
    return frozenset(lexicon.table("units")["weak"])


@cache
def not_chinese() -> frozenset[str]:
    """Units that Chinese numerals below ten do not count."""
    return frozenset(lexicon.table("units")["not_chinese"])


@cache
def phrases() -> tuple[str, ...]:
    """Names that open like a quantity (三个代表)."""
    return tuple(lexicon.table("units")["phrases"])


def multiplier_of(text: str) -> Decimal:
    """What a multiplier stands for: `万` 10000, `千万` 10000000, `` 1."""
    return Decimal(1).scaleb(sum(_POWERS[c] for c in text))


@cache
def _simple() -> re.Pattern[str]:
    """A unit without `/`: multipliers before it, or multipliers alone (`亿`)."""
    some = "|".join(re.escape(word) for word in sorted(words(), key=len, reverse=True))
    multipliers = "|".join(lexicon.table("units")["multipliers"])
    return re.compile(f"(?P<some>(?:{multipliers}){{0,2}})(?P<unit>{some})|(?P<alone>(?:{multipliers}){{1,2}})")


@lru_cache(maxsize=4096)
def is_unit(text: str) -> bool:
    """Whether `text` is a unit: `亿元`, `人/亿元`, `万平方米`, `例/10万人`, `台（套）`, `%`; not `GDP`, `2010年价`, `助理`."""
    compact = unspaced(text)
    if len(either := [word for word in _EITHER.split(compact) if word]) > 1:
        return all(map(is_unit, either))
    if not compact or len(compact) > _LONGEST or compact in lexicon.table("units")["denominators"]:
        return False
    first, *rest = _PER.split(compact)
    if not rest:
        return _simple().fullmatch(first) is not None
    # 每万人 and /10万 name the whole of which there is a count
    return (not first or first == "1" or _simple().fullmatch(first) is not None) and all(map(_is_whole, rest))


def _is_whole(text: str) -> bool:
    count = _COUNT.match(text)
    after = text[count.end() :] if count else text
    return _simple().fullmatch(after) is not None or bool(count and not after)


@lru_cache(maxsize=4096)
def kind_of(text: str | None) -> str | None:
    """The kind that a unit is of, whatever its multipliers: `万元` money, `家` count; None for none, and for what joins several."""
    match = _simple().fullmatch(unspaced(text or ""))
    word = words().get(match["unit"] or "") if match else None
    return word.kind if word else None


@lru_cache(maxsize=4096)
def base_of(text: str) -> Base | None:
    """A unit in base units: `亿元` is 100000000 元, `人/亿元` 0.00000001 人/元; None for what the table does not know."""
    compact = unspaced(text)
    if not compact or len(compact) > _LONGEST:
        return None
    numerator, *rest = re.split(r"[/／]|(?<!^)每", compact)
    base = _product(numerator)
    for denominator in rest:
        below = _product(denominator)
        if base is None or below is None or below.unit is None:
            return None
        factor = _EXACT.divide(base.factor, below.factor)
        if _EXACT.multiply(factor, below.factor) != base.factor:
            return None
        base = Base(factor, f"{base.unit or ''}/{below.unit}")
    return base


def _product(text: str) -> Base | None:
    """A unit without `/`: `亿元`, `10万人`, `平方米·月`."""
    factor, names = Decimal(1), []
    for piece in re.split("[·•]", text):
        count = _COUNT.match(piece)
        match = _simple().fullmatch(piece, count.end() if count else 0)
        if not match:
            return None
        word = words().get(match["unit"] or "")
        for each in (
            Decimal(count.group()) if count else Decimal(1),
            multiplier_of(match["some"] or match["alone"] or ""),
            word.factor if word else Decimal(1),
        ):
            factor = _EXACT.multiply(factor, each)
        names.append(word.base if word else "")
    return Base(factor, "·".join(names) or None)


def in_base(value: Decimal, unit: str | None) -> tuple[Decimal | None, str | None]:
    """A value with its unit in base units; nothing where the unit is unknown."""
    if unit is None:
        return value, None
    base = base_of(unit)
    if base is None:
        return None, None
    product = _EXACT.multiply(value, base.factor)
    whole = product.to_integral_value()
    return whole.quantize(Decimal(1), context=_EXACT) if product == whole else product.normalize(_EXACT), base.unit


def find_unit(text: str, start: int) -> Found | None:
    """The unit that stands at `start` in a sentence, with its multipliers and what it is per."""
    multiplier = _MULTIPLIERS.match(text, start)
    after = multiplier.end() if multiplier else start
    word = _word_at(text, after)
    end = after + len(word.text) if word else after
    if (
        after > start and (whole := _word_at(text, start)) and start + len(whole.text) >= end
    ):  # 千瓦, 千克: no multiplier
        word, end, after = whole, start + len(whole.text), start
    if end == start:
        return None
    return Found(start, _compound(text, end) if word else end, word, after > start)


def _word_at(text: str, at: int) -> Word | None:
    if at >= len(text):
        return None
    for word in _by_first().get(text[at], ()):
        end = at + len(word.text)
        if text.startswith(word.text, at) and _ends(text, word.text, end):
            return word
    return None


def _ends(text: str, word: str, end: int) -> bool:
    """Whether a unit ends here, and no longer word goes on: `人大`, `5Gbit`."""
    if word[-1].isascii() and word[-1].isalnum() and text[end : end + 1].isascii() and text[end : end + 1].isalnum():
        return False
    after = _not_before().get(word)
    return not (after and text.startswith(after, end))


def _compound(text: str, end: int) -> int:
    """The end of what follows a unit by `/`, 每 or `·`: `吨标准煤/万元`, `元/平方米·月`."""
    slash = False
    while text[end : end + 1] in ("/", "／", "每", "·") and (slash or text[end] != "·"):
        at = end + 1
        count = _COUNT.match(text, at)
        at = count.end() if count else at
        if count and text[at : at + 1].isascii():  # 50MW/100MWh are two
            return end
        multiplier = _MULTIPLIERS.match(text, at)
        after = multiplier.end() if multiplier else at
        word = _word_at(text, at) or _word_at(text, after)
        if word is None:
            whole = next((w for w in lexicon.table("units")["denominators"] if text.startswith(w, after)), None)
            if whole is None or text[end] == "每":
                return end
            return after + len(whole)
        slash = True
        end = (at if text.startswith(word.text, at) else after) + len(word.text)
    return end
