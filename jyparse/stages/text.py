"""The text of the document, told from the furniture of the page by evidence.

In HTML the evidence is where the prose is: the smallest container that holds nearly all of it. In a dump, and at both ends
of the container, it is what the lines show: the metadata block, the way from the home page, the title, the line under it,
addressees, numbers, full stops, signatures. Words of furniture (`lexicon/furniture.toml`) count on whole lines only.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from itertools import accumulate, pairwise, takewhile

from jyparse import lexicon
from jyparse.lexicon.furniture import is_furniture, names_title
from jyparse.lexicon.headings import endings
from jyparse.model import Diagnostic, Link
from jyparse.page.blocks import Container, Page, PageImage, PageLine
from jyparse.page.marks import page_marks
from jyparse.stages.forms import Body, FieldsFound, Line, Selected
from jyparse.text.blanks import BLANKS, unspaced
from jyparse.text.dates import DATE, parse_date
from jyparse.text.document_numbers import parse_number

_SENTENCE = re.compile(r"[。；]")
_HAN = re.compile("[一-鿿]")
_BULLET = re.compile(r"[•·●▪■◆*○◎>|｜\-–]\s*")
_HOST = re.compile(r"(?:主办|承办|主管)(?:单位|部门)?\s*[:：]")
_HELPER = re.compile(r"(?:协办|配合|参与|参加)(?:单位|部门)\s*[:：]")
_NEARLY_ALL = 0.88
_PARTING_LINKS = 6
_SENDS_ON = re.compile(
    r"(?:\d\s*[;,]\s*url\s*=|location(?:\.href)?\s*=|location\.(?:replace|assign)\()\s*[\"']?([^\"'\s()]+)", re.I
)
_FOLLOWS = re.compile("联系(?:人|单位)|附[件表图：:]?|注[：:]|备注|抄[送报]|主送|[分报印]送|[（(*※]|.{0,60}印[发制]?$")
_LINE_TAGS = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "span", "font", "pre", "blockquote", "tr"]
)
_FURNITURE_TAGS = frozenset(["header", "footer", "nav", "aside", "marquee"])
_BETWEEN_LINKS = BLANKS + "|｜"
_MOST_LINES_ASIDE = 400
_SHORTEST_TITLE = 9
_MOST_TITLE_LINES = 5
_COVER_LINE = re.compile(
    r"[-—–－]{1,2}.{0,20}[在于].{2,60}[上中]|[（(].{0,20}\d{4}\s*年.{2,80}[）)]|[一-鿿]{2,20}[长任席]\s[一-鿿\s·]{2,8}"
)
_FEWEST_ENTRIES = 8
_FEWEST_FULL = 3
_LONGEST_TEASER = 3
_LONGEST_CAPTION = 24
_LONGEST_SITE_NAME = 20
_LONGEST_LEAD = 8
_FEWEST_OF_MENU = 6
_NAME_PARTS = re.compile(r"[?&=（(\[【\s]")
_LEADS_TO_PAGE = re.compile(r"^$|^#|^(?:javascript|mailto):|(?:/|\.[a-z]?html?)(?:$|[?#])", re.I)
_MENU_WORD = re.compile("[一-鿿]{2,8}")
_LONGEST_SMALL_PRINT = 1500


@cache
def _content_names() -> frozenset[str]:
    return frozenset(lexicon.table("furniture")["content"]["names"])


# -- where the prose is ------------------------------------------------------------------------------------------


def _weight(line: Line) -> int:
    """How much running text a line holds: its characters outside of links, if it reads like text."""
    if line.table:
        own = len(line.text) - sum(len(link.name) for cell in line.table.cells for link in cell.links)
        return own if own * 2 > len(line.text) else 0
    own = len(line.text) - (line.page.link_chars if line.page else 0)
    if own > 25 or line.label or "。" in line.text or "，" in line.text:
        return own if own * 2 > len(line.text) else 0
    return 0


def _main_container(
    lines: Sequence[Line], candidates: Sequence[int], weights: Sequence[int]
) -> tuple[Container | None, int]:
    """The smallest container that holds nearly all running text, and how much there is."""
    totals: dict[Container, int] = {}
    for i in candidates:
        if weight := weights[i]:
            chain = []
            here: Container | None = lines[i].box
            while here is not None and here not in totals:
                chain.append(here)
                here = here.parent
            for box in reversed(chain):
                totals[box] = 0
            totals[lines[i].box] += weight
    inwards = list(totals)
    for box in reversed(inwards):
        if box.parent:
            totals[box.parent] += totals[box]
    whole = sum(weights[i] for i in candidates)
    holders = [box for box in inwards if totals[box] >= whole * _NEARLY_ALL]
    if not holders:
        return None, 0
    named = [box for box in holders if not _content_names().isdisjoint(box.name.lower().split())]
    best = min(reversed(named or holders), key=totals.__getitem__)
    tables = {lines[i].box for i in candidates if lines[i].table}
    while (best.tag in _LINE_TAGS or best in tables) and best.parent is not None:
        best = best.parent
    return best, whole


def _largest_islands(lines: Sequence[Line], candidates: Sequence[int], of: Sequence[int]) -> list[int]:
    """The lines of the longest stretches of running text: menus and lists of links part stretches, short lines do not."""
    islands: list[list[int]] = [[]]
    weights = [0]
    links = 0
    for i in candidates:
        page = lines[i].page
        if weight := of[i]:
            if links >= _PARTING_LINKS and weights[-1]:
                islands.append([])
                weights.append(0)
            links = 0
            islands[-1].append(i)
            weights[-1] += weight
        elif page is not None and page.link_chars * 2 > len(page.text):
            links += 1
    enough = max(weights) * 0.6
    return [i for island, weight in zip(islands, weights, strict=True) if weight >= enough for i in island]


def _upwards(box: Container | None) -> Iterator[Container]:
    """A container and those around it."""
    while box is not None:
        yield box
        box = box.parent


def _inside(box: Container, main: Container, known: dict[Container, bool]) -> bool:
    """Whether a container stands in the main one; `known` saves the answers."""
    if (said := known.get(box)) is not None:
        return said
    chain = []
    here: Container | None = box
    answer: bool | None = None
    while here is not None and answer is None:
        chain.append(here)
        answer = True if here is main else known.get(here)
        here = here.parent
    for one in chain:
        known[one] = bool(answer)
    return bool(answer)


# -- containers that are furniture as a whole ---------------------------------------------------------------------


class _Boxes:
    """Finds the containers that hold nothing of the text: by their element, or by a line that gives them away."""

    def __init__(self, selector: _Selector) -> None:
        self.selector = selector
        self.lines = selector.lines
        self.visible = selector.visible
        self.weights = [0, *accumulate(selector.weights[i] for i in self.visible)]
        self.claimed = sorted(selector.found.claimed)
        self.byline = min(selector.found.byline_lines, default=-1)
        self.refused: set[Container] = set()
        self.extents: dict[Container, range] = {}
        self.last_number = max((n for n, i in enumerate(self.visible) if self.lines[i].label), default=-1)
        self.first: dict[Container, int] = {}
        """Where in `visible` each container begins."""
        self.ends: dict[Container, int] = {}
        """Where in `visible` each container ends."""
        self.tagged: dict[Container, Container | None] = {}
        """The element around each container that is furniture by its name."""
        for n, i in enumerate(self.visible):
            if self.lines[i].box not in self.first:
                self._enter(self.lines[i].box, n)
        for n in range(len(self.visible), 0, -1):
            here: Container | None = self.lines[self.visible[n - 1]].box
            while here is not None and here not in self.ends:
                self.ends[here] = n
                here = here.parent

    def _enter(self, box: Container, n: int) -> None:
        chain = []
        here: Container | None = box
        while here is not None and here not in self.first:
            self.first[here] = n
            chain.append(here)
            here = here.parent
        around = self.tagged[here] if here is not None else None
        for one in reversed(chain):
            around = around or (one if one.tag in _FURNITURE_TAGS else None)
            self.tagged[one] = around

    def aside(self) -> set[int]:
        """The lines of these containers; none if nothing but them says anything."""
        aside: set[int] = set()
        done = left = 0
        for n in range(len(self.visible)):
            if n >= done and (found := self._furniture_at(n)):
                left += self.weights[found.stop] - self.weights[max(found.start, done)]
                done = found.stop
                aside.update(self.visible[found.start : found.stop])
        speaks = left < self.weights[-1] or any(map(self.selector.is_whole_title, set(self.visible) - aside))
        return aside if speaks else set()

    def _furniture_at(self, n: int) -> range | None:
        """What a line gives away: it stands in a footer, heads a box, or is what every site prints at its foot."""
        line = self.lines[self.visible[n]]
        if (box := self.tagged[line.box]) and (box.tag != "header" or self._is_menu(box)):
            return self._extent(box) if self._may_go(box) else None
        if line.table:
            return None
        if line.label is None and is_furniture(line.text, "site"):
            found = self._widest(n, lambda box: self._may_go(box) and self._is_small(box))
            return found if found and (len(found) > 1 or n > self.last_number) else None
        if len(line.text) > _LONGEST_CAPTION:
            return None
        for table, fits in (("box", self._lists_links), ("notes", self._is_small)):
            if is_furniture(line.text, table):
                found = self._headed(n, fits)
                if found and len(found) > 1:
                    return None if self._is_section(found) else found
                return self._links_below(n)
        return None

    def _is_section(self, here: range) -> bool:
        """Whether a container of prose without links stands between two lines of the text."""
        linked = any(line.page and line.page.links for line in (self.lines[self.visible[n]] for n in here))
        if linked or here.start == 0 or here.stop == len(self.visible):
            return False
        above, below = self.visible[here.start - 1], self.visible[here.stop]
        one, other = self.lines[above].box, self.lines[below].box
        together = one is other or one.parent is other.parent
        return together and self.selector.says(above) and self.selector.says(below)

    def _headed(self, n: int, fits: Callable[[Container], bool]) -> range | None:
        """The widest container that a line heads."""
        return self._widest(n, lambda box: self.first[box] == n and self._may_go(box, True) and fits(box))

    def _is_menu(self, box: Container) -> bool:
        """Whether most lines of a container are links: a header may also be the title's."""
        here = self._extent(box)
        return sum(self.selector.link_only(self.visible[n]) for n in here) * 2 > len(here)

    def _widest(self, n: int, fits: Callable[[Container], bool]) -> range | None:
        """The widest container around a line that fits, as do all between them."""
        box: Container | None = self.lines[self.visible[n]].box
        widest = None
        while box is not None and box.parent is not None and fits(box):
            widest, box = box, box.parent
        return self._extent(widest) if widest else None

    def _links_below(self, n: int) -> range | None:
        """A heading of a box and the links below it, where no container holds them alone."""
        end = n + 1
        while end < len(self.visible) and self.selector.link_only(self.visible[end]):
            end += 1
        return range(n, end) if end > n + 1 else None

    def _extent(self, box: Container) -> range:
        """The lines of a container, up to one more than may go."""
        if box not in self.extents:
            start = self.first[box]
            self.extents[box] = range(start, min(self.ends[box], start + _MOST_LINES_ASIDE + 1))
        return self.extents[box]

    def _is_small(self, box: Container) -> bool:
        """Whether a container holds less prose than there is elsewhere, or stands below the prose."""
        here = self._extent(box)
        inside = self.weights[here.stop] - self.weights[here.start]
        return inside * 2 <= self.weights[-1] or inside <= self.weights[here.start] * 4

    def _lists_links(self, box: Container) -> bool:
        """Whether all prose of a container follows on links that read like titles, or there is little of it beside them."""
        here = [self.visible[n] for n in self._extent(box)]
        entries = [_entries(self.lines[i]) for i in here]
        teasers = all(not self.selector.weights[i] or above for above, i in zip(entries, here[1:], strict=False))
        return teasers or (any(entries) and self._is_small(box))

    def _may_go(self, box: Container, numbered: bool = False) -> bool:
        """Whether a container holds neither block nor title nor the line under it, nor numbers where none are expected."""
        if box in self.refused:
            return False
        here = self._extent(box)
        first, last = self.visible[here.start], self.visible[here.stop - 1]
        blocks = bisect_right(self.claimed, last) - bisect_left(self.claimed, first)
        if len(here) > _MOST_LINES_ASIDE or blocks or any(self._is_of_text(self.visible[n], numbered) for n in here):
            self.refused.add(box)
            return False
        return True

    def _is_of_text(self, i: int, numbered: bool) -> bool:
        line = self.lines[i]
        if i == self.byline or (line.label and not numbered and not self.selector.link_only(i)):
            return True
        return (
            len(line.text) >= 8 and not self.selector.link_only(i) and self.selector.is_title(i) and _may_be_title(line)
        )


