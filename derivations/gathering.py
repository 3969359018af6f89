"""All the evidence for one result: its proof, what the installed providers check, and SymPy's second opinion."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from time import perf_counter
from typing import Any

from derivations.counterexample import describe
from derivations.kernel import ProofError, is_theorem
from derivations.proof import Proof, StepError
from derivations.report import Json, Outcome
from derivations.results import Result, topics

SEVERITY = ("refuted", "undecided", "checked")
TRAINED = ("refuted", "undecided", "observed")


@cache
def providers() -> dict[str, Any]:
    """The installed evidence by name: objects with `covers(id)` and `check(proof, *, seed, budget)`.

    One that trains models also has `observes(id)` and `observe(proof, *, seed, anew)`, which tells what training showed
    as plain data with a `status` and `experiments`: as it was recorded, or from models that are trained now.
    """
    points = sorted(entry_points(group="derivations.evidence"), key=lambda point: point.name)
    return {point.name: _loaded(point) for point in points}


def _loaded(point: EntryPoint) -> Any:
    try:
        return point.load()
    except Exception as error:
        raise ImportError(f"the evidence {point.name} ({point.value}) cannot be loaded: {error}") from error


def covered(name: str) -> bool:
    """Whether some installed evidence checks the result of this id."""
    return any(_covers(provider, name) for provider in providers().values())


def trained(name: str) -> bool:
    """Whether some installed evidence has observed the result of this id in training."""
    return any(_observes(provider, name) for provider in providers().values())


def _covers(provider: Any, name: str) -> bool:
    try:
        return provider.covers(name)
    except Exception:
        return False


def _observes(provider: Any, name: str) -> bool:
    try:
        return hasattr(provider, "observes") and provider.observes(name)
    except Exception:
        return False


def gather(result: Result, *, seed: int, budget: str, observe: bool) -> Outcome:
    """Prove the result, check it and ask SymPy; what cannot be proved is neither checked nor asked about."""
    started = perf_counter()
    try:
        proof = result.prove()
        seconds = perf_counter() - started
        fault = _fault(proof)
    except ProofError as error:
        took = perf_counter() - started
        return Outcome(result.id, result.needs, _verdict(error), str(error), seconds=took)
    return Outcome(
        result.id,
        result.needs,
        "undecided" if fault else "proved",
        fault,
        len(proof.steps),
        sorted(proof.oracles),
        seconds,
        checked=checked(proof, seed=seed, budget=budget),
        observed=observed(proof, seed=seed, anew=observe),
        sympy=second_opinion(proof, explanations(result)),
        uses=list(proof.uses),
        witness="" if proof.witness is None else describe(proof.witness),
    )


def _verdict(error: ProofError) -> str:
    return "refuted" if isinstance(error, StepError) and error.verdict == "refuted" else "undecided"


def _fault(proof: Proof) -> str:
    """What keeps a finished proof from counting: topics are not trusted to have asked the kernel."""
    if not is_theorem(proof.theorem) or proof.theorem.rule != "publish":
        return "the kernel did not publish this theorem: finish the proof with conclude()"
    if proof.witness is None:
        return "no point satisfies the hypotheses (none was found): the theorem may speak of nothing"
    return ""


def checked(proof: Proof, *, seed: int, budget: str) -> Json | None:
    """What every provider that covers the result found, joined; None when nobody covers it."""
    found = [e for p in providers().values() if (e := _check(p, proof, seed, budget))]
    if not found:
        return None
    worst = min(found, key=lambda e: SEVERITY.index(e["status"]))
    totals = {key: sum(e[key] for e in found) for key in ("cases", "alpha", "seconds")}
    controls = [c for e in found for c in e["controls"]]
    return {
        "status": worst["status"],
        **totals,
        "detail": worst["detail"],
        "witness": worst["witness"],
        "controls": controls,
    }


def _check(provider: Any, proof: Proof, seed: int, budget: str) -> Json | None:
    started = perf_counter()
    try:
        if not provider.covers(proof.id):
            return None
        evidence = provider.check(proof, seed=seed, budget=budget)
        shown = {key: getattr(evidence, key) for key in ("status", "cases", "alpha", "seconds", "detail")}
        controls = [{"claim": c.claim, "rejected": c.rejected} for c in getattr(evidence, "controls", ())]
        return shown | {"witness": getattr(evidence, "witness", None), "controls": controls}
    except Exception as error:
        reason = f"the check failed with {type(error).__name__}: {error}"
        took = perf_counter() - started
        nothing = {"cases": 0, "alpha": 0.0, "witness": None, "controls": []}
        return {"status": "undecided", "seconds": took, "detail": reason, **nothing}


def observed(proof: Proof, *, seed: int, anew: bool) -> Json | None:
    """What training showed, by every provider that trains for the result; None when nobody does."""
    found = [p for p in providers().values() if _observes(p, proof.id)]
    shown = [_observed(p, proof, seed, anew) for p in found]
    if not shown:
        return None
    worst = min(shown, key=lambda e: TRAINED.index(e["status"]))
    everything = [e for one in shown for e in one["experiments"]]
    return {"status": worst["status"], "experiments": everything, "recorded": not anew, "detail": worst["detail"]}


def _observed(provider: Any, proof: Proof, seed: int, anew: bool) -> Json:
    try:
        found = provider.observe(proof, seed=seed, anew=anew)
        return {"status": found["status"], "experiments": found["experiments"], "detail": found.get("detail", "")}
    except Exception as error:
        reason = f"the observation failed with {type(error).__name__}: {error}"
        return {"status": "undecided", "experiments": [], "detail": reason}


def explanations(result: Result) -> Mapping[tuple[str, str], str]:
    """The disagreements with SymPy that the topic explains, by (id, line)."""
    module = topics().get(result.topic)
    return getattr(module, "EXPLAINED", {})


def second_opinion(proof: Proof, explained: Mapping[tuple[str, str], str]) -> Json:
    """SymPy's opinion of the steps, counted; `unexplained` are the disagreements that the topic says nothing about."""
    from derivations.opinion import VERDICTS, opinions

    asked = opinions(proof.theorem)
    counts = {verdict: sum(o.verdict == verdict for o in asked) for verdict in VERDICTS}
    disputed = [o for o in asked if o.verdict == "disagrees"]
    reasons = [{"line": str(o.claim), "reason": r} for o in disputed if (r := explained.get((proof.id, str(o.claim))))]
    return counts | {
        "unexplained": [str(o) for o in disputed if (proof.id, str(o.claim)) not in explained],
        "explained": reasons,
    }
