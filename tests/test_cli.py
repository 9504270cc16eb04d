"""The command, as a shell runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

import jyparse

SAMPLES = Path(__file__).parent.parent / "samples"
PAGE = SAMPLES / "jiangyin.html"


def run(*arguments: str | Path, data: bytes = b"", status: int = 0) -> tuple[str, str]:
    """Standard output and standard error of `jyparse ARGUMENTS`."""
    command = [sys.executable, "-c", "from jyparse.cli import main; main()", *map(str, arguments)]
    done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=120)
    assert done.returncode == status, done.stderr.decode()
    return done.stdout.decode("utf8"), done.stderr.decode("utf8")


def test_parse_prints_the_document_as_json() -> None:
    out, err = run("parse", PAGE)
    assert jyparse.PolicyDocument.model_validate_json(out) == jyparse.load(PAGE)
    assert (out[-1], err) == ("\n", "")


def test_parse_reads_standard_input_and_indents() -> None:
    out, _ = run("parse", "-", "--indent", "2", data=PAGE.read_bytes())
    assert out.startswith('{\n  "schema_version"')


def test_parse_writes_a_file_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    assert run("parse", PAGE, "-o", target) == ("", "")
    assert json.loads(target.read_text(encoding="utf8"))["metadata"]["index_number"] == "014040900/2016-00036"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_show_is_plain_and_aligned_when_piped() -> None:
    out, _ = run("show", PAGE)
    assert "\x1b" not in out
    assert "index_number     014040900/2016-00036" in out
    assert "    (一) 取得的主要成就\n" in out
    rows = [line for line in out.splitlines() if "约束性" in line]
    assert len(rows) == 9
    assert len({cell_len(row[: row.index("约束性")]) for row in rows}) == 1


def test_schema_is_the_shipped_one() -> None:
    out, _ = run("schema")
    assert json.loads(out)["$id"] == f"urn:jyparse:schema:{jyparse.SCHEMA_VERSION}"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["parse", "no/such/page.html"], "no/such/page.html: cannot be read (No such file or directory)"),
        (["show", "."], ".: cannot be read (Is a directory)"),
        (["parse", PAGE, "-o", "no/such/folder/x.json"], "no/such/folder/x.json: cannot be written"),
    ],
)
def test_errors_are_one_sentence(arguments: list[str], sentence: str) -> None:
    out, err = run(*arguments, status=1)
    assert out == ""
    assert err.startswith(f"jyparse: {sentence}")
    assert err.count("\n") == 1


def test_wrong_usage_ends_with_two() -> None:
    _, err = run("parse", status=2)
    assert "Missing argument 'PAGE'" in err


def test_a_closed_pipe_is_no_error() -> None:
    command = f'"{sys.executable}" -c "from jyparse.cli import main; main()" parse "{PAGE}" --indent 1 | head -1'
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, check=False, timeout=120)
    assert done.stderr == b""
    assert done.stdout == b"{\n"
