"""The command, as a shell runs it."""

from __future__ import annotations

import json
import os
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


def test_parse_writes_through_links_and_into_devices(tmp_path: Path) -> None:
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("old")
    link.symlink_to(target)
    run("parse", PAGE, "-o", link)
    assert link.is_symlink()
    assert json.loads(target.read_text(encoding="utf8"))["kind"] == "document"
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE)
    run("parse", PAGE, "-o", pipe)
    assert json.loads(reader.communicate(timeout=60)[0])["kind"] == "document"
    assert pipe.is_fifo()
    out, _ = run("parse", PAGE, "-o", "-")
    assert json.loads(out)["kind"] == "document"


def test_show_replaces_what_the_terminal_cannot_print(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "关于防治工作的通知\n\n各单位要认真落实责任，把⁶号井纳入管理。\n（一）一件事⁶\n（二）二件事\n", encoding="utf8"
    )
    command = [sys.executable, "-m", "jyparse", "show", str(page)]
    for encoding in ("gbk", "ascii"):
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        done = subprocess.run(command, capture_output=True, check=False, timeout=60, env=environment)
        assert (done.returncode, done.stderr) == (0, b"")
        assert "（一） 一件事?" in done.stdout.decode(encoding) or encoding == "ascii"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("command", ["show", "parse", "schema"])
def test_a_full_disk_is_one_sentence(command: str) -> None:
    arguments = [command] if command == "schema" else [command, str(PAGE)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "jyparse", *arguments], stdout=full, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert done.returncode == 1
    assert done.stderr.decode() == "jyparse: standard output: cannot be written (No space left on device)\n"


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
        (["show", "https://example.gov.cn/1.html"], "https://example.gov.cn/1.html: cannot be read (it is an address"),
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
    for arguments in (f'parse "{PAGE}" --indent 1', f'show "{PAGE}"', "schema"):
        command = f'set -o pipefail; "{sys.executable}" -m jyparse {arguments} | head -1'
        done = subprocess.run(["bash", "-c", command], capture_output=True, check=False, timeout=120)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.count(b"\n") == 1


def test_check_ends_with_three_where_it_finds_something(tmp_path: Path) -> None:
    out, err = run("check", PAGE, status=3)
    assert err == ""
    assert f"{PAGE}: warning: growth-differs: growth of “工商开票销售”" in out
    saved = tmp_path / "page.json"
    run("parse", PAGE, "-o", saved)
    assert run("check", saved, status=3)[0] == out.replace(str(PAGE), str(saved))
    lines = [json.loads(line) for line in run("check", "--json", PAGE, status=3)[0].splitlines()]
    assert [line["code"] for line in lines] == [line.split(": ")[2] for line in out.splitlines()]
    assert {"page", "code", "severity", "message", "figures", "span"} == set(lines[0])


def test_check_ends_with_nothing_where_it_finds_nothing() -> None:
    assert run("check", SAMPLES / "measures.html", SAMPLES / "list.html") == ("", "")


def test_check_goes_on_behind_a_page_that_cannot_be_read(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{}")
    out, err = run("check", "no/such/page.html", broken, PAGE, status=1)
    assert "growth-differs" in out
    assert err.count("\n") == 2
    assert "is no JSON that `jyparse parse` wrote" in err
