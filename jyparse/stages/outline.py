"""The outline of a part: labelled lines become a tree, by scheme and continuity.

The next number of an open scheme is likelier than a new start; a scheme that numbers on across parents goes on at its
depth; ranks may be turned around (`1、` that holds `（一）`) where the outer number goes on after the inner ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, takewhile

from jyparse import lexicon
from jyparse.lexicon.headings import endings
from jyparse.lexicon.numbering import Label
from jyparse.model import ParagraphKind, Role
from jyparse.stages.forms import Body, Line
from jyparse.text.blanks import BLANKS, unspaced

_BOX = re.compile(r"专\s*栏\s*(?:[\d一二三四五六七八九十]{0,3}|[-—]?\d+)\s*[:：]?")
_CAPTION = re.compile(r"[表图]\s*\d|专\s*栏|[（(]")
_NOTE = re.compile(r"(?:注|备注|附注|说明)\s*[:：]\s*(?P<one>[（(]?1\s*[.．、）)])?")
_AFTER_LABEL = "：:、，,.．·-—–\t" + BLANKS
_NAME = re.compile(r"[【\[（(〔](?P<name>[^】\]）)〕]{1,30})[】\])）〕]")
_WORDS_OF_NAME = re.compile(r"(?!原|第|[一二三四五六七八九十]+$)[一-鿿、]{2,12}")
"""Words in brackets right before the text of an article that can only be its name: no number, no former article."""
_RULES = re.compile("^[本凡]|应当|不得|可以|是指|适用|负责|实行|禁止|施行|解释")
_LONGEST_NAME = 20
_LONGEST_ALONE = 15
_FEWEST_NAMED = 3
_LONGEST_RUN_IN = 30
_LOWEST_CLEAR_RANK = 70  # 第…条, 一、 and （一） begin no line of running text; 3. and （3） may
_LOWEST_RANK_OUTSIDE = 50  # 编, 章, 节, 条 number no items of a box
_LOWEST_FIXED_RANK = 60  # 编, 章, 节, 条 are never held by what is below them
_LONGEST_UNNUMBERED = 30
_SHORTEST_RUN_OVER = 12
_UNNUMBERED_STOP = ("。", "；", ";", "，", ",", "：", ":", "、", "！", "？", "）", ")")


@dataclass(slots=True, eq=False)
class Node:
    """A section while the tree grows: lines `first` up to `last`, its children's lines not counted."""

    first: int
    level: int
    label: Label | None = None
    title: str = ""
    last: int = 0
    path: tuple[str, ...] = ()
    role: Role | None = None
    heading_lines: int = 1
    """How many lines its label and title take."""
    children: list[Node] = field(default_factory=list)

    @property
    def numerals(self) -> tuple[int, ...]:
        """All numerals of its label: (1, 2) for `1.2`, (3,) for `（三）`."""
        return (*self.label.prefix, self.label.number) if self.label else ()


@cache
def _unnumbered() -> frozenset[str]:
    return frozenset(lexicon.table("headings")["unnumbered"])


class _Tree:
    """The tree while labels are placed: `open` are the sections from the top down to the last label placed."""

    def __init__(self) -> None:
        self.roots: list[Node] = []
        self.open: list[Node] = []
        self.seen: dict[str, tuple[int, int]] = {}
        """Last number and level of each family of schemes."""

    def add(self, node: Node, parent: Node | None, opens: bool = True) -> Node:
        node.level = parent.level + 1 if parent else 1
        node.path = (*(parent.path if parent else ()), *((node.label.text,) if node.label else ()))
        (parent.children if parent else self.roots).append(node)
        if opens:
            del self.open[node.level - 1 :]
            self.open.append(node)
            if node.label:
                self.seen[node.label.family] = (node.label.number, node.level)
        return node

    def top(self, depth: int) -> Node | None:
        """The open section at `depth` sections down, None for the part itself."""
        return self.open[depth - 1] if depth else None

    def depth_of(self, label: Label) -> int | None:
        """How deep the open section with this scheme stands, or else one of its family."""
        labels = [node.label for node in self.open]
        for depth, other in enumerate(labels):
            if other and other.scheme == label.scheme:
                return depth
        for depth, other in enumerate(labels):
            if other and other.family == label.family:
                return depth
        return None


