"""Scores on the corpus of real pages, where it stands beside the repository. The floors only go up."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("JYPARSE_SHARED", ROOT.parent / "shared"))
FLOORS: dict[str, dict[str, float]] = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf8"))

pytestmark = pytest.mark.skipif(
    not (SHARED / "tools" / "score.py").exists(),
    reason="the corpus of real pages is not beside the repository (set JYPARSE_SHARED to where it is)",
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    spec = importlib.util.spec_from_file_location("score", SHARED / "tools" / "score.py")
    assert spec
    assert spec.loader
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    out = tmp_path_factory.mktemp("score") / "report.json"
    assert score.main(["--json", str(out), "--worst", "0"]) == 0
    read: dict[str, Any] = json.loads(out.read_text(encoding="utf8"))
    return read


@pytest.mark.parametrize("directory", sorted(FLOORS))
def test_scores_do_not_fall(report: dict[str, Any], directory: str) -> None:
    scores = {line: round(report[directory][line]["f1"], 4) for line in FLOORS[directory]}
    below = {
        line: (score, FLOORS[directory][line]) for line, score in scores.items() if score < FLOORS[directory][line]
    }
    assert not below
