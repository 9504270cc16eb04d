"""Document numbers (发文字号).

GB/T 9704-2012, 7.2.5: 发文字号 = 机关代字 "〔" 年份 "〕" 顺序号 "号". Seen beside it: other brackets round the year
(`[2016]`, `【2016】`, `(2016)`, `﹝2016﹞`, `〖2016〗`, `<2016>`), orders (`政府令187号`, `第32号令`, `省政府令第223号`) and
announcements (`公告 2025年第5号`, `2025年第5号公告`), and digits in full width. A number that lost characters (`〔202146`) is no number.
"""

from __future__ import annotations

import re

from jyparse.model import DocumentNumber
from jyparse.text.blanks import BLANKS
from jyparse.text.numerals import to_int

_B = rf"[{BLANKS}]?"
_HAN = r"[一-鿿㐀-䶿]"
_FOUR = r"[12１２]\d{3}"
_SERIAL = rf"(?:第{_B})?(?P<serial>\d{{1,5}}){_B}号"
_YEAR = rf"[〔\[【(（﹝［〖〈<「{{]{_B}(?P<year>{_FOUR}){_B}年?{_B}[〕\]】)）﹞］〗〉>」}}]"
_YEAR_AND_SERIAL = re.compile(rf"{_YEAR}{_B}{_SERIAL}")
_ORGAN = re.compile(rf"{_HAN}{{1,20}}(?={_B}$)")
_ORGANS = rf"{_HAN}{{0,20}}(?:[{BLANKS}、]{_HAN}{{2,20}}){{0,5}}"
_ORDERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<organ>{_ORGANS}?)令{_B}(?:[〔\[(（]?(?P<year>{_FOUR})[〕\])）]?年?)?{_B}{_SERIAL}",
        rf"(?P<organ>{_ORGANS}?)[公通]告{_B}(?P<year>{_FOUR}){_B}年{_B}{_SERIAL}",
        rf"(?P<organ>{_ORGANS}?)[公通]告{_B}(?P<year>)第{_B}(?P<serial>\d{{1,5}}){_B}号",
        rf"(?P<organ>)(?:(?P<year>{_FOUR})年)?第{_B}(?P<serial>\d{{1,5}}){_B}号{_B}(?:令|[公通]告)",
    )
)
_LABELLED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<organ>{_HAN}{{0,20}}){_B}{_YEAR}{_B}第?{_B}(?P<serial>\d{{1,5}}){_B}号?(?:文件?)?",
        rf"(?P<organ>{_HAN}{{0,20}}?){_B}(?:(?P<year>{_FOUR}){_B}年{_B})?第{_B}(?P<serial>\d{{1,5}}){_B}[号期](?:令|[公通]告)?",
    )
)
_NUMERAL = r"(?:\d{1,5}|[一二三四五六七八九十百零〇○]{1,6})"
_ORDERS_IN_TEXT = tuple(
    re.compile(pattern)
    for pattern in (
        rf"令(?<![责勒指口司禁传]令){_B}(?P<open>[（(])?[〔\[]?(?:(?P<year>{_FOUR})年?[〕\]]?{_B})?第?{_B}(?P<serial>{_NUMERAL}){_B}号(?(open)[）)])",
        rf"[公通]告{_B}(?P<open>[（(])?(?:[〔\[]?(?P<year>{_FOUR})年?[〕\]]?{_B}第?|第){_B}(?P<serial>{_NUMERAL}){_B}号(?(open)[）)])",
        rf"第{_B}(?P<serial>{_NUMERAL}){_B}号{_B}(?:令|[公通]告)",
    )
)
_YEAR_BEFORE = re.compile(rf"(?P<year>{_FOUR})年$")
_LEAD_IN = re.compile(
    r".*(?:(?:根据|依据|依照|按照|遵照|参照|对照|[参详]?见|请|由|文[和及与]|办公[厅室](?!文件|公告|通告|令)|(?:政府|国务院)(?!办|文件|公告|通告)(?=...)|落实|贯彻|执行|实施|转发|印发|下发|发布|公布|颁布|废止|修改|以及|文件|符合|违反|包括|其中|[年月日]|(?<=.)[的按据、])(?=..|$)|(?<=[^共])[和及与或](?=[^部委局厅院会署行令告]{2,6}$))"
)
_JOINED = re.compile(r"[和及与或](?=..)")


def _make(text: str, organ: str, year: str | None, serial: str) -> DocumentNumber:
    return DocumentNumber(
        text=text, organ=organ.strip() or None, year=int(year) if year else None, serial=to_int(serial)
    )


def _organ_before(text: str, end: int) -> int | None:
    """Where the organ before a number begins: the words that lead in (根据, 的, 和) are none of its name."""
    if not (run := _ORGAN.search(text, max(0, end - 21), end)):
        return None
    if lead := _LEAD_IN.match(run.group()):
        start = run.start() + lead.end()
        return start if start < run.end() else None
    joined = run.start() and text[run.start() - 1] != "\n" and _JOINED.match(run.group())
    return run.start() + (1 if joined else 0)


def find_numbers(text: str) -> list[tuple[int, int, DocumentNumber]]:
    """The numbers with organ, year and serial in `text`: start, end, number. Orders are not searched for."""
    found = []
    for match in _YEAR_AND_SERIAL.finditer(text) if "号" in text else ():
        if (start := _organ_before(text, match.start())) is not None:
            organ = text[start : match.start()]
            found.append((start, match.end(), _make(text[start : match.end()], organ, match["year"], match["serial"])))
    return found


def find_orders(text: str) -> list[tuple[int, int, DocumentNumber]]:
    """The numbers of orders and announcements in `text`: start, end, number (`国务院令第591号`, `财政部公告2019年第39号`)."""
    found = []
    for pattern in _ORDERS_IN_TEXT if "号" in text and any(map(text.__contains__, ("令", "公告", "通告"))) else ():
        for match in pattern.finditer(text):
            year = (
                match
                if "year" in pattern.groupindex
                else _YEAR_BEFORE.search(text, max(0, match.start() - 5), match.start())
            )
            first = match.start() if year in (match, None) else year.start()
            start = _organ_before(text, first)
            if start is not None or "open" not in pattern.groupindex:  # 令第5号 without a body is nobody's
                start = first if start is None else start
                printed = text[start : match.end()]
                found.append(
                    (start, match.end(), _make(printed, text[start:first], year and year["year"], match["serial"]))
                )
    return found


def parse_number(text: str) -> DocumentNumber | None:
    """The document number that `text` is, orders and announcements too; None if it is anything else."""
    text = text.strip()
    if len(text) > 60 or "号" not in text:
        return None
    numbers = find_numbers(text)
    if len(numbers) == 1 and numbers[0][:2] == (0, len(text)):
        return numbers[0][2]
    for order in _ORDERS:
        if match := order.fullmatch(text):
            return _make(text, match["organ"], match["year"], match["serial"])
    return None


def labelled_number(text: str) -> DocumentNumber | None:
    """The document number that the value of a label is, where the label says what the form alone does not:
    `〔2016〕5号` and `2016年第5号` without an organ, `市政府第45号令`, a number without 号."""
    text = text.strip()
    matches = (pattern.fullmatch(text) for pattern in _LABELLED)
    return parse_number(text) or next(
        (_make(text, match["organ"], match["year"], match["serial"]) for match in matches if match), None
    )
