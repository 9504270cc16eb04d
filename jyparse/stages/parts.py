"""The parts of a text: cover notice, main document, annexes; and what each line is in its part.

A part ends with its signature and date (GB/T 9704-2012, 7.3.5) and the notes after it; where no signature stands
between, at a line 附件, or where a title is followed by numbering that begins anew.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from jyparse import lexicon
from jyparse.lexicon.headings import endings
from jyparse.lexicon.labels import named_alone
from jyparse.lexicon.numbering import Label
from jyparse.model import DocumentNumber, ParagraphKind, PartKind
from jyparse.page.blocks import PageTable
from jyparse.stages.forms import Body, Line
from jyparse.text.blanks import BLANKS, unspaced
from jyparse.text.dates import DATE, parse_date
from jyparse.text.document_numbers import labelled_number, parse_number

_WIDE = re.compile(r"\s+")
_CLOSING = ("。", "；", ";", "，", ",", "：", ":", "、", "！", "？")
_YEARS = re.compile(r"[（(].{0,6}\d{4}\s*(?:年)?\s*[-—–－~～至―]+\s*\d{4}\s*年?.{0,6}[）)]")
_EDITION = re.compile(r"[（(].{0,12}(?:试行|暂行|草案|修订|修正|送审稿|征求意见稿|版|稿|摘要|本)[^，。]{0,4}[）)]")
_ANNEX = re.compile(r"附\s*(?:件|录)\s*(?:[\d一二三四五六七八九十]{1,3}|[A-Z])?\s*[:：.、]?(?P<title>.*)")
_ANNEX_LIST = re.compile(
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})?[.、．]?\s*附\s*(?:件\s*[\d一二三四五六七八九十]{0,3}\s*[:：.、．]|[:：])\s*\S"
)
_RECORD = re.compile(
    r"(?:抄\s*[送报]|主\s*送|分\s*送|报\s*送|主\s*题\s*词|发\s*[至送])\s*[:：]|.{2,40}\d\s*日\s*印\s*发\s*$|.{2,40}日\s*印$"
)
_SEND_TO_STOP = re.compile(r"如下|下列|以下|制定|根据|为了|为贯彻|为进一步|现将|经研究|按照|决定|提出|通知$|。")
_ADDRESSEE = re.compile(r"(?P<to>[^。：:]{2,400})[:：]")
_ADDRESSED = ("部门", "单位", "机构", "企业", "街道", "镇", "乡", "代表", "委员")
_ADDRESSEE_AND_TEXT = re.compile(
    r"(?P<to>[^。：:《]{2,120})[:：]\s*(?:为|根据|按照|依据|现[将就]|鉴于|近[年期日来]|日前|最近|当前|目前|今年|[你您贵]|遵照|兹"
    r"|关于|随着|由于|《|经(?:研究|.{2,20}(?:同意|批准|研究))).{12}"
)
_PERSON = re.compile(
    rf"[一-鿿]{{0,20}}代?[省市州县区部局署厅主行会院盟旗总][{BLANKS}]*[长任理席][{BLANKS}:：]+[一-鿿][一-鿿{BLANKS}·]{{1,8}}"
)
_SEAL = re.compile(r"[（(]\s*(?:印章|盖章|公章|签章|代章|章|印)\s*[）)]$")
_LETTERHEAD = re.compile(
    r"[-—_─━＿=]+|签\s*发\s*人\s*[:：].{0,20}|(?:特急|加急|平急|特提|秘密|机密|绝密)(?:\s*★.{0,6})?"
    r"|办理(?:结果|类别|类型)\s*[:：]?.{0,8}|[（(]?[A-D]\d?\s*类?[）)]?|(?:是否|主动|可以|同意)?公开"
)
_TAIL = re.compile(
    r"[-—_─━＿=]+|[（(][^）)]{2,40}[）)]|联\s*系\s*(?:人|电话)\s*[:：].*|.{0,30}(?:公开发布|主动公开|有删减).{0,10}"
    r"|[（(]?\s*(?:共\s*印|印\s*[制发]?|印\s*数\s*[:：]?)\s*\d{1,5}\s*份\s*[）)]?"
)
_SERIAL_ALONE = re.compile(
    r"[（(]?\s*(?:(?:(?P<year>[12１２]\d{3})\s*年|[〔\[【]\s*(?P<bracketed>[12１２]\d{3})\s*年?\s*[〕\]】])\s*)?"
    r"第?\s*(?P<serial>\d{1,5})\s*号\s*[）)]?"
)
_SIGNER = re.compile(r"\s+签\s*发\s*人\s*[:：].{0,20}$")
_NAMED_VALUE = re.compile(r"[一-鿿]{2,12}[：:]\s*\S")
_ATTACHED = re.compile(r"附\s*[件录表图:：]")
_ATTACHED_ALONE = re.compile(r"附\s*[表图]?\s*\d{0,2}\s*[:：]?(?P<title>)")
_SHORT_DATE = re.compile(
    r"(?:(?P<names>\D{2,40})\s)?\s*(?P<date>[12]\d{3}([-/.．])\d{1,2}\3\d{1,2}"
    r"|(?:[12]\d{3}|[一二][〇○零一二三四五六七八九]{3})\s*年\s*[\d元一二三四五六七八九十]{1,2}\s*月)"
)
_CLOSING_WORDS = ("特此", "此致", "此复", "专此")
_MOST_LINES_OF_ITEM = 8
_SPLIT = re.compile(r"[，,；;]")
_COMMAS = ("，", ",", "、", "；", ";")
_MOST_ADDRESSEE_LINES = 8
_LONGEST_TITLE = 70


@cache
def _file_names() -> re.Pattern[str]:
    return re.compile(rf"\.(?:{'|'.join(lexicon.table('furniture')['files']['documents'])})$", re.I)


@dataclass(slots=True)
class PartDraft:
    """A part while it is being read: lines `first` up to `last`, which is not part of it."""

    kind: PartKind
    first: int
    last: int
    title: str | None = None
    document_number: DocumentNumber | None = None
    addressees: tuple[str, ...] = ()
    signed_by: tuple[str, ...] = ()
    signed_on: datetime.date | None = None
    record: str | None = None
    closing: int = 0
    """First line after the last section: list of annexes, signature, date, record."""
    kinds: dict[int, ParagraphKind] = field(default_factory=dict)
    """What its lines are, where they are more than text."""


@dataclass(slots=True)
class _Signature:
    """Lines `first` up to `last` that sign: bodies or persons, then a date."""

    first: int
    last: int
    bodies: tuple[str, ...]
    date: datetime.date | None


def _is_body(text: str) -> bool:
    """Whether a line is nothing but names of public bodies, or an official's title and name."""
    text = _SEAL.sub("", text)
    if len(text) > 60 or text.endswith(_CLOSING) or any(c in text for c in "，。；：:《》“”"):
        return False
    return unspaced(text).endswith(endings("bodies")) or _PERSON.fullmatch(text) is not None