@dataclass(slots=True, eq=False)
class _Candidate:
    line: int
    label: Label
    following: _Candidate | None = None
    """The next candidate of the same scheme."""


def _candidates(body: Body, lines: Sequence[int]) -> dict[int, _Candidate]:
    """The labelled lines, each with the next one of its scheme."""
    bare = _bare_headings(body, lines)
    found: dict[int, _Candidate] = {}
    following: dict[str, _Candidate] = {}
    for i in reversed(lines):
        label = body.lines[i].label
        if label is None or (label.scheme == "bare" and i not in bare):
            continue
        found[i] = following[label.scheme] = _Candidate(i, label, following.get(label.scheme))
    return found


def _bare_headings(body: Body, lines: Sequence[int]) -> set[int]:
    """The lines with a bare number that are headings: those with decimals below (`1`, `1.1`), and what goes on from them."""
    bare: list[tuple[int, int, bool]] = []  # line, number, whether its decimals follow
    found: set[int] = set()
    below: int | None = None
    for i in reversed(lines):
        label = body.lines[i].label
        if label and label.scheme == "decimal":
            below = label.prefix[0]
        elif label and label.scheme == "bare":
            rest = body.lines[i].text[label.end :]
            if "。" not in rest and len(rest) <= _LONGEST_UNNUMBERED:
                bare.append((i, label.number, label.number == below))
                if unspaced(rest) in _unnumbered():
                    found.add(i)
            below = None
    surest = {number for _, number, sure in bare if sure}
    last = 0
    for i, number, sure in reversed(bare):
        if sure or (surest and number == last + 1 and number not in surest):
            found.add(i)
            last = number
    return found


def _runs_over(body: Body, i: int) -> bool:
    """Whether a centred numbered heading takes the next line too: it is printed like the first, and the line after it not."""
    if i + 2 >= len(body.lines):
        return False
    line, below, after = body.lines[i : i + 3]
    if after.page is not None and after.page.centred and not after.label:
        return False
    if line.page is None or below.page is None or not (line.page.centred and below.page.centred):
        return False
    alike = (line.page.bold, line.page.heading) == (below.page.bold, below.page.heading)
    long = len(line.text) >= _SHORTEST_RUN_OVER and not line.text.endswith(_UNNUMBERED_STOP)
    if not (alike and long) or below.label or _CAPTION.match(below.text):
        return False
    return len(below.text) <= _LONGEST_UNNUMBERED and "。" not in below.text


def _turned_pairs(candidates: Sequence[_Candidate]) -> set[tuple[str, str]]:
    """The pairs of families of which the document shows that the first holds the second, though it ranks below it."""
    held: set[tuple[str, str]] = set()
    for n, (outer, inner) in enumerate(pairwise(candidates)):
        if inner.label.number == 1 and inner.label.rank >= _LOWEST_FIXED_RANK:
            pair = (outer.label.family, inner.label.family)
            turned = inner.label.rank < outer.label.rank
            if pair not in held and (not turned or _returns(candidates, n)):
                held.add(pair)
    return {(outer, inner) for outer, inner in held if (inner, outer) not in held}


def _returns(candidates: Sequence[_Candidate], n: int) -> bool:
    """Whether the number after the candidate `n` comes before any that ranks above what follows it."""
    outer, inner = candidates[n], candidates[n + 1]
    if not outer.following or outer.following.label.number != outer.label.number + 1:
        return False
    between = (candidates[k] for k in range(n + 2, len(candidates)))
    return all(c.label.rank >= inner.label.rank for c in takewhile(lambda c: c is not outer.following, between))


def _scheme_of_note(one: str) -> str:
    """The scheme of the first number of a note: `1.`, `1、`, `（1）` or `1）`."""
    if one.endswith(("）", ")")):
        return "ar-paren" if one.startswith(("（", "(")) else "ar-half"
    return "ar-comma" if one.endswith("、") else "ar-dot"


