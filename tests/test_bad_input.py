"""Bad input: a document with diagnostics, or one of the package's errors; never a hang or a traceback from inside."""

from __future__ import annotations

import io
from pathlib import Path

import lxml.html
import pytest
from bs4 import BeautifulSoup
from lxml import etree

import jyparse
from jyparse import EmptyDocument, UnreadableSource, UnsupportedFormat
from tests.test_properties import check

SAMPLE = (Path(__file__).parent.parent / "samples" / "opinion.html").read_bytes()


def codes(document: jyparse.PolicyDocument) -> set[str]:
    return {diagnostic.code for diagnostic in document.diagnostics}


@pytest.mark.parametrize("page", [b"", b"   \n\t", "", "\ufeff", b"\xef\xbb\xbf", b"\x00\x00"])
def test_nothing_to_read(page: str | bytes) -> None:
    with pytest.raises(EmptyDocument, match="is empty"):
        jyparse.loads(page)


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\n...", b"PK\x03\x04....", b"\x89PNG\r\n\x1a\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b\x08"],
)
def test_binary_formats_are_named(data: bytes) -> None:
    with pytest.raises(UnsupportedFormat, match="give HTML, Markdown or plain text") as caught:
        jyparse.loads(data)
    assert caught.value.media_type


def test_what_is_no_page_at_all() -> None:
    with pytest.raises(UnsupportedFormat):
        jyparse.loads(42)
    with pytest.raises(UnsupportedFormat):
        jyparse.loads("<p>x</p>", media_type="application/pdf")


def test_missing_file_and_directory(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="No such file") as caught:
        jyparse.load(tmp_path / "none.html")
    assert caught.value.source.endswith("none.html")
    with pytest.raises(UnreadableSource, match="directory"):
        jyparse.load(tmp_path)
    with pytest.raises(UnreadableSource):
        jyparse.load("a\0b")
    with pytest.raises(UnreadableSource):
        jyparse.load(None)  # type: ignore[arg-type]


