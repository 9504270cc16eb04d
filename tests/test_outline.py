"""The outline: nesting by scheme and continuity, titles, unnumbered headings, boxes and notes, roles."""

from __future__ import annotations

import pytest

from jyparse import lexicon
from jyparse.stages.outline import role_of
from tests.bodies import outline_of

TITLE = "某区发展规划\n"


def paths(text: str) -> list[str]:
    return [line.split(" ")[0] for line in outline_of(TITLE + text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、甲\n（一）乙\n1.丙\n（1）丁\n二、戊", ["一、", "一、/（一）", "一、/（一）/1.", "一、/（一）/1./（1）", "二、"]),
        ("一、甲\n1、乙\n2、丙\n二、丁\n1、戊", ["一、", "一、/1、", "一、/2、", "二、", "二、/1、"]),
        ("一、甲\n（一）乙\n（二）丙\n二、丁\n（三）戊\n（四）己",
         ["一、", "一、/（一）", "一、/（二）", "二、", "二、/（三）", "二、/（四）"]),
        ("1、甲\n（一）乙\n（二）丙\n2、丁\n（一）戊", ["1、", "1、/（一）", "1、/（二）", "2、", "2、/（一）"]),
        ("（一）甲\n1.乙\n2.丙\n（二）丁\n3.戊", ["（一）", "（一）/1.", "（一）/2.", "（二）", "（二）/3."]),
        ("第一章 甲\n第一条 子项如下：\n（一）乙；\n（二）丙。\n第二章 丁\n第二条 戊。",
         ["第一章", "第一章/第一条", "第一章/第一条/（一）", "第一章/第一条/（二）", "第二章", "第二章/第二条"]),
        ("第一章 甲\n第一条 乙。\n第二章 丙\n第一节 丁\n第二条 戊。\n第二节 己\n第三条 庚。",
         ["第一章", "第一章/第一条", "第二章", "第二章/第一节", "第二章/第一节/第二条", "第二章/第二节", "第二章/第二节/第三条"]),
        ("第一章 甲\n一、乙\n二、丙\n第二章 丁\n三、戊", ["第一章", "第一章/一、", "第一章/二、", "第二章", "第二章/三、"]),
        ("1 甲\n1.1 乙\n1.1.1 丙\n1.2 丁\n2 戊\n2.1 己", ["1", "1/1.1", "1/1.1/1.1.1", "1/1.2", "2", "2/2.1"]),
        ("1.甲\n1.1乙\n1.2丙\n2.丁\n2.1戊", ["1.", "1./1.1", "1./1.2", "2.", "2./2.1"]),
        ("一、甲\n三、乙\n三、丙\n四、丁", ["一、", "三、", "三、", "四、"]),
        ("一、甲\n1.乙\n2、丙\n3.丁\n二、戊", ["一、", "一、/1.", "一、/2、", "一、/3.", "二、"]),
        ("第一条 如下：\n（一）甲；\n（二）乙。\n另有下列情形：\n（一）丙；\n（二）丁。",
         ["第一条", "第一条/（一）", "第一条/（二）", "第一条/（一）", "第一条/（二）"]),
        ("第一编 甲\n第一章 乙\n第二编 丙\n第二章 丁", ["第一编", "第一编/第一章", "第二编", "第二编/第二章"]),
        ("一、甲\n43.6\n0.7\n二、乙", ["一、", "二、"]),
        ("一、甲\n本地投资\n30 天内完成。\n二、乙", ["一、", "二、"]),
    ],
)  # fmt: skip
def test_nesting(text: str, expected: list[str]) -> None:
    assert paths(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、发展基础\n五年来成绩明显。", "一、 发展基础"),
        ("1、经济快速增长。面对压力，全区稳住了增速。", "1、 经济快速增长"),
        ("（一）完善法人治理结构。（国资委负责）", "（一） 完善法人治理结构"),
        ("1.在编制国民经济和社会发展总体规划的过程中，要统筹考虑各类公共资源的布局和长期利用方式。今后执行。", "1."),
        ("（一）办理登记；", "（一）"),
        ("（一）符合下列条件的单位予以保留：\n1.有场所；", "（一） 符合下列条件的单位予以保留"),
        ("（一）加强领导。\n各单位要明确分工。", "（一） 加强领导"),
        ("第一章\n总则\n第一条 本办法适用于本区。", "第一章 总则"),
        ("第一条 【目的】为了规范管理，制定本办法。", "第一条 目的"),
        ("第一条 为了规范管理，制定本办法。", "第一条"),
        ("第一条 管制的材料是：\n（一）铀；", "第一条"),
        ("二、春节：2月4日至10日放假，共7天", "二、 春节：2月4日至10日放假，共7天"),
    ],
)
def test_titles(text: str, expected: str) -> None:
    assert outline_of(TITLE + text)[0] == expected


def test_unnumbered_headings_add_nothing_to_the_path() -> None:
    text = (
        TITLE
        + "序 言\n规划期为五年，内容如下。\n一、甲\n*坚持绿色发展*\n绿色是底色，要守住。\n（一）乙\n附则\n自公布之日起施行。"
    )
    assert outline_of(text) == ["- 序 言", "一、 甲", "一、/- 坚持绿色发展", "一、/（一） 乙", "- 附则"]


def test_numbered_lines_of_a_box_are_its_text() -> None:
    text = TITLE + "一、甲\n1.乙\n2.丙\n专栏1 重点工程\n1.道路\n2.桥梁\n3.水厂\n二、丁"
    assert outline_of(text) == ["一、 甲", "一、/1. 乙", "一、/2. 丙", "二、 丁"]


def test_numbered_notes_are_text() -> None:
    assert outline_of(TITLE + "一、甲\n注：1、坐标为独立系。\n2、长度以米计。\n二、乙") == ["一、 甲", "二、 乙"]


def test_the_table_of_contents_is_no_outline() -> None:
    text = TITLE + "目 录\n一、甲 1\n（一）乙 2\n二、丙 5\n一、甲\n（一）乙\n内容。\n二、丙"
    assert outline_of(text) == ["一、 甲", "一、/（一） 乙", "二、 丙"]


@pytest.mark.parametrize("row", lexicon.table("headings")["role"], ids=lambda row: row["role"])
def test_roles_by_heading(row: dict[str, object]) -> None:
    for title in row.get("examples", ()):  # type: ignore[attr-defined]
        assert role_of(title) == row["role"], title
    for title in row.get("not_examples", ()):  # type: ignore[attr-defined]
        assert role_of(title) != row["role"], title
