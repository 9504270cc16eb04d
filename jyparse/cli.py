"""The command: `jyparse parse | show | check | batch | search | schema`. click and rich are imported here and nowhere else."""

from __future__ import annotations

import io
import json
import math
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

import jyparse
from jyparse import (
    Indicator,
    JyparseError,
    PolicyDocument,
    Responsible,
    Section,
    Table,
    Task,
    TaskTarget,
    UnreadableSource,
)

if TYPE_CHECKING:
    from rich.console import Console

    from jyparse.batch.converting import Summary
    from jyparse.export import Hit

_METADATA = {
    "title": "标题",
    "index_number": "索引号",
    "document_number": "文号",
    "issuing_body": "发布机构",
    "written_on": "成文日期",
    "published_on": "发布日期",
    "effective_on": "生效日期",
    "expires_on": "失效日期",
    "validity": "效力状况",
    "genre": "体裁",
    "topics": "主题分类",
    "keywords": "关键词",
    "summary": "内容概述",
}

_LONGEST_SHOWN = 60
_LOOK = 3
"""Exit status where the work was done and something is to be looked at: `check` found something, `batch` could not read some."""


class _Command(click.Group):
    """Errors as a shell user expects them: one sentence, exit status 1; a closed pipe is no error."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            try:
                return super().main(*args, **kwargs)
            finally:
                sys.stdout.flush()
        except JyparseError as error:
            _fail(str(error))
        except BrokenPipeError:
            _drop_output()
            sys.exit(0)
        except OSError as error:
            _drop_output()
            _fail(f"standard output: cannot be written ({error.strerror})")


def _drop_output() -> None:
    """What is left in the buffer must not fail once more when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(message: str) -> NoReturn:
    click.echo(f"jyparse: {message}", err=True)
    sys.exit(1)


main = _Command(
    "jyparse",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Chinese government-disclosure pages (政府信息公开) as typed documents and JSON.",
    epilog="Exit status: 0 done, 1 a page or database cannot be read or a file not be written, 2 wrong usage, "
    "3 `check` found something or `batch` could not read a page.",
)
click.version_option(jyparse.__version__, prog_name="jyparse")(main)


def _page(command: Callable[..., None]) -> Callable[..., None]:
    """The argument and the options of the commands that read a page."""
    command = click.option("--url", help="Address of the page; makes relative links absolute.")(command)
    command = click.option("--encoding", help="What the server declared as the encoding of the page.")(command)
    return click.argument("page", metavar="PAGE")(command)


def _read(page: str, encoding: str | None, url: str | None) -> PolicyDocument:
    """The document in a file, or on standard input for `-`."""
    if page == "-":
        return jyparse.load(sys.stdin.buffer, encoding=encoding, url=url)
    return jyparse.load(page, encoding=encoding, url=url)


@click.command()
@_page
@click.option("-o", "--output", type=click.Path(dir_okay=False, allow_dash=True), help="Write to this file.")
@click.option("--indent", type=click.IntRange(0, 16), help="Indent the JSON by so many blanks.")
def parse(page: str, encoding: str | None, url: str | None, output: str | None, indent: int | None) -> None:
    """Print the document in PAGE as JSON (`-` reads standard input)."""
    data = _read(page, encoding, url).model_dump_json(indent=indent or None).encode("utf-8") + b"\n"
    if output in (None, "-"):
        sys.stdout.buffer.write(data)
        return
    try:
        _write(Path(output), data)
    except OSError as error:
        _fail(f"{output}: cannot be written ({error.strerror}); give another file with -o")


def _write(target: Path, data: bytes) -> None:
    """Writes a file whole or not at all; a device or a pipe as it is."""
    target = target.resolve()
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@click.command()
def schema() -> None:
    """Print the JSON Schema (2020-12) of the JSON that `parse` prints."""
    shipped = resources.files("jyparse.model").joinpath("schema.json").read_bytes()
    sys.stdout.buffer.write(shipped)


@click.command()
@_page
def show(page: str, encoding: str | None, url: str | None) -> None:
    """Show the document in PAGE: metadata, parts, outline, tables, indicators, tasks, citations, attachments, diagnostics."""
    document = _read(page, encoding, url)
    with _shown() as console:
        for view in _VIEWS:
            view(document, console)


