"""The docs: what is made is up to date, every code is used, and every example prints what stands below it."""

from __future__ import annotations

import contextlib
import io
import re
import runpy
from pathlib import Path

import pytest

from jyparse import lexicon

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLE = re.compile(r"```python\n(.*?)```(?:\s*\S{0,12}\s*```text\n(.*?)```)?", re.S)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


def test_what_is_made_is_up_to_date() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "build.py"))["made"]()
    stale = [path.name for path, text in made.items() if path.read_text(encoding="utf8") != text]
    assert stale == [], "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_print_what_stands_below_them(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for code, expected in EXAMPLE.findall(page.read_text(encoding="utf8")):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(code, str(page), "exec"), {})
        assert out.getvalue() == expected


def test_the_readmes_have_examples() -> None:
    assert all(EXAMPLE.search(page.read_text(encoding="utf8")) for page in PAGES[:2])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text(encoding="utf8")) if not (page.parent / link).exists()]
    assert broken == []


def test_every_code_is_used_and_listed() -> None:
    code = "".join(path.read_text(encoding="utf8") for path in (ROOT / "jyparse").rglob("*.py"))
    names = [*lexicon.table("diagnostics"), *lexicon.table("findings")]
    unused = [name for name in names if f'"{name}"' not in code]
    assert unused == []
