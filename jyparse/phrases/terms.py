"""Keywords and term frequencies.

A text is cut into words; numbers, units, labels, single characters and stop words part them into runs. What stands together in the runs again and
again is one word (产城 融合, 高质量 发展), so that a compound that no dictionary knows is counted as what it is; what is left is weighed by TF-IDF.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from jyparse.lexicon import units, words
from jyparse.model import Keyword, Part, PolicyDocument, Section, SectionTerms, Span, TermFrequency
from jyparse.phrases.segmenter import Segmenter, Token, Words, listed, segmenter
from jyparse.phrases.texts import HasText, text_of

_NUMERAL = re.compile(r"[\d.,%\-]+|第?[零〇○Ｏ一二三四五六七八九十百千万亿两几数]+")
_WORD = re.compile(r"[\u4e00-\u9fd5]|[A-Za-z]")
_ADDRESS = re.compile(r"[A-Za-z]{1,30}\.[A-Za-z]")
_SIGNS = frozenset("-._&#+%")
_COUNTED = frozenset(("count", "score", "share"))
"""Kinds of units that are words as well, where no number stands before them: 社区, 床位."""
_DIGITS = 4
"""What has so many is a number of something: ZC1308, 91130828MA0F2U281M."""
_LONGEST = 4
"""Pieces of a compound."""
_WIDEST = 12
"""Characters of a compound."""
_AGAIN = 3
"""How often a compound stands in a text at least."""
_TOGETHER = 0.6
"""The share of the mentions of its rarest piece that a compound has at least."""

Runs = list[list[Token]]


class _Term(NamedTuple):
    word: str
    start: int
    end: int
    pieces: tuple[str, ...]


def keywords(
    source: str | HasText, top: int | None = 20, *, dictionary: Words | None = None, stop_words: Words | None = None
) -> tuple[Keyword, ...]:
    """The keywords of a text, or of a section, part, task, paragraph or document, the weightiest first, of equal ones the one that stands first.

    `top` is how many, None for all. `dictionary` holds words that are to be kept whole and `stop_words` such as are no keywords, beside those that
    ship: the path of a file with a word a line, or the words; a word may be followed by its frequency, as in jieba's dictionaries. Spans count as
    those of `quantities()` do.
    """
    if top is not None and top < 0:
        raise ValueError("top is a number of keywords, or None")
    cutter = segmenter(dictionary)
    text, offset = text_of(source)
    found = _terms(text, cutter, stop_words)
    grouped: dict[str, tuple[_Term, int]] = {}
    for term in found:
        first, count = grouped.get(term.word, (term, 0))
        grouped[term.word] = first, count + 1
    weighed = [
        Keyword(
            word=word,
            weight=count / len(found) * cutter.idf(word, first.pieces),
            count=count,
            span=_span(first, offset),
        )
        for word, (first, count) in grouped.items()
    ]
    return tuple(sorted(weighed, key=lambda one: (-one.weight, one.span))[:top])


def term_frequencies(
    source: PolicyDocument | Part | Section, *, dictionary: Words | None = None, stop_words: Words | None = None
) -> tuple[SectionTerms, ...]:
    """The words of each section right below a document (its main part), a part or a section, counted; the arguments are those of `keywords()`.

    What is one word is decided by the whole source, so that sections can be compared.
    """
    sections = source.children if isinstance(source, Section) else source.sections
    text, offset = text_of(source)
    found = _terms(text, segmenter(dictionary), stop_words)
    return tuple(_counted(section, found, offset) for section in sections)


def _counted(section: Section, found: list[_Term], offset: int) -> SectionTerms:
    begin, end = (bisect_left(found, at - offset, key=lambda term: term.start) for at in section.span)
    here = found[begin:end]
    counts = Counter(term.word for term in here)
    first = {term.word: term for term in reversed(here)}
    terms = [TermFrequency(word=word, count=counts[word], span=_span(term, offset)) for word, term in first.items()]
    return SectionTerms(
        path=section.path,
        title=section.title,
        span=section.span,
        total=len(here),
        terms=tuple(sorted(terms, key=lambda one: (-one.count, one.span))),
    )


def _span(term: _Term, offset: int) -> Span:
    return Span(offset + term.start, offset + term.end)


def _terms(text: str, cutter: Segmenter, stop_words: Words | None) -> list[_Term]:
    """What may be a keyword, in print order."""
    stops = frozenset(listed(stop_words)) if stop_words is not None else frozenset()

    def parts(token: Token, after_number: bool) -> bool:
        return token.word in stops or (token.word not in cutter.given and _parts(token.word, after_number, cutter))

    runs = _runs(cutter.cut(text), parts)
    return [
        term
        for term in _joined(runs, _compounds(runs))
        if term.word not in stops and (term.word in cutter.given or _counts(term))
    ]


def _runs(tokens: Iterable[Token], parts: Callable[[Token, bool], bool]) -> Runs:
    """Words that stand side by side, without what parts them."""
    runs: Runs = [[]]
    number = False
    for token in tokens:
        if parts(token, number):
            if runs[-1]:
                runs.append([])
        else:
            runs[-1].append(token)
        number = _NUMERAL.fullmatch(token.word) is not None
    return runs


def _parts(word: str, after_number: bool, cutter: Segmenter) -> bool:
    """Whether a word is no keyword and no piece of one: punctuation, numbers, units, labels, stop words."""
    if word in words.policy_terms():
        return False
    if word in words.general_words():
        return after_number and units.is_unit(word)
    return (
        not _WORD.search(word)
        or word.lower() in words.stop_words()
        or cutter.is_stop(word)
        or _is_hollow(word)
        or _is_code(word)
        or _is_figure(word)
        or _is_unit(word, after_number)
    )


def _is_hollow(word: str) -> bool:
    """Whether a word of jieba's is a stop word with another word that says nothing: 全面实施, 大力发展."""
    first, second = word[:2], word[2:]
    return first in words.stop_words() and (second in words.stop_words() or second in words.general_words())


