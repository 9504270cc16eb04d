"""Tasks, and the bodies printed as responsible for them.

责任单位 stand in brackets at the end of an item (`（市发改委牵头，市财政局配合）`), or after a label
(`责任单位：…`). Seen in 意见, 实施方案 and their 分工 lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from jyparse.lexicon.headings import endings
from jyparse.model import Paragraph, Part, Responsible, Section, Task

_Rank = Literal["lead", "support"]
_TOO_LONG = 2_000

_OPEN, _CLOSE = "（(【[［〔", "）)】]］〕"
_BRACKET = re.compile(
    rf"[{re.escape(_OPEN)}](?P<inside>(?:[^{re.escape(_OPEN + _CLOSE)}]|[（(〔][^（）()〔〕]{{0,40}}[）)〕]){{2,600}})[{re.escape(_CLOSE)}]"
)
_KIND = r"(?P<kind>牵头|主办|主责|责任|负责|配合|协办|参与|参加|协同|落实|实施|指导|承办)"
_LABEL = re.compile(
    rf"(?:第一)?{_KIND}(?:责任)?(?:(?:单位|部门|机关|处室|地区|科室|主体)(?:[和及]责任人)?|(?<=牵头|配合|参与|主办|协办))\s*[:：]"
)
_SPACED_LABEL = re.compile(r"(?:[一-鿿][ \u3000\xa0]+){3,}[一-鿿][:：]")
_OTHER_LABEL = re.compile(r"[，,；;。]\s*[一-鿿]{2,8}[:：]")
_DOES = ("牵头", "负责", "配合", "参与", "参加", "协助", "协同", "指导", "抓好", "落实", "承担", "组织实施", "实施")
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
_GROUPED = re.compile(rf".{{2,}}(?:有关|相关|各){_GROUP}|.{{0,4}}各(?:级|{_GROUP}|地区).*")
_BY = re.compile(r"^.*(?<!自)由")
_SUPPORT = {"配合", "协办", "参与", "参加", "协同", "协助", "指导"}
_LEAD = {"牵头", "主办", "主责"}
_LONGEST_NAME = 30
_SAYING = ("责任", "负责", "单位", "部门", "牵头", "参与", "参加", "配合", "指导", "落实", "主体", "协办")
_SAID_AT_END = tuple(_CLOSE)
_MARK = re.compile(f"[{re.escape(_OPEN)}：:]")
_STOPS = "，,；;。 "
_LONGEST_WHOLE = 200


def _rank(kind: str) -> _Rank | None:
    return "lead" if kind in _LEAD else "support" if kind in _SUPPORT else None


def _is_name(text: str) -> bool:
    name = re.sub(r"[（(〔\[].*[）)〕\]]$", "", text)
    if not 1 < len(text) <= _LONGEST_NAME:
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


def _of_segments(text: str, kind: _Rank | None, labelled: bool) -> Iterator[Responsible]:
    """The bodies of one bracket or label, segment by segment: each says by its last word what its bodies do."""
    pending: list[str] = []
    for segment in _SEGMENTS.split(text):
        segment = segment.strip()
        if not segment or _FIRST_LEADS.search(segment):
            continue
        work = _WORK.search(segment)
        names = list(_names(segment[: work.start()] if work else segment))
        if not any(map(_is_name, names)):  # a term: 2025年底前完成
            continue
        if work is None and not labelled:
            pending += names
            continue
        rank = kind if work is None else _rank(work["kind"])
        yield from (Responsible(name=name, role=rank) for name in (*pending, *names))
        pending = []


def _labelled(text: str) -> Iterator[Responsible]:
    """`牵头单位：…；配合单位：…`: each label says what the bodies after it do."""
    labels = list(_LABEL.finditer(text))
    for n, label in enumerate(labels):
        end = labels[n + 1].start() if n + 1 < len(labels) else len(text)
        value = text[label.end() : end]
        if other := _OTHER_LABEL.search(value):
            value = value[: other.start()]
        yield from _of_segments(value, _rank(label["kind"]), labelled=True)


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
    bodies = list(_of_segments(text, None, labelled=False))
    return bodies if len(bodies) >= len(segments) and all(_is_name(body.name) for body in bodies) else []


def responsible_in(text: str) -> list[Responsible]:
    """The bodies that a paragraph prints as responsible, in print order."""
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
            found += _plausible(_of_segments(inside, None, labelled=False))
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


def _first_leads(sections: Iterable[Section]) -> bool:
    """Whether the document says that of every list the body named first leads (`列第一位者为牵头单位，下同`)."""
    return any(
        "下同" in block.text and _FIRST_LEADS.search(block.text)
        for section in sections
        for block in section.blocks
        if isinstance(block, Paragraph)
    )


def _responsible(section: Section, first_leads: bool) -> tuple[Responsible, ...]:
    found: list[Responsible] = []
    for block in section.blocks:
        if isinstance(block, Paragraph) and len(block.text) < _TOO_LONG * 5:
            if block.kind == "heading" and section.title and not _MARK.search(block.text):
                continue  # 学校指导 is a title
            listed = responsible_in(block.text)
            if listed and first_leads and listed[0].role is None:
                listed[0] = listed[0].model_copy(update={"role": "lead"})
            found += listed
    names: set[str] = set()
    return tuple(body for body in found if not (body.name in names or names.add(body.name)))  # type: ignore[func-returns-value]


def read(parts: Sequence[Part], text: str) -> list[Task]:
    """The tasks of a document, in print order."""
    sections = [section for part in parts for section in part.walk()]
    first_leads = "下同" in text and _first_leads(sections)
    tasks: list[Task] = []
    for section in sections:
        responsible = _responsible(section, first_leads)
        item = bool(section.label) and not section.children and section.role in ("measures", "safeguards")
        if responsible or item:
            start, end = section.span
            tasks.append(
                Task(
                    path=section.path,
                    title=section.title,
                    text=text[start:end],
                    responsible=responsible,
                    span=section.span,
                )
            )
    return tasks
