"""Derivatives: by structure, by directional expansion, and what they say about minima."""

from __future__ import annotations

from derivations.kernel.definedness import conditions
from derivations.kernel.display import opened
from derivations.kernel.errors import Undecided
from derivations.kernel.formulas import And, Eq, Ne, sqrt, unfolding
from derivations.kernel.normal import Normaliser
from derivations.kernel.order import zero_like
from derivations.kernel.terms import ONE, REAL, ZERO, Term, apply, lam, make, num, substitute
from derivations.kernel.theorem import FORM, Sequent, Side, Theorem, merge, rule

SMOOTH_OPERATORS = ("add", "sub", "neg", "mul", "div", "pow", "exp", "log", "sqrt", "abs", "apply", "integral")
SMOOTH = {"smooth": "the function is built from smooth ones and every piece is differentiable at the point"}


def slope(body: Term, x: Term) -> tuple[Term, list[Term]]:
    """The derivative of `body` by `x`, and what must hold for it to exist."""
    if x not in body.free:
        return ZERO, []
    if body is x:
        return ONE, []
    if body.sort.kind == "real" and (meaning := unfolding(body)) is not None:
        return slope(meaning, x)
    if body.op not in SMOOTH_OPERATORS:
        raise Undecided(f"no rule differentiates {body} by {x}", "smooth")
    if body.op == "integral" or (body.op == "apply" and x in body.args[0].free):  # only its own derivative is known
        family = lam(x, body)
        return make("derivative", family, x), [make("differentiable", family, x)]
    inner = [a for a in body.args if a.is_scalar]
    if len(inner) + (body.op == "apply") != len(body.args):
        raise Undecided(f"{body} has matrices inside: use a directional expansion", "smooth")
    pairs = [slope(a, x) for a in inner]
    needed = [c for _, cs in pairs for c in cs]
    own, extra = _chain(body, [d for d, _ in pairs])
    return own, [*needed, *extra]


def _chain(body: Term, d: list[Term]) -> tuple[Term, list[Term]]:
    op, u = body.op, body.args
    if op in ("add", "sub"):
        return make(op, *d), []
    if op == "neg":
        return -d[0], []
    if op == "mul":
        return d[0] * u[1] + u[0] * d[1], []
    if op == "div":
        return (d[0] * u[1] - u[0] * d[1]) / u[1] ** 2, [Ne(u[1], ZERO)]
    if op == "pow":
        if u[1].op != "num":
            raise Undecided(f"the exponent of {body} is not a numeral", "smooth")
        return (u[1] * u[0] ** num(u[1].data - 1) * d[0] if u[1].data else ZERO), []
    if op == "exp":
        return body * d[0], []
    if op == "log":
        return d[0] / u[0], [ZERO < u[0]]
    if op == "sqrt":
        return d[0] / (2 * sqrt(u[0])), [ZERO < u[0]]
    if op == "abs":
        return body / u[0] * d[0], [Ne(u[0], ZERO)]
    return make("derivative", u[0], u[1]) * d[0], [make("differentiable", u[0], u[1])]


def _at_point(function: Term, point: Term) -> tuple[Term, list[Term]]:
    if function.op != "lambda" or function.data[1] is not REAL:
        raise Undecided(f"{function} is not a given function of a real number", "smooth")
    x, body = opened(function, point)
    value, needed = slope(body, x)
    at = {x: point}
    return substitute(value, at), [substitute(c, at) for c in (*needed, *conditions(body))]


@rule({**FORM, **SMOOTH, "identity": "the other side is the derivative, by normal form"})
def derivative(side: Side, goal: Term) -> Sequent:
    """f defined and smooth at t  ⊢  (d/dx f(x))(t) = e, where e is what the rules of differentiation give."""
    fits = goal.op == "eq" and goal.args[0].op == "derivative"
    side.require("form", fits, lambda: f"{goal} is not derivative(...) = ...")
    value, needed = _at_point(*goal.args[0].args)
    normaliser = Normaliser()
    difference = normaliser.combine(normaliser.normal(value), normaliser.normal(goal.args[1]), -1)
    seen = normaliser.vanishes(difference)
    side.require("identity", seen, lambda: f"the derivative is {value}, which is not {goal.args[1]}")
    side.assume("smooth", merge(needed, normaliser.conditions))
    return Sequent((), goal)


@rule({**FORM, **SMOOTH})
def smooth(side: Side, goal: Term) -> Sequent:
    """f built from smooth functions that are defined at t  ⊢  f differentiable at t."""
    side.require("form", goal.op == "differentiable", lambda: f"{goal} is not differentiable(...)")
    side.assume("smooth", _at_point(*goal.args)[1])
    return Sequent((), goal)


@rule(
    {
        **FORM,
        "fresh": "the direction h is a variable that occurs nowhere else, not in a hypothesis either",
    }
)
def expansion(side: Side, function: Term, gradient: Term, curvature: Term, h: Term, theorem: Theorem) -> Sequent:
    """Γ ⊢ f(x + h) = f(x) + gᵀh + hᵀQh  /  Γ ⊢ f differentiable at x ∧ ∇f(x) = g.

    The remainder is a quadratic form, |hᵀQh| ≤ ‖Q‖·‖h‖², so that g is the Fréchet derivative. The condition is that
    h is a variable that stands nowhere else.
    """
    claim = theorem.conclusion
    shifted = claim.args[0] if claim.op == "eq" else claim
    point = _point(side, function, shifted, h)
    wanted = Eq(shifted, apply(function, point) + gradient.T * h + h.T * curvature * h)
    side.require("form", claim.alpha is wanted.alpha, lambda: f"{claim} is not the expansion {wanted}")
    held = [t for t in (function, point, gradient, curvature, *theorem.hypotheses) if h in t.free]
    free = h.op == "var" and h.sort is function.sort.params[0] and not held
    side.require("fresh", free, lambda: f"{h} ({h.sort}) is not a free direction for {function} at {point}")
    both = And(make("differentiable", function, point), Eq(make("derivative", function, point), gradient))
    return Sequent(theorem.hypotheses, both)


