"""Words: terms of the field that a general dictionary cuts wrongly (`terms.toml`), and words that are no keywords (`stop_words.toml`)."""

from __future__ import annotations

from functools import cache

from jyparse import lexicon


@cache
def policy_terms() -> dict[str, None]:
    """The terms of all groups, each once, in the order of the table."""
    return dict.fromkeys(term for group in lexicon.table("terms")["group"] for term in group["terms"])


@cache
def stop_words() -> frozenset[str]:
    """Words that are no keywords and part what stands beside them."""
    return frozenset(word for some in lexicon.table("stop_words")["words"].values() for word in some)


@cache
def general_words() -> frozenset[str]:
    """Words of nearly every document: no keywords alone, but pieces of compounds."""
    return frozenset(word for some in lexicon.table("stop_words")["general"].values() for word in some)


@cache
def stop_tags() -> frozenset[str]:
    """The parts of speech, as jieba's dictionary tags them, whose words part what stands beside them."""
    return frozenset(lexicon.table("stop_words")["tags"])


@cache
def kept_words() -> frozenset[str]:
    """Words that are no stop words, whatever their part of speech is said to be."""
    return frozenset(lexicon.table("stop_words")["kept"])
