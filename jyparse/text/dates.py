"""Dates as these documents print them: `2016-06-06`, `2016年6月6日`, `2016/6/6`, `2016.6.6`,
`二〇一六年六月六日`, spaced out or in full-width digits. A date that lost characters (`2018516日`) is no date."""

from __future__ import annotations

import datetime
import re

from jyparse.text.blanks import BLANKS
from jyparse.text.numerals import to_int

_CN = "〇○零一二三四五六七八九ＯO0"
DATE = re.compile(
    r"(?<![\d./-])(?P<y>[12１２]\d{3})\s?(?P<s>[-/.．])\s?(?P<m>\d{1,2})\s?(?P=s)\s?"
    r"(?P<d>\d{2}(?=\d\d:\d\d)|\d{1,2}(?!\d))"
    r"|(?<!\d)(?P<y2>[12１２]\s?\d\s?\d\s?\d)\s*年\s*(?P<m2>\d\s?\d?)\s*月\s*(?P<d2>\d\s?\d?)\s*[日号]"
    rf"|(?<![{_CN}])(?P<y3>[一二](?:\s*[{_CN}]){{3}})\s*年\s*(?P<m3>[元一二三四五六七八九]|十\s?[一二]?)\s*月\s*"
    r"(?P<d3>(?:二\s?|三\s?)?十\s?[一二三四五六七八九]?|[一二三四五六七八九]|廿[一二三四五六七八九]?)\s*日"
)
_TIME = re.compile(
    r" ?[T-]? ?(?:[上下]午|凌晨|中午|晚上)? ?"
    r"(?:\d{1,2}[:：]\d{1,2}(?:[:：]\d{1,2})?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?|\d{1,2} ?[时点](?:\d{1,2} ?分(?:\d{1,2} ?秒)?)?)?"
    r" ?(?:[（(]?(?:星期|周)[一二三四五六日天][)）]?)?"
)
_DIGITS = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{6})?")
_BLANK = re.compile(r"\s+")


def _number(text: str) -> int | None:
    compact = _BLANK.sub("", text)
    if compact == "元":
        return 1
    return to_int(compact.replace("廿", "二十"))


def _date(match: re.Match[str]) -> datetime.date | None:
    year, month, day = (_number(next(g for g in match.group(k, k + "2", k + "3") if g)) for k in "ymd")
    try:
        return datetime.date(year or 0, month or 0, day or 0)
    except ValueError:
        return None


def find_dates(text: str) -> list[tuple[int, int, datetime.date]]:
    """The full dates in `text`: start, end, date."""
    return [(m.start(), m.end(), date) for m in DATE.finditer(text) if (date := _date(m))]


def labelled_date(text: str) -> datetime.date | None:
    """The date that the value of a label is: in brackets or in digits alone too (`20160606`), which is no date elsewhere."""
    text = text.strip(BLANKS + "[]【】（）()")
    if match := _DIGITS.fullmatch(text):
        text = "-".join(match.groups())
    return parse_date(text)


def parse_date(text: str) -> datetime.date | None:
    """The date that `text` is, with or without a time of day; None if it is anything else."""
    text = text.strip()
    match = DATE.match(text)
    if not match or not _TIME.fullmatch(_BLANK.sub(" ", text[match.end() :])):
        return None
    return _date(match)
