"""Parts: cover notice, main document, annexes; their titles, addressees, signatures, records, contents."""

from __future__ import annotations

import datetime

import pytest

import jyparse
from jyparse.stages import contents, document, parts
from jyparse.stages.parts import PartDraft
from tests.bodies import body_of

COVER = """关于印发《某区数字经济发展规划》的通知
某管发〔2021〕7号
各街道办事处，区直各部门：
《某区数字经济发展规划》已经研究同意，现印发给你们，请认真执行。
某区管理委员会
2021年5月6日
"""
PLAN = """某区数字经济发展规划
（2021—2025年）
一、发展基础
五年来，数字经济规模不断扩大，基础更加牢固。
"""


def parts_of(text: str) -> list[PartDraft]:
    body = body_of(text)
    return parts.read(body, document.taken_lines([], contents.find(body)))


def test_a_cover_notice_and_the_plan_under_it() -> None:
    notice, main = parts_of(COVER + PLAN)
    assert (notice.kind, main.kind) == ("notice", "main")
    assert notice.title == "关于印发《某区数字经济发展规划》的通知"
    assert notice.document_number is not None
    assert notice.document_number.text == "某管发〔2021〕7号"
    assert notice.addressees == ("各街道办事处", "区直各部门")
    assert notice.signed_by == ("某区管理委员会",)
    assert notice.signed_on == datetime.date(2021, 5, 6)
    assert main.title == "某区数字经济发展规划（2021—2025年）"


def test_a_document_that_stands_alone_is_the_main_part() -> None:
    (part,) = parts_of(COVER)
    assert part.kind == "main"
    assert part.signed_by == ("某区管理委员会",)


@pytest.mark.parametrize(
    ("signature", "bodies", "date"),
    [
        ("甲市人民政府\n2020年1月2日", ("甲市人民政府",), datetime.date(2020, 1, 2)),
        (
            "甲市人民政府　　甲市中级人民法院\n2020年1月2日",
            ("甲市人民政府", "甲市中级人民法院"),
            datetime.date(2020, 1, 2),
        ),
        ("甲市财政局\n甲市税务局\n二〇二〇年一月二日", ("甲市财政局", "甲市税务局"), datetime.date(2020, 1, 2)),
        ("甲 市 人 民 政 府\n2020 年 1 月 2 日", ("甲市人民政府",), datetime.date(2020, 1, 2)),
        ("2020年1月2日", (), datetime.date(2020, 1, 2)),
        ("甲市人民政府办公室 2020年1月2日", ("甲市人民政府办公室",), datetime.date(2020, 1, 2)),
        ("省长　张三\n2020年1月2日", ("省长　张三",), datetime.date(2020, 1, 2)),
    ],
)
def test_signatures(signature: str, bodies: tuple[str, ...], date: datetime.date) -> None:
    (part,) = parts_of("关于做好工作的通知\n各单位：\n现将有关事项通知如下，请照此执行。\n" + signature)
    assert part.signed_by == bodies
    assert part.signed_on == date


def test_a_signature_does_not_end_the_text() -> None:
    (part,) = parts_of(COVER + "（此件公开发布）\n抄送：区人大办公室。\n某区管委会办公室 2021年5月7日印发")
    assert part.record == "抄送：区人大办公室。\n某区管委会办公室 2021年5月7日印发"
    assert part.signed_on == datetime.date(2021, 5, 6)


def test_a_list_of_annexes_before_the_signature_is_no_outline() -> None:
    text = (
        "关于做好工作的通知\n各单位：\n现印发给你们，请执行。\n附件：1.任务清单\n2.联系人表\n某区管委会\n2021年5月6日"
    )
    (part,) = parts_of(text)
    assert [kind for _, kind in sorted(part.kinds.items())][-4:] == ["attachments", "attachments", "signature", "date"]


def test_annexes_begin_at_their_own_line() -> None:
    kinds = [
        (p.kind, p.title) for p in parts_of(COVER + "附件1\n任务清单\n一、甲\n内容。\n附件2\n联系人表\n一、乙\n内容。")
    ]
    assert kinds == [("notice", COVER.splitlines()[0]), ("main", "任务清单"), ("annex", "联系人表")]


