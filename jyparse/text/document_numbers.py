"""Document numbers (发文字号).

GB/T 9704-2012, 7.2.5: 发文字号 = 机关代字 "〔" 年份 "〕" 顺序号 "号". Seen beside it: other brackets round the year
(`[2016]`, `【2016】`, `(2016)`, `﹝2016﹞`, `〖2016〗`, `<2016>`), orders (`政府令187号`, `第32号令`, `省政府令第223号`) and
announcements (`公告 2025年第5号`, `2025年第5号公告`). A number that lost characters (`〔202146`) is no number.
"""

from __future__ import annotations

import re

from jyparse.model import DocumentNumber

_B = r"[ \u3000\xa0]?"
_HAN = r"[一-鿿㐀-䶿]"
_SERIAL = rf"(?:第{_B})?(?P<serial>\d{{1,5}}){_B}号"
_YEAR = rf"[〔\[【(（﹝［〖〈<「{{]{_B}(?P<year>[12]\d{{3}}){_B}年?{_B}[〕\]】)）﹞］〗〉>」}}]"
_YEAR_AND_SERIAL = re.compile(rf"{_B}{_YEAR}{_B}{_SERIAL}")
_ORGAN = re.compile(rf"{_HAN}{{1,20}}$")
_ORGANS = rf"{_HAN}{{0,20}}(?:[ \u3000\xa0、]{_HAN}{{2,20}}){{0,5}}"
_ORDERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<organ>{_ORGANS}?)令{_B}(?:[〔\[(（]?(?P<year>[12]\d{{3}})[〕\])）]?年?)?{_B}{_SERIAL}",
        rf"(?P<organ>{_ORGANS}?)[公通]告{_B}(?P<year>[12]\d{{3}}){_B}年{_B}{_SERIAL}",
        rf"(?P<organ>{_ORGANS}?)[公通]告{_B}(?P<year>)第{_B}(?P<serial>\d{{1,5}}){_B}号",
        rf"(?P<organ>)(?:(?P<year>[12]\d{{3}})年)?第{_B}(?P<serial>\d{{1,5}}){_B}号{_B}(?:令|[公通]告)",
    )
)
_LABELLED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<organ>{_HAN}{{0,20}}){_B}{_YEAR}{_B}第?{_B}(?P<serial>\d{{1,5}}){_B}号?(?:文件?)?",
        rf"(?P<organ>{_HAN}{{0,20}}?){_B}(?:(?P<year>[12]\d{{3}}){_B}年{_B})?第{_B}(?P<serial>\d{{1,5}}){_B}[号期](?:令|[公通]告)?",
    )
)
_LEAD_IN = re.compile(r"(?:根据|依据|依照|按照|参照|详见|见|和|及|与)(?=.)")


def _make(text: str, organ: str, match: re.Match[str]) -> DocumentNumber:
    year = match["year"]
    return DocumentNumber(text=text, organ=organ or None, year=int(year) if year else None, serial=int(match["serial"]))


def find_numbers(text: str) -> list[tuple[int, int, DocumentNumber]]:
    """The numbers with organ, year and serial in `text`: start, end, number. Orders are not searched for."""
    found = []
    for match in _YEAR_AND_SERIAL.finditer(text) if "号" in text else ():
        if organ := _ORGAN.search(text, max(0, match.start() - 20), match.start()):
            lead = _LEAD_IN.match(organ.group())
            start = organ.start() + (lead.end() if lead else 0)
            number = _make(text[start : match.end()], text[start : match.start()], match)
            found.append((start, match.end(), number))
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
            return _make(text, match["organ"], match)
    return None


def labelled_number(text: str) -> DocumentNumber | None:
    """The document number that the value of a label is, where the label says what the form alone does not:
    `〔2016〕5号` and `2016年第5号` without an organ, `市政府第45号令`, a number without 号."""
    text = text.strip()
    matches = (pattern.fullmatch(text) for pattern in _LABELLED)
    return parse_number(text) or next((_make(text, match["organ"], match) for match in matches if match), None)
