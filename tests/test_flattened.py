"""An indicator table reads the same in every form it is printed in: as HTML, by blanks, by tabs, one cell a line.

Where a flattened form leaves a row unclear, the row may be missing; a cell that is read must be the printed one.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

import jyparse
from jyparse import Indicator

NAMES = [
    "地区生产总值", "服务业增加值占GDP比重", "全员劳动生产率", "城镇登记失业率", "森林覆盖率", "万人发明专利拥有量", "单位GDP能耗下降", "PM2.5浓度",
    "R&D经费支出占GDP比重", "5G基站数", "高新技术企业数", "人均预期寿命", "每千人口床位数", "耕地保有量", "固定资产投资", "进出口总额", "居民人均可支配收入",
    "空气质量优良天数比例", "粮食综合生产能力", "公路通车里程",
]  # fmt: skip
UNITS = [
    "亿元",
    "%",
    "万元/人",
    "件",
    "万亩",
    "微克/立方米",
    "岁",
    "张",
    "公里",
    "万吨",
    "个",
    "家",
    "亿美元",
    "人",
    "千公顷",
]
CATEGORIES = ["经济发展", "创新驱动", "民生福祉", "绿色生态", "安全保障"]
number = st.decimals(0, 99999, places=1).map(str) | st.integers(0, 99999).map(str)
value = (
    number | number.map("≥{}".format) | number.map("＜{}".format) | number.map("〔{}〕".format) | number.map("[{}]".format)
    | number.map("{}左右".format) | number.map("{}以上".format)
    | number.map("{} 以上".format) | number.map("≥ {}".format) | number.map("〔 {} 〕".format) | st.sampled_from(["—", "完成省下达任务", "持续改善", "75-80"])
)  # fmt: skip


@dataclass
class Sheet:
    header: list[str]
    rows: list[tuple[str, list[str]]]
    """Category and cells."""
    column: bool = False
    """Whether the categories have a column of their own, and not rows."""


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    numbered, category = draw(st.booleans()), draw(st.booleans())
    growth, attribute = draw(st.booleans()), draw(st.booleans())
    years = draw(
        st.sampled_from(
            [
                ["2015年", "2020年"],
                ["2015 年", "2020 年"],
                ["2020 年 基数", "2025 年 目标"],
                ["2020年基数", "2025年目标"],
                ["2025年", "2027年", "2030年"],
            ]
        )
    )
    header = ["序号"] * numbered + ["指标", "单位", *years] + ["年均增长（%）"] * growth + ["属性"] * attribute
    names = draw(st.lists(st.sampled_from(NAMES), min_size=3, max_size=9, unique=True))
    rows = []
    groups = sorted(draw(st.lists(st.integers(0, 2), min_size=len(names), max_size=len(names))))
    for n, name in enumerate(names):
        cells = [str(n + 1)] * numbered + [name, draw(st.sampled_from(UNITS))]
        cells += [draw(value) for _ in years]
        cells += [draw(st.sampled_from(["8.5", "12", "—", "0.3"]))] * growth
        cells += [draw(st.sampled_from(["预期性", "约束性"]))] * attribute
        rows.append((CATEGORIES[groups[n]] if category else "", cells))
    return Sheet(header, rows, category and draw(st.booleans()))


TITLE = "某县发展规划（2016—2020年）"


def groups(sheet: Sheet) -> list[tuple[str, list[list[str]]]]:
    """The rows under each category, in print order."""
    return [(name, [cells for _, cells in rows]) for name, rows in groupby(sheet.rows, key=lambda row: row[0])]


def as_html(sheet: Sheet) -> str:
    header = ["类别"] * sheet.column + sheet.header
    page = [f"<p>{TITLE}</p><p>主要指标表</p><table><tr>", *(f"<td>{h}</td>" for h in header), "</tr>"]
    for category, rows in groups(sheet):
        if category and not sheet.column:
            page.append(f"<tr><td colspan={len(header)}>{category}</td></tr>")
        for n, cells in enumerate(rows):
            merged = f"<td rowspan={len(rows)}>{category}</td>" if sheet.column and not n else ""
            page += ["<tr>", merged, *(f"<td>{escape(cell)}</td>" for cell in cells), "</tr>"]
    return "".join([*page, "</table><p>注：见正文。</p>"])


def by_lines(sheet: Sheet, joint: str) -> str:
    lines = [TITLE, "主要指标表", joint.join(["类别"] * sheet.column + sheet.header)]
    for category, rows in groups(sheet):
        if category and not sheet.column:
            lines.append(category)
        for n, cells in enumerate(rows):
            first = [category if not n else ""] if sheet.column and (not n or joint == "\t") else []
            lines.append(joint.join(first + cells))
    return "\n".join([*lines, "注：见正文。"])


def by_cells(sheet: Sheet) -> str:
    return by_lines(sheet, "\n").replace("\n", "\n\n")


def plain(row: Indicator) -> tuple[str, ...]:
    """What a row says, whatever form it was printed in."""
    values = [v.text for v in row.values]
    growth = row.growth.text if row.growth else ""
    return (row.number or "", row.category or "", row.name, row.unit or "", *values, growth, row.attribute or "")


def printed(sheet: Sheet) -> list[tuple[str, ...]]:
    rows = []
    for category, cells in sheet.rows:
        cell = dict(zip(sheet.header, cells, strict=True))
        values = [cell[h] for h in sheet.header if h.startswith("20")]
        growth, attribute = cell.get("年均增长（%）", ""), cell.get("属性", "")
        rows.append((cell.get("序号", ""), category, cell["指标"], cell["单位"], *values, growth, attribute))
    return rows


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_html_gives_every_row(sheet: Sheet) -> None:
    assert [plain(row) for row in jyparse.loads(as_html(sheet)).indicators] == printed(sheet)


@settings(max_examples=80, deadline=None)
@given(sheets(), st.sampled_from([" ", "\t", "\u3000", "  "]))
def test_a_row_a_line_gives_printed_rows_only(sheet: Sheet, joint: str) -> None:
    document = jyparse.loads(by_lines(sheet, joint), media_type="text/plain")
    read = [plain(row) for row in document.indicators]
    assert [row for row in printed(sheet) if row in read] == read
    if joint == "\t" and "序号" in sheet.header:
        assert read == printed(sheet)


@settings(max_examples=80, deadline=None)
@given(sheets())
def test_one_cell_a_line_gives_printed_rows_only(sheet: Sheet) -> None:
    read = [plain(row) for row in jyparse.loads(by_cells(sheet), media_type="text/plain").indicators]
    assert [row for row in printed(sheet) if row in read] == read