def _is_body_line(line: Line) -> bool:
    return line.table is None and line.label is None and _is_body(line.text)


def _bodies(text: str) -> tuple[str, ...]:
    """The bodies on one line, parted by blanks; blanks between single characters only space a name out."""
    text = _SEAL.sub("", text).strip()
    pieces = [piece for piece in _WIDE.split(text) if piece]
    if len(pieces) > 1 and not _PERSON.fullmatch(text):
        if all(len(piece) == 1 for piece in pieces):
            return ("".join(pieces),)
        if all(piece.endswith(endings("bodies")) and len(piece) > 2 for piece in pieces):
            return tuple(pieces)
    return (text,)


def _pieces(addressees: str) -> tuple[str, ...]:
    """Who is addressed, one entry each: commas and semicolons part them."""
    return tuple(piece for part in _SPLIT.split(addressees) if (piece := part.strip()))


def _date_of(text: str) -> datetime.date | None:
    """The date that a line is; under the title of a forwarded document it stands in brackets."""
    return parse_date(text.strip("（()）"))


def _is_date(text: str) -> bool:
    """Whether a line that signs is a date, and no name."""
    return bool(_date_of(text) or ((match := _SHORT_DATE.fullmatch(text)) and not match["names"]))


def _signature_at(body: Body, date_line: int, first: int) -> _Signature | None:
    """The signature whose date is the whole line `date_line`."""
    date = _date_of(body.lines[date_line].text)
    return _signed_above(body, date_line, first, date) if date else None