# -- what lines show ---------------------------------------------------------------------------------------------


class _Selector:
    """Finds the lines of the text among the lines of a page."""

    def __init__(self, lines: Sequence[Line], found: FieldsFound, page: Page) -> None:
        self.lines = lines
        self.found = found
        self.page = page
        self.weights = [_weight(line) for line in lines]
        """How much running text each line holds."""
        marks = page_marks([line.text for line in lines])
        visible = [
            i
            for i, line in enumerate(lines)
            if not (line.box.hidden or i in found.claimed or i in marks or _asks_reader(line))
        ]
        self.visible = visible if any(self.weights[i] for i in visible) else self._hidden_or(visible)
        self.titles = self._printed_titles()
        self.initials = {title[0] for title in self.titles}
        aside = set() if page.is_dump else _Boxes(self).aside()
        self.readable = [i for i in self.visible if i not in aside]

    def _hidden_or(self, visible: list[int]) -> list[int]:
        """What the page hides, where it shows no text at all."""
        hidden = [i for i, line in enumerate(self.lines) if line.box.hidden and i not in self.found.claimed]
        return sorted({*visible, *hidden}) if any(self.weights[i] > 40 for i in hidden) else visible

    def _printed_titles(self) -> list[str]:
        """The title by `<meta>`, by the block, and by `<title>`: without blanks, surest first."""
        sure = [content for name, content in self.page.metas if name.lower() in ("articletitle", "og:title")]
        sure += [field.value for field in self.found.fields if field.label in _title_labels()]
        return [t for t in (unspaced(title) for title in (*sure, self.page.title)) if len(t) > 4]

    def is_title(self, i: int) -> bool:
        """Whether a line is the title, or a part of it, by what the page says elsewhere."""
        text = unspaced(self.lines[i].text)
        if len(text) < 4:
            return False
        return any(
            title.startswith(text) or title.endswith(text) or (len(text) > 7 and text in title) for title in self.titles
        )

    def is_own_text(self, i: int, title: str | None) -> bool:
        """Whether a line says more than the title and the names of files."""
        line = self.lines[i]
        if not (line.table or self.weights[i] or len(line.text) > 12):
            return False
        return line.text != title and not self.is_title(i) and not _is_attachment_line(line)

    def says(self, i: int) -> bool:
        """Whether a line is prose or has a number, and is not furniture by its words."""
        line = self.lines[i]
        return bool(self.weights[i] or line.label) and not self.link_only(i) and not is_furniture(line.text, "cut")

    def link_only(self, i: int) -> bool:
        page = self.lines[i].page
        if page is None or not page.links:
            return False
        return page.link_chars * 10 >= (len(page.text) - sum(map(page.text.count, _BETWEEN_LINKS))) * 8

    def anchors(self, i: int) -> bool:
        """Whether a line can only belong to a document."""
        line = self.lines[i]
        if i in self.found.byline_lines or self.link_only(i):
            return False
        if line.table:
            return not self._lists_links(line)
        text = line.text
        if line.label and (text.endswith(("。", "；")) or not is_furniture(text)):
            return True
        if len(text) >= 30 and _SENTENCE.search(text) and not is_furniture(text, "cut"):
            return True
        if text.endswith(("：", ":")) and len(text) > 4 and not is_furniture(text) and not is_furniture(text, "cut"):
            return not text.startswith(("链接", "您", "附件", "相关"))
        return parse_number(text) is not None or (
            len(text) <= 40 and parse_date(text) is not None and not self.page.is_dump
        )

    def _lists_links(self, line: Line) -> bool:
        assert line.table is not None
        linked = sum(len(link.name) for cell in line.table.cells for link in cell.links)
        return linked * 2 > len(line.text)

    # -- the region ----------------------------------------------------------------------------------------------

    def region(self) -> list[int]:
        """The lines of the text, in print order."""
        if self.page.is_dump:
            candidates, whole = self.readable, sum(self.weights[i] for i in self.readable)
        else:
            rest = [i for i in self.readable if i not in self.found.byline_lines]
            main, whole = _main_container(self.lines, _largest_islands(self.lines, rest, self.weights), self.weights)
            candidates = self._in_container(main) if main else self.readable
        anchors = [n for n, i in enumerate(candidates) if self.anchors(i)] if whole else []
        if not anchors and whole:  # a short notice
            anchors = [n for n, i in enumerate(candidates) if self._is_short_sentence(self.lines[i])]
            if anchors and all(self._has_other_heading(candidates, n) for n in anchors):
                return self.whole_titles[:1]
        if not anchors:
            return self._without_prose(candidates)
        anchors = self._below_title(candidates, anchors)
        candidates, anchors = self._above_columns(candidates, anchors)
        first = self._head(candidates, anchors[0])
        last, below = self._tail(candidates, anchors)
        kept = [
            i
            for n, i in enumerate(candidates[first:last], first)
            if i not in self.found.byline_lines and (anchors[0] <= n or self._is_of_head(i))
        ]
        kept += below
        return self._with_head_from_outside(kept)

    def _is_of_head(self, i: int) -> bool:
        """Whether a line above the sure text is neither a button nor a link, unless it is the title."""
        return not is_furniture(self.lines[i].text) and (not self.link_only(i) or self.is_title(i))

    def _is_short_sentence(self, line: Line) -> bool:
        return bool(_weight(line)) and ("。" in line.text or "，" in line.text) and self._is_plain(line.text)

    def _ends_text(self, i: int) -> bool:
        """Whether a line stands below the text by its words: the foot of the page, or what leads to other pages."""
        return is_furniture(self.lines[i].text, "cut") and i not in self.hosts

    @cached_property
    def hosts(self) -> set[int]:
        """Lines like 主办单位：… that stand below a numbered line, and above 协办单位：… or between two numbered lines."""
        texts = [self.lines[i].text for i in self.visible]
        named = [n for n, text in enumerate(texts) if _HOST.match(text)]
        numbered = [n for n, i in enumerate(self.visible) if self.lines[i].label] if named else []
        helped = {n for n in named if n + 1 < len(texts) and _HELPER.match(texts[n + 1])}
        if not helped and not any(numbered[0] < n < numbered[-1] for n in named if numbered):
            return set()
        below = (self.visible[n] for n in named if n in helped or any(n - 6 < k < n for k in numbered))
        return {i for i in below if not is_furniture(self.lines[i].text, "site")}

    def _has_other_heading(self, candidates: Sequence[int], n: int) -> bool:
        """Whether a sentence stands in a container with a heading of its own, where the title stands elsewhere."""
        box = self.lines[candidates[n]].box
        home = box.parent if box.tag in _LINE_TAGS and box.parent else box
        known: dict[Container, bool] = {}
        while n and _inside(self.lines[candidates[n - 1]].box, home, known):
            n -= 1
        page = self.lines[candidates[n]].page
        other = page is not None and page.heading > 1 and not self.is_title(candidates[n])
        return other and bool(self.whole_titles)

    def _in_container(self, main: Container) -> list[int]:
        """The lines of a container; where it is but a paragraph, of the first around it that holds more."""
        inside = self._lines_in(main)
        if len(inside) == 1:
            n = self.readable.index(inside[0])
            beside = self.readable[max(0, n - 1) : n] + self.readable[n + 1 : n + 2]
            around = {box for i in beside for box in _upwards(self.lines[i].box)}
            inside = self._lines_in(next((box for box in _upwards(main) if box in around), main))
        return inside

    def _lines_in(self, box: Container) -> list[int]:
        known: dict[Container, bool] = {}
        return [i for i in self.readable if _inside(self.lines[i].box, box, known)]

    def _below_title(self, candidates: Sequence[int], anchors: list[int]) -> list[int]:
        """The anchors without the sentences of a column that stands before the title, in a container of its own."""
        reach = range(anchors[0] + 1, min(anchors[-1], anchors[0] + _MOST_LINES_ASIDE))
        if not self._is_bare_sentence(candidates[anchors[0]]):
            return anchors
        title = next((n for n in reach if self.is_whole_title(candidates[n])), None)
        if title is None:
            return anchors
        early, below = [n for n in anchors if n < title], [n for n in anchors if n > title]
        home = self._common(candidates[title], candidates[below[0]])
        known: dict[Container, bool] = {}
        for i in (candidates[n] for n in early):
            if home is None or _inside(self.lines[i].box, home, known) or not self._is_bare_sentence(i):
                return anchors
        return below

    def _above_columns(self, candidates: list[int], anchors: list[int]) -> tuple[list[int], list[int]]:
        """Lines and anchors without the sentences below the signature in a container that does not hold the text."""
        signed = next((n for n in reversed(anchors) if _is_signed_date(self.lines[candidates[n]].text)), None)
        if signed is None or self.page.is_dump:
            return candidates, anchors
        home = self._common(candidates[anchors[0]], candidates[signed])
        while home is not None and home.tag in _LINE_TAGS:
            home = home.parent
        known: dict[Container, bool] = {}
        outside = {i for i in candidates[signed + 1 :] if home and not _inside(self.lines[i].box, home, known)}
        prose = sum(self.weights[i] for i in outside)
        annexes = any(
            self.lines[i].label or self.lines[i].table or self.lines[i].text.startswith("附") for i in outside
        )
        if annexes or prose * 3 > sum(self.weights[i] for i in candidates):
            return candidates, anchors
        inside, sure = [i for i in candidates if i not in outside], {candidates[n] for n in anchors}
        return inside, [n for n, i in enumerate(inside) if i in sure]

    def _common(self, one: int, other: int) -> Container | None:
        """The smallest container around two lines."""
        around = set(_upwards(self.lines[other].box))
        return next((box for box in _upwards(self.lines[one].box) if box in around), None)

    def _is_bare_sentence(self, i: int) -> bool:
        return self.lines[i].label is None and self.lines[i].text.endswith("。")

    @cached_property
    def whole_titles(self) -> list[int]:
        """The lines outside of furniture that print the title by which the page is named."""
        return [i for i in self.readable if self.is_whole_title(i)]

    def is_whole_title(self, i: int) -> bool:
        text = self.lines[i].text
        if len(text) < 8 or text[0] not in self.initials or self.link_only(i):
            return False
        squeezed = unspaced(text)
        return len(squeezed) >= 8 and any(title.startswith(squeezed) for title in self.titles)

    def _head(self, candidates: Sequence[int], anchor: int) -> int:
        """Where the text begins: after block, breadcrumb and line under the title, at the title above the first anchor."""
        lines = self.lines
        start = 0
        evidence = False
        last_claimed = max((i for i in self.found.claimed if i < candidates[anchor]), default=-1)
        for n in range(anchor):
            i = candidates[n]
            if i < last_claimed or is_furniture(lines[i].text, "crumb") or self._ends_menu(candidates, n):
                start, evidence = n + 1, True
        first = anchor
        for n in range(anchor - 1, start - 1, -1):
            i = candidates[n]
            if i in self.found.byline_lines:
                evidence = True
                continue
            if is_furniture(lines[i].text) or (self.link_only(i) and not self.is_title(i)):
                continue
            if _BULLET.match(lines[i].text) and self.page.is_dump:
                break
            first = n
        if evidence or not self.page.is_dump:
            first = self._first_title(candidates, start, first, anchor)
        return first

    def _ends_menu(self, candidates: Sequence[int], n: int) -> bool:
        """Whether a line of a dump is one of a column of short words, as the menus of sites are."""
        if (
            not self.page.is_dump
            or n + 1 < _FEWEST_OF_MENU
            or self.lines[candidates[n]].text.endswith(endings("genres"))
        ):
            return False
        words = {self.lines[i].text for i in candidates[n + 1 - _FEWEST_OF_MENU : n + 1] if not self.lines[i].label}
        return len(words) == _FEWEST_OF_MENU and all(map(_MENU_WORD.fullmatch, words))

    def _first_title(self, candidates: Sequence[int], start: int, first: int, anchor: int) -> int:
        """Of the lines above the first anchor, the title and what is below it; what is above it is the site's."""
        bylines = [n for n in range(start, anchor) if candidates[n] in self.found.byline_lines]
        for n in range(start, anchor):
            i = candidates[n]
            if n >= first and self.is_title(i) and not is_furniture(self.lines[i].text):
                while n > max(start, first) and self._is_same_title(candidates[n - 1], candidates[n]):
                    n -= 1
                return n
        if bylines and bylines[0] > start:
            n = bylines[0] - 1
            if n > start and self._is_same_title(candidates[n - 1], candidates[n]):
                n -= 1
            return max(start, bylines[0] - 1) if n < first else n
        return first

    def _is_same_title(self, above: int, below: int) -> bool:
        """Whether a line stands with the title below it: in one element, or centred in one container."""
        one, other = self.lines[above], self.lines[below]
        if one.page is None or other.page is None or is_furniture(one.text) or len(one.text) > 60:
            return False
        together = one.box is other.box and not self.page.is_dump
        return together or (one.page.centred and other.page.centred and one.box.parent is other.box.parent)

    def _tail(self, candidates: Sequence[int], anchors: Sequence[int]) -> tuple[int, list[int]]:
        """Where the surest text ends, and the lines below it that are neither furniture by their words nor links alone."""
        lines = self.lines
        cut = self._cut(candidates, anchors[0], anchors[-1] + 1)
        sure = [n for n in anchors if n < cut] or [anchors[0]]
        home = self._home(candidates, sure)
        known: dict[Container, bool] = {}
        below: list[int] = []
        annex = False
        signed = self.page.is_dump and _is_signed_date(lines[candidates[sure[-1]]].text)
        for n, i in enumerate(candidates[sure[-1] + 1 :], sure[-1] + 1):
            text = lines[i].text
            heads = not self.page.is_dump and self._heads_prose(candidates, n) and _inside(lines[i].box, home, known)
            if (
                (self._ends_text(i) and not heads)
                or is_furniture(text, "crumb")
                or (self.page.is_dump and _BULLET.match(text))
            ):
                break
            if i in self.found.byline_lines or (is_furniture(text) and not heads) or self._is_caption(i):
                continue
            annex = (
                annex
                or text.startswith(("附", "抄送", "抄报"))
                or (signed and below[-1:] == [i - 1] and self._may_head_annex(i))
            )
            belongs = annex or (not signed and _inside(lines[i].box, home, known)) or self._may_follow(i)
            if _is_attachment_line(lines[i]) or text.startswith("附件") or (belongs and not self._leads_elsewhere(i)):
                below.append(i)
            signed = signed or (self.page.is_dump and _is_signed_date(text))
        return sure[-1] + 1, below

    def _may_head_annex(self, i: int) -> bool:
        """Whether a line just below the signature reads like the title of what is issued with it."""
        return self.lines[i].text.endswith(endings("genres")) and "关于" not in self.lines[i].text

    def _leads_elsewhere(self, i: int) -> bool:
        """Whether a line is a link, or a word with a colon and a link."""
        label, colon, rest = self.lines[i].text.partition("：")
        page = self.lines[i].page
        named = page is not None and colon and len(label) <= _LONGEST_LEAD and page.link_chars * 10 >= len(rest) * 8 > 0
        return bool(named) or self.link_only(i)

    def _home(self, candidates: Sequence[int], sure: Sequence[int]) -> Container:
        """The smallest container that holds the sure lines, and more than one line."""
        first, last = candidates[sure[0]], candidates[sure[-1]]
        company = [candidates[n] for n in (sure[0] - 1, sure[-1] + 1) if 0 <= n < len(candidates)]
        around = {box for i in company for box in _upwards(self.lines[i].box)} if first == last else set()
        boxes = (box for box in _upwards(self._common(first, last)) if box.tag not in _LINE_TAGS)
        return next((box for box in boxes if first != last or box in around), self.lines[first].box)

    def _may_follow(self, i: int) -> bool:
        """Whether a line outside the container of the text may belong to it: an annex, a note, a number, a table."""
        line = self.lines[i]
        return bool(line.table or line.label or _FOLLOWS.match(line.text) or _is_signed_date(line.text))

    def _is_caption(self, i: int) -> bool:
        """Whether a line below the text stands with a picture, in a container without prose: under a QR code."""
        line = self.lines[i]
        if len(line.text) > _LONGEST_CAPTION or line.label or parse_date(line.text):
            return False
        return line.box in self.pictured or line.box.parent in self.pictured

    @cached_property
    def pictured(self) -> set[Container]:
        """The containers of pictures that hold no prose."""
        boxes = {block.box for block in self.page.blocks if isinstance(block, PageImage)}
        prose = [line.box for line, weight in zip(self.lines, self.weights, strict=True) if weight] if boxes else []
        return boxes.difference(prose, (box.parent for box in prose if box.parent))

    def _cut(self, candidates: Sequence[int], first: int, last: int) -> int:
        """A line like 版权声明 or 相关解读 ends the text where only furniture, links and small print follow it."""
        after = 0
        cut = last
        below: dict[str, int] = {}
        """The number of the next label of each scheme: one that is not the first goes on from above."""
        for n in range(last - 1, max(first, last - 60), -1):
            line = self.lines[candidates[n]]
            if line.label:
                below[line.label.scheme] = line.label.number
            if _is_signed_date(line.text) or after >= _LONGEST_SMALL_PRINT:
                break
            if (
                self._ends_text(candidates[n])
                and not self._heads_prose(candidates, n)
                and all(number == 1 for number in below.values())
            ):
                cut = n
            after += 0 if self.link_only(candidates[n]) else len(line.text)
        return cut

    def _heads_prose(self, candidates: Sequence[int], n: int) -> bool:
        """Whether prose follows at once on the heading of a box of links: it is a heading of the text then."""
        below = candidates[n + 1] if n + 1 < len(candidates) else None
        prose = below is not None and self.weights[below] and not self.link_only(below)
        return bool(prose) and is_furniture(self.lines[candidates[n]].text, "box")

    def _with_head_from_outside(self, kept: list[int]) -> list[int]:
        """Title lines just above the container, or above the block, belong to the text, where the text does not print them."""
        if not kept:
            return kept
        heads = list(takewhile(lambda text: "。" not in text, (unspaced(self.lines[i].text) for i in kept[:8])))
        joined = "".join(heads)
        own_title = next((text for text in heads if len(text) >= 8 and text.endswith(endings("genres"))), None)
        titled = own_title is not None or any(map(self.is_title, kept[:3]))
        decrees = own_title is not None and own_title.endswith("令")
        opening = unspaced("".join(self.lines[i].text for i in kept[:5])) if decrees else ""
        above: list[int] = []
        between: list[int] = []
        """What belongs to the text on the lines between title and text: the number of the document, who spoke when and where."""
        known = set(kept)
        stop = 0
        for i in reversed([i for i in self.readable if i < kept[0] and i not in known]):
            text = unspaced(self.lines[i].text)
            title = self.is_title(i) or (not titled and self._is_title_place(i, kept[0])) or f"《{text}》" in opening
            if self.lines[i].table or is_furniture(self.lines[i].text, "crumb"):
                break
            if i in self.found.byline_lines or is_furniture(self.lines[i].text):
                continue
            below = above[-1] if above else kept[0]
            if not (_may_be_title(self.lines[i]) or self._is_same_title(i, below) or self._completes(below, text)):
                title = False
            if title and not self.link_only(i) and len(text) >= 6:
                if text not in joined and (own_title is None or own_title not in text):
                    above += [i] if above else [*between, i]
            elif above and self._is_same_title(i, above[-1]):
                above.append(i)
            elif above or stop > 3:
                break
            elif text not in joined and (_is_number(text) or _COVER_LINE.fullmatch(self.lines[i].text)):
                between.append(i)
            else:
                stop += 1
            if len(above) - len(between) > 3:
                break
        return [*reversed(above), *kept]

    def _completes(self, below: int, head: str) -> bool:
        """Whether the bodies on one line and the line below them are the title by which the page is named."""
        whole = head + unspaced(self.lines[below].text)
        return any(title.startswith(whole) for title in self.titles)

    def _is_title_place(self, i: int, first: int) -> bool:
        """Whether a line stands where titles do: in a heading, or above block and text, and reads like one."""
        line = self.lines[i]
        if not self.page.is_dump and (_is_heading(line) or _is_called_title(line)):
            return True
        below = i + 1 == first or i + 1 in self.found.byline_lines or i + 1 in self.found.claimed
        if not below or line.text.endswith(("。", "；", "：")) or not 8 <= len(line.text) <= 60:
            return False
        beside = not self.page.is_dump and any(box is line.box.parent for box in _upwards(self.lines[first].box))
        return beside or ("关于" in line.text and line.text.endswith(endings("genres")))

    def _without_prose(self, candidates: Sequence[int]) -> list[int]:
        """A page without running text may still print a title, or a few short lines in a content container."""
        named = [i for i in self.readable if not _content_names().isdisjoint(self.lines[i].box.name.lower().split())]
        lines = named or (candidates if self.page.is_dump or len(candidates) < len(self.readable) else ())
        after = max(self.found.claimed, default=-1)
        kept = []
        for i in lines:
            if i > after and is_furniture(self.lines[i].text, "cut"):
                break
            if (
                i > after
                and i not in self.found.byline_lines
                and not self.link_only(i)
                and self._is_plain(self.lines[i].text)
            ):
                kept.append(i)
        return kept

    @staticmethod
    def _is_plain(text: str) -> bool:
        return not (is_furniture(text) or is_furniture(text, "cut") or is_furniture(text, "crumb"))


