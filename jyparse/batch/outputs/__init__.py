"""Where a batch of pages goes: one format a class, chosen by the ending of the path.

To add a format, write its class (see `base.Output`) and add its ending to `_FORMATS`.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from jyparse.batch.outputs.base import Lock, Output, Record, told
from jyparse.batch.outputs.duckdb import DuckDb
from jyparse.batch.outputs.lines import JsonLines
from jyparse.batch.outputs.parquet import Parquet
from jyparse.batch.outputs.sheets import Csv
from jyparse.batch.outputs.sqlite import Sqlite
from jyparse.errors import RefusedOutput

__all__ = ["Output", "Record", "open_output"]

_FORMATS: dict[str, type[Output]] = {
    ".jsonl": JsonLines,
    ".csv": Csv,
    ".parquet": Parquet,
    "": Parquet,
    ".sqlite": Sqlite,
    ".sqlite3": Sqlite,
    ".db": Sqlite,
    ".duckdb": DuckDb,
}


def open_output(path: str | Path, *, resume: bool = False, overwrite: bool = False) -> Output:
    """Opens what `path` names, of the format that its ending says; without one it is a folder of Parquet.

    `resume` goes on with what is there: what a broken run left half written is cut off, and `done` tells what is complete.
    `overwrite` removes it first. Where nothing is there, either starts afresh.
    Raises `RefusedOutput` where the output exists and neither is given, where it is not what jyparse wrote or of another
    version, or while another run writes it; `UnwritableOutput` where the system will not; `MissingExtra`; ValueError where both are.
    """
    if resume and overwrite:
        raise ValueError("resume goes on with the output, overwrite replaces it; give one of them")
    given = Path(path)
    target = given if given.name not in ("", "..") and not given.is_symlink() else given.resolve()
    if (make := _FORMATS.get(target.suffix.lower())) is None:
        endings = " ".join(filter(None, _FORMATS))
        raise RefusedOutput(
            str(path), f"no format has this ending; give one of {endings}, or none for a folder of Parquet"
        )
    if str(path) == "-":
        raise RefusedOutput("-", "standard output is none; give a name, such as out.jsonl")
    if not target.parent.is_dir():
        raise RefusedOutput(str(path), f"there is no folder {target.parent}; make it first")
    with told(target), ExitStack() as held:
        held.callback(Lock(target).release)
        if make.exists(target) and not resume:
            if not overwrite:
                raise RefusedOutput(
                    str(target), "exists; go on with it (--resume), replace it (--overwrite), or give another name"
                )
            make.remove(target)
        output = make(target, held)
        output.held = held.pop_all()
        return output
