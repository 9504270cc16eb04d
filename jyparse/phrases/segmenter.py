"""Running text cut into words by jieba, with the terms of the field and those of the user.

jieba is imported and its dictionary read when the first text is cut, once, whatever threads ask for it. jieba's own loader is not used: it logs,
and leaves a cache in the shared folder for temporary files, which any other user may have put there. Nor are its default tokenizer (others in the
process may have changed that) and its guesses at unknown words (HMM), which are wrong more often than right in these texts and take quadratic time.
"""

from __future__ import annotations

import os
import re
import threading
import warnings
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from jyparse.lexicon import words

_LATIN = re.compile(r"[A-Za-z\d.\-]+")
_LONGEST = 64
"""Characters of a word of a user dictionary."""
_MOST = 9
"""Digits of its frequency."""
_LOCK = threading.RLock()

Entry = tuple[str, int | None]
"""A word of a user dictionary, with its frequency if it has one."""
Words = str | os.PathLike[str] | Iterable[str]


class Token(NamedTuple):
    """A piece of a text: `text[start:end]`."""

    word: str
    start: int
    end: int


class _General(NamedTuple):
    """What jieba's data say, and the terms of the field."""

    frequencies: dict[str, int]
    """Words and, with 0, the beginnings of words; words of the field included."""
    total: int
    stops: frozenset[str]
    """Words whose part of speech makes them no keywords."""
    idf: dict[str, float]
    median: float
    """The inverse document frequency of a word that the table does not know."""


class Segmenter:
    """Cuts texts into words; nothing in it changes once it is made, so threads may share it."""

    def __init__(self, general: _General, entries: tuple[Entry, ...]) -> None:
        self._general = general
        frequencies = dict(general.frequencies) if entries else general.frequencies
        self._tokenizer = _tokenizer(frequencies, general.total)
        self.given = _add(self._tokenizer, entries)
        """The words that the user gave."""

    def cut(self, text: str) -> Iterator[Token]:
        """The words and signs of the text in order; PM2.5, 2016-06-06 and www.gov.cn are one each, which jieba cuts."""
        start = end = 0
        for word in self._tokenizer.cut(text, HMM=False):
            if _LATIN.fullmatch(word):
                end += len(word)
                continue
            yield from _latin(text, start, end)
            start, end = end, end + len(word)
            yield Token(word, start, end)
            start = end
        yield from _latin(text, start, end)

    def is_stop(self, word: str) -> bool:
        """Whether jieba's dictionary has a word as one that only joins others: conjunctions, pronouns, numerals, times."""
        return word in self._general.stops

    def idf(self, word: str, pieces: Iterable[str] = ()) -> float:
        """How rare a word is; of one that no table knows, as rare as the rarest of its pieces: it stands in no more documents than they do."""
        known = self._general.idf
        if word in known:
            return known[word]
        return max((known[piece] for piece in pieces if piece in known), default=self._general.median)


def segmenter(dictionary: Words | None = None) -> Segmenter:
    """The segmenter for a user dictionary: a path, or words; the last few are kept, by what is in them."""
    entries = tuple(_entries(dictionary)) if dictionary is not None else ()
    with _LOCK:
        return _segmenter(entries)


def listed(some: Words) -> list[str]:
    """The words in a file, a line each, or as they are given."""
    if isinstance(some, str | os.PathLike):
        lines: Iterable[str] = Path(some).read_text(encoding="utf-8-sig").splitlines()
    else:
        lines = some
    return [word for line in lines if (word := line.strip())]


def _entries(dictionary: Words) -> Iterator[Entry]:
    """Each line of a user dictionary, as jieba has it: 词 [词频] [词性]."""
    for line in listed(dictionary):
        word, *rest = line.split()
        printed = rest[0] if rest and rest[0].isdecimal() else None
        if len(word) > _LONGEST or len(printed or "") > _MOST:
            raise ValueError(f"no word of a dictionary: {line[:_LONGEST]!r}")
        yield word, int(printed) if printed else None


@lru_cache(maxsize=4)
def _segmenter(entries: tuple[Entry, ...]) -> Segmenter:
    return Segmenter(_general(), entries)


@cache
def _general() -> _General:
    folder = Path(_jieba().__file__).parent
    frequencies, total, stops = _read_dictionary(folder / "dict.txt")
    idf = _read_idf(folder / "analyse" / "idf.txt")
    tokenizer = _tokenizer(frequencies, total)
    rarest = {
        term: max((idf[piece] for piece in tokenizer.cut(term, HMM=False) if piece in idf), default=0.0)
        for term in words.policy_terms()
    }
    _add(tokenizer, ((word, None) for word in (*words.policy_terms(), *sorted(words.stop_words()))))
    median = sorted(idf.values())[len(idf) // 2]
    return _General(
        tokenizer.FREQ,
        tokenizer.total,
        stops,
        {**{term: value or median for term, value in rarest.items()}, **idf},
        median,
    )


@cache
def _jieba() -> Any:
    """jieba, imported without what newer Pythons and setuptools have to say about its code."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*invalid escape sequence")
        warnings.filterwarnings("ignore", message=".*pkg_resources")
        import jieba
    return jieba


def _read_dictionary(path: Path) -> tuple[dict[str, int], int, frozenset[str]]:
    """jieba's dictionary, 词 词频 词性 a line: words with their beginnings, the sum of the frequencies, words of the tags that make them stop words."""
    frequencies: dict[str, int] = {}
    total, tags, stops = 0, words.stop_tags(), []
    for line in path.read_text(encoding="utf8").splitlines():
        word, printed, tag = line.split(" ")
        frequencies[word] = count = int(printed)
        total += count
        if tag in tags:
            stops.append(word)
        _add_beginnings(frequencies, word)
    return frequencies, total, frozenset(stops) - words.kept_words()


def _read_idf(path: Path) -> dict[str, float]:
    pairs = (line.split(" ") for line in path.read_text(encoding="utf8").splitlines())
    return {word: float(value) for word, value in pairs}


def _tokenizer(frequencies: dict[str, int], total: int) -> Any:
    """A tokenizer of our own over these words."""
    tokenizer = _jieba().Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = frequencies, total, True
    return tokenizer


def _latin(text: str, start: int, end: int) -> Iterator[Token]:
    """A run of Latin letters and digits, without the full stop or dash beside it."""
    if word := text[start:end].rstrip(".-"):
        bare = word.lstrip(".-")
        yield Token(bare, start + len(word) - len(bare), start + len(word))


def _add(tokenizer: Any, entries: Iterable[Entry]) -> frozenset[str]:
    """Adds words; one without frequency gets what makes it one word, and 0 takes a word out. jieba's `add_word` would note the latter for all."""
    added = []
    for word, count in entries:
        frequency = tokenizer.suggest_freq(word) if count is None else count
        tokenizer.total += frequency - tokenizer.FREQ.get(word, 0)
        tokenizer.FREQ[word] = frequency
        _add_beginnings(tokenizer.FREQ, word)
        if frequency:
            added.append(word)
    return frozenset(added)


def _add_beginnings(frequencies: dict[str, int], word: str) -> None:
    for end in range(1, len(word)):
        frequencies.setdefault(word[:end], 0)
