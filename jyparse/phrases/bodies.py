"""Bodies printed as responsible in a paragraph.

责任单位 stand in brackets at the end of an item (`（市发改委牵头，市财政局配合）`), after a label (`责任单位：…`), or in the sentence
(`由市发改委牵头，市财政局配合`). Seen in 意见, 实施方案 and their 分工 lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from jyparse.lexicon.headings import endings
from jyparse.model import Responsible
from jyparse.text.blanks import BLANKS

_Rank = Literal["lead", "support"]

_OPEN, _CLOSE = "（(【[［〔", "）)】]］〕"
_BRACKET = re.compile(
    rf"[{re.escape(_OPEN)}](?P<inside>(?:[^{re.escape(_OPEN + _CLOSE)}]|[（(〔][^（）()〔〕]{{0,40}}[）)〕]){{2,600}})[{re.escape(_CLOSE)}]"
)
_KIND = r"(?P<kind>牵头|主办|主责|责任|负责|配合|协办|参与|参加|协同|落实|实施|指导|承办)"
_LABEL = re.compile(
    rf"(?:第一)?{_KIND}(?:责任)?(?:(?:单位|部门|机关|处室|地区|科室|主体)(?:[和及]责任人)?|(?<=牵头|配合|参与|主办|协办))\s*[:：]"
)
_SPACED_LABEL = re.compile(rf"(?:[一-鿿][{BLANKS}]+){{3,}}[一-鿿][:：]")
_OTHER_LABEL = re.compile(r"(?:[，,；;。]\s*|\s+)[一-鿿]{2,8}[:：]")
_DOES = (
    "牵头",
    "主办",
    "承办",
    "协办",
    "负责",
    "配合",
    "参与",
    "参加",
    "协助",
    "协同",
    "指导",
    "抓好",
    "落实",
    "承担",
    "组织实施",
    "实施",
)
_DOES_TOO = ("牵头", "负责", "配合", "参与", "抓好", "落实", "组织", "实施", "推进", "工作")
_WORK = re.compile(
    r"(?:等)?(?:按照?.{0,8}(?:分工|职责))?(?:共同|分别|具体|分工|会商)*"
    rf"(?P<kind>{'|'.join(_DOES)})(?:{'|'.join(_DOES_TOO)})*$"
)
_FIRST_LEADS = re.compile(r"(?:列|排)(?:在)?(?:第一位?|首位)|第一(?:个|位)?(?:单位|部门)")
_GROUP = r"(?:部门|单位|方面|地方)"
_ET_AL = re.compile(rf"(?:会同)?等(?:[一-鿿]{{0,8}}{_GROUP})?(?:和单位)?$")
_UNNAMED = re.compile(rf"(?:会同)?(?:省|市|县|区|州)?(?:有关|相关)(?:职能)?{_GROUP}(?:和单位)?$")
_SEGMENTS = re.compile(r"[，,；;。]")
_OTHERS_AND = re.compile(rf"等(?:[一-鿿]{{0,8}}{_GROUP})?(?:以及|和|及|与)")
_ALSO = re.compile(r"会同|以及")
_LEVEL = r"(?:自治[区州县旗]|直辖市|地区|街道|[省市州盟县区旗乡镇])+(?:[（(〔][^（）()〔〕]*[）)〕])?"
_LEVEL_ALONE = re.compile(rf"(?:各|有关)?{_LEVEL}")
_LEVEL_GOVERNED = re.compile(rf"{_LEVEL}(?:(?:人民)?政府.{{0,4}}|办事处|党委.{{0,6}})?")
_GROUPED = re.compile(rf".{{2,}}(?:有关|相关|各)[一-鿿]{{0,4}}{_GROUP}|.{{0,4}}各(?:级|{_GROUP}|地区).*")
_BY = re.compile(r"^.*(?<!自)由")
_SUPPORT = {"配合", "协办", "参与", "参加", "协同", "协助", "指导"}
_LEAD = {"牵头", "主办", "主责"}
_DONE = ("牵头", "主办", "承办", "负责", "配合", "协助", "协办", "参与")
_DOING = re.compile(
    r"(?P<by>[^由]{0,40}(?<!自)由)?(?P<names>[^由]{2,80}?)(?:等)?(?:按照?.{0,6}分工)?(?:共同|分别|具体)?"
    rf"(?P<word>(?:{'|'.join(_DONE)})(?!(?<=负责)人))"
)
_TOGETHER = re.compile(
    r"[^由]{0,40}(?<!自)由(?P<names>[^由]{2,40}?会同[^由]{2,40}?)(?:制定|编制|组织|实施|开展|研究|拟订|提出|审核|办理|推进|建立)"
)
_ASSIGNING = re.compile(
    "[局委部厅办会院府署处心站镇乡道行社司团组队等](?:共同|分别|具体|按职责)?(?:牵头|主办|承办|负责)|会同"
)
_LONGEST_NAME = 30
_SAYING = ("责任", "负责", "单位", "部门", "牵头", "参与", "参加", "配合", "指导", "落实", "主体", "协办")
_SAID_AT_END = tuple(_CLOSE)
_MARK = re.compile(f"[{re.escape(_OPEN)}：:]")
_STOPS = "，,；;。 "
_LONGEST_WHOLE = 200


def _body(name: str, word: str | None) -> Responsible:
    role: _Rank | None = "lead" if word in _LEAD else "support" if word in _SUPPORT else None
    return Responsible(name=name, role=role, word=word)


def _is_balanced(text: str) -> bool:
    """Whether every bracket of a text that opens in it closes in it, and the other way round: half a bracket is half a name."""
    depth = 0
    for character in text:
        depth += (character in _OPEN) - (character in _CLOSE)
        if depth < 0:
            return False
    return depth == 0


def _is_name(text: str) -> bool:
    name = re.sub(r"[（(〔\[].*[）)〕\]]$", "", text)
    if not 1 < len(text) <= _LONGEST_NAME or not _is_balanced(text):
        return False
    return name.endswith(endings("bodies")) or text.startswith("各") or _GROUPED.fullmatch(name) is not None


def _at_and(text: str) -> Iterator[str]:
    """Splits at 和, 及, 与 where both sides are names: `文化和旅游部` stays whole."""
    for match in re.finditer(r"[和及与]", text):
        left, right = text[: match.start()], text[match.end() :]
        if _is_name(left) and len(left) > 2 and len(right) > 1:
            yield left
            yield from _at_and(right)
            return
    yield text


def _pieces(text: str) -> Iterator[str]:
    """What stands between 、 outside brackets; `各市、县人民政府` is one piece, names parted by blanks alone are several."""
    held = ""
    for piece in re.findall(r"(?:[^、（(〔]|[（(〔][^（）()〔〕]*[）)〕]?)+", text):
        if held and _LEVEL_GOVERNED.fullmatch(piece.strip()):
            held = f"{held}、{piece.strip()}"
        else:
            if held:
                yield held
            held = ""
        if _LEVEL_ALONE.fullmatch(piece.strip()):
            held = held or piece.strip()
        elif held:
            yield held
            held = ""
        else:
            words = piece.split()
            yield from words if len(words) > 1 and all(map(_is_name, words)) else (piece.strip(),)
    if held:
        yield held


def _names(text: str) -> Iterator[str]:
    """The bodies of a list: `A、B和C等有关部门` → A, B, C."""
    for clause in _OTHERS_AND.split(text):
        for some in _ALSO.split(clause):
            for piece in _pieces(some):
                whole = _ET_AL.sub("", _BY.sub("", piece))
                named = whole.startswith("各") or _GROUPED.fullmatch(whole)
                kept = whole if named else _UNNAMED.sub("", whole)
                yield from (name.strip() for name in _at_and(kept) if name.strip())


def _of_segments(text: str, label: str | None = None) -> Iterator[Responsible]:
    """The bodies of one bracket or label, segment by segment: each says by its last word what its bodies do, or the label says it."""
    pending: list[str] = []
    for segment in _SEGMENTS.split(text):
        segment = segment.strip()
        if not segment or _FIRST_LEADS.search(segment):
            continue
        work = _WORK.search(segment)
        names = list(_names(segment[: work.start()] if work else segment))
        if not any(map(_is_name, names)):  # a term: 2025年底前完成
            continue
        if work is None and label is None:
            pending += names
            continue
        word = label if work is None else work["kind"]
        yield from (_body(name, word) for name in (*pending, *names))
        pending = []


def _labelled(text: str) -> Iterator[Responsible]:
    """`牵头单位：…；配合单位：…`: each label says what the bodies after it do."""
    labels = list(_LABEL.finditer(text))
    for n, label in enumerate(labels):
        end = labels[n + 1].start() if n + 1 < len(labels) else len(text)
        value = text[label.end() : end]
        if other := _OTHER_LABEL.search(value):
            value = value[: other.start()]
        yield from _of_segments(value, label["kind"])


def _plausible(found: Iterable[Responsible]) -> list[Responsible]:
    """The list, if most of it are names of bodies: a wrong body is worse than none."""
    bodies = list(found)
    names = [body for body in bodies if _is_name(body.name)]
    return names if len(names) * 2 > len(bodies) else []


def _bare_list(text: str, bracket: re.Match[str]) -> list[Responsible]:
    """A bracket after a full stop that holds nothing but names of bodies."""
    if text[: bracket.start()].rstrip()[-1:] not in ("。", "；"):
        return []
    segments = [list(_names(segment)) for segment in _SEGMENTS.split(bracket["inside"])]
    if len(segments) > 1 and not any(map(_is_name, segments[-1])):  # a term: 2027年底前完成
        segments.pop()
    names = [name for segment in segments for name in segment]
    return [Responsible(name=name) for name in names] if names and all(map(_is_name, names)) else []


def _whole_list(text: str) -> list[Responsible]:
    """A line that says nothing but who does it: `市水利局牵头，市财政局配合。`"""
    if len(text) > _LONGEST_WHOLE or not text.rstrip(_STOPS).endswith(_DOES + _DOES_TOO):
        return []
    segments = [segment for segment in _SEGMENTS.split(text) if segment.strip()]
    if not all(_WORK.search(segment) for segment in segments):
        return []
    bodies = list(_of_segments(text))
    return bodies if len(bodies) >= len(segments) and all(_is_name(body.name) for body in bodies) else []


def assigned_in(text: str) -> list[Responsible]:
    """The bodies that sentences of a task assign it to: `此项工作由县教育局牵头，县妇联配合`, `县应急局会同县财政局负责物资储备`."""
    found: list[Responsible] = []
    if not _ASSIGNING.search(text):
        return found
    led = False
    for segment in _SEGMENTS.split(text):
        if together := _TOGETHER.match(segment):
            names = list(_names(together["names"]))
            found += [_body(name, None) for name in names if all(map(_is_name, names))]
            continue
        doing = _DOING.match(segment) if any(map(segment.__contains__, _DONE)) else None
        if doing is None or not (doing["by"] or led or doing["word"] not in _SUPPORT):
            led = led and doing is not None
            continue
        names = list(_names(doing["names"]))
        led = bool(names) and all(map(_is_name, names))
        found += [_body(name, doing["word"]) for name in names if led]
    return found


def is_marked(text: str) -> bool:
    """Whether a paragraph has a bracket or a colon, so that it may hold a list."""
    return _MARK.search(text) is not None


def says_first_leads(text: str) -> bool:
    """Whether a paragraph says that of every list the body named first leads (`列第一位者为牵头单位，下同`)."""
    return "下同" in text and _FIRST_LEADS.search(text) is not None


def responsible_in(text: str) -> list[Responsible]:
    """The bodies that a paragraph lists as responsible, in print order."""
    if label := _SPACED_LABEL.match(text):
        text = "".join(label.group().split()) + text[label.end() :]
    if not _MARK.search(text):
        return _whole_list(text)
    if not text.endswith(_SAID_AT_END) and not any(map(text.__contains__, _SAYING)):
        return []
    found: list[Responsible] = []
    outside = text
    for bracket in _BRACKET.finditer(text):
        inside = bracket["inside"]
        if _LABEL.search(inside):
            found += _plausible(_labelled(inside))
        elif any(_WORK.search(segment) for segment in _SEGMENTS.split(inside)):
            found += _plausible(_of_segments(inside))
        elif bare := _bare_list(text, bracket):
            found += bare
        else:
            continue
        outside = outside.replace(bracket.group(), "", 1)
    if start := _LABEL.search(outside):
        stop = start.end()
        while (stop := outside.find("。", stop)) >= 0 and _LABEL.match(outside, stop + 1):
            stop += 1
        found += _plausible(_labelled(outside[start.start() : stop if stop >= 0 else len(outside)]))
    return found or _whole_list(text)
