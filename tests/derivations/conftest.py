"""A topic made for a test: results that hold, that are false, open, vacuous or faulty, and evidence for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

import derivations.gathering
import derivations.results
from derivations.kernel.formulas import Eq, exp, real
from derivations.proof import Proof
from derivations.results import result

x = real("x")


def square() -> Proof:
    """(x + 1)² = x² + 2x + 1."""
    proof = Proof(given=[x >= 0])
    line = proof.calculate((x + 1) ** 2).equals(x**2 + 2 * x + 1, because="multiply out")
    return proof.conclude(line.theorem.conclusion, answer=x**2 + 2 * x + 1)


def resting() -> Proof:
    """It rests on another result."""
    proof = Proof(given=[x >= 0])
    return proof.conclude(proof.use(derive["square"]()).conclusion)


def false() -> Proof:
    """x + 1 = x."""
    return Proof().conclude(Eq(x + 1, x))


def open_question() -> Proof:
    """Something true that no rule at hand shows."""
    return Proof().conclude(1 + x <= exp(x))


def vacuous() -> Proof:
    """Its hypotheses contradict each other."""
    proof = Proof(given=[x > 0, x < 0])
    return proof.conclude(proof.calculate(0).less_than(x).less_than(0).theorem.conclusion)


def faulty() -> Proof:
    """It has a fault."""
    raise ZeroDivisionError("a fault of the author's")


def unfinished() -> Proof:
    """It never concludes."""
    return Proof()


def named(function: Callable[[], Proof], needs: str = "PC") -> Callable[..., Proof]:
    function.__module__ = "derivations.toy"
    return result(source="a test", needs=needs)(function)


RESULTS = (square, resting, false, open_question, vacuous, faulty, unfinished)
derive = {f.__name__: named(f) for f in RESULTS}


def topic(*names: str, **extra: Any) -> ModuleType:
    """The topic `toy` with these of the results above."""
    module = ModuleType("derivations.toy")
    vars(module).update({name: derive[name] for name in names}, **extra)
    return module


def evidence(found: Mapping[str, Any]) -> SimpleNamespace:
    """Evidence that finds, for each result named, what is given: a status, or an exception to raise."""

    def check(proof: Proof, *, seed: int, budget: str) -> SimpleNamespace:
        status = found[proof.id]
        if isinstance(status, Exception):
            raise status
        return SimpleNamespace(status=status, cases=10 + seed, alpha=1e-9, seconds=0.25, detail=f"budget {budget}")

    return SimpleNamespace(covers=lambda name: name in found, check=check)


def training(found: Mapping[str, Any]) -> SimpleNamespace:
    """Evidence from training that finds, for each result named, what is given: a status, or an exception to raise."""

    def observe(proof: Proof, *, seed: int, anew: bool) -> dict[str, Any]:
        status = found[proof.id]
        if isinstance(status, Exception):
            raise status
        return {"status": status, "experiments": [{"seed": seed, "anew": anew}], "detail": f"trained and {status}"}

    return SimpleNamespace(covers=lambda name: False, observes=lambda name: name in found, observe=observe)


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Install these entry points, by group, instead of the real ones."""

    def use(**groups: Mapping[str, Any]) -> None:
        def entry_points(group: str) -> list[SimpleNamespace]:
            values = groups.get(group.rpartition(".")[2], {})
            return [SimpleNamespace(name=n, value=f"test:{n}", load=lambda v=v: loaded(v)) for n, v in values.items()]

        for module in (derivations.results, derivations.gathering):
            monkeypatch.setattr(module, "entry_points", entry_points)
        monkeypatch.setattr("derivations.cli.entry_points", entry_points)
        forget()

    def loaded(value: Any) -> Any:
        if isinstance(value, Exception):
            raise value
        return value

    yield use
    monkeypatch.undo()
    forget()


def forget() -> None:
    derivations.results.catalogue.cache_clear()
    derivations.gathering.providers.cache_clear()


@pytest.fixture
def toy(install: Callable[..., None]) -> Callable[..., None]:
    """Install the toy topic with these results, and perhaps evidence and slips."""

    def use(
        *names: str,
        checks: Sequence[Mapping[str, Any]] = (),
        observed: Mapping[str, Any] | None = None,
        commands: Mapping[str, Any] | None = None,
        **extra: Any,
    ) -> None:
        providers = {f"provider {i}": evidence(found) for i, found in enumerate(checks)}
        if observed is not None:
            providers["training"] = training(observed)
        install(topics={"toy": topic(*names, **extra)}, evidence=providers, commands=commands or {})

    return use
