"""Targets and deadlines: what a task is to reach, by when and how firmly.

目标 = [时间] [力争|确保] 指标 (达到|增长|…) 数量  |  [时间] [力争|确保] (建成|培育|…) [事物] 数量 [事物]

Figures of the past, attributes (总投资…的项目), subsidies and conditions are no targets.
"""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from jyparse.lexicon.aims import attribute, figure, firmness, has_a_size, no_target
from jyparse.lexicon.targets import is_rate
from jyparse.lexicon.units import kind_of
from jyparse.lexicon.verbs import Word, word_at
from jyparse.model import Firmness, Period, Quantity, Span, TaskTarget, Time
from jyparse.phrases.amounts import quantities
from jyparse.phrases.doing import verb_of
from jyparse.phrases.texts import HAN_LABEL, unbroken
from jyparse.phrases.when import times
from jyparse.text.blanks import BLANKS

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
# Both begin with a set of characters, which makes them quick where nothing is found.
_FIGURE = re.compile(
    r"[\d百千万亿分翻二三四五六七八九十两](?:(?<=\d)\s*[%％‰一-鿿㎡℃]|(?<=[百千万亿])(?:[级家个座]|[万亿]?元|[万亿][一-鿿])|(?<=分)之|(?<=翻)[一两]?番|(?<=[二三四五六七八九十两])(?:[家座条处所项名]|个(?!方面|环节|必须)))"
)
_STOPS = "，,：:。；;！？\n"
_TIME_UNITS = frozenset("年月日天") | {"个月", "小时", "个工作日", "工作日", "分钟", "周", "季度"}
_OFTEN = ("次", "遍")
_SHORTENED = ("压缩", "缩短", "控制", "延长", "压减")
_FROM_BASE = re.compile(r"(?<!自)(?:由|从)[^，,由从]{0,14}$")
_BASE = re.compile(r"(?<!自)(?:由|从)[^，,由从]{0,30}$")
_SAID = re.compile("^.*(?:不减少|不降低|不增加|不下降|保持稳定|达标|全覆盖)、")
_OF_YEAR = re.compile(r"(?:19|20)\d\d年的$")
_HEAD = re.compile("[^，,]{1,20}[，,]")
_GOES_ON = ("及", "或", "以上", "以下", "和", "至")
_SHORT = 6
_FIRM = ("不", "至少", "≥", "≤", "控制在")
_AND = ("、", "和", "及", "与")
_THAN = re.compile(r"(?:(?<![占对])比|较|与)[^，,]{0,6}(?:年|期|末|平均)[^，,]{0,8}$")
_EACH = re.compile("(?:各自|分别|[各共均约])+$")
_YIELDS = re.compile("[年日](?:产|出栏|加工|处理)(?![值量能业出学])")
_ROUND = re.compile("[十百千万亿]+[^十百千万亿\\d]")
_NO_MARK = re.compile("[^，,：:。；;！？\\n、]{0,10}")
_SUMMED = re.compile("(?:累计|总计|合计)$")
_WISHED = (None, "力争", "争取", "力求", "实现")
_WHOLE = re.compile("的?(?:水平|标准|规模|目标)?(?:以上)?")
_NOT_BY = ("比", "较", "由", "从", "自", "与", "以")
_OPENING = re.compile(
    r"(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)"
    rf"|{HAN_LABEL})?[，,、]?(?:其中|使|将|让)?(?:计划|预计|拟)?"
)
_ALTOGETHER = re.compile(r"(?:[一二两三四五六七八九十\d]{1,2}年(?![级制期]))?(?:年均|累计|每年|共)?")
_UNDATED = re.compile(
    r"(?:本届(?:政府)?)?(?:[三五]年)?(?:任期|计划期|建设期|实施期|行动期|攻坚期|半年)(?:之内|以内|内|间)|第[一二三四五]年|[一二两三四五六七八九十\d]{1,2}年(?=(?:左右)?的?努力)"
)
"""Terms that no calendar tells."""
_DURING = re.compile("(?:到|至|在|于|用|以|利用|通过|经过)?(?=.)")
_EFFORT = re.compile("(?:左右)?的?努力")
_EVERYWHERE = re.compile("(?:全|[我本])[国省市县区州盟旗镇乡村]")
_AFTER = re.compile(r"(?:规模)?的?(?P<what>[^，,。；;：:！？\n]+)")
_DUE = re.compile(r"[年月日底末旬度之以时期间点]\s?[前内限:：]")
_LABEL = re.compile(r"(?:完成|办理|整改|工作|落实|推进|进度)?(?:时限|期限|时间|时间节点|节点)(?:要求)?[:：]\s*$")
_DUE_ENDS = ("前", "内", "前）")
_BRACKET = re.compile(r"[（(【\[][^（()）]*$")
_LONGEST_WHAT = 60
_LONGEST_CLAUSE = 200