def _signed_above(body: Body, date_line: int, first: int, date: datetime.date | None) -> _Signature:
    """The signature of the bodies that stand above a date."""
    start = date_line
    while start > first and date_line - start < 12 and _is_body_line(body.lines[start - 1]):
        start -= 1
    names = tuple(name for line in body.lines[start:date_line] for name in _bodies(line.text))
    return _Signature(start, date_line + 1, names, date)


def _signature_with_short_date(body: Body, i: int, first: int) -> _Signature | None:
    """Bodies and a date that is not as documents are signed with: in digits (`2026-03-02`), or without a day (`2026年3月`).
    Lists and tables are full of both: it is one where a body signs, and nothing of the kind is near."""
    match = _SHORT_DATE.fullmatch(body.lines[i].text)
    if match is None:
        return None
    date, names = parse_date(match["date"]), match["names"]
    if names:
        signature = _Signature(i, i + 1, _bodies(names) if _is_body(names.strip()) else (), date)
    else:
        signature = _signed_above(body, i, first, date)
    near = body.lines[max(first, i - _MOST_LINES_OF_ITEM) : i + 1 + _MOST_LINES_OF_ITEM]
    alone = sum(_SHORT_DATE.fullmatch(line.text) is not None for line in near) == 1
    exact = date is not None or match["date"].endswith("月")
    return signature if signature.bodies and exact and alone else None


def _signature_in_one_line(body: Body, i: int) -> _Signature | None:
    """`某某局  2016年6月6日`: body and date on one line."""
    text = body.lines[i].text
    if len(text) > 60 or not text.endswith("日") or not (match := DATE.search(text)) or match.end() != len(text):
        return None
    name = text[: match.start()]
    if not name or name == name.rstrip() or not _is_body(name.strip()) or text.endswith("印发"):
        return None
    return _Signature(i, i + 1, _bodies(name), parse_date(match.group()))


def _signature_in_table(table: PageTable, i: int) -> _Signature | None:
    """Bodies and a date that a table without anything else sets side by side."""
    texts = [text for cell in table.cells[:13] for text in cell.text.split("\n") if text]
    dates = [date for text in texts if (date := _date_of(text))]
    names = [text for text in texts if not _date_of(text)]
    if len(table.cells) > 12 or len(dates) != 1 or not names or not all(map(_is_body, names)):
        return None
    return _Signature(i, i + 1, tuple(name for text in names for name in _bodies(text)), dates[0])


def _is_prose(line: Line) -> bool:
    return line.table is None and (len(line.text) > 40 or line.text.endswith(("。", "；")))