def _is_number(text: str) -> bool:
    """Whether a line is the number of the document and nothing else."""
    bare = text.strip("（()）")
    number = parse_number(bare)
    return number is not None and number.text == bare


def _is_signed_date(text: str) -> bool:
    """Whether a line is a date as documents are signed with: no list of links writes it so."""
    return text.endswith("日") and len(text) <= 20 and parse_date(text) is not None


def _asks_reader(line: Line) -> bool:
    """Whether a line is the question of a dialog of the site."""
    return line.text.endswith(("？", "?")) and is_furniture(line.text, "dialog")


def _is_called_title(line: Line) -> bool:
    """Whether the element of a line, or the one around its paragraph, is named as titles are."""
    return names_title(line.box.name) or names_title(_element(line).name)


def _element(line: Line) -> Container:
    """The element that a line stands in with the lines beside it: the one around its paragraph."""
    return line.box.parent if line.box.tag in _LINE_TAGS and line.box.parent else line.box


def _is_heading(line: Line) -> bool:
    return line.page is not None and line.page.heading in (1, 2)


@cache
def _title_labels() -> frozenset[str]:
    return frozenset(
        form for row in lexicon.table("labels")["label"] if row["name"] == "title" for form in row["forms"]
    )


# -- attachments -------------------------------------------------------------------------------------------------


