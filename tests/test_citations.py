"""The table that says what titles, numbers and words say of citations."""

from __future__ import annotations

from typing import get_args

import pytest

from jyparse import CitationKind, CitationRelation, lexicon
from jyparse.lexicon.citations import kind_of, standards, words
from jyparse.text.document_numbers import find_numbers, find_orders

TABLE = lexicon.table("citations")
NUMBERS = [(row["kind"], number) for row in TABLE["number"] for number in row["examples"]]


def test_every_ending_stands_in_one_row() -> None:
    endings = [ending for row in TABLE["kind"] for ending in row["endings"]]
    assert sorted(endings) == sorted(set(endings))


def test_the_rows_are_those_of_the_model() -> None:
    assert {row["kind"] for row in TABLE["kind"]} - {""} == set(get_args(CitationKind))
    assert {row["relation"] for row in TABLE["relation"]} - {""} == set(get_args(CitationRelation))


@pytest.mark.parametrize("place", ["before", "title", "after", "above"])
def test_words_of_every_place_are_patterns(place: str) -> None:
    assert words(place).groups == len(words(place).groupindex)


@pytest.mark.parametrize(("kind", "number"), NUMBERS)
def test_numbers_say_their_kind(kind: str, number: str) -> None:
    found = [*find_orders(f"见{number}。"), *find_numbers(f"见{number}。")]
    assert [(item.text, kind_of(None, item)) for _, _, item in found] == [(number, kind)]


@pytest.mark.parametrize("number", TABLE["standards"]["examples"])
def test_standards_are_found(number: str) -> None:
    found = [item for _, _, item in standards(f"执行{number}的规定")]
    assert [(item.text, kind_of(None, item)) for item in found] == [(number, "standard")]


@pytest.mark.parametrize("text", TABLE["standards"]["not"])
def test_counter_examples_are_no_standards(text: str) -> None:
    assert list(standards(text)) == []