class _Clause(NamedTuple):
    """What stands around a figure up to the next marks."""

    before: str
    after: str
    linked: bool
    """Whether it goes on with a list of figures (智能工厂100家、车间300个)."""
    runs_on: bool
    """Whether nothing parts it from the next figure (十亿元以上 企业 5家)."""


def targets(text: str, offset: int, period: Period | None, since: datetime.date | None) -> Iterator[TaskTarget]:
    """The targets of a paragraph that begins at `offset`; what is due before `since` is past."""
    if not _FIGURE.search(text):
        return
    for sentence in _SENTENCE.finditer(text):
        if _FIGURE.search(text, *sentence.span()):
            yield from _of_sentence(sentence.group(), offset + sentence.start(), period, since)


def _of_sentence(text: str, offset: int, period: Period | None, since: datetime.date | None) -> Iterator[TaskTarget]:
    found = quantities(text)
    due = [time for time in times(text, period) if _is_due(text, time)] if found else []
    ends = [time.span[1] for time in due if time.span]
    spans = [quantity.span for quantity in found if quantity.span]
    named: tuple[str | None, str | None] | None = None
    """Verb and thing of the last target."""
    for n, (quantity, (start, end)) in enumerate(zip(found, spans, strict=True)):
        clause = _clause(text, found, spans, n)
        last_due = bisect_right(ends, start)
        by = due[last_due - 1] if last_due else None
        if (here := _named(quantity, clause, named)) is None or (by and by.end and since and by.end < since):
            continue
        verb, what = named = here
        first, last = start - len(clause.before), end + len(clause.after)
        yield TaskTarget(
            what=what,
            verb=verb,
            quantity=quantity.model_copy(update={"span": Span(offset + start, offset + end)}),
            by=by and _placed(by, offset),
            firmness=_firmness(text, spans, n, quantity),
            text=text[first:last],
            span=Span(offset + first, offset + last),
        )


def _clause(text: str, found: Sequence[Quantity], spans: Sequence[Span], n: int) -> _Clause:
    """The clause around a figure; in a list of figures its link of the list."""
    start, end = spans[n]
    done = _done(text, found, spans, n)
    first = _opening(text, start)
    linked = done > first and text.startswith(_AND, done)
    first = done + 1 if linked else first
    following = _following_figure(text, found, spans, n)
    limit = spans[following][0] if following < len(spans) else len(text)
    stop = min((at for at in (text.find(mark, end, limit) for mark in _STOPS) if at >= 0), default=-1)
    runs_on = stop < 0 and limit < len(text)
    if stop < 0:
        mark = text.rfind("、", end, limit) if limit < len(text) else -1
        stop, runs_on = (mark, False) if mark >= 0 else (limit, runs_on)
    return _Clause(text[first:start].lstrip(), text[end:stop].rstrip(), linked, runs_on)


def _done(text: str, found: Sequence[Quantity], spans: Sequence[Span], n: int) -> int:
    """Where the figure ends that a link of a list stands behind: 3家 of 百亿元企业3家、超十亿元企业20家."""
    before = n - 1
    if before > 0 and text.startswith(_AND, spans[before - 1][1]):
        link = spans[before - 1][1]
        if _describes(text, link + 1, found[before], spans[before]):
            return link
    return spans[before][1] if n else 0


def _following_figure(text: str, found: Sequence[Quantity], spans: Sequence[Span], n: int) -> int:
    """The next figure that does not describe what a figure counts: 5家 `十亿元以上企业`, 20个 `总投资5亿元以上项目`."""
    following = n + 1
    if kind_of(found[n].unit) == "count":
        while following < len(spans) and _describes(text, spans[following - 1][1], found[following], spans[following]):
            following += 1
    return following


def _describes(text: str, start: int, figure: Quantity, span: Span) -> bool:
    """Whether a figure, and what stands before it from `start`, tell the size of what is named behind it: `十亿元以上`企业, `库容5万方`水库."""
    first, last = span
    named = last < len(text) and text[last] not in _STOPS and text[last] not in "、和及与"
    if figure.comparator:
        return named and _NO_MARK.fullmatch(text, start, first) is not None
    sized = kind_of(figure.unit) not in ("count", "share", "time")
    return named and sized and (first == start or attribute().fullmatch(text, start, first) is not None)


