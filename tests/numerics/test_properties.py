"""Every result of the catalogue holds at points of its own domain that Hypothesis chooses; wrong variants do not."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.errors import NoSuchExample

from derivations.kernel.formulas import Eq, Not
from derivations.kernel.terms import num
from derivations.results import catalogue
from numerics import evidence
from numerics.claims import claims, price
from numerics.strategies import instances
from numerics.truth import decide
from tests.numerics.topic_checks import with_statement

IDS = [name for name in catalogue() if evidence.covers(name)]
PROFILE = settings()
MANY = 100  # examples of the profile `ci`; profiles with more draw fresh ones each time
CHEAP, DEAR = 3, 8  # a statement is tried at so many times fewer points, one about integrals over the line at fewest


@cache
def proof(name):
    """The proof, and whatever its check registers for drawing points."""
    return catalogue()[name].proof


def some(statement):
    """How many examples of a statement to try, and that they are the same each time but in the thorough profile."""
    dearest = max(map(price, (c.conclusion for c in claims(statement))), default=1)
    return settings(
        max_examples=max(10, PROFILE.max_examples // (DEAR if dearest > 1 else CHEAP)),
        derandomize=PROFILE.max_examples <= MANY,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )


def test_the_catalogue_is_covered():
    assert len(IDS) > 80


@pytest.mark.parametrize("name", IDS)
def test_a_proved_statement_is_false_at_no_point_of_its_domain(name):
    known, decided = proof(name), []

    @some(known.statement)
    @given(instances(known))
    def holds(case):
        claim, point = case
        truth = decide(claim.conclusion, point)
        decided.append(truth.value)
        assert truth.value is not False

    holds()
    assert decided.count(True) >= 0.6 * len(decided) > 0


def falsified(wrong):
    """Whether Hypothesis finds a point at which a statement is false."""

    def fails(case):
        return decide(case[0].conclusion, case[1]).value is False

    try:
        find(
            instances(wrong),
            fails,
            settings=settings(some(wrong.statement), max_examples=300, derandomize=True, phases=[Phase.generate]),
        )
    except NoSuchExample:
        return False
    return True


@pytest.mark.parametrize(
    "name",
    [
        "divergences.gibbs",
        "divergences.jsd",
        "ridge.closed_form",
        "vae.elbo",
        "wasserstein.gradient_penalty",
        "zero_one_gan.discriminator",
    ],
)
def test_the_denial_of_a_statement_is_false_somewhere(name):
    _, _, claim = name.partition(".")
    module = SimpleNamespace(**{claim: lambda: proof(name)})
    assert falsified(with_statement(module, claim, Not))


def test_what_is_true_is_not_falsified():
    assert not falsified(SimpleNamespace(id="", hypotheses=(), statement=Eq(num(1), num(1))))
