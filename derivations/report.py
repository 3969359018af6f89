"""What `verify` found: one outcome for each result and each slip, counted, in one line and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
LETTERS = {"P": "proved", "C": "checked", "T": "observed"}


@dataclass(frozen=True)
class Outcome:
    """What became of one result."""

    id: str
    needs: str
    status: str  # of the proof: "proved", "refuted" or "undecided"
    reason: str = ""
    steps: int = 0
    oracles: Sequence[str] = ()
    seconds: float = 0.0
    checked: Json | None = None
    observed: Json | None = None
    sympy: Json = field(default_factory=lambda: {"agrees": 0, "undecided": 0, "disagrees": 0, "unexplained": []})
    uses: Sequence[str] = ()
    witness: str = ""  # a point that satisfies the hypotheses

    @property
    def statuses(self) -> list[str]:
        """The status of each evidence that there is."""
        return [self.status, *(e["status"] for e in (self.checked, self.observed) if e)]

    @property
    def missing(self) -> list[str]:
        """The evidence that the result needs and that nobody provided."""
        held = {"P": True, "C": self.checked, "T": self.observed}
        return [LETTERS.get(letter, letter) for letter in self.needs if not held.get(letter)]

    @property
    def verdict(self) -> str:
        """The worst of it: "refuted", "undecided", "disagrees" (SymPy, unexplained), "missing" or "holds"."""
        for status in ("refuted", "undecided"):
            if status in self.statuses:
                return status
        return "disagrees" if self.sympy["unexplained"] else "missing" if self.missing else "holds"

    @property
    def why(self) -> str:
        """The reasons for a verdict other than "holds", in words."""
        found = self.checked or {"status": "checked"}
        checked = (
            "" if found["status"] == "checked" else " ".join(filter(None, (found["detail"], found.get("witness"))))
        )
        trained = "" if self.observed is None or self.observed["status"] == "observed" else self.observed["detail"]
        missing = [f"not {word}" for word in self.missing]
        return "; ".join(r for r in (self.reason, checked, trained, *self.sympy["unexplained"], *missing) if r)

    def to_json(self) -> Json:
        """The entry of `results` in `verify --json`."""
        proved = {"status": self.status, "steps": self.steps, "oracles": list(self.oracles), "seconds": self.seconds}
        return {
            "id": self.id,
            "proved": proved | {"reason": self.reason, "witness": self.witness},
            "checked": self.checked,
            "observed": self.observed,
            "recheck": None,
            "sympy": dict(self.sympy),
            "uses": list(self.uses),
            "needs": self.needs,
            "missing": self.missing,
            "verdict": self.verdict,
        }


@dataclass(frozen=True)
class SlipOutcome:
    """What became of a slip, and what should have."""

    topic: str
    claim: str
    expected: str
    status: str
    witness: str
    correct: str = ""

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is the one that the slip deserves."""
        return self.status == self.expected

    def to_json(self) -> Json:
        """The entry of `slips` in `verify --json`."""
        return {
            "topic": self.topic,
            "claim": self.claim,
            "status": self.status,
            "witness": self.witness,
            "expected": self.expected,
            "correct": self.correct,
        }


@dataclass(frozen=True)
class Report:
    """The outcome of a run of `verify`."""

    results: list[Outcome]
    slips: list[SlipOutcome]
    seconds: float
    strict: bool = False
    seed: int = 0
    observe: bool = False

    @property
    def exit_status(self) -> int:
        """0 when all hold; 1 when something is refuted or undecided, or, if strict, missing."""
        allowed = {"holds"} if self.strict else {"holds", "missing"}
        all_hold = all(r.verdict in allowed for r in self.results) and all(s.as_expected for s in self.slips)
        return 0 if all_hold and (self.results or self.slips) else 1

    @property
    def summary(self) -> Json:
        """The counts."""
        statuses = Counter(s for r in self.results for s in set(r.statuses))
        judged = Counter(s.status for s in self.slips if s.as_expected)
        return {
            "results": len(self.results),
            **{status: statuses[status] for status in ("proved", "checked", "observed", "refuted", "undecided")},
            "missing": sum(bool(r.missing) for r in self.results),
            "disagreements": sum(len(r.sympy["unexplained"]) for r in self.results),
            "slips": len(self.slips),
            "slips_refuted": judged["refuted"],
            "slips_ill_formed": judged["ill-formed"],
            "slips_right_after_all": judged["proved"],
            "slips_unexpected": sum(not s.as_expected for s in self.slips),
            "seconds": self.seconds,
            "seed": self.seed,
            "strict": self.strict,
            "holds": self.exit_status == 0,
        }

    def line(self) -> str:
        """The summary in one line."""
        found = self.summary
        evidence = [f"{found[k]} {k}" for k in ("proved", "checked")]
        evidence += [f"{found['observed']} observed"] if found["observed"] else []
        evidence += [f"{found[k]} {k}" for k in ("missing", "undecided")]
        evidence += [f"{found['refuted']} refuted"] if found["refuted"] else []
        if found["disagreements"]:
            evidence.append(f"{_count(found['disagreements'], 'unexplained disagreement')} with SymPy")
        judged = _slips_in_words(found)
        parts = [f"{_count(found['results'], 'result')}: {', '.join(evidence)}", judged, f"{self.seconds:.1f} s"]
        return "; ".join(p for p in parts if p)

    def to_json(self) -> Json:
        """The whole report as plain data, in the documented shape."""
        return {
            "results": [r.to_json() for r in self.results],
            "slips": [s.to_json() for s in self.slips],
            "summary": self.summary,
        }


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _slips_in_words(found: Json) -> str:
    if not found["slips"]:
        return ""
    parts = [f"{_count(found['slips_refuted'], 'slip')} refuted"]
    parts += [f"{found['slips_ill_formed']} ill-formed"] if found["slips_ill_formed"] else []
    parts += [f"{found['slips_right_after_all']} right after all"] if found["slips_right_after_all"] else []
    parts += [f"{found['slips_unexpected']} NOT as expected"] if found["slips_unexpected"] else []
    return ", ".join(parts)
