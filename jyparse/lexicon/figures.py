"""Quantities as cells of tables print them.

数量 = [比较词] [括号] 数 [ ( "-" | "~" | "至" ) 数 ] [单位] [括号] [比较词] [注号]

Square and hexagonal brackets mark the sum over the plan (`〔5〕`; the note under 主要指标表 of the national plans says so).
Words, dashes, blanks and proportions (`15:43:42`) are no quantity.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from jyparse.lexicon import comparators
from jyparse.lexicon.units import in_base, is_unit
from jyparse.model import Quantity, Span

_RELATIONS = comparators.in_cells()
_SUMS = ("+", "＋")
_BEFORE = "|".join(sorted((re.escape(w) for w in _RELATIONS if w not in _SUMS), key=len, reverse=True))
_AFTER = "|".join([re.escape(c.text) for c in comparators.after() if not c.kinds] + [re.escape(w) for w in _SUMS])
_CHANGES, _AIMS = "|".join(comparators.changes()), "|".join(comparators.aims())
_NUMBER = r"[-−－]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:[.．]\d+)?"
_MARK = r"[*＊※★☆△#①②③④⑤⑥⑦⑧⑨⑩¹²³⁴⁵†‡]|[\[【〔（(]?注\s?\d{0,2}[\]】〕）)]?"
CELL = re.compile(
    rf"(?:{_AIMS})?(?P<cumulative>累计)?(?P<change>{_CHANGES})?(?P<before>{_BEFORE})?\s*(?P<open>[\[〔［【﹝(（])?\s*"
    rf"(?P<inner>{_BEFORE})?\s*(?P<plus>[+＋])?(?P<value>{_NUMBER})\s*(?P<unit1>[%％‰])?\s*(?:[-—–－~～至]{{1,2}}\s*(?P<upper>{_NUMBER}))?\s*"
    rf"(?P<after1>{_AFTER})?\s*(?P<unit>[^\d\s\[\]〔〕［］【】﹝﹞()（）*＊※★☆△#①-⑩,，。:：；;]{{1,12}}?)?\s*(?P<after>{_AFTER})?\s*"
    rf"(?P<close>[\]〕］】﹞)）])?\s*(?P<unit2>[%％‰])?\s*(?P<after2>{_AFTER})?\s*(?P<mark>{_MARK})?\s*(?:[（(](?:(?:19|20)\d\d年?)?[^（）()\d]{{0,16}}[）)])?"
)
_FULL_WIDTH = {ord("０") + i: str(i) for i in range(10)} | {ord("．"): "."}
_AS_DECIMAL = str.maketrans("−－．", "--.", ",，")
_MULTIPLIER = re.compile("[十百千万亿]+")
_COMMENT = re.compile(r"\[[A-Z]{1,3}\d{1,3}\]")
_CUMULATIVE = frozenset("[〔［【﹝")
_LONGEST = 40


class Parsed(NamedTuple):
    """What a cell prints: its quantity, if it is one, and the mark of a footnote."""

    quantity: Quantity | None
    mark: str | None


def parse_cell(text: str, unit: str | None = None, span: Span | None = None) -> Parsed:
    """The quantity that a cell is, and its footnote mark.

    `unit` is the unit of its row or column, which one printed in the cell overrules; words that are no unit make the cell text.
    """
    printed = (_COMMENT.sub("", text) if "[" in text else text).translate(_FULL_WIDTH).strip()
    if not printed or len(printed) > _LONGEST:
        return Parsed(None, None)
    match = CELL.fullmatch(printed)
    if not match:
        mark = re.search(rf"(?:{_MARK})$", printed)
        return Parsed(None, mark.group() if mark else None)
    own = match["unit1"] or match["unit"] or match["unit2"]
    if match["unit"] and not is_unit(match["unit"]):
        return Parsed(None, match["mark"])
    if bool(match["open"]) != bool(match["close"]):
        return Parsed(None, match["mark"])
    word = match["before"] or match["inner"] or match["after1"] or match["after"] or match["after2"]
    value, unit = _decimal(match["value"]), _unit(own, unit)
    base_value, base_unit = in_base(value, unit)
    quantity = Quantity(
        text=text,
        value=value,
        upper=_decimal(match["upper"]) if match["upper"] else None,
        unit=unit,
        base_value=base_value,
        base_unit=base_unit,
        comparator=word,
        relation=_RELATIONS[word] if word else "=",
        change=match["change"] or match["plus"],
        cumulative=bool(match["cumulative"]) or ((match["open"] or "") in _CUMULATIVE and bool(match["open"])),
        span=span,
    )
    return Parsed(quantity, match["mark"])


def _unit(own: str | None, of_row: str | None) -> str | None:
    """The unit in the cell, or else that of its row; a multiplier in the cell (`1.2万`) goes before that of its row."""
    if own and of_row and _MULTIPLIER.fullmatch(own) and not _MULTIPLIER.match(of_row) and is_unit(own + of_row):
        return own + of_row
    return own or of_row


def _decimal(printed: str) -> Decimal:
    return Decimal(printed.translate(_AS_DECIMAL))
