"""Every blank of Unicode pads, parts and spaces out as the ideographic one does, and stays in the text as printed."""

from __future__ import annotations

import re
import sys
import unicodedata
from pathlib import Path

import pytest

import jyparse
from jyparse import PolicyDocument
from jyparse.text.blanks import BLANKS

SPACES = "".join(c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) == "Zs")
PACKAGE = Path(jyparse.__file__).parent
BLOCK = "索_引_号：QS001-2026-0007__发布机构：青山县人民政府__文__号：青政发〔2026〕7号"
TEXT = """青山县节水规划
__各乡镇人民政府：
__现将节水规划印发给你们，请结合实际，认真贯彻执行。
一__发展基础
全县有水库十二座。
二__主要任务
新建水库两座，到2030_年节水率达到90_%。
青山县林业局__青山县水利局
县_长__王_某
2026_年_3_月_2_日"""


def read(blank: str, kind: str) -> PolicyDocument:
    lines = [BLOCK, *TEXT.split("\n")]
    page = "".join(f"<p>{line}</p>" for line in lines) if kind == "text/html" else "\n".join(lines)
    return jyparse.loads(page.replace("_", blank), media_type=kind)


def test_the_blanks_are_those_of_unicode() -> None:
    assert BLANKS == SPACES


@pytest.mark.parametrize("kind", ["text/html", "text/plain"])
@pytest.mark.parametrize("blank", SPACES, ids=unicodedata.name)
def test_any_blank_is_padding(blank: str, kind: str) -> None:
    document, wide = read(blank, kind), read("\u3000", kind)
    assert [(f.label, f.value) for f in document.metadata.fields] == [
        ("索引号", "QS001-2026-0007"),
        ("发布机构", "青山县人民政府"),
        ("文号", "青政发〔2026〕7号"),
    ]
    assert [s.path for s in document.walk()] == [s.path for s in wide.walk()] == [("一",), ("二",)]
    assert document.notice and wide.notice
    assert document.notice.signed_on == wide.notice.signed_on
    assert len(document.notice.signed_by) == len(wide.notice.signed_by) == 3
    assert "".join(document.text.split()) == "".join(wide.text.split())
    if blank != " " or kind == "text/plain":
        assert f"到2030{blank}年节水率达到90{blank}%" in document.text


def test_patterns_take_the_blanks_from_one_place() -> None:
    literal = re.compile(r"u3000.{0,3}\\xa0|xa0.{0,3}\\u3000")
    sources = [p for ending in ("py", "toml") for p in PACKAGE.rglob(f"*.{ending}") if p.name != "blanks.py"]
    assert [p.name for p in sources if literal.search(p.read_text(encoding="utf8"))] == []
