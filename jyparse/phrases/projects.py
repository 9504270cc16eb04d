"""Named projects and programmes: names in quotes (“暖心安居”工程), carried out (实施优生促进工程), or listed (A、B等项目; 重点项目：A、B).

Only names: what is made of generic words (重点建设项目), or lists types of things (国际医院、国际学校等项目), is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from jyparse.lexicon.aims import either, is_generic, listed
from jyparse.model import Project, ProjectKind, Span
from jyparse.phrases.doing import Found, read
from jyparse.phrases.texts import unbroken
from jyparse.text.blanks import BLANKS

_LIST = re.compile(
    r"(?P<list>(?:[^：:等]|(?<=[高中平均同])等)+)等(?:一批|\d+个|[一二三四五六七八九十]+个)?[^，、等的]{0,12}(?:项目|工程)(?:的?(?:落地|落户|建设|实施|进度|开工|投产|进展|前期工作)[^，、]{0,4})?\s*"
)
_LABEL = re.compile(r"(?:重点|重大)(?:建设|支撑)?(?:项目|工程)(?:包括|有|为)?[:：](?P<list>[^。\n]+)")
_INVESTED = re.compile(r"总投资(?:约|超|额|达|为|共)*[^，。；、的]{1,14}的(?P<name>[^，。；、的]{2,30}?(?:项目|工程))")
_MARK = re.compile(
    "[（(][^（()）]{0,40}[)）]|(?P<mark>[、；;]|(?<=[程动划项目心园地台厂站院学馆路桥库线道港期闸组])[和及与]|[和及与](?=建设|完成|推进))"
)
_NUMERAL = r"(?:第?(?:[A-Za-z]{0,2}\d{1,4}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])|[A-Z甲乙丙丁东西南北])"
_NUMBERED = re.compile(rf"{_NUMERAL}(?P<what>(?:[号＃#][^、和及与\d]?|[^、和及与\d])?)$")
_NUMBER = re.compile(_NUMERAL)
_STAGES = re.compile(rf"(?:{_NUMERAL}[号期批段]?(?:标段|阶段)?[、和及与]?)++")
_NUMERALS = 8
_OTHER = re.compile("^(?:推进|加快|完成|建设|启动|以及|包括|做好)|建设$")
_STOPS = "，,。；;\n"
_NAMED = re.compile("项\\s*目|工\\s*程|行\\s*动|计\\s*划|专\\s*项")
_TYPE = re.compile("^(?:一批|若干|系列|大型|区域性|国家级|省级|市级|新型|各类|公共|专业|综合|现代|国际|高端)")
_BUILDING = re.compile("(?:快速化|综合|除险)?(?:改造|扩建|改扩建|整治|提升|建设|修复|加固|续建|新建|治理)+$")
_SOME = ("一批", "若干", "多个", "系列", "等", "一系列", "各类", "各项")
_FEWEST = 4
_NAMING = 5
_SHORT = 4
_LONG = 8
_LONGEST = 30
_FAR = 200


@cache
def _in_quotes() -> re.Pattern[str]:
    names = either("project.programmes", "project.projects")
    return re.compile(rf"“[^“”\n]{{2,24}}”(?:[一-鿿]{{0,6}}?)(?P<kind>{names})(?![性化表书态力员起生单组])")


@cache
def _likely() -> re.Pattern[str]:
    """What a clause holds that names a project: a quote, a list, a sum, or a verb under which it is carried out."""
    return re.compile(rf"”|等|总投资|{either('project.carried_out')}")


@cache
def _carried_out() -> re.Pattern[str]:
    return re.compile(rf"(?P<name>.+?)(?P<kind>{either('project.programmes')})")


@cache
def _place() -> re.Pattern[str]:
    return re.compile(rf"(?:{either('project.places')})(?:[一二三]期)?$")


def projects(text: str, offset: int) -> list[Project]:
    """The projects and programmes of a paragraph that begins at `offset`, in print order."""
    found: dict[str, Project] = {}
    for start, end, kind in sorted(_places(text), key=lambda one: (one[0], -one[1])):
        name = unbroken(text[start:end])
        if not any(other.span[0] <= start + offset < other.span[1] for other in found.values()):
            found.setdefault(name, Project(name=name, kind=kind, span=Span(offset + start, offset + end)))
    return list(found.values())


def _places(text: str) -> Iterator[tuple[int, int, ProjectKind]]:
    """Where names stand, clause by clause of those that name something."""
    for label in _LABEL.finditer(text):  # 重点项目：A、B、C
        yield from _things(text, *label.span("list"), None)
    done = 0
    for named in _NAMED.finditer(text):
        if named.start() < done:
            continue
        near = max(done, named.start() - _FAR)
        start = max(near, *(text.rfind(mark, near, named.start()) + 1 for mark in _STOPS))
        done = min((at for mark in _STOPS if (at := text.find(mark, named.end())) >= 0), default=len(text))
        if _likely().search(text, start, done):
            actions = list(read(text[start:done], start))
            yield from _quoted(text, start, done, actions)
            for action, at in actions:
                yield from _of_object(text, at, action.span[1], action.verb)


def _quoted(text: str, start: int, end: int, actions: Sequence[Found]) -> Iterator[tuple[int, int, ProjectKind]]:
    """“暖心安居”工程; built (建设“…”工程) it is a project."""
    for match in _in_quotes().finditer(text, start, end):
        first = match.start()
        if text[max(0, first - _NAMING) : first].endswith(_SOME):
            continue
        verb = next((a.verb for a, _ in reversed(actions) if a.span[0] <= first < a.span[1]), None)
        work = match["kind"] == "工程" and verb in listed("project.built")
        yield *match.span(), "project" if work or match["kind"] in listed("project.projects") else "programme"


def _of_object(text: str, start: int, end: int, verb: str) -> Iterator[tuple[int, int, ProjectKind]]:
    """Of what is built (推进A、B等项目, 建设总投资…的A项目), and of what is carried out (实施…工程)."""
    for match in _INVESTED.finditer(text, start, end):
        if not is_generic(match["name"]):
            yield *match.span("name"), "project"
    if listing := _LIST.fullmatch(text, start, end):
        yield from _things(text, *listing.span("list"), _SHORT if verb in listed("project.built") else _NAMING)
    elif verb in listed("project.carried_out"):
        yield from _carried(text, start, end)


def _carried(text: str, start: int, end: int) -> Iterator[tuple[int, int, ProjectKind]]:
    """优生促进工程, 节能低碳行动; not 港口、货运重大工程, which names none of them."""
    for first, last in _pieces(text, start, end):
        name = unbroken(text[first:last])
        whole = _carried_out().fullmatch(name)
        if whole is None:
            return
        named = len(whole["name"]) >= _FEWEST and not name.startswith(_SOME) and not is_generic(name)
        if named and "“" not in name and "的" not in name:
            work = whole["kind"] == "工程" and _place().search(_BUILDING.sub("", whole["name"]))
            yield first, last, "project" if work else "programme"


def _things(text: str, start: int, end: int, naming: int | None) -> Iterator[tuple[int, int, ProjectKind]]:
    """The names of a list, if half of them end like names of things to be built and have `naming` characters or more."""
    pieces = [(first, last, unbroken(text[first:last])) for first, last in _pieces(text, start, end)]
    named = [name for *_, name in pieces if naming is None or _is_name(name, naming)]
    if 2 * len(named) >= len(pieces):
        for first, last, name in pieces:
            if not is_generic(name) and not _STAGES.fullmatch(name) and (len(name) >= _FEWEST or _place().search(name)):
                yield first, last, "project"


def _is_name(name: str, naming: int) -> bool:
    return not _TYPE.match(name) and (len(name) >= _LONG or (len(name) >= naming and _place().search(name) is not None))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the things of a list stand: what 、 parts, and 和 behind the end of a name."""
    at = start
    marks = (mark for mark in _MARK.finditer(text, start, end) if mark["mark"] and not _shares_head(text, start, mark))
    for mark in (*marks, None):
        stop = mark.start() if mark else end
        piece = text[at:stop].rstrip(BLANKS + "等")
        first = at + len(piece) - len(piece.lstrip())
        if piece.strip() and len(piece) <= _LONGEST and not _OTHER.search(piece.strip()):
            yield first, at + len(piece)
        at = mark.end() if mark else stop


def _shares_head(text: str, start: int, mark: re.Match[str]) -> bool:
    """Whether a mark stands between numerals of one name: 地铁1、2号线, 园区一期、二期, 第三、第四水厂."""
    left = _NUMBERED.search(text, max(start, mark.start() - _NUMERALS), mark.start())
    right = _NUMBER.match(text, mark.end()) if left else None
    return bool(left and right and text.startswith(left["what"], right.end()))