def _opening(text: str, start: int) -> int:
    """Where the clause begins that a figure at `start` stands in; no clause is longer than `_LONGEST_CLAUSE`."""
    begin = max(0, start - _LONGEST_CLAUSE)
    return max(text.rfind(mark, begin, start) + 1 for mark in _STOPS) or begin


def _named(
    quantity: Quantity, clause: _Clause, last: tuple[str | None, str | None] | None
) -> tuple[str | None, str | None] | None:
    """The verb and the thing of a figure; None where it is no target. `last` are those of the target before it."""
    before = _OF_YEAR.sub("", unbroken(clause.before).rstrip())
    after = unbroken(clause.after).lstrip()
    if len(before) > _LONGEST_WHAT * 2 or no_target().search(before) or _is_enclosed(before):
        return None
    if quantity.unit in _TIME_UNITS and not any(map(before.__contains__, _SHORTENED)):
        return None
    counts_what_follows = not (clause.runs_on or _is_of_that_size(quantity, after))
    if reached := figure().search(before):
        thing_before = last[1] if last else None
        return _reached(before[: reached.start()], after, reached["verb"], thing_before, counts_what_follows)
    if _FROM_BASE.search(before):
        return None
    thing, word = _led(before)
    if word and (word.verb == "advance" or word.modal == "strive"):
        if thing:
            alone = not after or (quantity.unit == "%" and len(after) <= _SHORT and not after.startswith("的"))
            return _yielded(word.text, thing) if alone and _is_one_thing(thing, quantity) else None
        article = quantity.unit == "个" and not any(map(str.isdecimal, quantity.text))  # 两个市场
        if article or quantity.unit in _OFTEN or not counts_what_follows:
            return None
        return _following(word.text, after)
    if not thing and not after and last and _SUMMED.search(before):  # 每年引进30家，五年累计150家
        return last
    if thing and not after and (is_rate(thing) or quantity.comparator or word):
        return _yielded(None, thing)
    return (last[0], thing) if last and thing and not after and clause.linked else None


def _is_of_that_size(quantity: Quantity, after: str) -> bool:
    """Whether a figure says how large the thing behind it is: 千亿级集群, 50亿元产业园, 百万亩示范区; not 500亿元规模的基地."""
    if "级" in quantity.text:
        return True
    kind = kind_of(quantity.unit)
    large = kind == "money" or (kind != "count" and _ROUND.match(quantity.text))
    return bool(large) and not after.startswith("规模") and has_a_size().search(after) is not None


def _is_one_thing(thing: str, quantity: Quantity) -> bool:
    """Whether the figures in what stands before a figure only describe what it counts: 总投资5亿元以上项目; not 泵站12座及水闸."""
    at = 0
    for described in quantities(thing) if _FIGURE.search(thing) else ():
        assert described.span
        if kind_of(quantity.unit) != "count" or not _describes(thing, at, described, described.span):
            return False
        at = described.span[1]
    return True


def _yielded(verb: str | None, thing: str) -> tuple[str | None, str]:
    """`力争年产钢、铁` yields (年产) 钢、铁."""
    yields = _YIELDS.match(thing) if verb in _WISHED else None
    return (yields.group(), thing[yields.end() :]) if yields else (verb, thing)


def _following(verb: str | None, after: str) -> tuple[str | None, str | None] | None:
    """`新建` 12 `座泵站`, `形成` 500 亿 `规模的产业基地`: what stands behind the figure."""
    following = _AFTER.fullmatch(after)
    what = following["what"].strip() if following else ""
    return (verb, what) if what and not what.startswith(_GOES_ON) and not what.endswith(_AND) else None


def _reached(
    before: str, after: str, verb: str, thing_before: str | None, counts_what_follows: bool
) -> tuple[str | None, str | None] | None:
    """The verb, and what it is said of: before it, behind the figure (新增 500 个岗位), or the thing of the figure before."""
    thing, word = _led(_THAN.sub("", _BASE.sub("", before)))
    if thing:
        whole = f"{word.text}{thing}" if word and word.nominal else thing  # 培训 is part of 培训合格率
        return (verb, whole) if _WHOLE.fullmatch(after) else None
    if after and not after.startswith("的"):
        return _following(verb, after) if counts_what_follows else None
    return (verb, thing_before) if thing_before and not after else None


