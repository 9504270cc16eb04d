"""Chinese and Arabic numerals of labels, dates and document numbers, as integers.

Own code, 20 lines: numbering needs integers below ten thousand from text that a pattern has already matched
(cn2an, the library for it, returns floats, costs 74 ms to import and is quadratic in the length of its input).
"""

from __future__ import annotations

from functools import lru_cache

_FORMAL = "壹贰叁肆伍陆柒捌玖"
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "Ｏ": 0,
    "O": 0,
    "0": 0,
    "两": 2,
    **{c: i for i, c in enumerate(_FORMAL, 1)},
}
UNITS = {"十": 10, "拾": 10, "百": 100, "千": 1000}


def _run(first: str, count: int, start: int = 1) -> dict[str, int]:
    """The characters from `first` on, numbered from `start`."""
    return {chr(ord(first) + i): start + i for i in range(count)}


CIRCLED = _run("①", 20) | _run("㉑", 15, 21) | _run("❶", 10)
ROMAN = _run("Ⅰ", 12) | _run("ⅰ", 12)
SIGNS = {
    **CIRCLED,
    **ROMAN,
    **_run("㈠", 10),
    **_run("⑴", 20),
    **_run("⒈", 20),
    **dict.fromkeys("—―－", 1),  # typed for 一
    **_run("A", 8),
    **_run("a", 8),
    **{c: i for i, c in enumerate("甲乙丙丁戊己庚辛壬癸", 1)},
    **{c: i for i, c in enumerate(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"), 1)},
}
"""Numerals that are one sign, or a word of letters."""


@lru_cache(maxsize=1024)
def to_int(text: str) -> int | None:
    """The integer that `text` prints: `十二`, `二〇一六`, `一百零三`, `12`, `１２`, `③`, `Ⅲ`; None for the rest."""
    if len(text) > 12 or not text:
        return None
    if text.isdecimal():
        return int(text)
    if one := SIGNS.get(text):
        return one
    if not any(c in UNITS for c in text):
        digits = [DIGITS.get(c) for c in text]
        return None if None in digits else int("".join(map(str, digits)))
    total, digit = 0, 0
    for c in text:
        if c in UNITS:
            total += (digit or 1) * UNITS[c]
            digit = 0
        elif c in DIGITS:
            digit = DIGITS[c]
        else:
            return None
    return total + digit
