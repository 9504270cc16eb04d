"""What the pages of a printed text show beside the text: their numbers, and a line at the head or the foot of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

_PAGE = re.compile(r"[-—–－]\s*(\d{1,4})\s*[-—–－]|第\s*(\d{1,4})\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?")
_FEWEST_PAGES = 2
_SHORTEST_RUNNING_HEAD = 8


def page_marks(texts: Sequence[str]) -> set[int]:
    """Which lines are the numbers of the pages that a printed text kept, or the line that most pages print beside them."""
    numbers = [(i, int(match[1] or match[2])) for i, text in enumerate(texts) if (match := _PAGE.fullmatch(text))]
    if len(numbers) < _FEWEST_PAGES or any(above >= below != 1 for (_, above), (_, below) in pairwise(numbers)):
        return set()
    marks = {i for i, _ in numbers}
    beside = [k for i in sorted(marks) for k in (i - 1, i + 1) if 0 <= k < len(texts) and k not in marks]
    often = Counter(texts[k] for k in beside if len(texts[k]) >= _SHORTEST_RUNNING_HEAD)
    heads = {text for text, times in often.items() if times >= _FEWEST_PAGES and times * 2 > len(marks)}
    return marks | {k for k in beside if texts[k] in heads}