def _leads_in(text: str) -> bool:
    """Whether a text opens with a short sentence that states no rule, and goes on."""
    name, stop, rest = text.lstrip(_AFTER_LABEL).partition("。")
    return bool(stop and rest) and 2 <= len(name) <= _LONGEST_NAME and not _RULES.search(name)


def _stands_alone(text: str) -> bool:
    """Whether the text of a line is short and ends as a heading does."""
    return len(text) <= _LONGEST_ALONE and not text.endswith(("。", "；", "，", "：", ":", "、"))


def _form(line: Line) -> tuple[str, str]:
    """How a numbered line is printed: as a heading, as a sentence, or as a heading with its text; and its number's mark."""
    stop = line.text.find("。")
    kind = "run in" if 0 <= stop < len(line.text) - 1 else "sentence" if line.text.endswith(("。", "；")) else "heading"
    return kind, line.label.text[-1] if line.label else ""


class _Outline:
    def __init__(
        self, body: Body, first: int, last: int, kinds: Mapping[int, ParagraphKind | None], title: str
    ) -> None:
        self.body = body
        self.is_statute = not title or _is_one_of("rules", title)
        self.lines = [i for i in range(first, last) if i not in kinds]
        self.last = last
        self.candidates = _candidates(body, self.lines)
        self.decimals = {(*c.label.prefix, c.label.number) for c in self.candidates.values() if c.label.prefix}
        self.tree = _Tree()
        self.nodes: list[Node] = []
        self.box: dict[str, int] | None = None
        """Last number of each scheme since a box (专栏) or a numbered note (注：1、…) began; None outside."""
        self.box_line = 0
        """The last numbered line in it."""
        self.bold_is_common = self._bold_share() > 0.4
        self.turned = _turned_pairs(list(self.candidates.values())[::-1])

    def _bold_share(self) -> float:
        pages = [page for i in self.lines if (page := self.body.lines[i].page)]
        return sum(page.bold for page in pages) / len(pages) if pages else 0.0

    def read(self) -> list[Node]:
        for n, i in enumerate(self.lines):
            if candidate := self.candidates.get(i):
                self._place(candidate)
            elif self._is_unnumbered(n):
                self.nodes.append(self.tree.add(Node(i, 0), self._parent_of_unnumbered(i), opens=False))
        self.names_articles = self._names_articles()
        after = self.last
        for node in reversed(self.nodes):
            node.last, after = after, node.first
            node.title = self._title(node)
        return self.tree.roots

    # -- headings without a number -------------------------------------------------------------------------------

    def _is_unnumbered(self, n: int) -> bool:
        i = self.lines[n]
        line = self.body.lines[i]
        text = line.text
        if note := _NOTE.match(text):
            self.box_line = 0
            if note["one"]:
                self.box = {_scheme_of_note(note["one"]): 1}
            elif note.end() == len(text):
                self.box = {}
            return False
        if _BOX.match(text) and len(text) <= 60 and not text.endswith(("。", "；")):
            self.box, self.box_line = {}, 0
            return False
        if line.table or len(text) > _LONGEST_UNNUMBERED or text.endswith(_UNNUMBERED_STOP) or n + 1 == len(self.lines):
            return False
        if self._follows_bare_label(n):
            return False
        if unspaced(text) in _unnumbered():
            return True
        page, below = line.page, self.body.lines[self.lines[n + 1]]
        if page is None or "。" in text or "\t" in text or (below.page is None and below.table is None):
            return False
        if page.heading:
            return True
        return (
            page.bold
            and not self.bold_is_common
            and not (below.page is not None and below.page.bold)
            and below.table is None
        )

    def _follows_bare_label(self, n: int) -> bool:
        """Whether the line is the title, or the end of it, of the label on the line before."""
        before = self.lines[n - 1] if n else -1
        label = self.body.lines[before].label if before in self.candidates else None
        if label is None:
            return False
        return label.end >= len(self.body.lines[before].text) or _runs_over(self.body, before)

    def _parent_of_unnumbered(self, i: int) -> Node | None:
        """序言 and 附则 stand at the top; a bold line belongs to the section it stands in."""
        if unspaced(self.body.lines[i].text) in _unnumbered():
            chapters = [node for node in self.tree.open if node.label and node.label.rank <= 30]
            del self.tree.open[:]
            return None if not chapters or chapters[0].level == 1 else self.tree.top(0)
        return self.tree.open[-1] if self.tree.open else None

    # -- numbered headings ---------------------------------------------------------------------------------------

    def _place(self, candidate: _Candidate) -> None:
        if self._is_box_text(candidate):
            return
        placed = self._decimal(candidate) if candidate.label.prefix else self._by_continuity(candidate)
        if placed is not None:
            self.nodes.append(self.tree.add(Node(candidate.line, 0, candidate.label), self.tree.top(placed)))

    def _is_box_text(self, candidate: _Candidate) -> bool:
        """Numbered lines inside a box or a note are its text until the numbering around it goes on."""
        if self.box is None:
            return False
        label = candidate.label
        depth = self.tree.depth_of(label)
        outer = self.tree.open[depth] if depth is not None else None
        goes_on = outer is not None and outer.label is not None and label.number == outer.label.number + 1
        if label.number != self.box.get(label.scheme, 0) + 1 or label.rank <= _LOWEST_RANK_OUTSIDE:
            self.box = None
            return False
        if goes_on and self.box_line and self._leaves_box(candidate, self.box_line):
            self.box = None
            return False
        self.box[label.scheme], self.box_line = label.number, candidate.line
        return True

    def _leaves_box(self, candidate: _Candidate, inner: int) -> bool:
        """Whether a number that goes on both in a box and around it is printed unlike the one in it, and comes not again."""
        again = candidate.following
        while again and again.label.number > candidate.label.number:
            again = again.following
        if again and again.label.number == candidate.label.number:
            return False
        return _form(self.body.lines[candidate.line]) != _form(self.body.lines[inner])

    def _decimal(self, candidate: _Candidate) -> int | None:
        """`1.2.3` stands under `1.2`, which stands under `1` (or `1.`); a decimal number of no list is a figure."""
        prefix = candidate.label.prefix
        for depth in range(len(self.tree.open), 0, -1):
            node = self.tree.open[depth - 1]
            if node.numerals == prefix and node.label and node.label.rank == candidate.label.rank:
                return depth
            if node.label and node.label.scheme == "decimal" and node.label.prefix == prefix:
                return depth - 1
        text, end = self.body.lines[candidate.line].text, candidate.label.end
        if candidate.label.number != 1 or prefix[0] == 0 or end >= len(text):
            return None
        goes_on = (*prefix, 2) in self.decimals or (*prefix, 1, 1) in self.decimals
        return self._depth_by_rank(candidate.label) if goes_on or text[end - 1].isspace() else None

    def _by_continuity(self, candidate: _Candidate) -> int | None:
        """How many open sections stay open above the new one; None where the label is none."""
        label = candidate.label
        depth = self.tree.depth_of(label)
        if label.listed and not self._in_its_list(candidate, depth):
            return None
        if depth is not None:
            return depth if self._fits(candidate, self.tree.open[depth].label) else None
        number, level = self.tree.seen.get(label.family, (0, 0))
        if label.number > 1 and label.number == number + 1:
            return max(self._depth_by_rank(label), min(level - 1, len(self.tree.open)))
        if label.number > 2 and label.rank > _LOWEST_CLEAR_RANK and not self._goes_on(candidate):
            return None
        return self._new_list(candidate)

    def _in_its_list(self, candidate: _Candidate, depth: int | None) -> bool:
        """Whether a label that counts only in a list begins one that goes on, or is the next of an open one."""
        before = self.tree.open[depth].label if depth is not None else None
        if before and candidate.label.number == before.number + 1:
            return True
        return candidate.label.number == 1 and self._goes_on(candidate)

    def _depth_by_rank(self, label: Label) -> int:
        depth = len(self.tree.open)
        while depth and (outer := self.tree.open[depth - 1].label) and outer.rank >= label.rank:
            depth -= 1
        return depth

    def _fits(self, candidate: _Candidate, before: Label | None) -> bool:
        """Whether a label belongs to its open list, or is a number in the text while the list goes on further down."""
        number, expected = candidate.label.number, (before.number if before else 0) + 1
        if number in (expected, expected - 1, 1):
            return True
        following = candidate.following
        return not (following and following.label.number == expected)

    @staticmethod
    def _goes_on(candidate: _Candidate) -> bool:
        return candidate.following is not None and candidate.following.label.number == candidate.label.number + 1

    def _new_list(self, candidate: _Candidate) -> int:
        """Under which open section a new list begins: the nearest of higher rank, or one that goes on after it."""
        label = candidate.label
        depth = len(self.tree.open)
        level_before = self.tree.seen.get(label.family, (0, 0))[1]
        while depth:
            node = self.tree.open[depth - 1]
            outer = node.label
            if outer is None or outer.rank < label.rank or self._turned_around(node, candidate, level_before):
                break
            depth -= 1
        return depth

    def _turned_around(self, node: Node, candidate: _Candidate, level_before: int) -> bool:
        """`1、` holds `（一）` where `2、` comes after it and before any number of a scheme above."""
        assert node.label is not None
        if candidate.label.rank < _LOWEST_FIXED_RANK:
            return False
        if level_before:
            return level_before > node.level
        outer = self.candidates[node.first].following
        while outer and outer.line < candidate.line:
            outer = outer.following
        if not outer or outer.label.number != node.label.number + 1:
            return (node.label.family, candidate.label.family) in self.turned
        above = self.tree.open[node.level - 2] if node.level > 1 else None
        if above and above.label:
            after = self.candidates[above.first].following
            return not (after and after.line < outer.line)
        return True

    # -- titles --------------------------------------------------------------------------------------------------

    def _title(self, node: Node) -> str:
        line = self.body.lines[node.first]
        if node.label is None:
            return line.text
        rest = line.text[node.label.end :].strip().lstrip(_AFTER_LABEL)
        if not rest:
            return self._title_on_next_line(node)
        stop = rest.find("。")
        if node.label.scheme == "article" and not (self.names_articles and not self.is_statute and _leads_in(rest)):
            return self._article_name(rest, node)
        if 0 <= stop < len(rest) - 1:
            return rest[:stop].strip() if stop <= _LONGEST_RUN_IN else ""
        if node.first + 1 < node.last and _runs_over(self.body, node.first):
            node.heading_lines = 2
            return rest + self.body.lines[node.first + 1].text
        own = node.last > node.first + 1 or bool(node.children)
        if not own and rest.endswith(("。", "；", ";", "，", ",")):
            return ""
        return rest.rstrip("。：:").strip()

    def _title_on_next_line(self, node: Node) -> str:
        """`第一章` on a line of its own, `总则` on the next."""
        if node.first + 1 >= node.last:
            return ""
        line = self.body.lines[node.first + 1]
        if line.table or len(line.text) > _LONGEST_RUN_IN * 2 or line.text.endswith(("。", "；", "，", "：")):
            return ""
        node.heading_lines = 2
        return line.text

    def _names_articles(self) -> bool:
        """Whether most articles open with what can only be their name: a line of its own, or `第三条 支持技术改造。对…` in
        what is no statute, where a short sentence is a rule."""
        labelled = ((node.label, self.body.lines[node.first].text) for node in self.nodes)
        texts = [text[label.end :].strip() for label, text in labelled if label and label.scheme == "article"]
        named = sum(_stands_alone(text) or (not self.is_statute and _leads_in(text)) for text in texts)
        return named >= _FEWEST_NAMED and named * 2 > len(texts)

    def _article_name(self, rest: str, node: Node) -> str:
        """The printed name of an article: `第一条 【目的】…`, `第一条（目的）`, or a short line of its own."""
        if (match := _NAME.match(rest)) and (
            rest[0] in "【["
            or rest[match.end() : match.end() + 1] in ("", *BLANKS)
            or _WORDS_OF_NAME.fullmatch(match["name"])
        ):
            return match["name"]
        followed = node.last > node.first + 1 or (self.names_articles and bool(node.children))
        return rest if followed and _stands_alone(rest) else ""