@contextmanager
def _shown() -> Iterator[Console]:
    """A console whose output is written at the end; plain text where it goes into a pipe."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=not sys.stdout.isatty())
    with console.capture() as shown:
        yield console
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal in GBK cannot show every character
    sys.stdout.write(shown.get())


@click.command()
@click.argument("pages", metavar="PAGE...", nargs=-1, required=True)
@click.option("--encoding", help="What the server declared as the encoding of the pages.")
@click.option("--json", "as_json", is_flag=True, help="Print each finding as a line of JSON.")
def check(pages: tuple[str, ...], encoding: str | None, as_json: bool) -> None:
    """Check each PAGE, or JSON that `parse` wrote (*.json), against itself: growth, shares, totals, text and table, numbering.

    A finding is a line with its arithmetic. Exit status: 0 nothing found, 3 something found, 1 a page cannot be read.
    """
    status = 0
    for page in pages:
        try:
            findings = jyparse.audit(_saved(page) if page.endswith(".json") else _read(page, encoding, None))
        except JyparseError as error:
            click.echo(f"jyparse: {error}", err=True)
            status = 1
            continue
        for found in findings:
            line = f"{page}: {found.severity}: {found.code}: {found.message}"
            if as_json:
                line = json.dumps({"page": page, **found.model_dump(mode="json")}, ensure_ascii=False)
            sys.stdout.buffer.write(line.encode("utf-8") + b"\n")
        status = status or (_LOOK if findings else 0)
    sys.stdout.buffer.flush()
    sys.exit(status)


def _saved(path: str) -> PolicyDocument:
    """The document in a file of JSON."""
    try:
        return PolicyDocument.model_validate_json(Path(path).read_bytes())
    except OSError as error:
        raise UnreadableSource(path, error.strerror or "unknown error") from error
    except ValueError as error:
        raise UnreadableSource(path, "it is no JSON that `jyparse parse` wrote") from error


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("database", metavar="DB")
@click.argument("query")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Print so many sections at most.")
@click.option("--json", "as_json", is_flag=True, help="Print each section as a line of JSON.")
def search(database: str, query: str, limit: int, as_json: bool) -> None:
    """Print the sections of DB, an SQLite database that `batch` wrote, in which every word of QUERY stands, the best first.

    Words are parted by blanks: "…" keeps blanks and minus signs, -word excludes. A Chinese word is found wherever its
    characters stand, a word in letters or a figure as a whole.
    """
    from jyparse import export

    try:
        hits = export.search(database, query, limit=limit)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        lines = (json.dumps(hit._asdict(), ensure_ascii=False) + "\n" for hit in hits)
        sys.stdout.buffer.write("".join(lines).encode("utf-8"))
        return
    with _shown() as console:
        for hit in hits:
            _show_hit(hit, console)


def _show_hit(hit: Hit, console: Console) -> None:
    """The document and its page, the heading, the snippet with the hits in bold."""
    from rich.text import Text

    snippet = Text(hit.snippet)
    for mark in hit.marks:
        snippet.stylize("bold", *mark)
    console.print(Text(f"{hit.document_title or '—'}" + (f" ({hit.source})" if hit.source else "")))
    for line in (Text(f"{hit.path} {hit.title}".strip()), snippet):
        if line:
            console.print(Text("  ") + line)
    console.print()


@click.command()
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    required=True,
    type=click.Path(path_type=Path),
    help="Where to: the ending says the format, .jsonl .csv .sqlite .duckdb, or a folder of Parquet.",
)
@click.option("--workers", type=click.IntRange(1), help="Processes that read pages; one a core unless told.")
@click.option(
    "--timeout", type=click.FloatRange(0, 86_400, min_open=True), default=30, show_default=True, help="Seconds a page."
)
@click.option("--resume", is_flag=True, help="Go on where an earlier run stopped.")
@click.option("--overwrite", is_flag=True, help="Replace what an earlier run wrote.")
@click.option("--skip-duplicates", is_flag=True, help="Leave out pages whose text was there already.")
@click.option("--html-field", default="html", show_default=True, help="Field of a JSONL record that holds the page.")
@click.option("--url-field", default="url", show_default=True, help="Field that holds its address.")
def batch(
    inputs: tuple[str, ...],
    output: Path,
    workers: int | None,
    timeout: float,
    resume: bool,
    overwrite: bool,
    skip_duplicates: bool,
    html_field: str,
    url_field: str,
) -> None:
    """Read the pages of each INPUT and write what they hold to OUT: documents, sections, indicators, tasks, citations …

    INPUT is a page, a directory, a glob, a list of them (@FILE), JSONL with pages in a field, or a WARC file. A page that
    cannot be read is recorded with its error and costs the others nothing. Exit status: 0 all pages gave a document, 3 some
    did not, 1 the output cannot be written, 130 interrupted.
    """
    if resume and overwrite:
        raise click.UsageError("--resume goes on with the output, --overwrite replaces it; give one of them")
    if math.isnan(timeout):  # which is in any range
        raise click.UsageError("--timeout is nan; give the seconds that a page may take")
    try:
        from jyparse.batch.converting import convert

        with _progress() as progress:
            summary = convert(
                inputs,
                output,
                workers=workers,
                timeout=timeout,
                resume=resume,
                overwrite=overwrite,
                skip_duplicates=skip_duplicates,
                html=html_field,
                url=url_field,
                progress=progress,
            )
    except KeyboardInterrupt:  # before the first page, or for the second time
        click.echo(f"{output}: ended at once by SIGINT; --resume goes on where it stopped", err=True)
        sys.exit(128 + signal.SIGINT)
    except OSError as error:  # no output's: the system has no more processes, files, threads
        _fail(f"{output}: the run cannot go on ({error.strerror or error}); --resume goes on where it stopped")
    click.echo(_summed_up(summary, output), err=True)
    if summary.interrupted:
        sys.exit(128 + summary.interrupted)
    sys.exit(_LOOK if summary.failures else 0)


@contextmanager
def _progress() -> Iterator[Callable[[Summary], None]]:
    """Shows how far a batch is, with rate, failures and time left; nothing where nobody sees it."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]:.1f} pages/s"),
        TextColumn("{task.fields[failed]} failed"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, rate=0.0, failed=0)

        def show(summary: Summary) -> None:
            done = summary.already_done + summary.pages
            rate = summary.pages / max(time.monotonic() - started, 1e-9)
            bar.update(task, completed=done, total=summary.total, rate=rate, failed=summary.failures.total())

        started = time.monotonic()
        yield show