@cache
def _file_endings() -> tuple[str, ...]:
    return tuple(f".{ending}" for ending in lexicon.table("furniture")["files"]["documents"])


def _is_file(name: str) -> bool:
    """Whether a name or an address, or a value in its query, ends as files do."""
    if "." not in name:
        return False
    return any(part.endswith(_file_endings()) for part in _NAME_PARTS.split(name.partition("#")[0].lower()))


def _is_file_link(link: Link) -> bool:
    return _is_file(link.href) or _is_file(link.name)


def _file_links(line: Line) -> list[Link]:
    """The links of a line that carry files: by name or address, and in a line 附件：… all that lead to no page."""
    links = [link for cell in line.table.cells for link in cell.links] if line.table else line.page and line.page.links
    if not links:
        return []
    annex = line.text.startswith("附件")
    return [link for link in links if _is_file_link(link) or (annex and not _LEADS_TO_PAGE.search(link.href))]


def _is_attachment_line(line: Line) -> bool:
    """A line that is a link to a file, or in a dump the name of one."""
    return line.page is not None and (bool(_file_links(line)) or _is_file(line.text))


def _attachments(lines: Sequence[Line], found: FieldsFound, first: int, last: int) -> list[Link]:
    """Links to files in the text, just after it, and in the block."""
    links = [link for field in found.fields for link in field.links if _is_file_link(link)]
    links += [link for line in lines[max(0, first - 10) : last + 40] for link in _file_links(line)]
    unique = {(link.name, link.href): link for link in links}
    return list(unique.values())


