"""Blanks, of which these documents print more than words need: `国 家 应 急 预 案`."""


def unspaced(text: str) -> str:
    """A text without its blanks."""
    return "".join(text.split())
