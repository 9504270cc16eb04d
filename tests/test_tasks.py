"""What a task says: responsible bodies in brackets and after labels, verbs, and that nothing takes long."""

from __future__ import annotations

from typing import get_args

import pytest

import jyparse
from jyparse import Strength, lexicon
from jyparse.phrases.aims import deadline, targets
from jyparse.phrases.bodies import assigned_in, responsible_in
from jyparse.phrases.projects import projects


def read(text: str) -> list[str]:
    return [f"{body.name}:{body.role}" if body.role else body.name for body in responsible_in(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("完善制度。（税务总局、财政部、海关总署负责）", ["税务总局", "财政部", "海关总署"]),
        ("完善制度。（市发改委牵头，市财政局、市科技局配合）", ["市发改委:lead", "市财政局:support", "市科技局:support"]),
        ("完善制度。（责任单位：省发展改革委、省工业和信息化厅，各市、县〔区〕政府）",
         ["省发展改革委", "省工业和信息化厅", "各市、县〔区〕政府"]),
        ("完善制度。(牵头单位：市教育局；配合单位：市财政局、市人社局)", ["市教育局:lead", "市财政局:support", "市人社局:support"]),
        ("责任单位：市住建局、各街道办事处", ["市住建局", "各街道办事处"]),
        ("牵头单位：市商务局", ["市商务局:lead"]),
        ("完善制度。（文化和旅游部、自然资源部和林草局等有关部门负责）", ["文化和旅游部", "自然资源部", "林草局"]),
        ("完善制度。（海关总署会同有关部门负责）", ["海关总署"]),
        ("完善制度。（教育部、人力资源社会保障部等和各省级人民政府负责）", ["教育部", "人力资源社会保障部", "各省级人民政府"]),
        ("完善制度。（负责部门：市民政局，适用范围：全市）", ["市民政局"]),
        ("完善制度。（由市水利局牵头，市农业农村局参与）", ["市水利局:lead", "市农业农村局:support"]),
        ("完善制度。（市卫生健康委按职责分工负责）", ["市卫生健康委"]),
        ("建立项目清单（共23项），按期完成。", []),
        ("由居民自行负责（不含租户），责任自担。", []),
        ("各部门要明确责任，密切配合，共同负责。", []),
        ("（县商务局牵头，县税务局、县财政局配合", ["县税务局:support", "县财政局:support"]),
        ("完善制度。责任单位：县商务局（县口岸办、县税务局", []),
        ("完善制度。（责任单位：青山高新区（工业园）管委会，县商务局）", ["青山高新区（工业园）管委会", "县商务局"]),
    ],
)  # fmt: skip
def test_responsible_bodies(text: str, expected: list[str]) -> None:
    assert read(text) == expected


STRENGTHS = lexicon.table("verbs")["strength"]


@pytest.mark.parametrize(("row", "example"), [(row, said) for row in STRENGTHS for said in row["examples"]])
def test_examples_of_verbs(row: dict[str, str], example: str) -> None:
    clause, _, expected = example.partition(" = ")
    (action,) = jyparse.actions(clause)
    assert (f"{action.verb}|{action.object}", action.strength) == (expected, row["name"])


def test_every_strength_has_a_row() -> None:
    assert {row["name"] for row in STRENGTHS} == set(get_args(Strength))


def test_actions_of_a_section_have_their_place_in_the_document() -> None:
    page = (
        "<p>关于发展的意见</p><p>一、主要任务</p><p>（一）加快建设园区，支持企业上市。</p><p>（二）严禁新建土窑。</p>"
    )
    document = jyparse.loads(page)
    found = [action for task in document.tasks for action in jyparse.actions(task)]
    assert [document.text[slice(*action.span)] for action in found] == ["加快建设园区", "支持企业上市", "严禁新建土窑"]
    assert list(jyparse.actions(document.sections[0])) == found


@pytest.mark.parametrize(
    "time",
    ["五年内", "两年之内", "未来五年", "今后3年", "用三年时间", "用3—5年时间", "规划期内", "任期内", "半年内", "年内"],
)
def test_a_time_before_the_verb_is_taken_off_whole(time: str) -> None:
    (action,) = jyparse.actions(f"{time}引进项目。")
    assert (action.verb, action.object) == ("引进", "项目")


def test_lines_broken_by_blanks_are_read_over_them() -> None:
    (action,) = jyparse.actions("加快推 进冷链物流 园区建设。")
    assert (action.verb, action.object, action.span) == ("推进", "冷链物流园区建设", (0, 14))


NASTY = ["建立", "支持", "、建立", "和完善", "并加快", "在", "以为", "“", "（", "将打造", "要", "到2020年", "5家", "等项目", "“”工程", "地", "时限：", "由县水利局牵头", "5家十亿元以上企业", "十亿元以上", "、1", "一、二、三期", "重点项目：1", "1、2号线等项目", "累计5家", "年产钢各5吨", "五年内", "全县用", "推 进", "到2020年5家", "每年5家"]  # fmt: skip


@pytest.mark.parametrize("piece", NASTY)
def test_repeated_pieces_are_read_in_linear_time(piece: str) -> None:
    text = piece * (9_000 // len(piece))
    jyparse.actions(text * 3)
    list(targets(text, 0, None, None))
    deadline([(text, 0)], None, None)
    projects(text, 0)
    assigned_in(text)
