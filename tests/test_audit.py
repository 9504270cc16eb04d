"""The audit on real pages, on saved JSON, and in time; its rules are in `cases/audit.md`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import jyparse
from jyparse import Finding, PolicyDocument

ROOT = Path(__file__).parent.parent
CORPUS = Path(os.environ.get("JYPARSE_SHARED", ROOT.parent / "shared")) / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real pages is not beside the repository")


def findings(path: Path) -> dict[str, list[str]]:
    """The messages of a page by code."""
    found: dict[str, list[str]] = {}
    for finding in jyparse.audit(jyparse.load(path)):
        found.setdefault(finding.code, []).append(finding.message)
    return found


@needs_corpus
@pytest.mark.parametrize("name", ["jiangyin.html", "dl.html", "jiangyin_dump.txt"])
def test_the_seed_has_three_rates_and_two_shares_and_nothing_more(name: str) -> None:
    assert findings(CORPUS / "seed" / name) == {
        "share-differs": [
            "第三产业增加值占GDP比重 in 2015: 147.98 ÷ 461.22 × 100 = 32.08 %, printed 32.09 %; "
            "rounding of the printed figures may explain it",
            "第三产业增加值占GDP比重 in 2020: 250.00 ÷ 700.00 × 100 = 35.71 %, printed 36.00 %",
        ],
        "growth-differs": [
            "growth of “工商开票销售”: (3000.00 ÷ 1647.3)^(1 ÷ 5) − 1 = 12.7 % a year, printed 12 %",
            "growth of “工业开票销售收入”: (1700 ÷ 916)^(1 ÷ 5) − 1 = 13.2 % a year, printed 12 %",
            "growth of “进出口总额”: (100.00 ÷ 55.46)^(1 ÷ 5) − 1 = 12.5 % a year, printed 12 %",
        ],
    }


@needs_corpus
def test_a_plan_against_its_text() -> None:
    assert findings(CORPUS / "plans" / "guangxi_gongxin_135.txt") == {
        "growth-differs": ["growth of “规模以上工业总产值”: (15800 ÷ 9793)^(1 ÷ 5) − 1 = 10.0 % a year, printed 9 %"],
        "total-differs": ["其中: 635 + 105 + 241 + 126 + 313 + 96 = 1516 > 1508"],
        "text-contradicts-table": [
            "“规模以上工业总产值年均增速” in 2020: 超过 10% in the text > 9 % in the table",
            "“工业增加值” in 2020: 5000 亿元以上 in the text > 4600 亿元 in the table",
            "“工业增加值年均增速” in 2020: 10.5% in the text > 10 % in the table",
            "“工业增加值占全区的比重” in 2020: 44% in the text < 48 % in the table",
        ],
    }


@needs_corpus
@pytest.mark.parametrize("name", ["guojia_155.html", "pingtan_canji_145.html"])
def test_plans_without_contradiction(name: str) -> None:
    assert findings(CORPUS / "plans" / name) == {}


def sample() -> PolicyDocument:
    return jyparse.load(ROOT / "samples" / "jiangyin.html")


def test_a_saved_document_gives_the_same_findings() -> None:
    document = sample()
    saved = PolicyDocument.model_validate_json(document.model_dump_json())
    assert jyparse.audit(saved) == jyparse.audit(document) != ()


def test_every_figure_is_where_its_span_says() -> None:
    document = sample()
    for finding in jyparse.audit(document):
        assert isinstance(finding, Finding)
        assert len(finding.figures) > 1
        for figure in finding.figures:
            assert figure.span
            assert figure.text.startswith(document.text[slice(*figure.span)])


def test_a_document_without_text_has_no_findings() -> None:
    assert jyparse.audit(jyparse.loads("<html><body><div></div></body></html>")) == ()


ROW = "<tr><td>指标{n}总值</td><td>亿元</td><td>{n}.5</td><td>9{n}</td><td>9</td><td>预期性</td></tr>"
HEAD = "<tr><th>指标</th><th>单位</th><th>2020年</th><th>2025年</th><th>年均增长(%)</th><th>属性</th></tr>"


def rows(count: int) -> str:
    table = HEAD + "".join(ROW.format(n=n + 1) for n in range(count))
    said = "".join(f"<p>到2025年，指标{n}总值达到1亿元，其中甲{n}亿元。</p>" for n in range(count))
    return f"<h1>某县第十四个五年规划</h1><p>一、主要目标</p>{said}<table>{table}</table>"


def paragraphs(count: int) -> str:
    said = "，其中甲市1家，乙市2家" * count
    return f"<h1>某县第十四个五年规划</h1><p>一、主要目标</p><p>到2025年，企业9家{said}。</p>"


def changes(count: int) -> str:
    said = "由2015年的1亿元增加到2020年的2亿元，增长5%，" * count
    return f"<h1>某县第十四个五年规划</h1><p>一、发展成就</p><p>产值{said}。</p>"


def headings(count: int) -> str:
    return "<h1>某县管理办法</h1>" + "".join(f"<p>第{2 * n + 1}条 为了管理，制定办法。</p>" for n in range(count))


def digits(count: int) -> str:
    row = ROW.format(n=1).replace("<td>1.5", f"<td>{'1' * min(count, 38)}").replace("<td>91", f"<td>0.{'0' * 30}1")
    return f"<h1>某县第十四个五年规划</h1><p>一、主要目标</p><p>见下表。</p><table>{HEAD}{row}</table>"


@pytest.mark.parametrize("page", [rows, paragraphs, changes, headings, digits])
def test_time_is_linear(page: Callable[[int], str]) -> None:
    taken = []
    for count in (400, 1600):
        document = jyparse.loads(page(count), media_type="text/html")
        start = time.process_time()
        jyparse.audit(document)
        taken.append(time.process_time() - start)
    assert taken[1] < 8 * taken[0] + 0.1
