"""The floors: imports go down only. And what `import jyparse` may not bring along."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import jyparse

PACKAGE = Path(jyparse.__file__).parent
FLOORS = ("model", "text", "lexicon", "phrases", "checks", "export", "page", "stages", "pipeline", "batch", "cli")
"""From the ground up; errors stand beside model."""
ONLY_IN = {
    "click": ["cli.py"],
    "rich": ["cli.py"],
    "lxml": ["page"],
    "bs4": ["page"],
    "webencodings": ["page"],
    "jieba": ["phrases"],
    "fastwarc": ["batch/warc.py"],
}


def modules() -> dict[str, ast.Module]:
    return {
        str(path.relative_to(PACKAGE)): ast.parse(path.read_text(encoding="utf8")) for path in PACKAGE.rglob("*.py")
    }


def imports(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            if node.module == "jyparse" or node.module.count(".") < 2:
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def floor(name: str) -> int | None:
    piece = name.removesuffix(".py").split("/")[0].split(".")[0]
    return FLOORS.index(piece) if piece in FLOORS else None


def test_imports_go_down_only() -> None:
    wrong = []
    for module, tree in modules().items():
        here = floor(module)
        if here is None:
            continue
        for name in imports(tree):
            if name.startswith("jyparse."):
                there = floor(name.removeprefix("jyparse.").replace(".", "/"))
                if there is not None and there > here:
                    wrong.append(f"{module} imports {name}")
    assert wrong == []


def test_stages_share_forms_alone() -> None:
    stages = {path.stem for path in (PACKAGE / "stages").glob("*.py")} - {"__init__", "forms", "document"}
    wrong = []
    for module, tree in modules().items():
        name = Path(module).stem
        if module.startswith("stages/") and name in stages:
            wrong += [
                f"{name} imports {other}" for other in stages - {name} if f"jyparse.stages.{other}" in imports(tree)
            ]
    assert wrong == []


def test_libraries_are_known_where_they_belong() -> None:
    wrong = [
        f"{module} imports {name}"
        for module, tree in modules().items()
        for name in imports(tree)
        if (places := ONLY_IN.get(name.split(".")[0])) and not module.startswith(tuple(places))
    ]
    assert wrong == []


def test_no_module_bears_the_name_of_a_public_function() -> None:
    functions = {name for name in jyparse.__all__ if name.islower()}
    assert functions.isdisjoint({Path(module).stem for module in modules()})


def test_import_brings_nothing_heavy() -> None:
    code = "import sys, jyparse; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"bs4", "jieba", "click", "rich"}.isdisjoint(loaded)
