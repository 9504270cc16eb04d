"""Document numbers (发文字号).

GB/T 9704-2012, 7.2.5: 发文字号 = 机关代字 "〔" 年份 "〕" 顺序号 "号". Seen beside it: other brackets round the year
(`[2016]`, `【2016】`, `(2016)`, `﹝2016﹞`), orders (`政府令187号`, `第32号令`, `省政府令第223号`) and announcements
(`公告 2025年第5号`, `2025年第5号公告`). A number that lost characters (`〔202146`) is no number.
"""

from __future__ import annotations

import re

from jyparse.model import DocumentNumber

_ORGAN = r"[一-鿿㐀-䶿]{1,20}"
NUMBER = re.compile(
    rf"(?P<organ>{_ORGAN}?)[ \u3000]?[〔\[【(（﹝［][ \u3000]?(?P<year>[12]\d{{3}})[ \u3000]?年?[〕\]】)）﹞］][ \u3000]?(?:第[ \u3000]?)?(?P<serial>\d{{1,5}})[ \u3000]?号"
)
ORDER = re.compile(
    rf"(?:(?P<organ>{_ORGAN}?)令|令)[ \u3000]*(?:[〔\[(（]?(?P<year>[12]\d{{3}})[〕\])）]?年?)?[ \u3000]*(?:第[ \u3000]?)?(?P<serial>\d{{1,5}})[ \u3000]?号"
    rf"|(?:(?P<organ2>{_ORGAN}?)公告|公告)[ \u3000]*(?P<year2>[12]\d{{3}})年第?[ \u3000]?(?P<serial2>\d{{1,5}})[ \u3000]?号"
    r"|(?:(?P<year3>[12]\d{3})年)?第[ \u3000]?(?P<serial3>\d{1,5})[ \u3000]?号[ \u3000]?(?:令|公告)"
)
_LEAD_IN = re.compile(r"(?:根据|依据|依照|按照|参照|详见|见|和|及|与)(?=.)")


def _make(match: re.Match[str]) -> DocumentNumber:
    groups = match.groupdict()

    def first(name: str) -> str | None:
        return next((groups[k] for k in (name, name + "2", name + "3") if groups.get(k)), None)

    year, serial = first("year"), first("serial")
    return DocumentNumber(
        text=match.group().strip(), organ=first("organ"), year=int(year) if year else None, serial=int(serial) if serial else None
    )


def find_numbers(text: str) -> list[tuple[int, int, DocumentNumber]]:
    """The numbers with organ, year and serial in `text`: start, end, number. Orders are not searched in running text."""
    found = []
    for match in NUMBER.finditer(text) if "号" in text else ():
        lead = _LEAD_IN.match(match["organ"])
        number = NUMBER.match(text, match.start() + (lead.end() if lead else 0))
        if number and number["organ"]:
            found.append((number.start(), number.end(), _make(number)))
    return found


def parse_number(text: str) -> DocumentNumber | None:
    """The document number that `text` is, orders and announcements too; None if it is anything else."""
    text = text.strip()
    if len(text) > 60 or "号" not in text:
        return None
    match = NUMBER.fullmatch(text) or ORDER.fullmatch(text)
    return _make(match) if match else None
