"""Cells of indicator tables: what the form of a text says of the column that it stands in."""

from __future__ import annotations

import re
from functools import lru_cache

from jyparse.lexicon.columns import Column, categories, is_attribute
from jyparse.lexicon.figures import CELL
from jyparse.lexicon.headings import endings
from jyparse.lexicon.units import is_unit
from jyparse.text.blanks import BLANKS

_DASHES = "-—–－/／\t\n" + BLANKS
_PROPORTION = re.compile(r"\d+(?:[:：∶]\d+(?:\.\d+)?)+")
_ORDINAL = re.compile(r"\d{1,3}[.、．]?")
_UNIT_AT_END = re.compile(r"[（(](?P<unit>[^（）()]{1,16})[）)]$")
_NOTE = re.compile(
    r"(?:注|备注|附注|说明|资料来源|数据来源)\s*\d{0,2}\s*[:：（(].*|注\d{1,2}\s*.+|[*＊※①②③④⑤⑥⑦⑧⑨⑩].+|[\[〔【]\s*[\]〕】].+|带[*＊].+"
)
_CONTINUED = re.compile(
    r"[（(]?(?:续附?表|续上表|(?:附?表|专栏)[\d一二三四五六七八九十.-]{0,5}.{0,30}[（(]?续.?[）)]?).{0,10}"
)
_WORD = re.compile(r"[一-鿿A-Za-z]")
_LETTER = re.compile(r"[一-鿿]")
_LONGEST_VALUE = 40
_LONGEST_WORDS = 24


def is_ordinal(text: str) -> bool:
    """Whether a cell is the number of a row: `3`, `3.`."""
    return _ORDINAL.fullmatch(text) is not None


def is_note(text: str) -> bool:
    """Whether a line is a note under a table."""
    return _NOTE.fullmatch(text) is not None


def is_continued(text: str) -> bool:
    """Whether a line says that the table below it goes on: 续表."""
    return _CONTINUED.fullmatch(text) is not None


def is_missing(text: str) -> bool:
    """Whether a cell prints nothing, or a dash or a stroke for a value."""
    return not text.strip(_DASHES)


@lru_cache(maxsize=4096)
def is_value(text: str) -> bool:
    """Whether a cell is a number with what may stand around it."""
    match = CELL.fullmatch(text.strip()) if len(text) < _LONGEST_VALUE else None
    return match is not None and (not match["unit"] or is_unit(match["unit"]))


def is_cell(text: str) -> bool:
    """Whether a text is a cell of a row by its form (value, dash, unit, attribute), and not a word."""
    return is_value(text) or is_missing(text) or is_attribute(text) or (is_unit(text) and not _LETTER.fullmatch(text))


def fits(text: str, column: Column) -> bool:
    """Whether a piece has the form that its column asks for."""
    if column.kind == "number":
        return is_ordinal(text)
    if column.kind == "unit":
        return is_unit(text) or is_missing(text)
    if column.kind == "attribute":
        return is_attribute(text) or is_missing(text)
    if column.kind in ("value", "growth"):
        return is_value(text) or is_missing(text) or _PROPORTION.fullmatch(text) is not None
    return column.kind == "remark" or is_name(text)


def is_name(text: str) -> bool:
    """Whether a text may name an indicator or a category."""
    return _WORD.search(text) is not None and not (is_value(text) or is_unit(text) or is_attribute(text))


def ends_with_unit(text: str) -> bool:
    """Whether a name prints its unit behind it, which ends it."""
    match = _UNIT_AT_END.search(text)
    return match is not None and is_unit(match["unit"])


def is_words(text: str, column: Column) -> bool:
    """Whether a piece may stand in a column of values as words (`完成省下达任务`); names of public bodies are remarks."""
    if column.kind not in ("value", "growth") or len(text) > _LONGEST_WORDS or text.endswith(endings("bodies")):
        return False
    if is_unit(text) or is_attribute(text) or text in categories() or ends_with_unit(text):
        return False
    return _LETTER.search(text) is not None


def may_stand(text: str, column: Column) -> bool:
    """Whether a cell of a grid may stand in a column: by its form, as words, or empty where no name is asked for."""
    return fits(text, column) or is_words(text, column) if text else column.kind != "name"
