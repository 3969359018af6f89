"""SymPy's second opinion on the steps of a proof.

For every leaf step of a theorem that rests on an identity, a derivative or (where cheap) a limit, SymPy is asked
whether the identity behind it holds, on explicit instances of it (`sympy_instance`). The kernel shares no code with
SymPy. SymPy's own polynomials run on python-flint where that is installed: this opinion shares flint's arithmetic
with `numerics`, but not the kernel's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

from derivations.kernel.formulas import fresh
from derivations.kernel.terms import REAL, Term, replace
from derivations.sympy_claims import CLAIMS, Claim, Step
from derivations.sympy_identity import same
from derivations.sympy_instance import Instance, dimensions, entrywise
from derivations.sympy_judge import AGREES, DISAGREES, UNDECIDED, VERDICTS, Condition, Finding, compare, evident, worst

LONG: Final = ("det", "multivariate_normal")  # what SymPy writes out in full, inverses and all
DEFINITE: Final = ("symmetric", "positive_semidefinite", "positive_definite")
Entries = Sequence[tuple[Any, Any]]  # both sides of an equality, entry by entry


@dataclass(frozen=True)
class Opinion:
    """What SymPy says about one step: agrees, undecided (with a reason) or disagrees (with both sides at a point)."""

    rule: str
    claim: Term
    verdict: str
    reason: str = ""

    def __str__(self) -> str:
        """Say it in one line."""
        says = {AGREES: "agrees with", UNDECIDED: "cannot decide", DISAGREES: "disagrees with"}[self.verdict]
        return f"SymPy {says} {self.claim!r} (by {self.rule})" + (f": {self.reason}" if self.reason else "")


def opinions(theorem: Step) -> list[Opinion]:
    """What SymPy says about every identity, derivative and cheap limit that a theorem rests on, each asked once.

    Args:
        theorem: a theorem of the kernel.

    Returns:
        One opinion a step, premises first. A step of an instance of symbolic shape is asked about at two choices of
        small sizes; SymPy answers "undecided" rather than work for long.

    >>> from derivations.kernel import algebra
    >>> from derivations.kernel.formulas import Eq, real
    >>> x = real("x")
    >>> [str(o) for o in opinions(algebra.field(Eq((x + 1) ** 2, x**2 + 2 * x + 1)))]
    ['SymPy agrees with (x + 1)**2 = x**2 + 2*x + 1 (by field)']
    """
    asked: dict[Question, Opinion] = {}
    for step in _steps(theorem):
        if step.rule in CLAIMS:
            question = _question(step)
            if question not in asked:
                asked[question] = Opinion(step.rule, step.conclusion, *_answer(question))
    return [*asked.values()]


def summary(theorem: Step) -> dict[str, int]:
    """How many steps of a theorem SymPy agrees with, cannot decide and disagrees with."""
    verdicts = [o.verdict for o in opinions(theorem)]
    return {verdict: verdicts.count(verdict) for verdict in (AGREES, UNDECIDED, DISAGREES)}


def _steps(theorem: Step) -> Iterator[Step]:
    """The theorem and everything it rests on, premises first, each once."""
    seen: set[int] = set()
    stack: list[tuple[Step, bool]] = [(theorem, False)]
    while stack:
        step, done = stack.pop()
        if done:
            yield step
        elif id(step) not in seen:
            seen.add(id(step))
            stack.append((step, True))
            stack += [(p, False) for p in reversed(_premises(step.args))]


def _premises(args: Sequence[Any]) -> list[Step]:
    found: list[Step] = []
    for a in args:
        found += _premises(a) if isinstance(a, tuple) else [a] if hasattr(a, "conclusion") else []
    return found


class Question(NamedTuple):
    """What SymPy is asked: up to the names of bound variables, so that it is asked once."""

    claims: tuple[Claim, ...]
    symmetric: tuple[Term, ...]
    conditions: tuple[Term, ...]


def _question(step: Step) -> Question:
    claims = tuple((left.alpha, right.alpha) for left, right in CLAIMS[step.rule](step))
    certified = step.rule in ("combination", "nonneg")
    facts = [t.conclusion for t in step.args[-1]] if certified else [*step.hypotheses]
    symmetric = tuple(m.alpha for f in facts for m in _symmetric(f))
    identity = certified or step.rule == "field"  # such an identity needs no hypothesis, only defined terms
    return Question(claims, symmetric, () if identity else tuple(f.alpha for f in facts if not _symmetric(f)))


def _symmetric(fact: Term) -> list[Term]:
    """The matrix that a formula says is symmetric."""
    if fact.op in DEFINITE:
        return [fact.args[0]]
    turned = fact.op == "eq" and fact.args[0].op == "transpose" and fact.args[0].args[0].alpha is fact.args[1].alpha
    return [fact.args[1]] if turned else []


@lru_cache(maxsize=4096)
def _answer(question: Question) -> Finding:
    """The verdict over both choices of sizes: agreement on one suffices, a disagreement on one is one.

    An identity is first asked about with letters for its determinants and densities: if it holds for all numbers in
    their places, it holds for them, and SymPy need not write them out.
    """
    if (simpler := _with_letters(question)) is not None:
        for sizes in _choices(simpler):
            if (finding := _safely(simpler, sizes)).verdict == AGREES:
                return finding
    findings = [_safely(question, sizes) for sizes in _choices(question)]
    decided = [f for f in findings if f.verdict != UNDECIDED]
    return worst(decided or findings)


def _with_letters(question: Question) -> Question | None:
    """The question with a new number for every determinant and normal density of columns; None if there are none."""
    written = {t for claim in question.claims for side in claim for t in _long(side)}
    sides = [side for claim in question.claims for side in claim]
    letters = [(t, fresh(f"letter_{i}", REAL, *sides)) for i, t in enumerate(sorted(written, key=str))]
    if not letters:
        return None

    def lettered(side: Term) -> Term:
        for term, letter in letters:
            side = replace(side, term, letter)
        return side

    claims = tuple((lettered(left), lettered(right)) for left, right in question.claims)
    return question._replace(claims=claims)


def _long(term: Term) -> Iterator[Term]:
    """The outermost determinants and normal densities of columns that stand under no binder."""
    if term.op in LONG:
        yield from [] if term.loose else [term]
        return
    for argument in term.args:
        yield from _long(argument)


def _choices(question: Question) -> list[dict[Term, int]]:
    found = dimensions(side for claim in question.claims for side in claim)
    up = range(2, 2 + len(found))
    if not found:
        return [{}]
    second = [3] if len(found) == 1 else reversed(up)
    return [dict(zip(found, sizes, strict=True)) for sizes in (up, second)]


def _safely(question: Question, sizes: dict[Term, int]) -> Finding:
    """The verdict at these sizes; whatever goes wrong inside SymPy leaves the question open."""
    try:
        finding, inverses = _ask(question, sizes, explicit=False)
        return _ask(question, sizes, explicit=True)[0] if inverses and finding.verdict != AGREES else finding
    except Exception as error:  # an opinion must not break a proof, and SymPy raises errors of every kind
        return Finding(UNDECIDED, f"SymPy gave up: {type(error).__name__}: {error}")


def _ask(question: Question, sizes: dict[Term, int], explicit: bool) -> tuple[Finding, bool]:
    """The verdict, and whether a matrix was left without its inverse written out."""
    instance = _instance(tuple(sizes.items()), question.symmetric, question.conditions, explicit)
    instance.unwritten = False
    if any(same(instance, *claim) for claim in question.claims):
        return Finding(AGREES), False
    instance.unwritten = False
    claims = [[*zip(*(entrywise(instance.value(s)) for s in claim), strict=True)] for claim in question.claims]
    if any(all(evident(a, b) for a, b in claim) for claim in claims):
        return Finding(AGREES), instance.unwritten
    conditions = [instance.condition(c) for c in question.conditions]
    finding = min(_findings(claims, conditions), key=lambda f: VERDICTS.index(f.verdict))
    if finding.verdict == DISAGREES and instance.unwritten:
        finding = Finding(UNDECIDED, "an inverse is too large to be written out")
    return finding, instance.unwritten


@lru_cache(maxsize=64)
def _instance(
    sizes: tuple[tuple[Term, int], ...], symmetric: tuple[Term, ...], known: tuple[Term, ...], explicit: bool
) -> Instance:
    """One instance for all questions under the same conditions: what they have in common is written out once."""
    return Instance(dict(sizes), symmetric, known, explicit)


def _findings(claims: Iterable[Entries], conditions: Sequence[Condition | None]) -> Iterator[Finding]:
    """The verdict on each claim, up to the first that holds."""
    for claim in claims:
        found = worst([compare(a, b, conditions) for a, b in claim])
        yield found
        if found.verdict == AGREES:
            return
