"""Evidence on changes of variables: each result is checked, each wrong variant rejected, wrong statements refuted."""

from __future__ import annotations

from importlib import import_module

import pytest

from derivations.kernel.display import opened
from derivations.kernel.terms import lam, make, num
from derivations.proof import once
from derivations.results import results
from numerics import change_of_variables, evidence
from numerics.instances import the
from numerics.ledger import allotted
from numerics.variants import substituted
from tests.numerics.topic_checks import assert_supported, with_statement

#: These read densities off the statement of the proof.
NEEDS_A_PROOF = {"forward", "linear"}


def doubled(statement):
    """The pushed-forward density twice as large."""
    law = the(statement, "pushes_forward")
    variable, body = opened(law.args[4])
    return make("pushes_forward", *law.args[:4], lam(variable, 2 * body))


def without_bars(statement):
    """det M for |det M|."""
    size = the(statement, "abs")
    return substituted(statement, size, size.args[0])


TOPIC = import_module("derivations.change_of_variables")
RESULTS = sorted(r.id.partition(".")[2] for r in results(TOPIC))


def wrong(name, change):
    """A proof of the named result whose statement was changed: no kernel made it."""
    return with_statement(TOPIC, name, change)


@pytest.mark.parametrize("name", RESULTS)
def test_a_proved_result_is_checked_and_every_wrong_variant_rejected(name):
    found = evidence.check(once(getattr(TOPIC, name)), seed=11, budget="quick")
    assert (found.status, found.witness) == ("checked", None), found.detail
    assert found.alpha == allotted(f"change_of_variables.{name}")
    assert found.controls
    assert all(control.rejected for control in found.controls)


@pytest.mark.parametrize("name", sorted(set(change_of_variables.CHECKS) - NEEDS_A_PROOF))
def test_what_a_check_finds_by_other_means_supports_the_claim_for_every_seed(name):
    assert_supported(change_of_variables.CHECKS[name], 3)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param(
            "jacobian",
            lambda s: substituted(s, -(num(1) / 2), num(1) / 2),
            id="jacobian: the determinant without its sign",
        ),
        pytest.param("forward", doubled, id="forward: the Jacobian forgotten"),
        pytest.param("inverse", without_bars, id="inverse: no absolute value"),
        pytest.param("linear", doubled, id="linear: twice the density"),
        pytest.param("linear", without_bars, id="linear: no absolute value"),
        pytest.param("square", doubled, id="square: twice the density"),
        pytest.param("logistic", doubled, id="logistic: twice the density"),
        pytest.param("scalar", doubled, id="scalar: twice the density"),
    ],
)
def test_a_wrong_statement_is_refuted_with_a_witness(name, change):
    found = evidence.check(wrong(name, change), seed=11, budget="quick")
    assert found.status == "refuted", found.detail
    assert found.witness


@pytest.mark.parametrize("rows", [[[2, 1], [0, 3]], [[0, 1], [1, 0]], [[-2]]])
def test_a_proof_for_given_data_is_checked_too(rows):
    found = evidence.check(TOPIC.linear(rows), seed=4, budget="quick")
    assert found.status == "checked", found.detail
