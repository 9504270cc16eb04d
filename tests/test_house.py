"""The repository speaks of the project alone."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOREIGN = re.compile(
    r"(?<![\w.<])/(?:work|tmp|root|home)/|//(?:pypi|files\.pythonhosted|registry\.npm)|index-url|pip\.conf"
)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_no_path_of_a_machine_and_no_registry() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        if path.is_file() and path != Path(__file__)
        for match in [FOREIGN.search(path.read_bytes().decode("utf8", "replace"))]
        if match
    ]
    assert wrong == []


def test_what_ships_is_in_the_package() -> None:
    package = ROOT / "jyparse"
    assert (package / "py.typed").exists()
    assert (package / "model" / "schema.json").exists()
    assert {path.stem for path in (package / "lexicon").glob("*.toml")} >= {"labels", "columns", "numbering", "units"}
