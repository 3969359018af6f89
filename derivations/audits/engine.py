"""Auditing one rule: what it concludes must hold wherever its premises and hypotheses do, at many points.

A rule is run on random instances by its raw function, so that the premises may be mere sequents, and each result is
evaluated by `derivations.refuter.evaluate`. A *pointwise* rule is read as an implication at each point; any other rule
is given premises that are valid by construction. Every point is read twice: once passing over what is undefined, and
once *wildly*, 1/0 and the like being odd numbers, since the kernel takes them for numbers that nothing is known about.
Then each side condition is dropped in turn, and a point must be found at which the rule is wrong without it. Where no
computation can show that (a set that is not measurable, say), the plan names the classical counterexample in words; the
audit still checks that the rule takes these arguments without the condition, and only then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any, Final

from derivations.audits.reader import Reader
from derivations.counterexample import candidates, describe, to_json
from derivations.kernel import Rule, Sequent, Side
from derivations.kernel.errors import ProofError
from derivations.kernel.formulas import And, Implies
from derivations.kernel.terms import PROP, Term
from derivations.refuter.evaluate import Point

Args = tuple[Any, ...]
Generator = Callable[[Random], Args]
READINGS: Final = (None, Fraction(7), Fraction(-13, 2))
DIMENSIONS: Final = (0, 1, 2, 3)
SEEN, UNSEEN = "holds", "not decided"
FAILS: Final = {
    "false": "is false",
    "wild": "is false for some value of what is undefined",
    "undefined": "means nothing",
}
SAID: Final = {"eq": "", "le": "at most ", "lt": "less than "}


@dataclass(frozen=True)
class Classical:
    """Arguments that a rule takes only without a condition, and in words for what values its conclusion is false."""

    args: Args
    words: str


@dataclass(frozen=True)
class Plan:
    """How to audit one rule.

    Args:
        strict: makes arguments that meet every side condition (others are passed over).
        broken: for each side condition, makes arguments that violate it.
        suspects: arguments that look like what the rule takes: each must be refused, or be right.
        classical: for side conditions that no computation can show to be needed, the counterexample in words.
        structural: side conditions that only keep the rule from having nothing to conclude from, and why.
        remarks: for some side conditions what there is to see in their counterexamples, in one sentence.
        pointwise: whether the rule is an implication at each point; if not, `strict` and `broken` make valid premises.
        defined: whether the rule also promises that its conclusion is defined wherever its hypotheses hold.
    """

    strict: Generator
    broken: Mapping[str, Generator] = field(default_factory=dict)
    suspects: Sequence[Args] = ()
    classical: Mapping[str, Classical] = field(default_factory=dict)
    structural: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    pointwise: bool = True
    defined: bool = False


@dataclass(frozen=True)
class Counterexample:
    """A point at which a rule is wrong.

    Args:
        rule: the rule.
        condition: the side condition that was dropped.
        kind: "false", "wild" (false for some value of 1/0), "undefined", or "classical" (see the reading).
        arguments: what the rule was given.
        sequent: what it would conclude.
        point: the values of the variables.
        reading: all this in words.
    """

    rule: str
    condition: str
    kind: str
    arguments: tuple[str, ...]
    sequent: str
    point: dict[str, Any]
    reading: str


@dataclass(frozen=True)
class Audit:
    """What the audit of a rule found; it holds when nothing failed and every condition has its counterexample."""

    rule: str
    cases: int
    points: int  # those at which premises and hypotheses held
    confirmed: int  # those at which the conclusion, too, was seen to hold
    failures: tuple[Counterexample, ...]
    counterexamples: Mapping[str, Counterexample | None]
    structural: Mapping[str, str]

    @property
    def holds(self) -> bool:
        """Whether the rule is sound as far as was tried, and every side condition is needed."""
        return self.points > 0 and not self.failures and all(self.counterexamples.values())


def audit(rule: Rule, plan: Plan | None = None, *, seed: int = 0, cases: int = 20, points: int = 10) -> Audit:
    """Try a rule with all its side conditions, then without each of them."""
    if plan is None:
        from derivations.audits.registry import plan_of

        plan = plan_of(rule.name)
    random = Random(f"{rule.name} {seed}")
    failures: list[Counterexample] = []
    accepted = held = confirmed = 0
    for args in (*plan.suspects, *(plan.strict(random) for _ in range(3 * cases))):
        sequent = _infer(rule, args) if accepted < cases + len(plan.suspects) else None
        if sequent is not None:
            accepted += 1
            for point, kind in _trial(plan, args, sequent, 4 * points if args in plan.suspects else points, random):
                held += kind is not None
                confirmed += kind == SEEN
                if kind not in (None, SEEN, UNSEEN):
                    failures.append(_report(rule, "", kind, args, sequent, point))
                    break
    found = {c: without(rule, plan, c, seed=seed) for c in rule.conditions if c not in plan.structural}
    return Audit(rule.name, accepted, held, confirmed, tuple(failures), found, plan.structural)


def without(
    rule: Rule, plan: Plan, condition: str, *, seed: int = 0, attempts: int = 25, points: int = 80
) -> Counterexample | None:
    """An instance and a point at which the rule is wrong when it does not ask for this side condition."""
    if condition in plan.classical:
        return _stated(rule, condition, plan.classical[condition])
    generate = plan.broken.get(condition)
    if generate is None:
        return None
    random = Random(f"{rule.name} without {condition} {seed}")
    best: Counterexample | None = None
    for _ in range(attempts):
        args = generate(random)
        sequent = _infer(rule, args, condition)
        if sequent is None or _infer(rule, args) == sequent:
            continue
        for point, kind in _trial(plan, args, sequent, points, random):
            if kind in FAILS and (best is None or kind == "false"):
                best = _report(rule, condition, kind, args, sequent, point, plan.remarks.get(condition, ""))
            if kind == "false":
                return best
    return best


def _infer(rule: Rule, args: Args, dropped: str = "") -> Sequent | None:
    """What the rule states, or None where it refuses or has nothing to say."""
    side = Side(rule, without=dropped)
    try:
        hypotheses, conclusion = rule.infer(side, *args)
    except ProofError:
        return None
    except (LookupError, TypeError, ValueError, AttributeError):
        if not dropped:
            raise
        return None
    formulas = (*hypotheses, *side.assumed, conclusion)
    if any(not isinstance(f, Term) or f.sort is not PROP or f.loose for f in formulas):
        return None
    return Sequent(formulas[:-1], conclusion)


def _stated(rule: Rule, condition: str, example: Classical) -> Counterexample | None:
    """A counterexample in words, where the rule does take its arguments without the condition only."""
    sequent = _infer(rule, example.args, condition)
    if sequent is None or _infer(rule, example.args) == sequent:
        return None
    reading = f"{_instance(rule, condition, example.args, sequent)}, which is false {example.words}"
    return Counterexample(
        rule.name, condition, "classical", tuple(map(shown, example.args)), shown(sequent), {}, reading
    )


def _trial(plan: Plan, args: Args, sequent: Sequent, points: int, random: Random) -> Iterator[tuple[Point, str | None]]:
    """Points, each once, with how the sequent is wrong there: one of `FAILS`, `SEEN`, `UNSEEN` or None."""
    tried = set[frozenset[tuple[Term, Any]]]()
    premises = [Implies(And(*p.hypotheses), p.conclusion) for p in premises_of(args)]
    given = [*sequent.hypotheses, *(premises if plan.pointwise else [])]
    for point in candidates(sequent.conclusion, _plain(given), points, random, DIMENSIONS):
        if (key := frozenset(point.items())) not in tried:
            tried.add(key)
            yield point, _wrong(given, sequent.conclusion, point, plan.defined)


def _plain(given: list[Term]) -> list[Term]:
    """Conjunctions and `true ⇒ φ` taken apart, so that equations among them can be solved."""
    found: list[Term] = []
    for formula in given:
        if formula.op == "and":
            found += _plain(list(formula.args))
        elif formula.op == "implies" and formula.args[0].op == "true":
            found += _plain([formula.args[1]])
        else:
            found.append(formula)
    return found


def _wrong(given: list[Term], conclusion: Term, point: Point, defined: bool) -> str | None:
    """How a sequent is wrong at a point; `SEEN` or `UNSEEN` where it may hold, None where it says nothing."""
    seen = None
    for wild in READINGS:
        here = Reader(point, wild)
        if not all(here.truth(f) for f in given):
            if conclusion.op == "false" and any(here.truth(f) is False for f in given):
                seen = SEEN  # all that can be seen of such a rule: its premises do not hold together
        else:
            truth = here.truth(conclusion)
            if truth is False:
                return "false" if wild is None else "wild"
            if wild is None and defined and truth is None and undefined(conclusion, point):
                return "undefined"
            seen = SEEN if truth or seen == SEEN else UNSEEN
        if not here.strayed:
            break  # wildly it would read the same
    return seen


def undefined(formula: Term, point: Point) -> bool:
    """Whether a formula means nothing at a point, though it would for any value of 1/0."""
    return all(Reader(point, wild).truth(formula) is not None for wild in READINGS[1:])


def premises_of(args: Any) -> list[Sequent]:
    """The sequents among a rule's arguments, nested tuples included."""
    if isinstance(args, Sequent):
        return [args]
    return [s for a in args for s in premises_of(a)] if isinstance(args, tuple) else []