def test_sources_of_every_kind_give_the_same(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(SAMPLE)
    expected = jyparse.loads(SAMPLE)
    assert jyparse.load(path) == expected
    assert jyparse.load(str(path)) == expected
    assert jyparse.load(io.BytesIO(SAMPLE)) == expected
    assert jyparse.load(io.StringIO(SAMPLE.decode())).parts == expected.parts


@pytest.mark.parametrize("at", [200, 900, 1500, 2500, 3500, len(SAMPLE) - 3])
def test_a_truncated_page_is_read_as_far_as_it_goes(at: int) -> None:
    document = jyparse.loads(SAMPLE[:at])
    check(document)
    assert document.source.encoding == "utf-8"


def test_an_encoding_that_nobody_knows_is_said() -> None:
    document = jyparse.loads(SAMPLE, encoding="utf-8-nonsense")
    assert document.parts == jyparse.loads(SAMPLE).parts
    assert "utf-8-nonsense" in next(d.message for d in document.diagnostics if d.code == "encoding-conflict")


@pytest.mark.parametrize("name", ["undefined", "base64", "rot13", "gb\0k"])
def test_an_encoding_that_only_python_knows_is_none(name: str) -> None:
    page = SAMPLE.decode().encode("gb18030")
    assert jyparse.loads(page, encoding=name).parts == jyparse.loads(SAMPLE).parts
    if name.isalnum():
        declares = page.replace(b'charset="UTF-8"', f'charset="{name}"'.encode())
        assert declares != page
        assert jyparse.loads(declares).parts == jyparse.loads(SAMPLE).parts


def test_a_line_of_ten_megabytes() -> None:
    sentence = "各单位要认真落实责任，按期完成任务。"
    document = jyparse.loads("<p>" + sentence * (10_000_000 // 54) + "</p>")
    assert len(document.text) > 3_000_000


def test_five_thousand_nested_elements() -> None:
    page = "<div>" * 5000 + "<p>各单位要认真落实责任，按期完成各项任务，确保取得实效，不得拖延。</p>" + "</div>" * 5000
    document = jyparse.loads(page + "<p>后面的话也要读到。</p>")
    assert document.text.splitlines()[0].endswith("不得拖延。")
    assert document.text.splitlines()[1] == "后面的话也要读到。"


def test_a_page_that_lxml_gives_up_is_read_by_beautifulsoup(monkeypatch: pytest.MonkeyPatch) -> None:
    def gives_up(data: bytes, parser: etree.HTMLParser) -> None:
        parse(data[: len(data) // 2], parser)
        raise etree.XMLSyntaxError("given up", 1, 1, 1)

    parse = etree.fromstring
    whole = jyparse.loads(SAMPLE)
    monkeypatch.setattr("jyparse.page.html.etree.fromstring", gives_up)
    document = jyparse.loads(SAMPLE)
    assert document.text == whole.text
    assert "lost-text" in codes(document)


def test_a_table_of_a_hundred_thousand_cells() -> None:
    rows = "".join(f"<tr>{''.join(f'<td>{row * column}</td>' for column in range(20))}</tr>" for row in range(5000))
    document = jyparse.loads(f"<p>各单位要认真落实责任，按期完成任务，详见下表。</p><table>{rows}</table>")
    assert len(document.tables[0].cells) == 100_000


def test_spans_of_a_hundred_million_columns() -> None:
    row = "<tr><td colspan=99999999 rowspan=99999999>甲</td><td>乙</td></tr>"
    document = jyparse.loads(f"<p>各单位要认真落实责任，按期完成任务。</p><table>{row * 3}</table>")
    check(document)
    assert max(map(len, document.tables[0].rows), default=0) <= 4000


def test_a_hundred_thousand_lines_that_look_like_headings() -> None:
    lines = "\n".join(f"{n % 50 + 1}、落实第{n}项工作" for n in range(100_000))
    assert sum(1 for _ in jyparse.loads("关于任务的通知\n" + lines, media_type="text/plain").walk()) > 50_000


@pytest.mark.parametrize(
    "text",
    ["目 录\n" + "一、总则 1\n" * 20_000, "（" * 100_000, "〔2016" * 50_000, "一、" * 100_000, "指标\n" * 20_000, "指标\n2015年\n" * 10_000, "索引号：" * 20_000, "1.1.1." * 50_000,
     "附件：1.甲\n" * 20_000, "某市人民政府\n" * 20_000 + "2020年1月2日", "指标 单位 2015年 2020年\n" * 5_000, "第一章\n" * 20_000,
     "（责任单位：市财政局、" * 20_000, "2016年" * 50_000, "1、姓名" + "_" * 100_000,
     "指标 单位 2015年" + " 增速" * 40 + "\n产值 亿元 优 良 中" * 3,
     "指标  单位 2015年" + " 增速" * 40 + "\n产值 亿元 同步" + " 优" * 20, "专栏1 甲\n1.乙\n" * 10_000, "《" * 100_000, "《甲》第一条、" * 20_000, "《甲\n" * 50_000,
     "国发〔2016〕5号、" * 20_000, "：《甲》" * 50_000, "《甲》（以下简称《乙" * 10_000, "<" * 100_000, "&#" * 100_000,
     "[" * 100_000, "[甲](" * 50_000, "**" * 100_000, "**甲" * 50_000, "*甲" * 50_000, "|-" * 100_000, "|" + " " * 100_000 + "-", "来源：甲\n" * 20_000, "甲" * 100_000 + "。\n----", "\\" * 100_000],
    ids=lambda text: text[:8].strip(),
)  # fmt: skip
@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown", "text/html"])
def test_repeated_pieces_take_linear_time(text: str, media_type: str) -> None:
    jyparse.loads("关于加强管理工作的通知\n各单位要认真落实责任，按期完成任务。\n" + text, media_type=media_type)


def test_lone_surrogates_and_nul_bytes() -> None:
    document = jyparse.loads("<p>各单位要认真\ud800落实责任\x00，按期完成任务。</p>")
    assert document.text == "各单位要认真\ufffd落实责任，按期完成任务。"
    assert "odd-characters" in codes(document)


def test_a_page_without_main_text_says_so() -> None:
    document = jyparse.loads(
        "<html><body><ul><li><a href='/'>首页</a></li><li><a href='/a'>政务</a></li></ul></body></html>"
    )
    assert document.kind == "empty"
    assert codes(document) == {"no-main-text"}
    assert (document.main, document.notice, document.text, document.sections) == (None, None, "", ())


def test_a_page_that_is_a_frame_says_where_the_text_is() -> None:
    document = jyparse.loads(
        "<html><body><iframe src='/doc/1.html'></iframe></body></html>", url="https://example.gov.cn/a/"
    )
    assert document.kind == "empty"
    assert "https://example.gov.cn/doc/1.html" in document.diagnostics[0].message


def test_a_list_page() -> None:
    rows = "".join(
        f"<li><a href='/{n}.html'>关于第{n}项工作的通知</a><span>2020-01-0{n}</span></li>" for n in range(1, 10)
    )
    assert jyparse.loads(f"<html><body><ul>{rows}</ul></body></html>").kind == "list"


PAGE = SAMPLE.decode()


@pytest.mark.parametrize("told", [None, "iso-8859-1", "gb2312", "big5", "us-ascii", "utf-8"])
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "gb2312", "big5"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_whatever_is_said_of_the_encoding_the_page_is_read(encoding: str, declared: str, told: str | None) -> None:
    page = PAGE.replace('charset="UTF-8"', f'charset="{declared}"').encode(encoding)
    document = jyparse.loads(page, encoding=told)
    assert document.parts == jyparse.loads(PAGE).parts
    assert document.source.encoding == encoding


def test_big5_that_declares_gb2312() -> None:
    text = "關於加強防汛工作的通知\n\n各單位要認真落實責任,按期完成任務,並於月底前將有關情況報送本辦公室。"
    page = f'<html><meta charset="gb2312"><p>{text}</p></html>'
    assert jyparse.loads(page.encode("big5")).source.encoding == "big5hkscs"
    assert text.splitlines()[-1] in jyparse.loads(page.encode("big5")).text


def test_a_scrap_of_utf8_that_lost_a_byte() -> None:
    text = "各单位要认真落实责任，按期完成各项任务，并将有关情况报送本办公室。"
    data = text.encode()
    for lost in range(0, len(data), 5):
        read = jyparse.loads(data[:lost] + data[lost + 1 :]).text
        assert "落实责任" in read or "报送本办公室" in read


@pytest.mark.parametrize("builder", ["html.parser", "lxml"])
def test_trees_and_soups_give_what_the_page_gives(builder: str) -> None:
    expected = jyparse.loads(PAGE).parts
    tree = etree.HTML(PAGE)
    soup = BeautifulSoup(PAGE, builder)
    for held in (tree, tree.getroottree(), soup, soup.find("html"), lxml.html.document_fromstring(PAGE)):
        assert jyparse.loads(held).parts == expected
    assert jyparse.loads(tree).source.sha256 == jyparse.loads(etree.HTML(PAGE)).source.sha256
    with pytest.raises(EmptyDocument):
        jyparse.loads(BeautifulSoup("", builder))


def test_a_soup_with_a_lone_surrogate() -> None:
    soup = BeautifulSoup("<p>各单位要认真\ud800落实责任，按期完成任务。</p>", "html.parser")
    assert jyparse.loads(soup).text == "各单位要认真\ufffd落实责任，按期完成任务。"


def test_text_that_begins_like_a_picture_or_holds_a_tag() -> None:
    rules = "BMI指数管理办法\n第一条 为规范管理，制定本办法。\n第二条 本办法自印发之日起施行。<br>\n特此通知。"
    document = jyparse.loads(rules.encode())
    assert [section.label for section in document.sections] == ["第一条", "第二条"]
    assert jyparse.loads("第一行<br>第二行<br>第三行").source.media_type == "text/html"


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("# 关于防汛的通知\n\n## 一、目标\n", "text/markdown"),
        ("**一、目标任务**\n**二、工作要求**", "text/markdown"),
        ("指标|单位\n---|---\n产值|亿元", "text/markdown"),
        ("[首页](/index.html)\n关于防汛的通知", "text/markdown"),
        ("关于防汛的通知\n=====\n一、目标\n----\n", "text/markdown"),
        ("# 号标注的为听证事项\n* 号标注的为论证事项\n- 1 -\n======", "text/plain"),
        ("**市**区**路\n**乡**村**组\n张**、李**", "text/plain"),
        ("国发[2019](试行)\n指标 | 单位\n产值 | 亿元\n————", "text/plain"),
        ("指标 | 单位 | 2020年 |\n产值 | 亿元 | 8 |\n人口 | 万人 | 9 |", "text/markdown"),
        ("首页 | 公开 | 服务\n关于防汛的通知\n来源：甲 | 时间：乙 | 字号：丙", "text/plain"),
    ],
)
def test_markdown_is_told_from_text_that_holds_a_mark(text: str, media_type: str) -> None:
    assert jyparse.loads(text + "\n各单位要认真落实责任，按期完成任务。").source.media_type == media_type


def test_a_list_that_begins_at_a_number_of_five_thousand_digits() -> None:
    assert (
        jyparse.loads(f"<ol><li value={'1' * 5000}>各单位要认真落实责任，按期完成任务。</li></ol>").kind == "document"
    )


def test_a_file_that_fails_is_an_unreadable_source(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes("各单位要认真落实责任".encode("gb18030"))
    with path.open(encoding="utf8") as file, pytest.raises(UnreadableSource, match=r"page\.txt"):
        jyparse.load(file)


@pytest.mark.parametrize(
    ("before", "piece", "after"),
    [
        ("<p>2016年6月6日", "\u3000", "印</p>"),
        ("<p>2016-06-06", "&nbsp;", "星期</p>"),
        ("<p>各单位要认真落实责任，按期完成任务。</p>", "<!--", "的，"),
        ("<script>var a = 'x';", '\\"', "</script><p>各单位要认真落实责任。</p>"),
    ],
)
def test_pieces_between_others_take_linear_time(before: str, piece: str, after: str) -> None:
    """Nothing is timed here: in cubic or quadratic time it would not end."""
    jyparse.loads(before + piece * 100_000 + after)
