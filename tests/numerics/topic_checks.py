"""What every topic's numerical checks must show, and statements that no kernel made."""

from types import ModuleType, SimpleNamespace

from derivations.proof import once
from numerics import evidence
from numerics.ledger import allotted
from numerics.randomness import generator


def with_statement(topic: ModuleType, name, change):
    """A proof of the named result whose statement was changed: no kernel made it."""
    proof = once(getattr(topic, name))
    return SimpleNamespace(
        id=proof.id, hypotheses=proof.hypotheses, statement=change(proof.statement), answer_term=None
    )


def assert_checked(topic: ModuleType, name):
    """The proved result is checked, with the declared probability of error, and every wrong variant is rejected.

    Without a declaration that probability is 0: the check is exact or rigorous.
    """
    proof = once(getattr(topic, name))
    found = evidence.check(proof, seed=11, budget="quick")
    assert (found.status, found.witness) == ("checked", None), found.detail
    assert found.alpha == allotted(proof.id)
    assert found.controls
    assert all(control.rejected for control in found.controls)


def assert_supported(check, seeds):
    """What a topic's own check finds supports the claim for every seed."""
    for seed in range(seeds):
        for outcome in check(None, generator(seed), 0.25):
            assert (outcome.witness, outcome.missing) == (None, None)
            assert all(c.rejected for c in outcome.controls), [c.claim for c in outcome.controls if not c.rejected]
