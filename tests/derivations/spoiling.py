"""Every line of a proof is checked: proofs are run again with one wrong line, and the wrong line must stop them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from derivations.kernel import ProofError
from derivations.kernel.formulas import And, Eq, Implies, Not
from derivations.kernel.terms import ONE, Term, make
from derivations.proof import Proof

STEP = Proof.step
Change = Callable[[int, Term], Term]


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

    Results that it uses are proved once and kept: the first run proves them, so that only its own lines are counted.
    """
    prove()
    monkeypatch.setattr("derivations.counterexample.find", lambda *_, **__: None)  # only the refusal matters here
    lines: list[Term] = []
    _run(prove, monkeypatch, lambda _, goal: (lines.append(goal), goal)[1])
    assert lines
    wrong = [(place, other) for place, goal in enumerate(lines) for other in spoiled(goal)]
    return [other for place, other in wrong if _passes(prove, monkeypatch, place, other)]


def _passes(prove: Callable[[], Proof], monkeypatch: pytest.MonkeyPatch, place: int, other: Term) -> bool:
    try:
        _run(prove, monkeypatch, lambda number, goal: other if number == place else goal)
    except ProofError:
        return False
    return True


def _run(prove: Callable[[], Proof], monkeypatch: pytest.MonkeyPatch, change: Change) -> None:
    """Prove with other lines; a theorem that is not its line (which the laws forbid) counts as refused."""
    places = iter(range(10_000))

    def step(proof: Proof, kind: str, goal: Term, *rest: Any, **options: Any) -> Any:
        line = change(next(places), goal)
        theorem = STEP(proof, kind, line, *rest, **options)
        if theorem.conclusion.alpha is not line.alpha:
            raise ProofError(f"{theorem} is not the line {line}")
        return theorem

    monkeypatch.setattr(Proof, "step", step)
    prove()
