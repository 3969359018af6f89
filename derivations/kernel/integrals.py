"""The abstract integral: what holds of ∫·dμ for every measure μ on every space.

Lebesgue integrals and finite sums are instances, so that what is proved from these rules is proved for both. An
integrable function is one that is measurable up to a null set and whose absolute value has a finite integral; the
integral of any other function is some number of which nothing is known. Nothing is asked of μ, not even σ-finiteness.

Below, φ holds "μ-a.e." when the points at which it fails lie in a set of measure 0.
"""

from __future__ import annotations

from collections.abc import Sequence

from derivations.kernel.densities import differentiable_under_integral
from derivations.kernel.display import opened
from derivations.kernel.errors import Undecided
from derivations.kernel.formulas import And, Eq, ForAll, Implies, fresh, infinity, near, unfolding
from derivations.kernel.terms import NAT, ONE, REAL, ZERO, Sort, Term, apply, check_sort, lam, make, resorted
from derivations.kernel.theorem import FORM, Sequent, Side, Theorem, merge, rule

FRESH = {"fresh": "the variable of the integral occurs in no hypothesis that remains"}
BOREL = ("add", "sub", "neg", "mul", "div", "pow", "transpose", "inv", "block", "slice", "entry", "sqnorm", "det",
         "abs", "sqrt", "exp", "log", "piecewise", "eq", "le", "lt", "and", "or", "not", "implies", "iff",
         "invertible")  # fmt: skip


def domain(mu: Term) -> Sort:
    """The space on which a measure lives."""
    return mu.sort.params[0]


def _measure(side: Side, mu: Term, x: Term | None = None) -> None:
    fits = mu.sort.kind == "measure"
    side.require("form", fits, lambda: f"{mu} is not a measure")
    if x is not None:
        here = x.op == "var" and x.sort is domain(mu)
        side.require("form", here, lambda: f"{x} ({x.sort}) is not a variable on the space of {mu}")


def _claim(side: Side, theorem: Theorem, op: str, mu: Term) -> Term:
    """The function of which a theorem states `op` with respect to μ."""
    claim = theorem.conclusion
    fits = claim.op == op and claim.args[0].alpha is mu.alpha
    side.require("form", fits, lambda: f"{claim} is not {op}(..., {mu})")
    return claim.args[-1]


def _everywhere(side: Side, theorem: Theorem, mu: Term, wanted: Term, x: Term) -> None:
    """Require that a theorem states `wanted`, a formula in x, almost everywhere."""
    given = _claim(side, theorem, "almost", mu)
    fits = given.alpha is lam(x, wanted).alpha
    side.require("form", fits, lambda: f"{theorem.conclusion} is not that {wanted} almost everywhere")


def _variable(mu: Term, *terms: Term) -> Term:
    """A variable on the space of μ that occurs nowhere in the terms."""
    return fresh("x", domain(mu), mu, *terms)


@rule({**FORM, "case": "the premise decides the condition of the case distinction"})
def branch(side: Side, term: Term, theorem: Theorem) -> Sequent:
    """Γ ⊢ φ  /  Γ ⊢ piecewise(φ, s, t) = s,  and  Γ ⊢ ¬φ  /  Γ ⊢ piecewise(φ, s, t) = t."""
    side.require("form", term.op == "piecewise", lambda: f"{term} is no case distinction")
    condition, claim = term.args[0].alpha, theorem.conclusion
    no = claim.op == "not" and claim.args[0].alpha is condition
    yes = claim.alpha is condition
    side.require("case", yes or no, lambda: f"{claim} does not decide {term.args[0]}")
    return Sequent(theorem.hypotheses, Eq(term, term.args[2] if no else term.args[1]))


