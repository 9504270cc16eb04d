"""Blanks, of which these documents print more than words need: `国 家 应 急 预 案`."""

BLANKS = f" \xa0\u1680{''.join(map(chr, range(0x2000, 0x200B)))}\u202f\u205f\u3000"
"""Every blank of a line (Unicode category Zs), as padding: a tab parts cells, and a newline lines."""


def unspaced(text: str) -> str:
    """A text without its blanks."""
    return "".join(text.split())