# -- roles -------------------------------------------------------------------------------------------------------

_BEFORE_MEASURES = ("principles", "goals", "outlook", "environment")
_NEVER_MEASURES = ("safeguards", "problems", "provisions", "preface")
_IN_BRACKETS = re.compile(r"[（(〔][^）)〕]*[）)〕]")


@cache
def _role_words() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for _, words, _ in _roles() for word in words))


@cache
def _roles() -> list[tuple[Role, tuple[str, ...], tuple[str, ...]]]:
    return [(row["role"], tuple(row["words"]), tuple(row.get("not", ()))) for row in lexicon.table("headings")["role"]]


@cache
def _simplified() -> dict[int, int]:
    """Traditional characters → those that the words of the lexicon are written with."""
    forms = lexicon.table("headings")["traditional"]
    return str.maketrans(forms["printed"], forms["simplified"])


def role_of(title: str) -> Role | None:
    """The role that a heading names, by the rows of `lexicon/headings.toml`."""
    compact = unspaced(title).translate(_simplified())
    if not _role_words().search(compact):
        return None
    for role, words, stops in _roles():
        if any(word in compact for word in words) and not any(stop in compact for stop in stops):
            return role
    return None


def _is_one_of(genres: str, title: str) -> bool:
    """Whether a title ends as those of `plans` (规划, 方案, 意见 …) or of `rules` (办法, 规定, 章程 …) do."""
    bare = _IN_BRACKETS.sub("", title).strip("》 ").translate(_simplified())
    return bare.endswith(endings(genres))


