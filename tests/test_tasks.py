"""Responsible bodies: brackets, labels, roles, and what names nobody."""

from __future__ import annotations

import pytest

from jyparse.phrases.bodies import responsible_in


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
    ],
)  # fmt: skip
def test_responsible_bodies(text: str, expected: list[str]) -> None:
    assert read(text) == expected
