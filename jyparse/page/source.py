"""A path or a file object → what is in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

from jyparse.errors import UnreadableSource

Source = str | os.PathLike[str] | IO[bytes] | IO[str]


def read_source(source: Source) -> tuple[str, bytes | str]:
    """The name of a source, for messages, and what is in it."""
    if isinstance(source, str | os.PathLike):
        try:
            return os.fspath(source), Path(source).read_bytes()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            if "://" in str(source):
                reason = "it is an address, and jyparse downloads nothing; give a file, and the address as url"
            raise UnreadableSource(str(source), reason) from error
    if not hasattr(source, "read"):
        raise UnreadableSource(type(source).__name__, "it is neither a path nor a file object")
    name = str(getattr(source, "name", "the file object"))
    try:
        return name, source.read()
    except (OSError, ValueError) as error:
        raise UnreadableSource(name, str(error)) from error