def _is_code(word: str) -> bool:
    """Whether a word is a number of something or the address of a site."""
    return (
        word[0] in _SIGNS
        or word[-1] in _SIGNS
        or sum(map(str.isdigit, word)) >= _DIGITS
        or _ADDRESS.match(word) is not None
    )


def _is_figure(word: str) -> bool:
    """Whether a word is a number, a number with its unit, or a label: 三千, 一百亿元, 第一章."""
    if numeral := _NUMERAL.match(word):
        rest = word[numeral.end() :]
        return not rest or word[0] == "第" or units.is_unit(rest)
    return False


def _is_unit(word: str, after_number: bool) -> bool:
    if not units.is_unit(word):
        return False
    known = units.words().get(word)
    return after_number or known is None or known.kind not in _COUNTED


def _joined(runs: Runs, compounds: AbstractSet[tuple[str, ...]]) -> Iterator[_Term]:
    """The runs with the compounds as one term, the longest first."""
    for run in runs:
        at = 0
        while at < len(run):
            size = next((n for n in range(min(_LONGEST, len(run) - at), 1, -1) if _key(run, at, n) in compounds), 1)
            pieces = _key(run, at, size)
            yield _Term("".join(pieces), run[at].start, run[at + size - 1].end, pieces)
            at += size


def _compounds(runs: Runs) -> set[tuple[str, ...]]:
    """The pieces of what stands together again and again, and still does where longer ones have taken their share."""
    single = Counter(token.word for run in runs for token in run)
    grams = Counter(_key(run, at, n) for run in runs for n in range(2, _LONGEST + 1) for at in range(len(run) - n + 1))
    some = {gram for gram, count in grams.items() if _is_compound(gram, count, min(single[piece] for piece in gram))}
    left = Counter(term.pieces for term in _joined(runs, some))
    return {gram for gram in some if left[gram] >= _AGAIN}


def _is_compound(gram: tuple[str, ...], count: int, rarest: int) -> bool:
    if count < max(_AGAIN, _TOGETHER * rarest) or sum(map(len, gram)) > _WIDEST:
        return False
    return not words.general_words().issuperset(gram)


def _key(run: list[Token], at: int, size: int) -> tuple[str, ...]:
    return tuple(token.word for token in run[at : at + size])


def _counts(term: _Term) -> bool:
    """Whether a term is a keyword: no single character, no general word, and no stop word in pieces (预期 性)."""
    return len(term.word) > 1 and term.word not in words.general_words() and term.word not in words.stop_words()