@rule({**FORM, **FRESH})
def almost_everywhere(side: Side, mu: Term, x: Term, known: tuple[Theorem, ...], theorem: Theorem) -> Sequent:
    """Γᵢ ⊢ φᵢ(x) μ-a.e.,  Δ, φ₁(x), …, φₙ(x) ⊢ ψ(x)  /  Γ, Δ ⊢ ψ(x) μ-a.e.; with n = 0 from what holds everywhere."""
    _measure(side, mu, x)
    assumed = {apply(_claim(side, t, "almost", mu), x).alpha for t in known}
    kept = tuple(h for h in theorem.hypotheses if h.alpha not in assumed)
    held = [t for t in (*kept, mu, *(k.conclusion for k in known)) if x in t.free]
    side.require("fresh", not held, lambda: f"{x} occurs in {held[0]}")
    found = make("almost", mu, lam(x, theorem.conclusion))
    return Sequent(merge(*(t.hypotheses for t in known), kept), found)


def combined(coefficients: Sequence[Term], values: Sequence[Term]) -> Term:
    """c₁·v₁ + … + cₙ·vₙ, a coefficient 1 or −1 shown as a sign."""
    total = ZERO
    for index, (c, v) in enumerate(zip(coefficients, values, strict=True)):
        minus = c.op == "num" and c.data == -1
        one = -v if minus else v if c is ONE else c * v
        total = one if not index else total - v if minus else total + one
    return total


@rule(FORM)
def linear(side: Side, mu: Term, function: Term, parts: tuple[tuple[Term, Theorem], ...], theorem: Theorem) -> Sequent:
    """Γᵢ ⊢ fᵢ integrable,  Δ ⊢ f = c₁·f₁ + … + cₙ·fₙ μ-a.e.  /  Γ, Δ ⊢ f integrable ∧ ∫f = c₁·∫f₁ + … + cₙ·∫fₙ.

    With n = 1 and c = 1 this is congruence almost everywhere; with n = 0 the integral is 0.
    """
    _measure(side, mu)
    functions = [_claim(side, t, "integrable", mu) for _, t in parts]
    x = _variable(mu, function, *functions, *(c for c, _ in parts), theorem.conclusion)
    coefficients = [c for c, _ in parts]
    inner = combined(coefficients, [apply(f, x) for f in functions])
    outer = combined(coefficients, [make("integral", mu, f) for f in functions])
    _everywhere(side, theorem, mu, Eq(apply(function, x), inner), x)
    found = And(make("integrable", mu, function), Eq(make("integral", mu, function), outer))
    return Sequent(merge(theorem.hypotheses, *(t.hypotheses for _, t in parts)), found)


@rule(FORM)
def integral_order(side: Side, theorem: Theorem, low: Theorem, high: Theorem) -> Sequent:
    """Γ ⊢ f ≤ g μ-a.e.,  Δ ⊢ f integrable,  Θ ⊢ g integrable  /  Γ, Δ, Θ ⊢ ∫f dμ ≤ ∫g dμ."""
    mu = theorem.conclusion.args[0] if theorem.conclusion.op == "almost" else ZERO
    _measure(side, mu)
    f, g = (_claim(side, t, "integrable", mu) for t in (low, high))
    x = _variable(mu, f, g)
    _everywhere(side, theorem, mu, apply(f, x) <= apply(g, x), x)
    hypotheses = merge(theorem.hypotheses, low.hypotheses, high.hypotheses)
    return Sequent(hypotheses, make("integral", mu, f) <= make("integral", mu, g))


@rule(FORM)
def integral_zero(side: Side, sign: Theorem, integrable: Theorem, zero: Theorem) -> Sequent:
    """Γ ⊢ 0 ≤ f μ-a.e.,  Δ ⊢ f integrable,  Θ ⊢ ∫f dμ = 0  /  Γ, Δ, Θ ⊢ f = 0 μ-a.e."""
    mu = sign.conclusion.args[0] if sign.conclusion.op == "almost" else ZERO
    _measure(side, mu)
    f = _claim(side, integrable, "integrable", mu)
    x = _variable(mu, f)
    _everywhere(side, sign, mu, ZERO <= apply(f, x), x)
    wanted = Eq(make("integral", mu, f), ZERO)
    fits = zero.conclusion.alpha is wanted.alpha
    side.require("form", fits, lambda: f"{zero.conclusion} is not {wanted}")
    found = make("almost", mu, lam(x, Eq(apply(f, x), ZERO)))
    return Sequent(merge(sign.hypotheses, integrable.hypotheses, zero.hypotheses), found)