def shown(value: Any) -> str:
    """An argument as text."""
    if isinstance(value, Sequent):
        return f"{', '.join(map(repr, value.hypotheses))} |- {value.conclusion!r}".lstrip()
    if isinstance(value, tuple):
        return f"({', '.join(map(shown, value))})"
    return str(value)


def _report(
    rule: Rule, condition: str, kind: str, args: Args, sequent: Sequent, point: Point, remark: str = ""
) -> Counterexample:
    arguments, claim = tuple(map(shown, args)), shown(sequent)
    place = f"at {describe(point)}" if point else "whatever the values"
    how = f"{FAILS[kind]} {place}{_sides(sequent, point)}{remark and f' ({remark})'}"
    reading = f"{_instance(rule, condition, args, sequent)}, which {how}"
    return Counterexample(rule.name, condition, kind, arguments, claim, to_json(point), reading)


def _instance(rule: Rule, condition: str, args: Args, sequent: Sequent) -> str:
    """What a rule would give, and from what."""
    stated = f'without "{rule.conditions[condition]}"' if condition else "with all its side conditions"
    premises = "; ".join(shown(p) for p in premises_of(args))
    origin = f"from {premises} " if premises else ""
    return f"{stated}: {origin}the rule would give {shown(sequent)}"


def _sides(sequent: Sequent, point: Point) -> str:
    """Both sides of a relation, where they are numbers."""
    claim = sequent.conclusion
    if claim.op not in ("eq", "le", "lt") or not all(a.is_scalar for a in claim.args):
        return ""
    try:
        values = [Reader(point).value(a) for a in claim.args]
    except ArithmeticError:
        return ""
    if not all(isinstance(v, Fraction) for v in values):
        return ""
    return f": {values[0]} is not {SAID[claim.op]}{values[1]}"
