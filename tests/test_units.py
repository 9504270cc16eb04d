"""The tables of units and comparators: every base is one, nothing is said twice, base values are exact."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jyparse import lexicon
from jyparse.lexicon import comparators
from jyparse.lexicon.units import base_of, find_unit, in_base, is_unit, words

WORDS = words()


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_unit_is_one_and_its_base_is_its_own(word: str) -> None:
    assert is_unit(word) or word in lexicon.table("units")["denominators"]
    base = WORDS[WORDS[word].base]
    assert (base.base, base.factor) == (base.text, 1)


def test_no_unit_is_said_twice() -> None:
    entries = [
        entry.partition(" = ")[0]
        for row in lexicon.table("units")["kind"]
        for entry in [*row["units"], *row.get("cells", ())]
    ]
    assert len(entries) == len(set(entries))


@pytest.mark.parametrize("key", ["weak", "not_chinese", "not_before"])
def test_what_is_said_of_units_is_said_of_units(key: str) -> None:
    assert [word for word in lexicon.table("units")[key] if word not in WORDS] == []


@pytest.mark.parametrize(
    ("unit", "factor", "base"),
    [
        ("亿元", "100000000", "元"),
        ("千万元", "10000000", "元"),
        ("万千瓦", "10000", "千瓦"),
        ("平方公里", "1000000", "平方米"),
        ("公斤", "0.001", "吨"),
        ("吨标准煤/万元", "0.0001", "吨标准煤/元"),
        ("例/10万人", "0.00001", "例/人"),
        ("元/平方米·月", "1", "元/平方米·月"),
        ("亿", "100000000", None),
    ],
)
def test_base_of_a_unit(unit: str, factor: str, base: str | None) -> None:
    assert base_of(unit) == (Decimal(factor), base)


@pytest.mark.parametrize("word", ["甲乙", "", "元/甲", "台（套）", "1" * 50])
def test_what_the_table_does_not_know_has_no_base(word: str) -> None:
    assert base_of(word) is None
    assert in_base(Decimal(3), word) == (None, None)


def test_base_values_are_exact() -> None:
    assert in_base(Decimal("461.22"), "亿元") == (Decimal("46122000000"), "元")
    assert str(in_base(Decimal("461.22"), "亿元")[0]) == "46122000000"
    assert in_base(Decimal("1234567890123456.789"), "万亿元")[0] == Decimal("1234567890123456789000000000")
    assert in_base(Decimal("0.06"), "人/亿元") == (Decimal("6E-10"), "人/元")
    assert in_base(Decimal(5), None) == (5, None)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("万平方米的", "万平方米"), ("千瓦时，", "千瓦时"), ("人大代表", None), ("元/亩·年", "元/亩·年"), ("亿级", "亿级"), ("mg/L。", "mg/L"), ("GBT", None)],
)  # fmt: skip
def test_a_unit_in_a_sentence(text: str, unit: str | None) -> None:
    found = find_unit(text, 0)
    assert (text[found.start : found.end] if found else None) == unit


@pytest.mark.parametrize(
    ("word", "relation"),
    [("不低于", ">="), ("不得超过", "<="), ("低于", "<"), ("近", "~"), ("未突破", "<="), ("≥", ">=")],
)
def test_comparators_before_a_number(word: str, relation: str) -> None:
    found = comparators.find_before("甲" + word, 1 + len(word), False)
    assert found is not None
    assert (found.text, found.relation) == (word, relation)


@pytest.mark.parametrize("text", ["签约", "最近", "通过", "网上"])
def test_words_that_end_like_a_comparator(text: str) -> None:
    assert comparators.find_before(text, len(text), True) is None


def test_no_comparator_is_said_twice() -> None:
    table = lexicon.table("comparators")
    for place in ("before", "after", "inside"):
        said = [word for row in table[place] for word in row["words"]]
        assert len(said) == len(set(said))
    assert {*table["not_after"]} <= {*comparators.before()}
    assert {*table["not_before"]} <= {found.text for found in comparators.after()}