@rule(FORM)
def absolutely_integrable(side: Side, mu: Term, theorem: Theorem) -> Sequent:
    """Γ ⊢ f integrable  /  Γ ⊢ |f| integrable.

    The converse is false: where |f| is measurable, f need not be.
    """
    _measure(side, mu)
    f = _claim(side, theorem, "integrable", mu)
    x = _variable(mu, f)
    return Sequent(theorem.hypotheses, make("integrable", mu, lam(x, abs(apply(f, x)))))


@rule({**FORM, "measurable": "the function is measurable, by a theorem"})
def squeezed(side: Side, measurable: Theorem, below: Theorem, above: Theorem, low: Theorem, high: Theorem) -> Sequent:
    """Γ ⊢ f measurable,  l ≤ f μ-a.e.,  f ≤ u μ-a.e.,  l integrable,  u integrable  /  Γ ⊢ f integrable."""
    mu = below.conclusion.args[0] if below.conclusion.op == "almost" else ZERO
    _measure(side, mu)
    lower, upper = (_claim(side, t, "integrable", mu) for t in (low, high))
    claim = measurable.conclusion
    seen = claim.op == "measurable" and claim.args[0].sort.params == (domain(mu), REAL)
    side.require("measurable", seen, lambda: f"{claim} is not that a function on the space of {mu} is measurable")
    f = claim.args[0]
    x = _variable(mu, f, lower, upper)
    _everywhere(side, below, mu, apply(lower, x) <= apply(f, x), x)
    _everywhere(side, above, mu, apply(f, x) <= apply(upper, x), x)
    known = (measurable, below, above, low, high)
    return Sequent(merge(*(t.hypotheses for t in known)), make("integrable", mu, f))


@rule({**FORM, "pieces": "every unspecified function in it is measurable"})
def composed(side: Side, goal: Term) -> Sequent:
    """The unspecified functions in f measurable  ⊢  f measurable, for f made by arithmetic, cases and comparisons.

    A function of a natural number is measurable. What is undefined, such as 1/0, is read as some measurable function.
    """
    side.require("form", goal.op == "measurable", lambda: f"{goal} is not measurable(...)")
    function = goal.args[0]
    if function.sort.params[0] is NAT:
        return Sequent((), goal)
    if function.op != "lambda":
        raise Undecided(f"{function} is unspecified: it is measurable only if that is given", "pieces")
    x, body = opened(function)
    side.assume("pieces", _pieces(body, x))
    return Sequent((), goal)


def _pieces(body: Term, x: Term) -> list[Term]:
    """What must be measurable for `body` to be, as a function of x."""
    if x not in body.free or body is x:
        return []
    if (meaning := unfolding(body)) is not None:
        return _pieces(meaning, x)
    if body.op == "apply" and x not in body.args[0].free and body.args[1].sort.is_space:
        return [make("measurable", body.args[0]), *_pieces(body.args[1], x)]
    points = body.op == "eq" and body.args[0].sort.kind not in ("real", "nat", "prop")
    if body.op not in BOREL or points:
        return [make("measurable", lam(x, body))]
    return [c for a in body.args for c in _pieces(a, x)]