def _summed_up(summary: Summary, output: Path) -> str:
    """What a batch did, in a few lines."""
    rate = summary.pages / summary.seconds if summary.seconds else 0
    counts = [
        f"{summary.documents:,} documents",
        *([f"{summary.failures.total():,} failed"] if summary.failures else []),
        *([f"{summary.duplicates:,} duplicates left out"] if summary.duplicates else []),
        *([f"{summary.already_done:,} done before"] if summary.already_done else []),
    ]
    lines = [f"{output}: {', '.join(counts)}; {summary.seconds:.1f} s, {rate:.1f} pages/s"]
    if summary.failures:
        lines.append(f"failed: {_counted(summary.failures)}")
        lines += [f"  {failure.message:.300}" for failure in summary.first_failures]
        if summary.failures.total() > len(summary.first_failures):
            lines.append("  …")
    if summary.passed_over:
        lines.append(f"passed over: {_counted(summary.passed_over)}")
    if summary.diagnostics:
        lines.append(f"diagnostics: {_counted(summary.diagnostics)}")
    if summary.interrupted:
        lines.append(f"ended early by {summary.interrupted.name}; the same command with --resume goes on")
    return "\n".join(lines)


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.most_common())


# -- views: a table in the terminal, aligned lines where the output goes into a pipe ---------------------------------


def _grid(console: Console, heading: str, rows: list[list[str]], header: list[str] | None = None) -> None:
    """Rows under a heading; Chinese characters take two columns."""
    if not rows:
        return
    from rich import box
    from rich.cells import cell_len
    from rich.table import Table as Grid
    from rich.text import Text

    console.print()
    console.print(Text(heading, style="bold"))
    if console.is_terminal:
        grid = Grid(box=box.SIMPLE_HEAD if header else None, show_header=header is not None, pad_edge=False)
        for column in header or [""] * len(rows[0]):
            grid.add_column(column, overflow="fold")
        for row in rows:
            grid.add_row(*map(Text, row))
        console.print(grid)
        return
    lines = [header, *rows] if header else rows
    widths = [max(cell_len(line[n]) for line in lines) for n in range(len(lines[0]))]
    for line in lines:
        padded = (text + " " * (width - cell_len(text)) for text, width in zip(line, widths, strict=True))
        console.print(Text("  " + "  ".join(padded).rstrip()))


def _show_metadata(document: PolicyDocument, console: Console) -> None:
    values = ((term, name, getattr(document.metadata, name)) for name, term in _METADATA.items())
    rows = [["", "kind", document.kind]]
    rows += [[term, name, _printed(value)] for term, name, value in values if value]
    _grid(console, "Metadata 元数据", rows)


def _show_parts(document: PolicyDocument, console: Console) -> None:
    rows = []
    for part in document.parts:
        values = [
            ("标题", part.title),
            ("文号", part.document_number),
            ("主送", part.addressees),
            ("署名", part.signed_by),
            ("日期", part.signed_on),
        ]
        printed = [[term, _printed(value)] for term, value in values if value] or [["", "—"]]
        rows += [[part.kind if n == 0 else "", *row] for n, row in enumerate(printed)]
    _grid(console, "Parts 组成", rows)


def _printed(value: Any) -> str:
    return "；".join(value) if isinstance(value, tuple) else str(getattr(value, "text", value))