def _named_files(body: Body) -> list[Link]:
    """What a dump without text keeps of the links to its files: their names."""
    names = (line.text.rpartition("：")[2].strip() for line in body.lines if _is_file(line.text))
    return [Link(name=name, href="") for name in dict.fromkeys(names)]


# -- all of it ---------------------------------------------------------------------------------------------------


def _is_list(selector: _Selector, kept: Sequence[int], elsewhere: bool) -> bool:
    """A page of links: columns of a list, or entries with hardly any text but their teasers."""
    lines, found = selector.lines, selector.found
    if (
        sum(lines[i].label is not None and not _entries(lines[i]) for i in kept) >= _FEWEST_ENTRIES
        and not found.columns
    ):
        return False
    printed = sorted({*selector.visible, *(i for i in found.claimed if not lines[i].box.hidden)})
    counts = {i: _entries(lines[i]) for i in printed}
    teasers = _teasers([n for n, i in enumerate(printed) if counts[i]])
    listed = {i for n, i in enumerate(printed) if counts[i] or (n in teasers and not lines[i].table)}
    own = [i for i in kept if i not in listed]
    prose = any(len(lines[i].text) > 40 and "。" in lines[i].text and not _links_mostly(lines[i]) for i in own)
    if prose or (found.columns and any(lines[i].table and counts[i] for i in printed)):
        return not prose
    sure = sum(map(selector.anchors, own))
    if elsewhere or sure > 1 or _prints_document(selector, listed):
        return False
    if sure:
        listed.intersection_update(selector.readable)
    entries = [n for n, i in enumerate(printed) if counts[i] and i in listed]
    full = [n for n in entries if n + 1 in teasers or DATE.search(lines[printed[n]].text)]
    enough = ((entries, _FEWEST_ENTRIES), (full, _FEWEST_FULL))
    return any(sum(counts[printed[n]] for n in some) >= fewest for some, fewest in enough)