def _aims(nodes: Sequence[Node]) -> list[int]:
    """Places of the chapters that name aims or the setting."""
    return [n for n, node in enumerate(nodes) if role_of(node.title) in _BEFORE_MEASURES]


def _begin_of_measures(roots: Sequence[Node], plan: bool) -> int:
    """The first chapter that, unless its heading says otherwise, says what is to be done.

    It comes after the last chapter of aims, or after the first that holds aims; in a plan without any it is the first."""
    if aims := _aims(roots):
        return aims[-1] + 1
    holders = (n + 1 for n, node in enumerate(roots) if _aims(node.children))
    measures = (n for n, node in enumerate(roots) if role_of(node.title) == "measures")
    return next(holders, 0 if plan else next(measures, len(roots)))


def _has_articles(nodes: Sequence[Node]) -> bool:
    return any((node.label and node.label.scheme == "article") or _has_articles(node.children) for node in nodes)


def _assign_roles(roots: Sequence[Node], title: str) -> None:
    """Chapters after the aims and before the safeguards say what is to be done, whatever their headings; those of statutes and
    rules provide."""
    if _is_one_of("rules", title) or _has_articles(roots):
        for node in roots:
            _inherit(node, "preface" if role_of(node.title) == "preface" else "provisions")
        return
    begin = _begin_of_measures(roots, _is_one_of("plans", title))
    anew = bool(_aims(roots))
    for n, node in enumerate(roots):
        role = role_of(node.title)
        if n >= begin and (role is None or (anew and role not in _NEVER_MEASURES)):
            role = "measures"
        _inherit(node, role)
    if _is_one_of("accounts", title):
        _without_measures(roots)


def _without_measures(nodes: Sequence[Node]) -> None:
    """What tells or explains sets no tasks."""
    for node in nodes:
        node.role = None if node.role in ("measures", "safeguards") else node.role
        _without_measures(node.children)


def _inherit(node: Node, role: Role | None) -> None:
    """A heading below its chapter may say more of what its sections are for, but what was is never to be done."""
    node.role = role
    for child in node.children:
        own = role_of(child.title) if child.title and role not in ("measures", "safeguards", "provisions") else None
        if own in ("measures", "safeguards") and role in ("achievements", "problems", "environment"):
            own = None
        _inherit(child, own or role)


def read(
    body: Body, first: int, last: int, kinds: Mapping[int, ParagraphKind | None], title: str | None = None
) -> list[Node]:
    """The top sections of the lines `first` up to `last`; `kinds` are lines that are no headings, `title` is the part's."""
    roots = _Outline(body, first, last, kinds, title or "").read()
    _assign_roles(roots, title or "")
    return roots
