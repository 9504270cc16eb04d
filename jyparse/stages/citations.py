"""Citations: titles in book marks and document numbers, each with what this document does with it.

引用 = ( 《标题》 | 关于…的意见 ) [ （版本） ] [ （发文字号，以下简称《…》） ] [ 第…条第…款 ] | 发文字号 [ 《标题》 ] | 标准号 [ 《标题》 ]

GB/T 15834-2011, 4.15: 书名号 inside book marks are 〈〉; 《》 inside 《》 are as common. 党政机关公文格式: a document is cited by its
title, then its number in brackets.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jyparse.lexicon.citations import kind_of, kind_of_title, standards, words
from jyparse.model import Citation, CitationRelation, DocumentNumber, Metadata, Part, Span
from jyparse.text.blanks import BLANKS
from jyparse.text.document_numbers import find_numbers, find_orders

_ALL_MARKS = re.compile("[《》≪≫«»]|<<|>>|＜＜|＞＞")
_ODD_OPEN = ("≪", "«", "<<", "＜＜")
_OPEN = frozenset(("《", *_ODD_OPEN))
_INNER = str.maketrans("《》<>＜＞﹤﹥≪≫«»‹›", "〈〉〈〉〈〉〈〉〈〉〈〉〈〉")
_INNER_TITLE = re.compile("〈([^〈〉]+)〉")
_BLANKS = re.compile(r"(?<=[^\x00-\xff])[^\S\n]+|[^\S\n]+(?=[^\x00-\xff])|\s*\n\s*|\u3000+")
_WORD = re.compile(r"\w")
_LONGEST_TITLE = 200
_ENDS_A_LINE = tuple("。；：，！？;:,!?")
_BEGINS_A_LINE = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)|第[一二三四五六七八九十百]{1,4}[章节条])"
)
_BRACKET = re.compile(
    r"\s?[（(【\[]((?:[^（()）【】\[\]〔〕\n]|[（(【\[〔][^（()）【】\[\]〔〕\n]{0,30}[）)】\]〕]){1,150})[）)】\]]"
)
_EDITION = re.compile(r".{0,12}(?:试行|暂行|草案|修订|修正|修改|稿|版|本|年)|[\d年—–－~～-]+")
_SHORT = re.compile(r"(?:简称|下称|以下称)为?[:：]?\s?[“\"‘]?《?([^《》“”\"‘’，,；;（()）]{2,40})")
_MARKED = re.compile("《([^《》]{1,40})》")
_NAMING = re.compile(r"(?:简称|下称|以下称)为?[:：]?\s?[“\"‘]?$")
_UNIT = r"第[一二三四五六七八九十百千零〇\d]+(?:条(?:之[一二三四五六七八九十])?|款|[（(]?项|目|章|节)"
_ITEM = r"第?[（(][一二三四五六七八九十\d]+[）)]项?"
_ARTICLES = re.compile(
    rf"[{BLANKS}]?{_UNIT}(?:{_UNIT}|{_ITEM})*(?:(?:[、，,和及与或至到]|以及)(?:{_UNIT}|{_ITEM})+){{0,20}}"
)
_ARTICLE_ENDS = re.compile(r"[、，,和及与或]|以及")
_OTHER = re.compile(r"见|根据|按照|依据|依照|参照|同时|转发")
_HARD = re.compile(r"[。；;：:！!？?\n\t]")
_SENTENCE = re.compile(r"[。；;！!？?\n\t]")
_SOFT = re.compile(r"[，,（(]")
_BRACKETS = re.compile(r"[（(〔\[][^（()）〔〕\[\]]*[）)〕\]]")
# What stands between two mentions of one list: `、`, `和省政府`, `等法规，以及`; and the words that make it no list.
_CONNECTED = re.compile(
    r"\s*(?:等[一-鿿]{0,6})?(?:(?:[、，,\s]|[和及与或暨]|以及)+[一-鿿、\d ]{0,50})?|[\w ]{1,12}[、和及与]"
)
_NOT_CONNECTED = re.compile(r"[，,](?!以及|[和及与]).|[为对将把由在了使让向]|以(?!及)")
_OPENS_ITEM = re.compile(r"[\n：:；;][\s\d一二三四五六七八九十（()）.．、①-⑳“\"]*$")
_FAR, _AFTER, _LINE, _LONGEST_ITEM = 80, 100, 80, 1000
"""How far words are looked for before a mention, behind it, on a line above it; the longest item of a list."""
_LEADS_TO_TITLE = re.compile(r"\s?(?:文件?)?\s?(?:(?:公布|发布|颁布|印发|下发)(?:、[^。；《》\n]{0,60})?的)?\s?")
_PUBLISHED = re.compile(r"\s?(?:公布|发布|颁布)(?!的)")
_OPENED = re.compile(r"[（(【\[][^（()）【】\[\]\n]{0,30}$")
_UNMARKED = re.compile(r"(?P<title>关于(?:[^，,。；;：:《》（()）\n\t]|《[^《》\n\t]{2,90}》){3,90})\Z")
_LINE_TITLE = re.compile(
    r"\n\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）).．、]\s?)?(?P<title>[^，,。；;：:《》（()）\n\t]{5,60})\Z"
)


@dataclass(slots=True, eq=False)
class _Mention:
    """A citation in the making."""

    start: int
    end: int
    title: str | None = None
    number: DocumentNumber | None = None
    articles: tuple[str, ...] = ()
    shorts: tuple[str, ...] = ()
    """Names that the document declares (以下简称): its own last, those of the titles of its list before."""
    before: str | None = None
    after: str | None = None
    above: str | None = None
    relation: str | None = None


def _marks(text: str) -> list[tuple[int, str]]:
    """The book marks of a text in order; where no odd ones are, they are found without a pattern."""
    if any(mark in text for mark in _ODD_OPEN):
        return [(match.start(), match.group()) for match in _ALL_MARKS.finditer(text)]
    places = []
    for mark in "《》":
        at = text.find(mark)
        while at >= 0:
            places.append((at, mark))
            at = text.find(mark, at + 1)
    return sorted(places)


def _pairs(text: str) -> Iterator[tuple[int, int, int]]:
    """The outermost pairs of book marks that close: start, end, length of the mark. What is not closed where its sentence
    ends is given up, and what closes inside it counts."""
    opened: list[int] = []
    closed: list[tuple[int, int, int]] = []
    last = 0
    for at, mark in _marks(text):
        if opened and (at - opened[0] > _LONGEST_TITLE or _is_broken(text, last, at)):
            yield from closed
            opened, closed = [], []
        last = at + len(mark)
        if mark in _OPEN:
            opened.append(at)
        elif opened:
            start = opened.pop()
            closed = [pair for pair in closed if pair[0] < start]
            closed.append((start, last, len(mark)))
            if not opened:
                yield from closed
                closed = []
    yield from closed


def _is_broken(text: str, start: int, end: int) -> bool:
    """Whether a title cannot go on over this stretch: a full stop, a cell, or a new line that is no wrapped one."""
    between = text[start:end]
    if "。" in between or "\t" in between:
        return True
    if "\n" not in between:
        return False
    at = text.rfind("\n", 0, start) + 1
    lines = text[at:end].split("\n")
    return any(line.rstrip().endswith(_ENDS_A_LINE) for line in lines[:-1]) or any(map(_BEGINS_A_LINE.match, lines[1:]))


def _clean(title: str) -> str:
    return _BLANKS.sub("", title.strip()).translate(_INNER)


def _titles(text: str) -> Iterator[_Mention]:
    """The titles in book marks, with what belongs to them behind."""
    taken = 0
    for start, end, mark in _pairs(text):
        title = _clean(text[start + mark : end - mark])
        if start >= taken and _WORD.search(title):
            mention = _Mention(start, end, title)
            _take_behind(text, mention)
            taken = mention.end
            yield mention


def _numbers_in(text: str, *, year: bool = True) -> list[tuple[int, int, DocumentNumber]]:
    """All document numbers in a text, none inside another."""
    found = sorted(
        [*find_numbers(text), *find_orders(text), *standards(text, year=year)], key=lambda item: (item[0], -item[1])
    )
    kept: list[tuple[int, int, DocumentNumber]] = []
    for item in found:
        if not kept or item[0] >= kept[-1][1]:
            kept.append(item)
    return kept


def _take_behind(text: str, mention: _Mention) -> None:
    """Takes the brackets with number or short name, and the articles, that stand behind a title."""
    at = mention.end
    while bracket := _BRACKET.match(text, at):
        inside = bracket[1]
        numbers = _numbers_in(inside, year=False) if mention.number is None else []
        shorts = _shorts(inside)
        if numbers and not _OTHER.search(inside[: numbers[0][0]]):
            mention.number = numbers[0][2]
        elif not shorts and not _EDITION.fullmatch(inside):
            break
        if numbers or shorts:
            mention.end = bracket.end()
        mention.shorts = mention.shorts or shorts
        at = bracket.end()
    if mention.number is None and (number := _number_at(text, at)):
        at, mention.number = number
        mention.end = at
    if articles := _ARTICLES.match(text, at):
        mention.articles = tuple(a.strip() for a in _ARTICLE_ENDS.split(articles.group()) if a.strip())
        mention.end = articles.end()


def _shorts(inside: str) -> tuple[str, ...]:
    """The names that a bracket declares: `以下简称《意见》`, `以下分别简称《办法》《细则》`."""
    if not (first := _SHORT.search(inside)):
        return ()
    marked = _MARKED.findall(inside, first.start())
    return tuple(_clean(name) for name in (marked if len(marked) > 1 else [first[1]]))


def _number_at(text: str, at: int) -> tuple[int, DocumentNumber] | None:
    """The number that follows a title without a bracket (`《…》国发〔2016〕5号`)."""
    near = text[at : at + 40].split("\n")[0]
    found = _numbers_in(near)
    return (at + found[0][1], found[0][2]) if found and not near[: found[0][0]].strip() else None


def _alone(text: str, titles: Sequence[_Mention]) -> Iterator[_Mention]:
    """The numbers outside the titles; one just before a title becomes part of it."""
    starts = [mention.start for mention in titles]
    taken = 0
    for start, end, number in _numbers_in(text):
        nth = bisect_right(starts, start) - 1
        if start < max(taken, titles[nth].end if nth >= 0 else 0):
            continue
        following = titles[nth + 1] if nth + 1 < len(titles) else None
        near = following and following.number is None and following.start - end < _AFTER
        if following and near and _LEADS_TO_TITLE.fullmatch(text, end, following.start):
            following.start, following.number, taken = start, number, following.end
        else:
            yield _unmarked(text, _Mention(start, end, number=number))


def _unmarked(text: str, mention: _Mention) -> _Mention:
    """A number in a bracket behind a title without book marks: `关于…的意见（国发〔2016〕5号）`, or the whole line before it."""
    first = max(0, mention.start - _LONGEST_TITLE)
    before = text[first : mention.start]
    if not (opened := _OPENED.search(before)) or _OTHER.search(opened.group()):
        return mention
    bracket = _BRACKET.match(text, first + opened.start())
    before = before[: opened.start()]
    title = _UNMARKED.search(before) or _LINE_TITLE.search(before)
    if bracket and title and kind_of_title(title["title"]):
        mention.title = _clean(title["title"])
        mention.start = first + title.start("title")
        mention.end = bracket.end()
        mention.shorts = _shorts(bracket[1])
    return mention


# -- what this document does with them --------------------------------------------------------------------------------


def _cut(text: str, start: int, end: int) -> tuple[str, bool]:
    """What stands in the clause before a mention, and whether its sentence began before `start`."""
    lead = text[max(start, end - _FAR) : end]
    hard = max((m.end() for m in _HARD.finditer(lead)), default=0)
    return lead[hard:], hard == 0 and end - start <= _FAR


def _last(place: str, text: str) -> str | None:
    return next((match.lastgroup for match in reversed(list(words(place).finditer(text)))), None)


def _relate(text: str, mentions: Sequence[_Mention], own: Sequence[Span]) -> None:
    """Says of each mention what the words around it, or of the list it stands in, say."""
    listed = [False] * len(mentions)
    for n, mention in enumerate(mentions):
        previous = mentions[n - 1].end if n else 0
        lead, same = _cut(text, previous, mention.start)
        lead = _BRACKETS.sub("", lead)
        clause = _SOFT.split(lead)[-1]
        in_title = _inside(own, mention.start)
        mention.before = _last("before", clause)
        if in_title and mention.before in (None, "nothing"):
            mention.before = _last("title", clause) or mention.before
        listed[n] = bool(n) and same and _is_list(lead)
        tail = _SENTENCE.split(text[mention.end : mention.end + _AFTER], maxsplit=1)[0]
        said = words("after").search(f"{clause}《》{tail}")
        mention.after = said.lastgroup if said else None
        mention.above = _above(text, mentions, n)
    for n in range(len(mentions) - 1, 0, -1):
        if listed[n] and mentions[n - 1].after is None:
            mentions[n - 1].after = mentions[n].after
    for n, mention in enumerate(mentions):
        carried = mentions[n - 1].relation if listed[n] else None
        mention.relation = mention.after or mention.before or carried or mention.above


def _inside(spans: Sequence[Span], at: int) -> bool:
    """Whether one of the spans, which are in order, holds a place."""
    nth = bisect_right(spans, at, key=lambda span: span.start) - 1
    return nth >= 0 and at < spans[nth].end


def _is_list(gap: str) -> bool:
    return bool(_CONNECTED.fullmatch(gap)) and not _NOT_CONNECTED.search(gap)


def _above(text: str, mentions: Sequence[_Mention], n: int) -> str | None:
    """What the line above a list says of the mentions that open its lines (`下列文件予以废止：`)."""
    mention = mentions[n]
    previous = mentions[n - 1] if n else None
    near = max(0, mention.start - 12)
    if not (opened := _OPENS_ITEM.search(text, near, mention.start)):
        return None
    at = opened.start()
    first = max(text.rfind("\n", max(0, at - _LONGEST_ITEM), at) + 1, at - _LONGEST_ITEM)
    if opened.group()[0] in "：:":
        return _last("above", text[max(first, at - _LINE) : at + 1])
    if previous and first <= previous.start and previous.end <= at:
        return previous.above
    return _last("above", text[first:at]) if text[at] == "\n" and at - first <= _LINE else None


# -- the document itself, and the names it declares -------------------------------------------------------------------


_PLAIN = re.compile(r"[\s“”\"'‘’〈〉《》（()）〔〕—–－-]")
_LAST_BRACKET = re.compile(r"[（(〔][^（()）〔〕]*[）)〕]$")
_LONGEST_BODY = 30


class _Own:
    """The titles and numbers of the document itself."""

    def __init__(self, metadata: Metadata, parts: Sequence[Part]) -> None:
        titles = [title for title in (metadata.title, *(part.title for part in parts)) if title]
        self.titles = {
            plain for title in titles for plain in (_plain(title), _plain(_LAST_BRACKET.sub("", title.strip())))
        }
        self.annexes: set[str] = set()
        numbers = (metadata.document_number, *(part.document_number for part in parts))
        self.numbers = [number for number in numbers if number]
        self.openings = [Span(p.span.start, p.sections[0].span.start) for p in parts if p.sections]

    def holds(self, mention: _Mention, text: str) -> bool:
        """Whether a mention is one of the document itself."""
        if mention.title is None and _PUBLISHED.match(text, mention.end) and _inside(self.openings, mention.start):
            return True  # the order that published it, on the line under its title
        if mention.number and any(_same(mention.number, number) for number in self.numbers):
            return True
        if not mention.title or (mention.number and self.numbers):  # another number: an older act of the same title
            return False
        plain = _plain(mention.title)
        if plain in self.annexes and mention.relation != "forwards":
            return True
        if plain in self.titles or _plain(_LAST_BRACKET.sub("", mention.title)) in self.titles:
            return True
        bare = kind_of_title(mention.title) and len(mention.title) <= 4
        after_body = mention.title.startswith("关于")
        return any(
            title.endswith(plain) and (bare or (after_body and len(title) - len(plain) <= _LONGEST_BODY))
            for title in self.titles
        )


def _plain(title: str) -> str:
    return _PLAIN.sub("", title)


def _same(one: DocumentNumber, other: DocumentNumber) -> bool:
    if (one.year, one.serial) != (other.year, other.serial):
        return False
    first, second = one.organ or "", other.organ or ""
    return first.endswith(second) or second.endswith(first)


def _resolve(text: str, mentions: Sequence[_Mention], own: _Own) -> list[_Mention]:
    """The mentions of other documents; shortened names stand for what the document declared them for."""
    declared: dict[str, _Mention] = {}
    kept = []
    for n, mention in enumerate(mentions):
        lead = text[max(0, mention.start - 12) : mention.start]
        if _NAMING.search(lead):
            previous = mentions[n - 1] if n else None
            gap = text[previous.end : mention.start] if previous else ""
            if previous and mention.title and len(gap) <= 12 and not _SENTENCE.search(gap):
                declared[mention.title] = previous
            continue
        if mention.title in declared and mention.number is None:
            stands_for = declared[mention.title]
            mention.title, mention.number = stands_for.title, stands_for.number
        if n + 1 >= (count := len(mention.shorts)):
            declared |= zip(mention.shorts, mentions[n + 1 - count : n + 1], strict=True)
        if mention.relation in ("amends", "repeals") or not own.holds(mention, text):
            kept.append(mention)
    return kept


def _outermost(mentions: Sequence[_Mention]) -> list[_Mention]:
    """The mentions in print order, without those inside of others."""
    kept: list[_Mention] = []
    for mention in sorted(mentions, key=lambda mention: (mention.start, -mention.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def read(parts: Sequence[Part], metadata: Metadata, text: str) -> list[Citation]:
    """The citations of a document, in print order."""
    titles = list(_titles(text))
    mentions = _outermost([*titles, *_alone(text, titles)])
    if not mentions:
        return []
    lines = _spans_of(parts)
    own = _Own(metadata, parts)
    annexes = [mention for mention in mentions if _inside(lines["attachments"], mention.start)]
    own.annexes = {_plain(mention.title) for mention in annexes if mention.title}
    skipped = sorted(lines["attachments"] + lines["contents"])
    mentions = [mention for mention in mentions if not _inside(skipped, mention.start)]
    _relate(text, mentions, lines["title"])
    sections = [section for part in parts for section in part.walk()]
    starts = [section.span.start for section in sections]
    found = []
    for mention in _resolve(text, mentions, own):
        section = sections[nth] if (nth := bisect_right(starts, mention.start) - 1) >= 0 else None
        found.append(
            Citation(
                text=text[mention.start : mention.end],
                title=mention.title,
                inner=tuple(_INNER_TITLE.findall(mention.title)) if mention.title else (),
                document_number=mention.number,
                articles=mention.articles,
                kind=kind_of(mention.title, mention.number),
                relation=_relation(mention.relation),
                path=section.path if section and mention.start < section.span.end else (),
                span=Span(mention.start, mention.end),
            )
        )
    return found


def _relation(name: str | None) -> CitationRelation | None:
    return None if name in (None, "nothing") else name  # type: ignore[return-value]


def _spans_of(parts: Sequence[Part]) -> dict[str, list[Span]]:
    """The lines that are tables of contents, titles, lists of annexes."""
    spans: dict[str, list[Span]] = {"contents": [], "title": [], "attachments": []}
    for part in parts:
        for block in part.all_blocks():
            if block.type == "paragraph" and block.kind in spans:
                spans[block.kind].append(block.span)
    return spans