def _prints_document(selector: _Selector, listed: set[int]) -> bool:
    """Whether a block, a date under a title, or a title that reads like a document's stands outside of the list."""
    lines, found = selector.lines, selector.found
    if any(field.value for field in found.fields) and len(found.claimed - listed) * 2 > len(found.claimed):
        return True
    if any(DATE.search(lines[i].text) for i in found.byline_lines - listed):
        return True
    titles = (lines[i].text for i in selector.whole_titles if i not in listed)
    return any(
        "关于" in title or title.endswith(endings("genres")) for title in titles if len(title) >= _SHORTEST_TITLE
    )


def _entries(line: Line) -> int:
    """How many entries of a list a line or the rows of a table are: a link that reads like a title, with little beside it."""
    if line.table:
        return len({cell.row for cell in line.table.cells if any(map(_is_titled, cell.links))})
    return int(_links_mostly(line) and any(map(_is_titled, line.page.links))) if line.page else 0


def _is_titled(link: Link) -> bool:
    return len(link.name) >= _SHORTEST_TITLE and not _is_file_link(link)


def _teasers(entries: Sequence[int]) -> set[int]:
    """The lines between the entries of a list, and as many after the last: a date, a summary, an address. Lists are regular:
    a distance that comes but once parts two lists."""
    gaps = [below - above - 1 for above, below in pairwise(entries)]
    frequent = {gap for gap, times in Counter(gaps).items() if times > 1 and gap <= _LONGEST_TEASER}
    return {
        entry + step
        for entry, gap in zip(entries, (*gaps, *gaps[-1:]), strict=False)
        if gap in frequent
        for step in range(1, gap + 1)
    }


