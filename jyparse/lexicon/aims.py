"""What stands around the figure of a target, and what names a project, by the table `aims.toml`."""

from __future__ import annotations

import re
from functools import cache

from jyparse import lexicon


@cache
def listed(name: str) -> frozenset[str]:
    """The words of a list of the table; `project.places` for one of its lists of projects."""
    table, _, key = name.rpartition(".")
    rows = lexicon.table("aims")
    return frozenset((rows[table] if table else rows)[key])


@cache
def either(*names: str) -> str:
    """The words of lists as a pattern, the longest first."""
    words = sorted({word for name in names for word in listed(name)}, key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, words))


@cache
def figure() -> re.Pattern[str]:
    """What leads to a figure, at the end of what stands before it."""
    often = rf"(?:{either('often')}|(?<!\d)年)*"
    return re.compile(rf"(?:{either('between')})*(?P<verb>{often}(?:{either('reach', 'change')}))了?$")


@cache
def firmness() -> re.Pattern[str]:
    """The words that say how firmly a target is set."""
    effort = "(?:经过|通过)[^，,。；;]{1,10}努力"  # that was, or will be made: nothing is said of the target
    return re.compile(rf"{effort}|(?P<firm>{either('firm')})|(?P<expected>{either('expected')})")


@cache
def no_target() -> re.Pattern[str]:
    """The words before a figure that make it no target; those of a sum only its own figure."""
    return re.compile(rf"{either('past', 'given')}|(?:{either('sum')})[^\d一二两三四五六七八九十百千万亿]*$")


@cache
def attribute() -> re.Pattern[str]:
    """What stands before a figure that describes a thing, up to the figure: 年销售收入超 of 年销售收入超亿元企业."""
    return re.compile(rf"[^，,；;、]{{0,10}}(?:{either('sum', 'attribute')})")


@cache
def has_a_size() -> re.Pattern[str]:
    """The end of a name whose thing a figure before it describes: 千亿元 of 千亿元产业基地."""
    return re.compile(rf"(?:{either('project.places', 'sized')})$")


@cache
def is_generic(name: str) -> bool:
    """Whether a name is made of words that name nothing: 重点建设项目, 一批重大工程."""
    return not re.sub(either("project.generic"), "", name).strip("的和与及、“”")