def _point(side: Side, function: Term, shifted: Term, h: Term) -> Term:
    """The x for which `shifted` is f(x + h)."""
    for candidate in _subterms(shifted):
        moved = candidate.op == "add" and candidate.args[1] is h and not candidate.loose
        if moved and candidate.shape == h.shape and apply(function, candidate).alpha is shifted.alpha:
            return candidate.args[0]
    side.require("form", False, lambda: f"{shifted} is not the function at x + {h}")
    return h


def _subterms(term: Term) -> list[Term]:
    return [term, *(s for a in term.args for s in _subterms(a))]


@rule(FORM)
def fermat(side: Side, minimum: Theorem, differentiable: Theorem) -> Sequent:
    """Γ ⊢ minimiser(f, x),  Δ ⊢ f differentiable at x  /  Γ, Δ ⊢ ∇f(x) = 0."""
    claim, smooth_at = minimum.conclusion, differentiable.conclusion
    fits = claim.op == "minimiser" and smooth_at.op == "differentiable"
    fits = fits and [a.alpha for a in claim.args] == [a.alpha for a in smooth_at.args]
    side.require("form", fits, lambda: f"{claim} and {smooth_at} are not a minimum and differentiability there")
    function, point = smooth_at.args[0], smooth_at.args[-1]
    hypotheses = merge(minimum.hypotheses, differentiable.hypotheses)
    return Sequent(hypotheses, Eq(make("derivative", function, point), zero_like(point)))


def on_interval(side: Side, x: Term, ends: tuple[Term, ...], theorem: Theorem, *others: Term) -> tuple[Term, ...]:
    """The hypotheses of a theorem but for the ends of an open interval of x; x must be real and occur nowhere else."""
    for end in ends:
        fits = end.op == "lt" and x in end.args and sum(x in a.free for a in end.args) == 1
        side.require("form", fits, lambda e=end: f"{e} is not an end of an open interval of {x}")
    kept = tuple(h for h in theorem.hypotheses if not any(h.alpha is e.alpha for e in ends))
    free = x.op == "var" and x.sort is REAL and not any(x in t.free for t in (*kept, *others))
    side.require("fresh", free, lambda: f"{x} is not real or occurs elsewhere")
    return kept


@rule(
    {
        **FORM,
        "fresh": "the variable occurs in no other hypothesis",
        "interval": "both points lie in the interval, and differ",
        "convex": "the second derivative is positive on the interval",
    }
)
def tangent(
    side: Side, function: Term, x: Term, ends: tuple[Term, ...], points: tuple[Term, Term], theorem: Theorem
) -> Sequent:
    """Γ, x ∈ I ⊢ f and f′ differentiable at x ∧ 0 < f″(x)  /  Γ, s ∈ I, t ∈ I, t ≠ s ⊢ f(s) + f′(s)·(t − s) < f(t).

    I is the open interval of the hypotheses in `ends`, formulas such as 0 < x and x < 1; none for the whole line.
    """
    f1 = make("derivative", function, x)
    first = lam(x, f1)
    convex = And(
        make("differentiable", function, x), make("differentiable", first, x), ZERO < make("derivative", first, x)
    )
    side.require("convex", theorem.conclusion.alpha is convex.alpha, lambda: f"{theorem.conclusion} is not {convex}")
    kept = on_interval(side, x, ends, theorem, function)
    s, t = points
    inside = [substitute(e, {x: p}) for p in points for e in ends]
    side.assume("interval", [*inside, Ne(t, s)])
    below = apply(function, s) + make("derivative", function, s) * (t - s)
    return Sequent(kept, below < apply(function, t))


@rule(
    {
        **FORM,
        "fresh": "the variable occurs in no other hypothesis",
        "interval": "the point lies in the open interval",
        "smooth": "the other function is differentiable at the point",
    }
)
def locally(side: Side, x: Term, ends: tuple[Term, ...], at: Term, theorem: Theorem) -> Sequent:
    """Functions that agree on an open interval have the same derivative in it.

    Γ, x ∈ I ⊢ f(x) = g(x)  /  Γ, a ∈ I, g differentiable at a ⊢ f differentiable at a ∧ f′(a) = g′(a)

    I is the open interval of the hypotheses in `ends`, as in `tangent`.
    """
    claim = theorem.conclusion
    fits = claim.op == "eq" and claim.args[0].is_scalar
    side.require("form", fits, lambda: f"{claim} is not an equation between numbers")
    kept = on_interval(side, x, ends, theorem, at)
    f, g = (lam(x, side_) for side_ in claim.args)
    side.assume("interval", [substitute(e, {x: at}) for e in ends])
    side.assume("smooth", [make("differentiable", g, at)])
    found = And(make("differentiable", f, at), Eq(make("derivative", f, at), make("derivative", g, at)))
    return Sequent(kept, found)