def _links_mostly(line: Line) -> bool:
    """Whether a line is a link with little beside it: a date, a number."""
    return line.page is not None and line.page.link_chars * 5 > len(line.text) * 2


def _body(lines: Sequence[Line], kept: Sequence[int]) -> Body:
    chosen = [lines[i] for i in kept]
    starts, offset = [], 0
    for line in chosen:
        starts.append(offset)
        offset += len(line.text) + 1
    return Body(chosen, [*starts, max(0, offset - 1)])


def _title(selector: _Selector, kept: Sequence[int]) -> str | None:
    """The title as printed on the page: the line (or lines) that the page's own titles name."""
    lines = selector.lines
    squeezed = {unspaced(lines[i].text): i for i in reversed(selector.visible) if 4 < len(lines[i].text) < 200}
    reach = selector.visible if not kept else [i for i in selector.visible if i <= kept[0] + 3]
    heads = [i for i in reach if _is_heading(lines[i]) or _is_called_title(lines[i])]
    inside = [i for i in heads if _may_be_title(lines[i])]
    for title in selector.titles:
        if (i := squeezed.get(title)) is not None and not selector.link_only(i) and _may_be_title(lines[i]):
            covers = [] if i in heads else [k for k in inside if k < i and _issues(lines[k].text, title)]
            return lines[covers[0] if covers else i].text
    if whole_head := _title_over_lines(selector, kept):
        return whole_head
    printed = kept[:3] or selector.whole_titles[:1]
    first_lines = [i for i in printed if len(lines[i].text) >= 6 and _is_within(lines[i].text, selector.titles)]
    whole_title = first_lines if len(first_lines) == 1 and _may_be_title(lines[first_lines[0]]) else []
    if named := [i for i in (*inside, *whole_title) if _is_within(lines[i].text, selector.titles)]:
        best = max(named, key=lambda i: len(lines[i].text))
        home = _element(lines[best])
        whole = "".join(lines[i].text for i in inside if i in named and _element(lines[i]) is home)
        return whole if whole and _is_within(whole, selector.titles) else lines[best].text
    if (byline := min(selector.found.byline_lines, default=0)) <= (kept[2] if len(kept) > 2 else byline):
        own = (i for i in selector.visible if byline - 3 <= i < byline and i not in selector.found.byline_lines)
        above = [i for i in own if parse_number(lines[i].text.strip("（()）")) is None]
        if above and _may_be_title(lines[above[-1]]) and len(lines[above[-1]].text) <= 100:
            return _with_beginning(lines, above)
    return (inside[-1:] and lines[inside[-1]].text) or None


