"""Ways by the moments of normal densities: N·f is integrable for a quadratic f, and E[f] is a number.

With z = (x − m)/s and f(x) = a + b·z + c·z² the integral of N(x; m, s²)·f(x) is a + c. The coefficients are found from
f(m) and f(m ± s); the kernel multiplies out whether f is what they say.
"""

from __future__ import annotations

from collections.abc import Iterator

from derivations import lemmas
from derivations.kernel import ProofError, Term, Theorem, Undecided, algebra, integrals, lebesgue, logic
from derivations.kernel.formulas import Eq
from derivations.kernel.terms import ONE, ZERO, apply, make, num, replace, substitute
from derivations.lemmas.cells import Rewriting
from derivations.tactics import Facts
from numerics.equivalence_core import first, leaf, new_variable, transformed
from numerics.equivalence_integrals import integrable_parts
from numerics.equivalence_places import outermost, within

RELATIONS = ("eq", "le", "lt")


@leaf(3)
def _integrable(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """N·f is integrable."""
    mu, function = integrable_parts(goal)
    return logic.left(moment(facts, mu, function))


@leaf(3)
def _evaluated(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """A relation between numbers, from that between the values of the means in it."""
    if goal.op not in RELATIONS:
        raise Undecided("these are no numbers", "form")
    aim, claim = Rewriting(facts, goal), theorem
    for mean_ in means(goal):
        aim.by(mean(facts, mean_))
    for mean_ in means(theorem.conclusion):
        claim = logic.rewrite(claim, mean(facts, mean_))
    if aim.goal is goal:
        raise Undecided("no mean is computed", "form")
    more = facts.with_()
    more.add(claim)
    return aim.back(first([lambda: more.prove(aim.goal), lambda: transformed(facts, claim, aim.goal)]))


def means(term: Term) -> Iterator[Term]:
    """The means with a normal density in a term, outside of binders."""
    yield from {t.alpha: t for t in outermost(term) if t.op == "expectation" and _law(t.args[1]) is not None}.values()


def _law(function: Term) -> Term | None:
    """The only normal density of its variable in a function."""
    if function.op != "lambda":
        return None
    return only_law(apply(function, x := new_variable(Facts(), function)), x)


def only_law(body: Term, x: Term) -> Term | None:
    """The only normal density of x in an expression; None if there are more, or none."""
    found = {t.alpha: t for t in within(body) if t.op == "normal" and t.args[0] is x}
    return next(iter(found.values())) if len(found) == 1 else None


def mean(facts: Facts, term: Term) -> Theorem:
    """⊢ E[f] = its value.

    Raises:
        Undecided: f is not quadratic, or the density no normal one.
    """
    meaning = logic.unfold(term)
    mu, function = meaning.conclusion.args[1].args
    return logic.transitivity(meaning, logic.right(moment(facts, mu, function)))


def moment(facts: Facts, mu: Term, function: Term) -> Theorem:
    """⊢ N·f is integrable, and its integral is a number.

    Raises:
        Undecided: the function is no product of a normal density and a quadratic polynomial.
    """
    if mu.op != "lebesgue" or mu.args[0] is not ONE or function.op != "lambda":
        raise Undecided("this is no function of the line", "form")
    x = new_variable(facts, function)
    plain = _without_cases(facts, apply(function, x))
    law = only_law(plain.conclusion.args[1], x)
    if law is None:
        raise Undecided("there is no normal density", "form")
    coefficients = _coefficients(replace(plain.conclusion.args[1], law, ONE), *law.args)
    known = [facts.settled(lebesgue.gaussian_moment(*law.args[1:], num(k))) for k in range(len(coefficients))]
    return _combined(facts, mu, function, x, plain, [*zip(coefficients, known, strict=True)])


def _without_cases(facts: Facts, body: Term) -> Theorem:
    """⊢ body = what it is where the density is positive, which is everywhere."""
    if body.op == "piecewise":
        return integrals.branch(body, facts.prove(body.args[0]))
    return logic.reflexivity(body)


def _coefficients(polynomial: Term, x: Term, m: Term, s: Term) -> list[Term]:
    """a, b and c of a + b·z + c·z², those at the end that are 0 left out."""
    middle, above, below = (substitute(polynomial, {x: at}) for at in (m, m + s, m - s))
    found = [middle, (above - below) / 2, (above + below) / 2 - middle]
    while len(found) > 1 and _vanishes(found[-1]):
        found.pop()
    return found


def _vanishes(term: Term) -> bool:
    """Whether a number is seen to be 0, whatever its variables are."""
    try:
        return not algebra.field(Eq(term, ZERO)).hypotheses
    except ProofError:
        return False


def _combined(
    facts: Facts, mu: Term, function: Term, x: Term, plain: Theorem, parts: list[tuple[Term, Theorem]]
) -> Theorem:
    """The function as a sum of multiples of zᵏ·N, and so its integral."""
    weights = [(c, logic.left(t)) for c, t in parts]
    sum_ = integrals.combined([c for c, _ in parts], [apply(t.conclusion.args[1], x) for _, t in weights])
    equal = facts.settled(algebra.field(Eq(plain.conclusion.args[1], sum_)))
    almost = integrals.almost_everywhere(mu, x, (), logic.transitivity(plain, equal))
    exists, total = lemmas.split(integrals.linear(mu, function, tuple(weights), almost))
    ways = ((ONE, total, ONE), *((c, logic.right(t), ONE) for c, t in parts))
    value = parts[0][0] + parts[2][0] if len(parts) == 3 else parts[0][0]
    same = facts.settled(algebra.combination(Eq(make("integral", mu, function), value), ways, ()))
    return logic.both(exists, same)
