"""Python's cycle collector, and when it waits."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_WAITING = threading.Lock()


@contextmanager
def waiting() -> Iterator[None]:
    """The collector waits: a document is many objects and no cycle, and it would go over them again and again,
    which makes the time of a long page grow faster than the page. One load at a time has it wait, so that it runs in
    between however many threads load."""
    if not (gc.isenabled() and _WAITING.acquire(blocking=False)):
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        _WAITING.release()