class _Reader:
    """Reads the parts of one text. `taken` says what lines are that earlier stages claimed (tables, contents …)."""

    def __init__(self, body: Body, taken: Mapping[int, ParagraphKind | None]) -> None:
        self.body = body
        self.lines = body.lines
        self.taken = taken

    def read(self) -> list[PartDraft]:
        parts: list[PartDraft] = []
        first = 0
        while first < len(self.lines):
            part = self._part(first)
            parts.append(part)
            first = part.last
        self._name_kinds(parts)
        return parts

    # -- one part ------------------------------------------------------------------------------------------------

    def _part(self, first: int) -> PartDraft:
        part = PartDraft("main", first, len(self.lines))
        start = self._opening(part)
        signature = self._end(part, start)
        part.closing = part.last
        if signature:
            part.signed_by, part.signed_on = signature.bodies, signature.date
            for i in range(signature.first, signature.last):
                part.kinds[i] = "date" if _is_date(self.lines[i].text) else "signature"
        self._closing(part, start, signature)
        return part

    def _opening(self, part: PartDraft) -> int:
        """Title, number, addressees and cover date at the head of the part; gives the line after them."""
        i = part.first
        titles: list[int] = []
        while i < part.last and i - part.first < 14:
            line = self.lines[i]
            if i in self.taken:
                if self.taken[i] != "contents" or part.title:
                    break
                i += 1
                continue
            text = line.text
            headed = titles or part.document_number or i == part.first
            if number := self._number(text, titles):
                if part.document_number is None:
                    part.document_number, part.kinds[i] = number, "document_number"
                if _SERIAL_ALONE.fullmatch(text) and self._is_whole_title(titles[:-1]):
                    part.kinds[titles.pop()] = "document_number"  # 某市人民政府令 / 第5号, under the title of the page
                if self._is_letterhead(titles, i):
                    for k in titles:
                        del part.kinds[k]
                    titles = []
            elif addressees := self._addressees(i) if headed else ():
                after = self._after_addressees(i)
                part.addressees = addressees
                part.kinds |= dict.fromkeys(range(i, after), "addressees")
                i = after
                break
            elif addressees := self._addressees_before_text(i) if headed else ():
                part.addressees = addressees
                break
            elif titles and i + 1 < part.last and (signed := self._cover_date(i)):
                part.signed_by, part.signed_on = signed.bodies, signed.date
                part.kinds |= {
                    k: "date" if _date_of(self.lines[k].text) else "signature" for k in range(i, signed.last)
                }
                i = signed.last
                continue
            elif named_alone(text):
                pass
            elif self._is_title_line(i, titles):
                titles.append(i)
                part.kinds[i] = "title"
            elif titles and _is_body_line(line):  # the author of a forwarded document
                part.signed_by, part.kinds[i] = (*part.signed_by, *_bodies(text)), "signature"
            elif titles and (after := self._note(i)) > i:
                i = after
                continue
            elif _LETTERHEAD.fullmatch(text):
                pass
            else:
                break
            i += 1
        part.title = self._joined(titles)
        return i

    def _number(self, text: str, titles: Sequence[int]) -> DocumentNumber | None:
        """A line that is a document number, whoever signs it, behind its label or the body whose it is; `第32号` is one under
        `…人民政府令` or `公告`."""
        if len(text) > 50:
            return None
        if match := _SERIAL_ALONE.fullmatch(text):
            under = titles and unspaced(self.lines[titles[-1]].text).endswith(("令", "公告", "通告"))
            year = match["year"] or match["bracketed"]
            number = DocumentNumber(text=text, year=int(year) if year else None, serial=int(match["serial"]))
            return number if under else None
        text = _SIGNER.sub("", text)
        text = text.strip("（()）") if text.startswith(("（", "(")) else text
        if named := named_alone(text):
            row, value = named
            if row is None:
                return parse_number(value)
            return labelled_number(value) if row.name == "document_number" else None
        *before, last = text.split()
        return parse_number(text) or (parse_number(last) if before and _is_body(" ".join(before)) else None)

    def _is_letterhead(self, titles: list[int], number: int) -> bool:
        """Whether what stands above the number is no title, but the name of the body or series: the title follows."""
        head = self._joined(titles)
        after = number + 1
        while after < len(self.lines) and _LETTERHEAD.fullmatch(self.lines[after].text):
            after += 1
        if head is None or after == len(self.lines):
            return False
        if head.endswith((*endings("genres"), "）", ")")):  # 某部公告 / 2022年第3号 / 关于发布某某标准的公告
            series = "关于" not in head and head.endswith(("令", "公告", "通告"))
            return series and self.lines[after].text.endswith(endings("genres")) and self._is_title_line(after, ())
        return self._is_title_line(after, ()) and not self._addressees(after)

    def _note(self, i: int) -> int:
        """The line after a note in brackets under the title, which may run over lines: `（2007年6月29日…通过）`."""
        if self.lines[i].text.startswith(("（", "(", "【")):
            for k in range(i, min(i + 4, len(self.lines))):
                if self.lines[k].text.endswith(("）", ")", "】")):
                    return k + 1
        return i

    def _joined(self, titles: list[int]) -> str | None:
        """The lines of a title as one text; a title that is printed twice counts once."""
        texts: list[str] = []
        for i in titles:
            text = self.lines[i].text
            if match := _ANNEX.fullmatch(text) or _ATTACHED_ALONE.fullmatch(text):
                text = match["title"].strip()
            if text and text not in texts:
                texts.append(text)
        return "".join(texts) or None

    def _cover_date(self, i: int) -> _Signature | None:
        """Body and date of a cover page: nothing but names of bodies down to a date."""
        last = i
        while last < len(self.lines) and last - i < 4 and last not in self.taken and _is_body_line(self.lines[last]):
            last += 1
        if last < len(self.lines) and last not in self.taken and _date_of(self.lines[last].text):
            return _signature_at(self.body, last, i)
        return None

    def _is_title_line(self, i: int, titles: Sequence[int]) -> bool:
        line = self.lines[i]
        text = line.text
        if line.label or line.table or len(text) > _LONGEST_TITLE or text.endswith(_CLOSING) or "。" in text:
            return False
        if unspaced(text) in endings("unnumbered") or _RECORD.match(text) or _LETTERHEAD.fullmatch(text):
            return False
        if _NAMED_VALUE.match(text) and not _ATTACHED.match(text):
            return False
        if text.startswith(("（", "(", "【")) and self._note(i) > i:
            return bool(titles) and bool(_YEARS.fullmatch(text) or _EDITION.fullmatch(text))
        if not titles:
            return True
        before = self._joined(list(titles)) or ""
        if text == before:
            return True
        if titles[-1] != i - 1:
            return False
        whole = self._is_whole_title(titles)
        if whole and _is_body(text):
            return False
        centred = line.page is not None and line.page.centred
        was_centred = (page := self.lines[titles[-1]].page) is not None and page.centred
        # a title that could end here goes on only where the print shows that it does
        return not whole or (centred and was_centred) or text.endswith(endings("genres"))

    def _is_whole_title(self, titles: Sequence[int]) -> bool:
        """Whether a title could end with these lines: with the name of a genre, or a bracket."""
        return (self._joined(list(titles)) or "").endswith((*endings("genres"), "）", ")"))

    def _after_addressees(self, i: int) -> int:
        """The line after the addressees that begin at `i`: a comma at the end of a line says that they go on."""
        stop = min(i + _MOST_ADDRESSEE_LINES, len(self.lines) - 1)
        while (
            i < stop and not (line := self.lines[i]).table and line.text.endswith(_COMMAS) and i + 1 not in self.taken
        ):
            i += 1
        return i + 1

    def _addressees(self, i: int) -> tuple[str, ...]:
        lines = self.lines[i : self._after_addressees(i)]
        text = "".join(line.text for line in lines)
        known = text.endswith(("：", ":")) and not any(line.label or line.table for line in lines)
        match = _ADDRESSEE.fullmatch(text) if known else None
        if not match or _SEND_TO_STOP.search(match["to"]) or _ATTACHED.match(text):
            return ()
        return _pieces(match["to"])

    def _addressees_before_text(self, i: int) -> tuple[str, ...]:
        """Those on whose line the text begins: `各乡镇人民政府：为做好…`; lines of the kind one after another say who does what."""
        here, *below = (_ADDRESSEE_AND_TEXT.match(line.text) for line in self.lines[i : i + 2])
        to = _pieces(here["to"]) if here and not any(below) and not self.lines[i].label else ()
        return to if all(piece.endswith((*endings("bodies"), *_ADDRESSED)) for piece in to) else ()

    # -- where it ends -------------------------------------------------------------------------------------------

    def _end(self, part: PartDraft, start: int) -> _Signature | None:
        """Finds the end of the part and the signature before it; `part.last` is set."""
        prose = False
        highest: dict[str, Label] = {}
        i = start
        while i < len(self.lines):
            line = self.lines[i]
            if prose and (signature := self._signature(i, part.first)):
                after = self._after_signature(signature.last)
                if self._begins_part(after):
                    part.last = after
                    return signature
                if after == len(self.lines) or (signature.bodies and self._trails(after)):
                    part.last = len(self.lines)
                    return signature
            if i in self.taken:
                prose = prose or line.table is not None
                i += 1
                continue
            if prose and (self._is_annex_line(i) or self._is_new_document(i, highest)):
                part.last = i
                return None
            if line.label:
                before = highest.get(line.label.family)
                highest[line.label.family] = line.label if not before or line.label.number > before.number else before
            prose = prose or _is_prose(line) or line.label is not None
            i += 1
        part.last = len(self.lines)
        return None

    def _signature(self, i: int, first: int) -> _Signature | None:
        line = self.lines[i]
        if line.table:
            return _signature_in_table(line.table, i)
        if line.label or i in self.taken or len(line.text) > 60:
            return None
        if "日" in line.text:
            return _signature_at(self.body, i, first) or _signature_in_one_line(self.body, i)
        short = _signature_with_short_date(self.body, i, first)
        return short if short and self._closes(short.first - 1) else None

    def _closes(self, i: int) -> bool:
        """Whether a signature may follow a line: the end of a sentence or of a list, or a table."""
        line = self.lines[i]
        ends = _is_prose(line) or line.text.startswith(_CLOSING_WORDS) or _ANNEX_LIST.match(line.text)
        return bool(ends or line.label or i in self.taken)

    def _after_signature(self, i: int) -> int:
        """The first line after a signature that does not belong to it: notes, records and lists of annexes do."""
        listing = False
        while i < len(self.lines) and i not in self.taken:
            text = self.lines[i].text
            if _ANNEX_LIST.match(text) and not self._is_annex_line(i):
                listing = True
            elif not (
                _TAIL.fullmatch(text)
                or self._is_record(i)
                or self._is_file(i)
                or (_ANNEX.fullmatch(text) and i + 1 < len(self.lines) and self._is_file(i + 1))
                or (listing and self.lines[i].label and not _is_prose(self.lines[i]))
            ):
                break
            i += 1
        return i

    def _is_record(self, i: int) -> bool:
        """Whether a line is of the record: `抄送：…`, `…印发`, and what goes on with one after a comma."""
        for _ in range(_MOST_ADDRESSEE_LINES):
            if _RECORD.match(self.lines[i].text) or i == 0 or not self.lines[i - 1].text.endswith(_COMMAS):
                break
            i -= 1
        return _RECORD.match(self.lines[i].text) is not None

    def _is_file(self, i: int) -> bool:
        """Whether a line is the name of a file to download."""
        return self.lines[i].table is None and _file_names().search(self.lines[i].text) is not None

    def _trails(self, i: int) -> bool:
        """Whether nothing but a few short lines is left: words of the site that the end of the text could not tell."""
        rest = self.lines[i:]
        return len(rest) < 6 and not any(line.table or line.label or len(line.text) > 40 for line in rest)

    def _begins_part(self, i: int) -> bool:
        """Whether what follows a signature is another document: it opens with a title, 附件, or contents."""
        if i == len(self.lines):
            return False
        if i in self.taken:
            return True
        for k in range(i, min(i + 4, len(self.lines))):
            line = self.lines[k]
            if k in self.taken or line.table or line.label or _ATTACHED.match(line.text):
                return True
            if not self._is_title_line(k, list(range(i, k))) and parse_number(line.text) is None:
                return k > i
        return len(self.lines) - i > 1

    def _is_annex_line(self, i: int) -> bool:
        """A line 附件, 附件1 or 附件2：名称 that heads what follows; in a list of annexes several follow each other."""
        line = self.lines[i]
        if line.label or line.table or len(line.text) > 50 or line.text.endswith(("。", "；", ";")):
            return False
        match = _ANNEX.fullmatch(line.text)
        if not match or match["title"].startswith(("的", "中", "所", "和", "及", "与")):
            return False
        following = [self.lines[k] for k in range(i + 1, min(i + 3, len(self.lines)))]
        if (
            not following
            or any(_ANNEX.fullmatch(n.text) for n in following[:1])
            or (match["title"] and following[0].label)
        ):
            return not match["title"] and bool(following)
        return not (match["title"] and any(self._signs(k) for k in range(i + 1, i + 1 + len(following))))

    def _signs(self, i: int) -> bool:
        """Whether a line is of a signature: a body, a date, or both."""
        line = self.lines[i]
        return bool(_is_body(line.text) or parse_date(line.text) or self._signature(i, i))

    def _is_new_document(self, i: int, highest: Mapping[str, Label]) -> bool:
        """A title in mid-text whose numbering begins anew: two documents under one notice."""
        line, above = self.lines[i], self.lines[i - 1]
        if above.label and above.label.end >= len(above.text):  # `第一章` on one line, its title on the next
            return False
        if line.label or line.table or not 4 <= len(line.text) <= _LONGEST_TITLE or not self._is_title_line(i, ()):
            return False
        centred = line.page is not None and line.page.centred
        if not (line.text.endswith(endings("genres")) or _EDITION.search(line.text)) and not centred:
            return False
        for k in range(i + 1, min(i + 5, len(self.lines))):
            label = self.lines[k].label
            if k in self.taken:
                return self.taken[k] == "contents"
            if label:
                return label.number == 1 and label.rank <= 60 and self._begins_anew(label, highest)
        return False

    @staticmethod
    def _begins_anew(label: Label, highest: Mapping[str, Label]) -> bool:
        """Whether a first number is no part of the numbering so far: it was passed, or stands above all of it."""
        if before := highest.get(label.family):
            return before.number > 1 or label.rank <= 50
        return label.rank <= 50 and bool(highest) and label.rank < min(seen.rank for seen in highest.values())

    # -- the end of a part ---------------------------------------------------------------------------------------

    def _closing(self, part: PartDraft, start: int, signature: _Signature | None) -> None:
        """List of annexes before the signature, notes and record after it; `part.closing` is set."""
        records: list[str] = []
        end = signature.last if signature else part.last
        for i in range(end, part.last):
            if i not in self.taken and self._is_record(i):
                part.kinds[i] = "record"
        if not signature:
            while (
                end > start
                and end - 1 not in self.taken
                and (self._is_record(end - 1) or (end < part.last and _TAIL.fullmatch(self.lines[end - 1].text)))
            ):
                end -= 1
                if self._is_record(end):
                    part.kinds[end] = "record"
        part.closing = signature.first if signature else end
        records = [self.lines[i].text for i in sorted(part.kinds) if part.kinds[i] == "record"]
        part.record = "\n".join(records) or None
        listing = self._annex_list(part.closing, start)
        if listing is not None:
            part.kinds |= dict.fromkeys(range(listing, part.closing), "attachments")
            part.closing = listing
        for i in range(signature.last if signature else part.last, part.last):
            if i not in part.kinds and i not in self.taken and not _TAIL.fullmatch(self.lines[i].text):
                part.kinds[i] = "attachments"

    def _annex_list(self, end: int, start: int) -> int | None:
        """Where the list of annexes begins that ends before `end`: `附件：1.…` and its further lines."""
        for i in range(end - 1, max(start, end - 30) - 1, -1):
            line = self.lines[i]
            if i in self.taken or line.text.endswith("。"):
                return None
            if _ANNEX_LIST.match(line.text) and (line.label is None or line.text[line.label.end :].startswith("附")):
                return i
        return None

    def _name_kinds(self, parts: list[PartDraft]) -> None:
        """A part that is addressed or signed and followed by a document is its cover; the rest is main or annex."""
        for n, part in enumerate(parts):
            if _ATTACHED.match(self.lines[part.first].text) and part.first not in self.taken and n:
                part.kind = "annex"
        followed = len(parts) > 1 and (parts[0].addressees or parts[0].signed_on or parts[0].signed_by)
        if followed:
            parts[0].kind = "notice"
            if all(part.kind == "annex" for part in parts[1:]):
                self._substance(parts)

    def _substance(self, parts: list[PartDraft]) -> None:
        """Under a cover that only passes an annex on, the first annex is the main document."""
        has_sections = any(self.lines[i].label for i in range(parts[0].first, parts[0].closing) if i not in self.taken)
        if has_sections:
            parts[0].kind = "main"
        else:
            parts[1].kind = "main"


def read(body: Body, taken: Mapping[int, ParagraphKind | None]) -> list[PartDraft]:
    """The parts of a text, in print order; together they hold every line."""
    return _Reader(body, taken).read()