def _led(before: str) -> tuple[str, Word | None]:
    """What stands before a figure without the words that lead to it, and the verb among them: `力争新建泵站` → 泵站, 新建."""
    known = {time.span[0]: time.span[1] for time in times(before) if time.span}
    at = _skipped(before, _end(_OPENING, before, 0), known)
    at = _skipped(before, _end(_ALTOGETHER, before, at), known)
    word = None
    somewhere = _EVERYWHERE.match(before, at)
    found = _verbs(before, at, known)
    if found is None and somewhere:
        found = _verbs(before, _skipped(before, somewhere.end(), known), known)
    if found:
        at, word = found
        at = _skipped(before, at, known, manner=False)
    return _SAID.sub("", _EACH.sub("", before[at:])).strip(), word


def _verbs(text: str, at: int, known: Mapping[int, int]) -> tuple[int, Word] | None:
    """The verb at `at`, behind a wish with its time (力争用三年时间建成), and the verbs that share its object (新建、改建); where they end."""
    found = verb_of(text, at)
    if found is None:
        return None
    end, word = found
    if word.modal and (behind := _skipped(text, end, known, manner=False)) > end:
        end, word = verb_of(text, behind) or found
    first = end - len(word.text)
    while text.startswith(_AND, end) and (other := verb_of(text, end + 1)):
        end = other[0]
    return end, word._replace(text=text[first:end])


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _skipped(text: str, at: int, known: Mapping[int, int], manner: bool = True) -> int:
    """Where times, and words of manner, end that stand at `at`."""
    while at < len(text):
        lead = word_at(text, at) if manner else None
        during = at if at in known else _end(_DURING, text, at)
        ends = known.get(during) or _end(_UNDATED, text, during)
        if ends > during:
            at = _end(_EFFORT, text, ends)
        elif text[at] in BLANKS:
            at += 1
        elif lead and lead.leads and not lead.verb and not lead.modal:
            at += len(lead.text)
        else:
            break
    return at


def _is_enclosed(before: str) -> bool:
    """Whether a figure stands in brackets or quotes: （共 23 项）, “稳增长 20 条”."""
    return any(before.rfind(opening) > before.rfind(closing) for opening, closing in ("（）", "()", "“”"))


def _is_due(text: str, time: Time) -> bool:
    """Whether something may be due at a time: not each year, nor at one that it is compared with."""
    assert time.span
    dated = time.end and time.kind != "recurring" and time.relation != "from"
    return bool(dated) and not text.endswith(_NOT_BY, 0, time.span[0])


def _firmness(text: str, spans: Sequence[Span], n: int, quantity: Quantity) -> Firmness | None:
    """What a word of the clause says, or of the words before all (力争到2020年，…); else the comparator."""
    start = spans[n][0]
    near = _said_firmly(text, _opening(text, start), start)
    if near is None and (head := _HEAD.match(text, 0, spans[0][0])):
        near = _said_firmly(text, *head.span())
    if near:
        return near
    if quantity.text.startswith(_FIRM):
        return "firm"
    return "expected" if quantity.relation == "~" else None


def _said_firmly(text: str, start: int, end: int) -> Firmness | None:
    """What the last word says that says how firmly a target is set."""
    said = [match["firm"] for match in firmness().finditer(text, start, end) if match.lastgroup]
    return ("firm" if said[-1] else "expected") if said else None


def _placed(time: Time, offset: int) -> Time:
    assert time.span
    return time.model_copy(update={"span": Span(time.span[0] + offset, time.span[1] + offset)})


def deadline(paragraphs: Sequence[tuple[str, int]], period: Period | None, since: datetime.date | None) -> Time | None:
    """The time by which a task is to be done: under a label, beside its bodies, or the one that its sentences print."""
    labelled: list[Time] = []
    bracketed: list[Time] = []
    printed: list[Time] = []
    for text, offset in paragraphs:
        if not _DUE.search(text):
            continue
        for sentence in _SENTENCE.finditer(text):
            if not _DUE.search(text, *sentence.span()):
                continue
            said, at = sentence.group(), offset + sentence.start()
            for time in times(said, period):
                assert time.span
                if time.end is None or time.kind == "recurring" or (since and time.end < since):
                    continue
                before, after = said[: time.span[0]], said[time.span[1] :]
                if _LABEL.search(before[-_LONGEST_WHAT:]):
                    labelled.append(_placed(time, at))
                elif time.relation == "by" and time.text.endswith(_DUE_ENDS) and not after.startswith("的"):
                    (bracketed if _BRACKET.search(before[-_LONGEST_WHAT * 2 :]) else printed).append(_placed(time, at))
    for some in (labelled, bracketed, printed):
        if some:
            return some[0] if len({time.end for time in some}) == 1 else None
    return None
