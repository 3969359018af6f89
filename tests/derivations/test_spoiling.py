"""The search for wrong lines that go unnoticed finds them where a checker is asleep."""

from __future__ import annotations

from types import SimpleNamespace

from derivations.kernel import ProofError
from derivations.kernel.formulas import Eq, real
from derivations.proof import Proof
from tests.derivations import spoiling

x = real("x")


def squares() -> Proof:
    proof = Proof()
    proof.have(Eq((x + 1) ** 2, x**2 + 2 * x + 1))
    return proof.conclude(Eq((x - 1) ** 2, x**2 - 2 * x + 1))


def test_a_checker_that_is_awake_notices_every_wrong_line(monkeypatch):
    assert spoiling.unnoticed(squares, monkeypatch) == []


def test_a_checker_that_is_asleep_is_caught(monkeypatch):
    real_step = Proof.step

    def asleep(proof, kind, goal, *rest, **options):
        try:
            return real_step(proof, kind, goal, *rest, **options)
        except ProofError:
            return SimpleNamespace(conclusion=goal, hypotheses=())

    def careless() -> Proof:
        proof = Proof()
        proof.have(Eq((x + 1) ** 2, x**2 + 2 * x + 1))
        return proof

    monkeypatch.setattr(spoiling, "STEP", asleep)
    assert spoiling.unnoticed(careless, monkeypatch) == [Eq((x + 1) ** 2, x**2 + 2 * x + 1 + 1)]
