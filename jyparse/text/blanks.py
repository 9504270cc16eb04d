"""Blanks, of which these documents print more than words need: `国 家 应 急 预 案`."""

BLANKS = f" \xa0\u1680{''.join(map(chr, range(0x2000, 0x200B)))}\u202f\u205f\u3000"
"""Every blank of a line (Unicode category Zs), as padding: a tab parts cells, and a newline lines."""
TAB = 4
"""Columns of a tab."""
_WIDE = {"\u3000": 2, "\u2003": 2, "\t": TAB}
_SHOWN = frozenset("\u3000\u2003\u2002\xa0")


def width_of(blanks: str) -> int:
    """How many columns blanks of plain text take."""
    return sum(_WIDE.get(c, 1) for c in blanks)


def indent(text: str) -> int:
    """How many columns the blanks before a text set it in: only those that a browser shows, an ideographic one is two."""
    return sum(_WIDE.get(c, 1) for c in text[: len(text) - len(text.lstrip())] if c in _SHOWN)


def unspaced(text: str) -> str:
    """A text without its blanks."""
    return "".join(text.split())
