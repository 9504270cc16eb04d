"""What a text is made of for a search: the same pieces in the index, in a query, and in the text that a hit is shown in.

A piece is one Chinese character or sign, a run of letters (`GDP`), or a figure (`461.22`). What is looked for is a run of
pieces, so that a Chinese word is found inside of longer ones, but `1.22` not in `461.22` and `GD` not in `GDP`. Pieces are
written with a blank between each two: to FTS5 each is a word, and their run a phrase.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from jyparse.model import Span

_FORMS = {"[": "〔【〖", "]": "〕】〗", '"': "“”„‟", "'": "‘’‚‛", "-": "‐‑‒–—―−", "~": "〜∼", "·": "・•‧∙⋅"}
"""Forms of one mark: who types a query has those of the keyboard."""
_LINE_END = "\N{LINE SEPARATOR}"
"""Written for the end of a line or cell: a piece, so that nothing is found across it."""
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if not chr(code).isalnum()}
"""Signs of ASCII to their full-width forms: the tokenizer `ascii` parts words at the former, and else at blanks alone."""

_PIECE = re.compile(
    r"[\u2e80-\ufeff\U00010000-\U0010ffff]"
    r"|(?<![0-9][．，])[0-9]{1,3}+(?:，[0-9]{3})++(?:．[0-9]++)?+(?![．，]?[0-9])"
    r"|(?<![0-9]．)[0-9]++．[0-9]++(?!．[0-9])"  # 2016.6.6 is no decimal number
    r"|[0-9]++"
    r"|[^\W\d_\u2e80-\U0010ffff]++"
    r"|[^ ]"
)
_GROUPING = re.compile(r"(?<=[0-9])，(?=[0-9])")

_ASKED = re.compile(r'(?P<without>-(?=\S))?(?:"(?P<phrase>[^"]*)"?|(?P<word>\S+))')


class _Folded(dict[int, str]):
    """A character without differences of width, case and form; filled as characters come."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = unicodedata.category(char)
        if kind in ("Zl", "Zp") or char in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85":
            folded = _LINE_END
        elif kind in ("Cc", "Cf"):
            folded = ""  # zero width
        elif kind == "Cs":
            folded = "\N{REPLACEMENT CHARACTER}"
        else:
            folded = unicodedata.normalize("NFKC", char).casefold().translate(_WIDE)
        self[code] = folded
        return folded


_FOLDED = _Folded({ord(form): mark.translate(_WIDE) for mark, forms in _FORMS.items() for form in forms})


def pieces(text: str) -> str:
    """The pieces of a text, a blank between each two."""
    return _written(_PIECE.findall(text.translate(_FOLDED)))


def _written(found: list[str]) -> str:
    return _GROUPING.sub("", " ".join(found))


class Query(NamedTuple):
    """What is asked for; each entry is a run of pieces."""

    needed: tuple[str, ...]
    excluded: tuple[str, ...]

    @property
    def match(self) -> str:
        """The query as FTS5 has it."""
        needed = " AND ".join(f'"{run}"' for run in self.needed)
        excluded = " OR ".join(f'"{run}"' for run in self.excluded)
        return f"({needed}) NOT ({excluded})" if excluded else needed


def asked(query: str) -> Query:
    """Any string is a query: words between blanks, `"…"` for one with blanks, `-` before what must not be there.

    A quotation mark that opens and does not close goes to the end; all other signs stand for themselves.
    """
    needed: dict[str, None] = {}
    excluded: dict[str, None] = {}
    for one in _ASKED.finditer(query):
        if run := pieces(one["word"] or one["phrase"] or ""):
            (excluded if one["without"] else needed)[run] = None
    return Query(tuple(needed), tuple(excluded))


def places(text: str, runs: Iterable[str]) -> list[Span]:
    """Where a text prints these runs of pieces, in order."""
    origins = [place for place, char in enumerate(text) for _ in _FOLDED[ord(char)]]
    found = list(_PIECE.finditer(text.translate(_FOLDED)))
    written = f" {_written([piece.group() for piece in found])} "
    begins = [place for place, char in enumerate(written) if char == " "]

    def of(run: str) -> Iterator[Span]:
        sought, at = f" {run} ", 0
        while (at := written.find(sought, at)) >= 0:
            first = bisect_left(begins, at)
            last = first + run.count(" ")
            yield Span(origins[found[first].start()], origins[found[last].end() - 1] + 1)
            at += len(sought) - 1

    return sorted({span for run in runs for span in of(run)})
