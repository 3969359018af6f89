"""The catalogue: what is installed, and what is said to a name that nobody knows."""

from __future__ import annotations

import pytest

from derivations.results import UnknownResult, UnusableTopic, catalogue, find, topics


def test_the_catalogue_lists_every_result_of_every_topic_in_its_order(toy):
    toy("resting", "square")
    assert list(catalogue()) == ["toy.resting", "toy.square"]
    assert catalogue()["toy.square"].title == "(x + 1)² = x² + 2x + 1."


def test_the_installed_topics_are_in_the_catalogue():
    assert {"ridge", "minimax"} <= set(topics())
    assert all(r.id.startswith(f"{r.topic}.") for r in catalogue().values())


def test_a_derived_proof_carries_what_the_catalogue_says():
    result = find("ridge.gradient")
    proof = result.prove()
    assert (proof.id, proof.title, proof.source, proof.needs) == (result.id, result.title, result.source, result.needs)


@pytest.mark.parametrize(("wrong", "right"), [("ridge.gradiant", "ridge.gradient"), ("gradient", "ridge.gradient")])
def test_an_unknown_id_gets_its_nearest_matches(wrong, right):
    with pytest.raises(UnknownResult, match=right):
        find(wrong)


def test_an_id_that_is_near_to_nothing_is_sent_to_the_list():
    with pytest.raises(UnknownResult, match="derivations list"):
        find("???")


def test_a_topic_that_cannot_be_imported_is_named(install):
    install(topics={"broken": RuntimeError("no such thing")})
    with pytest.raises(UnusableTopic, match=r"the topic broken .* cannot be loaded: no such thing"):
        topics()