@rule({**FORM, "dominated": "one integrable function is above the absolute values of all of them"})
def dominated_convergence(
    side: Side, mu: Term, sequence: Term, limit: Term, bound: Theorem, below: Theorem, pointwise: Theorem
) -> Sequent:
    """Γ ⊢ g integrable,  ∀n. |fₙ| ≤ g μ-a.e.,  fₙ → f μ-a.e., each fₙ integrable  /  Γ ⊢ f integrable ∧ ∫fₙ dμ → ∫f dμ.

    The second premise is ∀n. fₙ integrable ∧ (|fₙ| ≤ g μ-a.e.).
    """
    _measure(side, mu)
    check_sort(sequence, Sort("function", NAT, Sort("function", domain(mu), REAL)), "the sequence")
    g = _claim(side, bound, "integrable", mu)
    x = _variable(mu, sequence, limit, g)
    n = _index(sequence, limit, g, mu)
    one = apply(sequence, n)
    dominated = make("almost", mu, lam(x, abs(apply(one, x)) <= apply(g, x)))
    wanted = ForAll(n, And(make("integrable", mu, one), dominated))
    seen = below.conclusion.alpha is wanted.alpha
    side.require("dominated", seen, lambda: f"{below.conclusion} is not {wanted}")
    _everywhere(side, pointwise, mu, make("tends", lam(n, apply(one, x)), infinity(), near(apply(limit, x))), x)
    goal = make("tends", lam(n, make("integral", mu, one)), infinity(), near(make("integral", mu, limit)))
    hypotheses = merge(bound.hypotheses, below.hypotheses, pointwise.hypotheses)
    return Sequent(hypotheses, And(make("integrable", mu, limit), goal))


def _index(*terms: Term) -> Term:
    return fresh("n", NAT, *terms)


@rule(
    {**FORM, "dominated": "near the parameter one integrable function is above the absolute values of all derivatives"}
)
def leibniz(
    side: Side, mu: Term, family: Term, at: Term, radius: Term, bound: Theorem, each: Theorem, below: Theorem
) -> Sequent:
    """Differentiation under the integral sign, dominated near the parameter.

    Γ ⊢ g integrable;  Γ ⊢ ∀t. |t − s| < r ⇒ f(t) integrable;
    Γ ⊢ (∀t. |t − s| < r ⇒ f(t)(x) differentiable in t ∧ |∂f(t)(x)/∂t| ≤ g(x)) μ-a.e.
    /  Γ, 0 < r ⊢ differentiable_under_integral(μ, f, s): the derivative of t ↦ ∫f(t) dμ at s is ∫∂f(s)/∂t dμ
    """
    _measure(side, mu)
    check_sort(family, Sort("function", REAL, Sort("function", domain(mu), REAL)), "the family")
    g = _claim(side, bound, "integrable", mu)
    x = _variable(mu, family, at, radius, g)
    t = _parameter(family, at, radius, g, mu, x)
    close = abs(t - at) < radius
    integrable = ForAll(t, Implies(close, make("integrable", mu, apply(family, t))))
    seen = each.conclusion.alpha is integrable.alpha
    side.require("form", seen, lambda: f"{each.conclusion} is not {integrable}")
    path = lam(t, apply(apply(family, t), x))
    slope = make("derivative", path, t)
    smooth = And(make("differentiable", path, t), abs(slope) <= apply(g, x))
    wanted = make("almost", mu, lam(x, ForAll(t, Implies(close, smooth))))
    seen = below.conclusion.alpha is wanted.alpha
    side.require("dominated", seen, lambda: f"{below.conclusion} is not {wanted}")
    side.assume("dominated", [ZERO < radius])
    found = differentiable_under_integral(mu, family, at)
    return Sequent(merge(bound.hypotheses, each.hypotheses, below.hypotheses), found)


def _parameter(*terms: Term) -> Term:
    return fresh("t", REAL, *terms)


@rule({**FORM, "fresh": "no two variables become one"})
def on_space(side: Side, theorem: Theorem, space: Term) -> Sequent:
    """Γ ⊢ φ about the points of an arbitrary space  /  the same about natural numbers, or about real columns.

    The space is named by a variable of it. A variable of points, of functions of points or of measures changes its sort
    and keeps its name.
    """
    target = space.sort
    side.require("form", target.is_space and space.op == "var", lambda: f"{target} is not a space of measures")
    variables = frozenset[Term]().union(*(f.free for f in (*theorem.hypotheses, theorem.conclusion)))
    distinct = len({resorted(v, target) for v in variables}) == len(variables)
    side.require("fresh", distinct, lambda: "two variables of one name, one of them about points, would become one")
    return Sequent(tuple(resorted(h, target) for h in theorem.hypotheses), resorted(theorem.conclusion, target))
