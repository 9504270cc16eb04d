"""Hard-wrapped text: what a text says does not depend on how wide it was printed; what is no paragraph stays as it is."""

from __future__ import annotations

import itertools
import re

import pytest

import jyparse
from jyparse import PolicyDocument

HEAD = [
    "东川县关于促进县域经济稳定增长的若干措施",
    "东政办发〔2024〕15号",
    "各乡镇人民政府，县政府各工作部门，县经济技术开发区管理委员会，县属各企业事业单位：",
]
BODY = [
    "为贯彻落实中央和省、市经济工作会议精神，推动全县经济质的有效提升和量的合理增长，结合实际，制定以下措施。",
    "一、扩大有效投资",
    "（一）加快重大项目建设。全年实施亿元以上项目72个，其中新开工31个，固定资产投资增长9%以上，项目开工率达到96%以上。（责任单位：县发展和改革局、县工业和信息化局、各乡镇人民政府）",
    "（二）强化要素保障。保障建设用地1800亩，争取上级预算内投资2.5亿元，推动金融机构新增贷款12.8亿元。（牵头单位：县财政局；配合单位：县自然资源局、县林业和草原局）",
    "二、促进消费持续恢复",
    "（三）提振大宗消费。发放汽车、家电消费券600万元，对符合本措施第一条第（二）项规定的企业给予奖励，到2026年社会消费品零售总额达到48亿元，年均增长6.5%左右。（县商务局牵头，县市场监管局、县税务局配合）",
    "三、加强组织保障",
    "各责任单位要建立台账，按月调度、按季通报，推动各项措施落地见效，县政府督查室要加强跟踪督办，对工作不力的予以约谈。",
]
FOOT = ["东川县人民政府办公室", "2024年3月8日"]
TABLE = ["指标\t单位\t2023年\t2026年\t属性", "地区生产总值\t亿元\t210\t260\t预期性", "森林覆盖率\t%\t61.2\t62\t约束性"]
WIDTHS = range(28, 45)
UNIT = re.compile(r"[（《]*(?:[A-Za-z0-9.]+|.)[，。、；：）》%]*")


def columns(text: str) -> int:
    return sum(1 if c.isascii() else 2 for c in text)


def wrapped(text: str, width: int, keeps_marks: bool) -> list[str]:
    """A paragraph over lines of so many Chinese characters; marks begin no line and numbers are not cut, where they are kept."""
    lines = [""]
    blanks = len(text) - len(text.lstrip())
    for piece in [text[:blanks], *(UNIT.findall(text[blanks:]) if keeps_marks else text[blanks:])]:
        if lines[-1].strip() and columns(lines[-1] + piece) > width * 2:
            lines.append("")
        lines[-1] += piece
    return lines


def view(page: str) -> tuple[object, ...]:
    document: PolicyDocument = jyparse.loads(page, media_type="text/plain")
    notice = document.notice
    return (
        [(section.path, section.title) for section in document.walk()],
        [(task.path, task.responsible, [target.text for target in task.targets]) for task in document.tasks],
        notice and (notice.title, notice.addressees, notice.signed_by, notice.signed_on),
        document.metadata.title,
        [indicator.name for indicator in document.indicators],
        document.text,
    )


@pytest.mark.parametrize("indent", ["", "　　", "    "])
@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["close", "parted"])
@pytest.mark.parametrize("keeps_marks", [True, False])
def test_a_wrapped_text_says_what_it_says_unwrapped(indent: str, between: str, keeps_marks: bool) -> None:
    paragraphs = [*HEAD, *(indent + text for text in BODY), *FOOT]
    unwrapped = view(between.join(paragraphs))
    differing = []
    for width in WIDTHS:
        lines = [wrapped(text, width, keeps_marks) for text in paragraphs]
        full = [text for text, printed in zip(BODY, lines[3:], strict=False) if columns(printed[-1]) > width * 2 - 4]
        if (indent or between != "\n" or not full) and view(
            between.join("\n".join(some) for some in lines)
        ) != unwrapped:
            differing.append(width)
    assert differing == []


def test_a_table_in_a_wrapped_text_stays_one() -> None:
    for width in (28, 33, 40):
        lines = itertools.chain.from_iterable(wrapped("　　" + text, width, True) for text in BODY)
        document = jyparse.loads("\n".join([*lines, "表1 主要指标", *TABLE]), media_type="text/plain")
        assert [indicator.name for indicator in document.indicators] == ["地区生产总值", "森林覆盖率"]


def paragraphs(page: str) -> list[str]:
    return [block.text for part in jyparse.loads(page, media_type="text/plain").parts for block in part.all_blocks()]


@pytest.mark.parametrize(
    "lines",
    [
        ["沿河栽下的柳树已经成荫，孩子们在树下追逐嬉闹", "远处传来渡船的汽笛声声，老人坐在石阶上听着戏", "桥头的灯一盏一盏点亮了，晚归的人们步子轻快"],
        ["一、全面推进乡村道路改造提升工程，新建改建农村公路", "二、全面推进城乡供水保障提升工程，新建改建供水管网", "三、全面推进农田水利设施提升工程，新建改建灌溉渠系", "四、全面推进城镇老旧小区提升工程，新建改建服务设施"],
        ["东川县农业农村局关于下达2024年农田建设任务的通知", "东川县自然资源局关于开展2024年地质灾害巡查的通知", "东川县交通运输局关于印发2024年公路养护计划的通知"],
        ["第一章 发展基础和面临形势，主要问题 …………………………… 1", "第二章 指导思想和基本原则，发展目标 …………………………… 4", "第三章 重点任务和重大工程，保障措施 …………………………… 9"],
    ],
    ids=["verse", "items", "titles", "contents"],
)  # fmt: skip
def test_lines_of_one_width_that_make_no_sentences_stay_lines(lines: list[str]) -> None:
    assert paragraphs("\n".join(["东川县资料汇编", *lines, "东川县档案馆"])) == [
        "东川县资料汇编",
        *lines,
        "东川县档案馆",
    ]


def test_a_break_between_words_is_a_blank_and_none_in_a_number() -> None:
    lines = [
        "本项目由世界银行贷款支持，项目名称为东川县农村供水项目，英文名称为",
        "Dongchuan Rural Water Supply，贷款协定为县人民政府授权签署，项目的",
        "实施期为2021年到2026年，在合同中使用的英文名称应当写作 Dongchuan",
        "Rural Water Supply，其他名称一律不得使用，项目总投资为人民币一亿两",
        "千万元，其中世界银行贷款六千万元，县级财政配套六千万元，分五年到位。",
    ]
    text = jyparse.loads("\n".join(lines), media_type="text/plain").text
    assert "英文名称为Dongchuan Rural Water Supply，" in text
    assert "写作 Dongchuan Rural Water" in text


def test_a_paragraph_goes_on_behind_the_marks_of_a_page() -> None:
    printed = [line for text in [*HEAD, *("　　" + text for text in BODY), *FOOT] for line in wrapped(text, 30, True)]
    breaks = {6: 1, 11: 2, 15: 3}
    pages = []
    for n, line in enumerate(printed):
        pages.append(line)
        if n in breaks:
            pages += ["", f"— {breaks[n]} —", "东川县人民政府公报", ""]
    assert view("\n".join(pages)) == view("\n".join(printed))