def _with_beginning(lines: Sequence[Line], above: Sequence[int]) -> str:
    """The last of some lines, and those before it in an element that is called a title, where it only ends there."""
    text, home = lines[above[-1]].text, lines[above[-1]].box.parent
    for i in reversed(above[:-1]):
        if (
            lines[i].box.parent is not home
            or not _is_called_title(lines[i])
            or lines[i].text.endswith(endings("genres"))
        ):
            break
        text = lines[i].text + text
    return text


def _title_over_lines(selector: _Selector, kept: Sequence[int]) -> str | None:
    """The title over the first lines of the text, where the page is named by all of them together."""
    for last in range(2, min(len(kept), _MOST_TITLE_LINES) + 1):
        texts = [selector.lines[i].text for i in kept[:last]]
        if unspaced("".join(texts)) in selector.titles:
            return "".join(texts)
    return None


def _issues(text: str, title: str) -> bool:
    """Whether a line is the title of the notice that issues a document: pages may be named by the document."""
    return text.endswith(endings("genres")) and "关于" in text.partition(title)[0] and title in text


def _is_within(text: str, titles: Sequence[str]) -> bool:
    squeezed = unspaced(text)
    return any(squeezed in title for title in titles)


def _may_be_title(line: Line) -> bool:
    """Whether a line may be the title of a document: no table, and not the name of the site alone."""
    if line.table or len(line.text) < 6 or is_furniture(line.text) or is_furniture(line.text, "crumb"):
        return False
    return not (len(line.text) <= _LONGEST_SITE_NAME and line.text.endswith(_site_names()))


@cache
def _site_names() -> tuple[str, ...]:
    return tuple(lexicon.table("furniture")["site_name"]["endings"])


def select(lines: Sequence[Line], found: FieldsFound, page: Page) -> Selected:
    """The text of the document in a page; what is left out is furniture."""
    selector = _Selector(lines, found, page)
    kept = selector.region()
    first, last = (kept[0], kept[-1]) if kept else (max(found.claimed, default=0), max(found.claimed, default=0))
    attachments = _attachments(lines, found, first, last)
    title = _title(selector, kept)
    diagnostics: list[Diagnostic] = []
    if _is_list(selector, kept, bool(attachments or page.frames)):
        return Selected(_body(lines, kept), "list", title, attachments, diagnostics)
    pictures = _pictures(page, lines, kept, () if kept else selector.whole_titles)
    if pictures:
        said = f"{len(pictures)} pictures stand in the text ({pictures[0].src}); their words are not read"
        diagnostics.append(lexicon.diagnostic("text-in-image", said))
    if any(selector.is_own_text(i, title) for i in kept):
        return Selected(_body(lines, kept), "document", title, attachments, diagnostics)
    body = _body(lines, kept)
    if page.is_dump:
        attachments += _named_files(body)
    diagnostics += _empty(page, attachments, bool(pictures))
    return Selected(body, "empty", title, attachments, diagnostics)


def _pictures(page: Page, lines: Sequence[Line], kept: Sequence[int], titles: Sequence[int]) -> list[PageImage]:
    """The pictures in the containers of the text; where there is no text, those in the container of the title."""
    blocks = page.blocks
    if page.is_dump and kept:  # all stand in one container
        first, last = (lines[k].page or lines[k].table for k in (kept[0], kept[-1]))
        blocks = blocks[blocks.index(first) : blocks.index(last)]  # type: ignore[arg-type]
    images = [block for block in blocks if isinstance(block, PageImage) and not block.box.hidden]
    if not kept and titles and (home := lines[titles[0]].box.parent):
        known: dict[Container, bool] = {}
        return [image for image in images if _inside(image.box, home, known)]
    boxes = {lines[i].box for i in kept} | {
        box.parent for i in kept if (box := lines[i].box).parent and box.tag in _LINE_TAGS
    }
    return [image for image in images if image.box in boxes or image.box.parent in boxes]


def _sent_on_to(page: Page) -> list[str]:
    """The addresses that a page sends its reader on to, by `<meta>` or by a script."""
    refreshed = [content for name, content in page.metas if name.lower() == "refresh"]
    return [match[1] for text in (*refreshed, *page.embedded) for match in _SENDS_ON.finditer(text)]


def _addresses(page: Page) -> list[str]:
    """Links whose name is an address: where the page says that its text stands."""
    lines = (block for block in page.blocks if isinstance(block, PageLine) and block.links)
    return [link.href for line in lines for link in line.links if "://" in link.name]


def _empty(page: Page, attachments: Sequence[Link], pictures: bool) -> list[Diagnostic]:
    elsewhere = [link.href or link.name for link in (*attachments, *page.frames)] + _sent_on_to(page) + _addresses(page)
    if elsewhere:
        return [lexicon.diagnostic("text-elsewhere", f"the page has no text of its own; see {elsewhere[0]}")]
    return [] if pictures else [lexicon.diagnostic("no-main-text", "no text of a document stands in this page")]
