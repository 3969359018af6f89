"""Every line of a proof is checked: proofs are run again with one wrong line, and the wrong line must stop them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from itertools import count
from typing import Any

import pytest

from derivations.kernel import ProofError
from derivations.kernel.formulas import And, Eq, Implies, Not
from derivations.kernel.terms import ONE, Term, make
from derivations.proof import Proof, once

STEP = Proof.step
STATE = ("steps", "uses", "_context")  # and the facts


def spoiled(goal: Term) -> Iterator[Term]:
    """Formulas that say something else than the goal: a side moved by 1, an order turned round, a part denied."""
    op, args = goal.op, goal.args
    if op == "and":
        yield from (And(wrong, args[1]) for wrong in spoiled(args[0]))
        yield from (And(args[0], wrong) for wrong in spoiled(args[1]))
    elif op == "eq" and args[0].is_scalar:
        yield Eq(args[0], args[1] + ONE)
    elif op in ("lt", "le"):
        yield make(op, *reversed(args))
    elif op == "implies":
        yield from (Implies(args[0], wrong) for wrong in spoiled(args[1]))
    elif op == "tends" and args[2].op == "near":
        yield make("tends", args[0], args[1], make("near", args[2].args[0] + ONE))
    else:
        yield Not(goal)


def unnoticed(prove: Callable[[], Proof], monkeypatch: pytest.MonkeyPatch) -> list[Term]:
    """The wrong lines, one at a time in place of a right one, with which the proof still goes through.

    The first run proves the results that it uses, which are kept, so that only its own lines are counted. In the second
    run every line, right or wrong, is tried on a copy of the proof so far, and the proof goes on from the copy with the
    right one. The whole proof is run again only with wrong lines that are not refused there.
    """
    once(prove)
    monkeypatch.setattr("derivations.counterexample.find", lambda *_, **__: None)  # only the refusal matters here
    places, accepted = count(), list[tuple[int, Term]]()

    def tried(proof: Proof, kind: str, goal: Term, *rest: Any, **options: Any) -> Any:
        place, right = next(places), forked(proof)
        accepted.extend((place, w) for w in spoiled(goal) if _accepted(forked(proof), kind, w, *rest, **options))
        theorem = _stated(right, kind, goal, *rest, **options)
        proof.facts = right.facts
        for name in STATE:
            getattr(proof, name)[:] = getattr(right, name)
        return theorem

    monkeypatch.setattr(Proof, "step", tried)
    prove()
    assert next(places)
    return [wrong for place, wrong in accepted if _passes(prove, monkeypatch, place, wrong)]


def forked(proof: Proof) -> Proof:
    """The proof so far, which goes its own way from here."""
    other = copy(proof)
    other.facts = proof.facts.with_()
    for name in STATE:
        setattr(other, name, [*getattr(proof, name)])
    return other


def _accepted(*line: Any, **options: Any) -> bool:
    try:
        _stated(*line, **options)
    except ProofError:
        return False
    return True


def _passes(prove: Callable[[], Proof], monkeypatch: pytest.MonkeyPatch, place: int, wrong: Term) -> bool:
    """Whether the whole proof goes through with this line."""
    places = count()

    def step(proof: Proof, kind: str, goal: Term, *rest: Any, **options: Any) -> Any:
        return _stated(proof, kind, wrong if next(places) == place else goal, *rest, **options)

    monkeypatch.setattr(Proof, "step", step)
    try:
        prove()
    except ProofError:
        return False
    return True


def _stated(proof: Proof, kind: str, line: Term, *rest: Any, **options: Any) -> Any:
    """The line as a theorem; a theorem that is not its line (which the laws forbid) counts as refused."""
    theorem = STEP(proof, kind, line, *rest, **options)
    if theorem.conclusion.alpha is not line.alpha:
        raise ProofError(f"{theorem} is not the line {line}")
    return theorem