def _show_outline(document: PolicyDocument, console: Console) -> None:
    from rich.text import Text

    for part in document.parts:
        if not part.sections:
            continue
        console.print()
        console.print(Text(f"Outline 提纲: {part.title or part.kind}", style="bold"))
        for section in part.walk():
            console.print(Text("  " * section.level + _heading(section)))


def _heading(section: Section) -> str:
    """Label and title, or the beginning of the text where it has no title."""
    if section.title:
        return _short(f"{section.label} {section.title}".strip())
    return _short(section.blocks[0].text if section.blocks else "")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 1] + "…"


def _show_tables(document: PolicyDocument, console: Console) -> None:
    of_indicators = {indicator.table for indicator in document.indicators}
    rows = [
        [_short(table.caption or "—"), f"{len(table.rows)} × {len(table.rows[0]) if table.rows else 0}"]
        for n, table in enumerate(document.tables)
        if n not in of_indicators
    ]
    _grid(console, "Other tables 其他表格", rows, ["caption", "rows × columns"])


def _show_indicators(document: PolicyDocument, console: Console) -> None:
    for index in sorted({indicator.table for indicator in document.indicators}):
        table = document.tables[index]
        rows = [row for row in document.indicators if row.table == index]
        _indicator_table(console, table, rows)


def _indicator_table(console: Console, table: Table, rows: list[Indicator]) -> None:
    headers = [value.header for value in rows[0].values]
    columns: list[tuple[str, Callable[[Indicator], str | None]]] = [
        ("类别", lambda row: row.category),
        ("序号", lambda row: row.number),
        ("指标", lambda row: f"其中：{row.name}" if row.parent else row.name),
        ("单位", lambda row: row.unit),
        *((header, _value_of(n)) for n, header in enumerate(headers)),
        ("属性", lambda row: row.attribute),
        ("增长", lambda row: row.growth.text if row.growth else None),
        ("累计", lambda row: row.cumulative_growth.text if row.cumulative_growth else None),
    ]
    used = [(name, get) for name, get in columns if any(get(row) for row in rows)]
    grid = [[get(row) or "" for _, get in used] for row in rows]
    _grid(console, f"Indicators 指标: {table.caption or ''}".rstrip(": "), grid, [name for name, _ in used])


def _value_of(n: int) -> Callable[[Indicator], str | None]:
    return lambda row: row.values[n].text if n < len(row.values) else None


def _show_tasks(document: PolicyDocument, console: Console) -> None:
    rows = [
        [
            " ".join(task.path),
            _task_title(task),
            "、".join(map(_body, task.responsible)),
            _printed(task.deadline or ""),
            "；".join(map(_task_target, task.targets)),
            "、".join(project.name for project in task.projects),
            f"{len(jyparse.actions(task))}",
        ]
        for task in document.tasks
    ]
    header = ["", "任务", "责任单位", "时限", "目标", "项目", "举措"]
    _grid(console, f"Tasks 任务 ({len(rows)})", *_without_empty_columns(rows, header))


def _task_target(target: TaskTarget) -> str:
    by = f"{target.by.text}：" if target.by else ""
    return f"{by}{target.what or ''}{target.verb or ''}{target.quantity.text}"


def _without_empty_columns(rows: list[list[str]], header: list[str]) -> tuple[list[list[str]], list[str]]:
    used = [n for n in range(len(header)) if any(row[n] for row in rows)]
    return [[row[n] for n in used] for row in rows], [header[n] for n in used]


def _task_title(task: Task) -> str:
    return _short(task.title or task.text.removeprefix(task.path[-1] if task.path else ""))


def _body(body: Responsible) -> str:
    return body.name + {"lead": "(牵头)", "support": "(配合)"}.get(body.role or "", "")


def _show_citations(document: PolicyDocument, console: Console) -> None:
    """What is cited, a line each, with how often."""
    mentions = Counter(
        (cited.relation or "", cited.kind or "", cited.title or "", _printed(cited.document_number or ""))
        for cited in document.citations
    )
    rows = [[*said, f"×{count}" if count > 1 else ""] for said, count in mentions.items()]
    _grid(console, f"Citations 引用 ({len(document.citations)})", rows)


def _show_attachments(document: PolicyDocument, console: Console) -> None:
    _grid(console, "Attachments 附件", [[link.name, link.href] for link in document.attachments])


def _show_diagnostics(document: PolicyDocument, console: Console) -> None:
    _grid(console, "Diagnostics 诊断", [[d.severity, d.code, d.message] for d in document.diagnostics])


_VIEWS = (
    _show_metadata,
    _show_parts,
    _show_outline,
    _show_tables,
    _show_indicators,
    _show_tasks,
    _show_citations,
    _show_attachments,
    _show_diagnostics,
)
for _command in (parse, show, check, batch, search, schema):
    main.add_command(_command)