def test_two_documents_under_one_notice() -> None:
    first = "甲类企业支持规定\n一、甲\n内容一。\n二、乙\n内容二。\n"
    second = "乙类企业支持规定\n一、丙\n内容三。\n二、丁\n内容四。\n"
    assert [p.title for p in parts_of(COVER + first + second)][1:] == ["甲类企业支持规定", "乙类企业支持规定"]


def test_a_forwarded_report_keeps_its_own_addressee_and_signature() -> None:
    report = "关于河道治理情况的报告\n市政府：\n现将情况报告如下，请审阅。\n甲市水利局\n二〇二〇年三月一日"
    _, main = parts_of(COVER + report)
    assert main.addressees == ("市政府",)
    assert main.signed_by == ("甲市水利局",)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("甲市人民政府\n关于加强公园管理的\n实施意见\n各区政府：", "甲市人民政府关于加强公园管理的实施意见"),
        ("甲市公园管理办法\n（试行）\n第一条 本办法适用于本市。", "甲市公园管理办法（试行）"),
        (
            "甲市公园管理条例\n（2020年1月2日甲市人大常委会\n第三次会议通过）\n第一条 本条例适用于本市。",
            "甲市公园管理条例",
        ),
        ("甲政发〔2020〕3号\n关于公园管理的通知\n各单位：", "关于公园管理的通知"),
    ],
)
def test_title_lines(lines: str, title: str) -> None:
    assert parts_of(lines + "\n现通知如下，请执行。")[0].title == title


@pytest.mark.parametrize(
    "line", ["为加强管理，现提出以下意见：", "根据有关规定，制定办法如下：", "附件：", "（一）工作目标："]
)
def test_lines_that_address_nobody(line: str) -> None:
    assert parts_of("关于公园管理的通知\n" + line + "\n内容。")[0].addressees == ()


@pytest.mark.parametrize(
    ("toc", "entries"),
    [
        ("目 录\n一、甲 1\n（一）乙 2\n二、丙 12", [("一、", "甲", 1), ("（一）", "乙", 2), ("二、", "丙", 12)]),
        ("目录\n1总则……………3\n1.1编制目的……………3", [("1", "总则", 3), ("1.1", "编制目的", 3)]),
        ("目　录\n第一章 甲\n6\n第二章 乙\n18", [("第一章", "甲", 6), ("第二章", "乙", 18)]),
        ("目录\n第一章 甲\n第二章 “十三五”乙\n第三章 丙", [("第一章", "甲", None), ("第二章", "“十三五”乙", None), ("第三章", "丙", None)]),
    ],
)  # fmt: skip
def test_tables_of_contents(toc: str, entries: list[tuple[str, str, int | None]]) -> None:
    body = body_of("某区规划\n" + toc)
    (found,) = contents.find(body)
    assert [(entry.label, entry.title, entry.page) for entry in found.entries] == entries


def test_contents_without_the_word_are_known_by_their_second_printing() -> None:
    body = body_of("某区规划\n一、甲\n二、乙\n三、丙\n一、甲\n内容一。\n二、乙\n内容二。\n三、丙\n内容三。")
    (found,) = contents.find(body)
    assert (found.first, found.last) == (1, 4)
    assert contents.find(body_of("某区规划\n一、甲\n二、乙\n三、丙")) == []


def test_the_date_of_writing_stands_at_the_signature() -> None:
    """A meeting of the same day, mentioned before, is another printing of the date."""
    page = (
        "关于开展检查工作的通知\n各县人民政府：\n根据2026年3月1日会议要求，决定开展检查，现将有关事项通知如下。\n一、加强领导。\n"
        "青山市人民政府\n2026年3月1日\n"
    )
    document = jyparse.loads(page)
    origin = next(origin for origin in document.metadata.origins if origin.name == "written_on")
    assert origin.span == (len(document.text) - 9, len(document.text))
