"""Actions: what a text says is to be done.

分句 = [地点、依据] {状语} [情态词] {状语} 动词 { (和|、|并) 动词 } [宾语] { (并|、) 动词 宾语 }

A clause is one where a verb of policy opens it (`lexicon/verbs.toml`), behind words of manner, a time, or a phrase that leads to it (按照…的要求, 在…领域).
What is circumstance (…的同时, …的) or a statement about something is none. The object is the rest of the clause, as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jyparse.lexicon.verbs import Word, word_at
from jyparse.model import Action, Span
from jyparse.phrases.texts import HAN_LABEL, HasText, text_of, unbroken
from jyparse.text.blanks import BLANKS

_SENTENCE = re.compile(r"[^。！？\n\t]+[。！？]?")
_CLAUSE = re.compile(
    r"(?:[^，,；;。：:！？\n“（(《]+|“[^“”\n]{0,80}”|[（(][^（()）\n]{0,120}[)）]|《[^《》\n]{0,120}》|[“（(《])++"
)
_OPENING = re.compile(
    r"[\s—–·•●★▲■◆]*(?:第[一二三四五六七八九十百\d]{1,5}[条章节篇部]\s*|\d{1,2}(?:[.．]\d{1,2}){1,3}\s*|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、）)](?!\d)|[①-⑳]"
    rf"|{HAN_LABEL})?\s*(?:[一二三四五六七八九十][是要]|其[一二三四])?"
)
_PLACES = tuple("区方域理下产块位点")
_IN_MANNER = re.compile(rf"[一-鿿]{{2,8}}地(?![{''.join(_PLACES)}])")
_YEARS = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})"
_WHEN = re.compile(
    r"(?:到|至|在|从|自|截至)?(?:[“\"]?十[一二三四五六七]五[”\"]?(?:规划)?(?:期间|时期|期末|末)|20\d\d年(?:\d{1,2}月|[上下]半年|第?[一二三四]季度)?|[今本明]年(?:\d{1,2}月|[上下]半年)?|年内|年底|近期"
    rf"|(?:未来|今后|用)?{_YEARS}(?:[-—–－~～至到]{_YEARS})?年(?:[之以]?内|时间)|(?:未来|今后){_YEARS}年|(?:规划|计划|建设|实施|任)期[之以]?内|半年[之以]?内|1?\d月份?|每年)(?:年?[底末初])?(?:以前|之前|前|期间|内|起)?"
)
_OF_TIME = frozenset('到至在从自截“"十今本明年近未用规计建实任半一二两三四五六七八九每0123456789')
_WAY = "要求|原则|思路|规定|标准|方案|部署|目标|主题|方向|机制|模式|方式|路径|安排|需要|意见"
_LEAD_IN = re.compile(
    r"以[^为，]{1,40}?为(?:带动|重点|抓手|依托|载体|目标|核心|主体|突破口|契机|引领|导向|基础|支撑|龙头|主线|牵引|纽带|中心|主|平台)"
    rf"|(?:按照|根据|依据|遵循|采取|采用|按)[^，]{{1,40}}?(?:{_WAY})"
    r"|(?:借助|依托|立足|抓住|围绕)[^，]{1,40}?(?:资源|优势|平台|契机|机遇|基础|特色)"
    r"|在[^，]{1,30}?(?:内|中|上|下|间|里|领域|区域|地区|环节|行业|方面|同时|层面)"
)
_TOWARDS = re.compile(
    r"(?:[为对向与给在从由])[^，]{2,40}?(?P<verb>提供|进行|实施|开展|给予|预留|培养|搭建|设立|建立|配备|安排|创造|营造|推行|实行|发放|制定|编制|组织|出台)(?!的)"
)
_MADE = re.compile(
    r"[将把](?P<what>[^，]{1,40}?)(?:(?P<make>打造|建设|培育|发展|建)(?:成为|成|为)|(?P<put>纳入|列入))(?P<into>[^，]+)"
)
_SUBJECT = re.compile(r"[一-鿿、（）()·\w]{2,40}(?<![主重需必纪摘首紧概提只简响供适效反对相许认不])")
_CIRCUMSTANCE = re.compile(
    r"(?:(?<![目标])的|(?<![小工及同按定准])时|[之以]后|以来|过程中|工作中|基础上|前提下|情况下|条件下|并举|并重|相结合)$"
)
_PREDICATE = re.compile("已经|已|明显|显著|得到|取得|大幅|不断|日益")
_AND = re.compile("(?:和|与|及|、|并|或)")
_ALSO = re.compile(r"(?<![合兼归吞])并(?![购网轨举重联列行存入不])|、")
_NAMELY = ("特别是", "尤其是", "包括")
_MODALS = re.compile("要|应|必须|不得|严禁|一律|可以|负责")
_TOWARDS_WHOM = frozenset("为对向与给在从由")
_JOINING = frozenset("和与及、并或")
_OPENERS = frozenset(BLANKS + "\t—–·•●★▲■◆（(0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳一二三四五六七八九十其第")
_CLOSERS = frozenset("）)】]")
_LEADING = frozenset("以按根依遵采借立抓围在")
_LAST = frozenset("的时后来中上下举重合")
_LIST = re.compile(r"[（(【\[](?=[^（()）]{0,200}(?:牵头|负责|责任|配合|完成|落实))[^（()）]{0,200}[)）】\]]$")
_MATCHING = re.compile("与[^，]{1,40}?相")
_OPEN_ENDED = ("既", "不仅", "不但", "又")
_FEWEST = 2
_LONGEST_SUBJECT = 42
_LONGEST_LIST = 200
_LONGEST_LEAD = 8
_SHORT = 3


class _Verb(NamedTuple):
    """A verb as read: `text[start:end]`."""

    start: int
    end: int
    word: Word
    modal: Word | None = None
    led: bool = False
    """Whether words of manner, a modal or a phrase stand before it."""


class Found(NamedTuple):
    """An action, and where its object begins."""

    action: Action
    at: int


def actions(source: str | HasText) -> tuple[Action, ...]:
    """The actions in a text, or in a section, part, task, paragraph or document, in print order: policy verbs with their objects.

    Spans count in the text that is given, and in `doc.text` for what has a span of its own.
    """
    return tuple(found.action for found in read(*text_of(source)))


def read(text: str, offset: int) -> Iterator[Found]:
    """The actions of a text that begins at `offset` in its document."""
    return _Reader(text, offset, *_compacted(text)).read()


def verb_of(clause: str, at: int) -> tuple[int, Word] | None:
    """The verb that opens a clause at `at`, and where it ends."""
    closed = f"{clause}。"  # something follows: the figure
    verb = _Reader(closed, 0, closed, None)._verb(at, len(closed))
    return (verb.end, verb.word) if verb else None


def _compacted(text: str) -> tuple[str, list[int] | None]:
    """The text without the blanks of broken lines (`推 进`), and where each character was."""
    if not any(blank in text for blank in BLANKS):
        return text, None
    places = [n for n, character in enumerate(text) if character not in BLANKS]
    return "".join(text[n] for n in places), [*places, len(text)]


class _Reader:
    def __init__(self, printed: str, offset: int, text: str, places: list[int] | None) -> None:
        self.printed = printed
        self.offset = offset
        self.text = text
        self.places = places
        self.sentence = ""

    def read(self) -> Iterator[Found]:
        """Clause by clause; 特别是 goes on with the clause before it."""
        text = self.text
        for sentence in _SENTENCE.finditer(text):
            self.sentence = self._slice(*sentence.span())
            last: list[Found] = []
            for clause in _CLAUSE.finditer(text, *sentence.span()):
                start, end = clause.span()
                if text[start] in _OPENERS and (opened := _OPENING.match(text, start, end)):
                    start = opened.end()
                if last and text.startswith(_NAMELY, start) and not self._leading(start, end):
                    last = [self._goes_on(found, end) for found in last]
                    continue
                yield from last
                last = self._clause(start, end)
            yield from last

    def _goes_on(self, found: Found, end: int) -> Found:
        action, at = found
        span = Span(action.span.start, self._place(end, end=True))
        printed = unbroken(self.printed[at - self.offset : span.end - self.offset])
        return Found(action.model_copy(update={"object": printed, "span": span}), at)

    def _clause(self, start: int, end: int) -> list[Found]:
        """The actions of `text[start:end]`."""
        text = self.text
        if text[end - 1] in _CLOSERS and (bracket := _LIST.search(text, max(start, end - _LONGEST_LIST), end)):
            end = bracket.start()
        if end - start < _FEWEST or (text[end - 1] in _LAST and _CIRCUMSTANCE.search(text, max(start, end - 4), end)):
            return []
        if text[start] in "将把" and (made := _MADE.match(text, start, end)):
            return [self._made(made)]
        found: list[Found] = []
        first, verb = start, self._leading(start, end)
        while verb:
            verbs = self._coordinated(verb, end)
            stop, following = self._following(verbs[-1], end)
            if self._is_statement(verb, stop):
                break
            found += [self._action(one, first, verbs[-1].end, stop) for one in verbs]
            verb = following
            first = verb.start if verb else first
        return found

    def _leading(self, start: int, end: int) -> _Verb | None:
        """The verb that opens a clause, behind what may lead to it."""
        text = self.text
        if verb := self._verb(start, end):
            return verb
        opening = text[start]
        phrase = _LEAD_IN.match(text, start, end) if opening in _LEADING else None
        if phrase and (verb := self._verb(phrase.end(), end, led=True)):
            return verb
        if opening in _TOWARDS_WHOM and (phrase := _TOWARDS.match(text, start, end)):
            return self._verb(phrase.start("verb"), end, led=True)
        for modal in _MODALS.finditer(text, start + _FEWEST, min(end, start + _LONGEST_SUBJECT)):
            at = modal.start()
            if _SUBJECT.fullmatch(text, start, at):
                verb = self._verb(at, end, led=True)
                if verb and (verb.start > at or verb.word.prohibits):
                    return verb
        return None

    def _verb(self, at: int, end: int, led: bool = False) -> _Verb | None:
        """The verb at `at`, behind words of manner and modals: the last word of the run that can be one."""
        text = self.text
        found = modal = before = None
        for _ in range(_LONGEST_LEAD):
            if at >= end:
                break
            word = word_at(text, at)
            if word is None:
                manner = (text[at] in _OF_TIME and _WHEN.match(text, at, end)) or _IN_MANNER.match(text, at, end)
                if not manner:
                    break
                at, led = manner.end(), True
                continue
            if word.opens and before:
                break
            after = at + len(word.text)
            if word.verb and self._can_be_verb(word, before, after, end, led):
                found = _Verb(at, after, word, modal, led)
            if not word.leads or word.prohibits:
                break
            if word.modal and modal is None:
                modal = word
            if text.startswith("地", after) and text[after + 1 : after + 2] not in _PLACES:
                after += 1
            before, at, led = word, after, True
        return found

    def _can_be_verb(self, word: Word, before: Word | None, after: int, end: int, led: bool) -> bool:
        """Whether a word is the verb of its clause, and no thing that is pushed (推进改造) or spoken of (发展和稳定)."""
        if word.nominal:
            if before and (before.pushes or (word.thing and (before.modal or before.verb))):
                return False
            if not led and self._is_one_of_two(after, end):
                return False
        if after >= end:
            return after == end and led and not word.nominal
        return self.text[after] not in "得着"

    def _is_one_of_two(self, after: int, end: int) -> bool:
        """Whether a thing goes on with another: 发展和稳定; not 建设和管理园区, 发展与之相适应的产业."""
        return (
            self.text.startswith(("和", "与", "及"), after)
            and not word_at(self.text, after + 1)
            and not _MATCHING.match(self.text, after, end)
        )

    def _coordinated(self, verb: _Verb, end: int) -> list[_Verb]:
        """The verb, and those that share its object: `引进和培育人才`."""
        found = [verb]
        if self.text[verb.end : verb.end + 1] not in _JOINING:
            return found
        while joined := _AND.match(self.text, found[-1].end, end):
            other = self._verb(joined.end(), end, led=True)
            if other is None or end - other.end < _FEWEST or (other.start > joined.end() and joined.group() == "、"):
                break
            modal = other.modal or (verb.modal if other.start == joined.end() else None)
            found.append(other._replace(modal=modal))
        return found

    def _following(self, verb: _Verb, end: int) -> tuple[int, _Verb | None]:
        """Where the object of a verb ends, and the verb of the next link of the chain, if there is one in the clause."""
        at = verb.end + _FEWEST
        if verb.word.prohibits or (self.text.find("、", at, end) < 0 and self.text.find("并", at, end) < 0):
            return end, None
        while also := _ALSO.search(self.text, at, end):
            at = also.end()
            other = self._verb(at, end)
            if other is None or end - other.end < _SHORT:
                continue
            if also.group() == "并" or self._is_parallel(verb, also.start(), other):
                return also.start(), other
        return end, None

    def _is_parallel(self, verb: _Verb, mark: int, other: _Verb) -> bool:
        """Whether 、 parts two links of a chain (建立制度、完善机制), and no things of a list (预警、组织、协调作用)."""
        text = self.text
        return not other.word.nominal and text[other.end] not in "、和与及" and text.find("、", verb.end, mark) < 0

    def _is_statement(self, verb: _Verb, stop: int) -> bool:
        """Whether a thing that is a verb too is said something of: `管理水平明显提升`."""
        return verb.word.nominal and not verb.led and _PREDICATE.search(self.text, verb.end, stop) is not None

    def _action(self, verb: _Verb, first: int, start: int, stop: int) -> Found:
        if self.text[start : start + 1] in ("了", "好", "、"):
            start += 1
        modal, word = verb.modal, verb.word
        action = Action(
            verb=word.text,
            object=self._object(start, stop),
            strength=(modal and modal.modal) or word.verb,
            modal=modal.text if modal else None,
            sentence=self.sentence,
            span=Span(self._place(first), self._place(stop, end=True)),
        )
        return Found(action, self._place(start))

    def _made(self, made: re.Match[str]) -> Found:
        """`将示范中学打造成为名校` makes 名校 of it; `将绿化纳入考核` puts 绿化 there."""
        verb = made["make"] or made["put"]
        start, stop = made.span("into" if made["make"] else "what")
        action = Action(
            verb="建设" if verb == "建" else verb,
            object=self._object(start, stop),
            strength="advance",
            sentence=self.sentence,
            span=Span(self._place(made.start()), self._place(made.end(), end=True)),
        )
        return Found(action, self._place(start))

    def _object(self, start: int, stop: int) -> str | None:
        if self.text.startswith(_OPEN_ENDED, start):
            return None
        printed = self._slice(start, stop)
        if printed.startswith("以") and "为" in printed and "的" not in printed:  # 以村为主导，户为主体的…
            return None
        return (unbroken(printed) if self.places else printed) or None

    def _slice(self, start: int, stop: int) -> str:
        if self.places is None:
            return self.text[start:stop].strip()
        return self.printed[self._place(start) - self.offset : self._place(stop, end=True) - self.offset].strip()

    def _place(self, at: int, end: bool = False) -> int:
        """Where a character of the compact text stands in the document; `end` for the end of what stands before it."""
        if self.places is None:
            return self.offset + at
        return self.offset + (self.places[at - 1] + 1 if end and at else self.places[at])
