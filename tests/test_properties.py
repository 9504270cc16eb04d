"""Properties that hold for every page: nothing lost, spans exact, round trip, the same again, no crash on any bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jyparse
from jyparse import JyparseError, PolicyDocument
from tests.golden import PAGES

settings.register_profile("jyparse", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("jyparse")

WORDS = "区域产业发展质量提升公共服务设施建设完善机制推进改革开放创新驱动绿色低碳民生保障文化教育卫生交通水利农业工业商贸旅游"


def spans(document: PolicyDocument) -> Iterator[tuple[Any, str]]:
    """Every span of a document with the text that it should hold."""
    for part in document.parts:
        yield part.span, part.text
        for block in part.all_blocks():
            yield block.span, block.text
            if block.type == "table":
                for cell in block.cells:
                    if cell.span and not block.rebuilt:
                        yield cell.span, cell.text
    for section in document.walk():
        yield section.span, section.text
    for task in document.tasks:
        yield task.span, task.text
    for cited in document.citations:
        yield cited.span, cited.text
    for row in document.indicators:
        for value in (*row.values, row.growth, row.cumulative_growth):
            if value and value.span:
                yield value.span, value.text


def check(document: PolicyDocument) -> None:
    text = document.text
    for span, printed in spans(document):
        got = text[span[0] : span[1]]
        assert got == printed or "".join(got.split()) == "".join(printed.split()), (got, printed)
    for origin in document.metadata.origins:
        if origin.span:
            assert text[slice(*origin.span)] == origin.text
    dumped = document.model_dump_json()
    assert PolicyDocument.model_validate_json(dumped) == document
    assert "\n".join(blocks_of(json.loads(dumped))) == text


def blocks_of(document: dict[str, Any]) -> Iterator[str]:
    """The text of the blocks, as a reader in another language joins them: with nothing but the JSON."""

    def section(node: dict[str, Any]) -> Iterator[str]:
        yield from (block["text"] for block in node["blocks"])
        for child in node["children"]:
            yield from section(child)

    for part in document["parts"]:
        yield from (block["text"] for block in part["blocks"])
        for top in part["sections"]:
            yield from section(top)
        yield from (block["text"] for block in part["closing"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_samples_hold_the_properties(page: Path) -> None:
    document = jyparse.load(page)
    check(document)
    assert jyparse.load(page) == document


@given(st.binary(max_size=400))
def test_any_bytes_give_a_document_or_one_of_our_errors(data: bytes) -> None:
    try:
        check(jyparse.loads(data))
    except JyparseError as error:
        assert str(error)


PIECES = st.sampled_from(
    ["<p>", "</p>", "<table>", "<tr>", "<td colspan=3>", "<td rowspan='2'>", "</td>", "</tr>", "</table>", "<br>", "<ol>", "<li>", "<div",
     " style='display:none'>", "<!--", "-->", "<script>", "</script>", "一、", "（一）", "1.", "1.1", "第一章", "第三条 ", "目录", "附件1", "附件：", "索引号：",
     "发文字号", "成文日期：2020-01-02", "指标 单位 2015年 2020年 属性", "1 地区生产总值 亿元 10 20 预期性", "\n", "\t", "。", "：", "某市人民政府",
     "2020年1月2日", "（责任单位：市财政局、市教育局）", "注：1、甲", "根据《", "》（国发〔2016〕5号）", "GB 3838-2002", "专栏1 重点工程", "抄送：某办", "各区政府：", "为加强管理，制定本办法。", "&nbsp;", "\u3000", "&#8203;", "〔5〕"]
)  # fmt: skip


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=60), st.booleans())
def test_any_soup_of_pieces_holds_the_properties(pieces: list[str], html: bool) -> None:
    page = "".join(pieces)
    if page.strip():
        try:
            check(jyparse.loads(page, media_type="text/html" if html else "text/plain"))
        except jyparse.EmptyDocument:
            assert not "".join(page.split())


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[str], list[str]]:
    """A page of HTML with a random outline, the paths of its sections, and its paragraphs."""
    counter = iter(range(10_000))
    paragraphs: list[str] = []

    def sentence() -> str:
        words = "".join(draw(st.sampled_from(WORDS)) for _ in range(draw(st.integers(8, 20))))
        paragraphs.append(f"甲{next(counter)}乙，{words}，按期完成各项工作。")
        return paragraphs[-1]

    scheme = draw(
        st.sampled_from(
            [["{}、", "（{}）", "{}."], ["第{}章 ", "第{}节 ", "{}、"], ["{}、", "{}、"], ["（{}）", "{}．"]]
        )
    )
    lines, paths = ["某区建设规划"], []

    def level(depth: int, path: list[str]) -> None:
        for n in range(1, draw(st.integers(2, 4))):
            arabic = scheme[depth].startswith("{}") and depth > 0 and "第一" not in scheme[0]
            label = scheme[depth].format(n if arabic else "一二三四五六"[n - 1])
            lines.append(f"{label}{draw(st.sampled_from(WORDS))}{draw(st.sampled_from(WORDS))}工作")
            paths.append("/".join([*path, label.strip()]))
            if depth + 1 < len(scheme) and draw(st.booleans()):
                level(depth + 1, [*path, label.strip()])
            else:
                lines.extend(sentence() for _ in range(draw(st.integers(1, 2))))

    level(0, [])
    tag = draw(st.sampled_from(["<p>{}</p>", "<div>　　{}</div>", "<p><span>{}</span></p>", "{}<br>"]))
    return (
        "<html><body><div id='c'>" + "".join(tag.format(line) for line in lines) + "</div></body></html>",
        paths,
        paragraphs,
    )


@given(documents())
def test_nothing_is_lost_and_the_outline_is_read_back(page: tuple[str, list[str], list[str]]) -> None:
    html, paths, paragraphs = page
    document = jyparse.loads(html)
    check(document)
    assert ["/".join(section.path) for section in document.walk() if section.label] == paths
    assert all(document.text.count(paragraph) == 1 for paragraph in paragraphs)
