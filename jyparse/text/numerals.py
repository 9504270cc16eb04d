"""Chinese and Arabic numerals of labels, dates and document numbers, as integers.

Own code, 20 lines: numbering needs integers below ten thousand from text that a pattern has already matched
(cn2an, the library for it, returns floats, costs 74 ms to import and is quadratic in the length of its input).
"""

from __future__ import annotations

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "Ｏ": 0,
    "O": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
}
UNITS = {"十": 10, "百": 100, "千": 1000}
CIRCLED = {chr(0x2460 + i): i + 1 for i in range(20)} | {chr(0x2776 + i): i + 1 for i in range(10)}
ROMAN = {chr(0x2160 + i): i + 1 for i in range(12)} | {chr(0x2170 + i): i + 1 for i in range(12)}


def to_int(text: str) -> int | None:
    """The integer that `text` prints: `十二`, `二〇一六`, `一百零三`, `12`, `１２`, `③`, `Ⅲ`; None for the rest."""
    if len(text) > 12 or not text:
        return None
    if text.isdecimal():
        return int(text)
    if len(text) == 1 and (one := CIRCLED.get(text) or ROMAN.get(text)):
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
