"""How the time of regular expressions grows on doubling inputs: linear is 2.0 a step, quadratic 4.0.

usage: patterns.py [MODULE …]      by default what reads running text: jyparse.phrases, jyparse.text

Every compiled pattern of a module is searched through inputs that repeat what it may begin with and never finish; the worst input is
reported. The functions over them are timed whole, on the same inputs.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import time
from collections.abc import Callable, Iterator

import jyparse

PIECES = [
    "1", "1,", "1.", "1,000", "1-", "1/", "1:", "1 ", "12亿3", "一", "十", "百分之", "分之", "三百", "万亿", "翻了", "半", "超过", "不超过", "（", "《", "“",
    "2016年", "2016年1月", "2016—", "2016.1.", "至", "到", "“十三五", "第十", "每", "未来", "年底前", "二〇", " ", "\u3000", "一 ", "1\u3000", "[1", "-", "吨/", "元每",
    "规划期", "自", "月", "1月", "—2016年", "、1", "〔2016〕1",
]  # fmt: skip
SIZES = (15_000, 30_000, 60_000)
SLOW = 2.7
"""Growth a doubling above which a pattern is named as suspect."""
NOISE = 0.004
"""Seconds below which growth says nothing."""

BOUNDED = {"text.document_numbers._LEAD_IN", "phrases.projects._LIST"}
"""Never searched for: matched against a run of at most 21 characters, or against a whole object."""


def modules(names: list[str]) -> Iterator[str]:
    """The modules named, and those in the packages named."""
    for name in names:
        module = importlib.import_module(name)
        yield name
        for found in pkgutil.iter_modules(getattr(module, "__path__", ())):
            yield f"{name}.{found.name}"


def patterns(names: list[str]) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern that a module holds."""
    for name in modules(names):
        for key, value in vars(importlib.import_module(name)).items():
            if isinstance(value, re.Pattern):
                yield f"{name.removeprefix('jyparse.')}.{key}", value


def spent(call: Callable[[str], object], text: str) -> float:
    """Seconds of processor time, the best of two."""
    times = []
    for _ in range(2):
        start = time.process_time()
        call(text)
        times.append(time.process_time() - start)
        if times[0] > 1:
            break
    return min(times)


def growth(call: Callable[[str], object]) -> tuple[float, float, str]:
    """The worst growth of a doubling, the longest time, and the piece that gave the growth."""
    worst, longest, by = 0.0, 0.0, ""
    for piece in PIECES:
        times: list[float] = []
        for size in SIZES:
            times.append(spent(call, piece * (size // len(piece))))
            if times[-1] > 3:
                break
        longest = max(longest, times[-1])
        if len(times) < len(SIZES):
            return float("inf"), longest, piece
        if times[0] > NOISE and (step := (times[-1] / times[0]) ** 0.5) > worst:
            worst, by = step, piece
    return worst, longest, by


def main() -> None:
    names = sys.argv[1:] or ["jyparse.phrases", "jyparse.text"]
    work: list[tuple[str, Callable[[str], object]]] = [
        (name, lambda text, pattern=pattern: sum(1 for _ in pattern.finditer(text)))  # type: ignore[misc]
        for name, pattern in patterns(names)
        if name not in BOUNDED
    ]
    if not sys.argv[1:]:
        work += [(f"{name}()", getattr(jyparse, name)) for name in ("quantities", "times", "keywords")]
    suspect = 0
    for name, call in work:
        worst, longest, piece = growth(call)
        suspect += worst > SLOW
        mark = f"  SUSPECT on {piece!r}" if worst > SLOW else ""
        sys.stdout.write(f"{name:40} x{worst:4.1f} a doubling   {longest * 1000:8.1f} ms on {SIZES[-1]:,}{mark}\n")
    sys.stdout.write(f"{len(work)} timed, {suspect} suspect\n")


if __name__ == "__main__":
    main()
