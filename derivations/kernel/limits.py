"""Limits: by continuity, by explicit bounds, of powers, and what order says about them.

Below, x → F is x → ∞ (x real or natural), x → a from above, or x → a; a premise about the terms themselves may use
the *region* of F as a hypothesis: 0 < x for a real x → ∞, a < x from above, x ≠ a towards a, nothing for a natural x.
"""

from __future__ import annotations

from derivations.kernel.display import opened
from derivations.kernel.errors import Undecided
from derivations.kernel.formulas import FALSE, TRUE, And, Ne, infinity, near
from derivations.kernel.normal import Normaliser
from derivations.kernel.terms import NAT, ONE, REAL, ZERO, Term, apply, lam, make
from derivations.kernel.theorem import FORM, Sequent, Side, Theorem, merge, rule

FRESH = {"fresh": "the variable of the limit occurs in no hypothesis but the region"}
CONTINUOUS = ("add", "sub", "neg", "mul", "transpose", "block", "slice", "sqnorm", "det", "exp", "abs", "pow", "div",
              "log", "sqrt", "inv")  # fmt: skip


def region(x: Term, source: Term) -> Term | None:
    """What a premise may assume of x on the way to its limit."""
    if source.op == "infinity":
        return None if x.sort is NAT else ZERO < x
    return source.args[0] < x if source.op == "above" else Ne(x, source.args[0])


def _outside(side: Side, x: Term, source: Term, theorem: Theorem) -> tuple[Term, ...]:
    """The hypotheses of a premise but for the region; x must not occur in them."""
    near_by = region(x, source)
    kept = tuple(h for h in theorem.hypotheses if near_by is None or h.alpha is not near_by.alpha)
    held = [h for h in kept if x in h.free]
    side.require(
        "fresh",
        not held and x not in source.free,
        lambda: f"{x} occurs in the hypothesis {held[0] if held else source}",
    )
    return kept


def _limit(side: Side, theorem: Theorem) -> tuple[Term, Term, Term]:
    claim = theorem.conclusion
    side.require("form", claim.op == "tends", lambda: f"{claim} is not a limit")
    return claim.args[0], claim.args[1], claim.args[2]


def _same_limit(side: Side, theorem: Theorem, function: Term, source: Term, target: Term | None = None) -> Term:
    """The target of a limit that must be of this function along this source."""
    given, along, towards = _limit(side, theorem)
    fits = given.alpha is function.alpha and along.alpha is source.alpha
    fits = fits and (target is None or towards.alpha is target.alpha)
    side.require("form", fits, lambda: f"{theorem.conclusion} is not the limit of {function} along {source}")
    return towards


@rule(
    {
        **FORM,
        "continuous": "the operations are continuous: a denominator's limit is not 0, a logarithm's is positive, …",
        "identity": "the limit is the expression of the limits, by normal form",
    }
)
def continuity(side: Side, goal: Term, premises: tuple[Theorem, ...]) -> Sequent:
    """Γᵢ ⊢ uᵢ(x) → aᵢ  /  Γ, denominators' limits ≠ 0 ⊢ C[u(x)] → C[a]   (x → F)."""
    fits = goal.op == "tends" and goal.args[2].op == "near" and goal.args[0].op == "lambda"
    side.require("form", fits, lambda: f"{goal} is not a finite limit")
    function, source, target = goal.args
    x, body = opened(function, And(goal, *(p.conclusion for p in premises)))
    known: dict[Term, Term] = {}
    for premise in premises:
        given, along, towards = _limit(side, premise)
        fits = along.alpha is source.alpha and towards.op == "near"
        side.require("form", fits, lambda p=premise: f"{p.conclusion} is not a finite limit along {source}")
        if given.op == "lambda" and given.data[1] is x.sort:
            known[apply(given, x).alpha] = towards.args[0]
    if source.op != "infinity":
        known.setdefault(x, source.args[0])
    needed: list[Term] = []
    value = _value(body, x, known, needed)
    normaliser = Normaliser()
    difference = normaliser.combine(normaliser.normal(value), normaliser.normal(target.args[0]), -1)
    side.require("identity", normaliser.vanishes(difference), lambda: f"the limit is {value}, not {target.args[0]}")
    side.assume("continuous", [*needed, *normaliser.conditions])
    return Sequent(merge(*(p.hypotheses for p in premises)), goal)


def _value(body: Term, x: Term, known: dict[Term, Term], needed: list[Term]) -> Term:
    if body.alpha in known:
        return known[body.alpha]
    if x not in body.free:
        return body
    if body.op not in CONTINUOUS or (body.op == "pow" and x in body.args[1].free):
        raise Undecided(f"no premise gives the limit of {body}", "continuous")
    args = [_value(a, x, known, needed) for a in body.args]
    value = make(body.op, *args, data=body.data)
    if body.op == "div":
        needed.append(Ne(args[1], ZERO))
    if body.op in ("log", "sqrt"):
        needed.append(ZERO < args[0])
    if body.op == "inv":
        needed.append(make("invertible", args[0]))
    return value


@rule(FORM)
def reciprocal_vanishes(side: Side, x: Term) -> Sequent:
    """⊢ 1/x → 0 as x → ∞, x real or natural."""
    side.require("form", x.op == "var" and x.is_scalar, lambda: f"{x} is not a real or natural variable")
    return Sequent((), make("tends", lam(x, ONE / x), infinity(), near(ZERO)))


@rule({**FORM, **FRESH})
def sandwich(side: Side, x: Term, lower: Theorem, upper: Theorem, low: Theorem, high: Theorem) -> Sequent:
    """Γ, region ⊢ l(x) ≤ s(x),  Γ, region ⊢ s(x) ≤ u(x),  Δ ⊢ l → a,  Δ ⊢ u → a  /  Γ, Δ ⊢ s → a   (x → F)."""
    for bound in (lower, upper):
        fits = bound.conclusion.op in ("le", "lt")
        side.require("form", fits, lambda b=bound: f"{b.conclusion} is not an inequality")
    middle = lower.conclusion.args[1]
    same = upper.conclusion.args[0].alpha is middle.alpha
    side.require("form", same, lambda: f"{lower.conclusion} and {upper.conclusion} do not bound one term")
    _, source, target = _limit(side, low)
    side.require("form", target.op == "near", lambda: f"{low.conclusion} is not a finite limit")
    _same_limit(side, low, lam(x, lower.conclusion.args[0]), source)
    _same_limit(side, high, lam(x, upper.conclusion.args[1]), source, target)
    kept = merge(_outside(side, x, source, lower), _outside(side, x, source, upper))
    return Sequent(merge(kept, low.hypotheses, high.hypotheses), make("tends", lam(x, middle), source, target))


@rule({**FORM, **FRESH})
def limit_congruence(side: Side, x: Term, equation: Theorem, limit: Theorem) -> Sequent:
    """Γ, region ⊢ s(x) = t(x),  Δ ⊢ s(x) → l  /  Γ, Δ ⊢ t(x) → l   (x → F)."""
    claim = equation.conclusion
    side.require("form", claim.op == "eq", lambda: f"{claim} is not an equation")
    _, source, target = _limit(side, limit)
    _same_limit(side, limit, lam(x, claim.args[0]), source)
    kept = _outside(side, x, source, equation)
    return Sequent(merge(kept, limit.hypotheses), make("tends", lam(x, claim.args[1]), source, target))


@rule({**FORM, **FRESH, "line": "x is a number (a point has no punctured neighbourhood in a space of dimension 0)"})
def limit_order(side: Side, x: Term, order: Theorem, first: Theorem, second: Theorem) -> Sequent:
    """Γ, region ⊢ s(x) ≤ t(x) (or <),  Δ ⊢ s(x) → a,  Θ ⊢ t(x) → b  /  Γ, Δ, Θ ⊢ a ≤ b   (x → F)."""
    claim = order.conclusion
    side.require("form", claim.op in ("le", "lt"), lambda: f"{claim} is not an inequality")
    side.require("line", x.is_scalar, lambda: f"{x} is not a number")
    _, source, _ = _limit(side, first)
    ends = [_same_limit(side, t, lam(x, s), source) for t, s in zip((first, second), claim.args, strict=True)]
    side.require("form", all(e.op == "near" for e in ends), lambda: "both limits must be finite")
    hypotheses = merge(_outside(side, x, source, order), first.hypotheses, second.hypotheses)
    return Sequent(hypotheses, ends[0].args[0] <= ends[1].args[0])


@rule({**FORM, **FRESH})
def divergence(side: Side, x: Term, order: Theorem, limit: Theorem) -> Sequent:
    """Γ, region ⊢ s(x) ≤ t(x),  Δ ⊢ s(x) → ∞  /  Γ, Δ ⊢ t(x) → ∞   (x → F)."""
    claim = order.conclusion
    side.require("form", claim.op in ("le", "lt"), lambda: f"{claim} is not an inequality")
    _, source, _ = _limit(side, limit)
    _same_limit(side, limit, lam(x, claim.args[0]), source, infinity())
    kept = _outside(side, x, source, order)
    return Sequent(merge(kept, limit.hypotheses), make("tends", lam(x, claim.args[1]), source, infinity()))


@rule({
    **FORM,
    "fresh": "the bound is an arbitrary number, and the place does not depend on the variable of the limit",
    "inside": "the place is beyond the point that is approached",
})  # fmt: skip
def unbounded(side: Side, x: Term, source: Term, bound: Term, place: Term, premises: tuple[Theorem, ...]) -> Sequent:
    """A term that exceeds every number on the way is said to go to infinity: B is arbitrary, m(B) a place.

    Γ, region, m(B) < x ⊢ B < t(x)  /  Γ ⊢ t → ∞   (x → ∞, x real)
    Γ, region, x < m(B) ⊢ B < t(x),  Δ ⊢ a < m(B)  /  Γ, Δ ⊢ t → ∞   (x → a from above)
    """
    fits = source.op in ("infinity", "above") and all(v.op == "var" and v.sort is REAL for v in (x, bound))
    side.require("form", fits, lambda: f"{x}, {bound} and {source} are not two real variables and an end of the line")
    order, *others = premises
    claim, far = order.conclusion, source.op == "infinity"
    fits = claim.op == "lt" and claim.args[0] is bound
    side.require("form", fits, lambda: f"{claim} is not {bound} < t")
    on_the_way = {t.alpha for t in (region(x, source), place < x if far else x < place) if t is not None}
    kept = merge((h for h in order.hypotheses if h.alpha not in on_the_way), *(t.hypotheses for t in others))
    arbitrary = not any(bound in t.free for t in (*kept, source, claim.args[1]))
    apart = x is not bound and not any(x in t.free for t in (*kept, source, place))
    side.require("fresh", arbitrary and apart, lambda: f"{bound} or {x} occurs in what must hold for all of them")
    wanted = TRUE if far else source.args[0] < place
    seen = far or any(t.conclusion.alpha is wanted.alpha for t in others)
    side.require("inside", seen, lambda: f"it was not seen that {wanted}")
    return Sequent(kept, make("tends", lam(x, claim.args[1]), source, infinity()))


@rule(FORM)
def reciprocal_of_infinite(side: Side, limit: Theorem) -> Sequent:
    """Γ ⊢ u(x) → ∞  /  Γ ⊢ 1/u(x) → 0   (x → F)."""
    function, source, target = _limit(side, limit)
    fits = target.op == "infinity" and function.op == "lambda"
    side.require("form", fits, lambda: f"{limit.conclusion} does not go to infinity")
    x, body = opened(function)
    return Sequent(limit.hypotheses, make("tends", lam(x, ONE / body), source, near(ZERO)))


@rule({**FORM, "index": "k is natural and goes to infinity"})
def shifted(side: Side, limit: Theorem, by: Term) -> Sequent:
    """Γ ⊢ u(k) → l  /  Γ ⊢ u(k + n) → l   (k → ∞, k and n natural)."""
    function, source, target = _limit(side, limit)
    side.require("form", function.op == "lambda", lambda: f"{limit.conclusion} does not show its sequence")
    natural = source.op == "infinity" and function.sort.params[0] is NAT and by.sort is NAT
    side.require("index", natural, lambda: f"{limit.conclusion} is not about a sequence, or {by} is not natural")
    k, _ = opened(function, by)
    return Sequent(limit.hypotheses, make("tends", lam(k, apply(function, k + by)), source, target))


@rule({**FORM, "positive": "the factor is positive"})
def infinite_multiple(side: Side, limit: Theorem, factor: Term) -> Sequent:
    """Γ ⊢ u(x) → ∞  /  Γ, c > 0 ⊢ c·u(x) → ∞   (x → F)."""
    function, source, target = _limit(side, limit)
    fits = target.op == "infinity" and function.op == "lambda"
    side.require("form", fits, lambda: f"{limit.conclusion} does not go to infinity")
    x, body = opened(function, factor)
    side.assume("positive", [ZERO < factor])
    return Sequent(limit.hypotheses, make("tends", lam(x, factor * body), source, target))


@rule({**FORM, "line": "x is a number (a point has no punctured neighbourhood in a space of dimension 0)"})
def limit_conflict(side: Side, finite: Theorem, infinite: Theorem) -> Sequent:
    """Γ ⊢ u(x) → a,  Δ ⊢ u(x) → ∞  /  Γ, Δ ⊢ false   (x → F)."""
    function, source, target = _limit(side, finite)
    side.require("form", target.op == "near", lambda: f"{finite.conclusion} is not a finite limit")
    side.require("line", function.sort.params[0] in (REAL, NAT), lambda: f"{function} is not a function of a number")
    _same_limit(side, infinite, function, source, infinity())
    return Sequent(merge(finite.hypotheses, infinite.hypotheses), FALSE)


@rule({**FORM, "modulus": "r² < 1"})
def geometric_decay(side: Side, k: Term, modulus: Theorem) -> Sequent:
    """Γ ⊢ r² < 1  /  Γ ⊢ rᵏ → 0 as k → ∞."""
    claim = modulus.conclusion
    fits = claim.op == "lt" and claim.args[1] is ONE and claim.args[0].op == "pow" and claim.args[0].args[1].op == "num"
    side.require("modulus", fits and claim.args[0].args[1].data == 2, lambda: f"{claim} is not r**2 < 1")
    r = claim.args[0].args[0] if claim.args[0].args else claim.args[0]
    side.require(
        "form", k.sort is NAT and k.op == "var" and k not in r.free, lambda: f"{k} is not a fresh natural variable"
    )
    return Sequent(modulus.hypotheses, make("tends", lam(k, r**k), infinity(), near(ZERO)))


@rule({**FORM, "modulus": "1 < r"})
def geometric_growth(side: Side, k: Term, modulus: Theorem) -> Sequent:
    """Γ ⊢ 1 < r  /  Γ ⊢ rᵏ → ∞ as k → ∞."""
    claim = modulus.conclusion
    side.require("modulus", claim.op == "lt" and claim.args[0] is ONE, lambda: f"{claim} is not 1 < r")
    r = claim.args[1]
    side.require(
        "form", k.sort is NAT and k.op == "var" and k not in r.free, lambda: f"{k} is not a fresh natural variable"
    )
    return Sequent(modulus.hypotheses, make("tends", lam(k, r**k), infinity(), infinity()))


@rule({**FORM, "definite": "B is positive definite and does not depend on x"})
def definite_vanishes(side: Side, goal: Term, limit: Theorem, definite: Theorem) -> Sequent:
    """Γ ⊢ u(x)ᵀ·B·u(x) → 0,  Δ ⊢ B positive definite  /  Γ, Δ ⊢ u(x) → 0   (x → F; all norms on ℝᵈ are equivalent)."""
    fits = goal.op == "tends" and goal.args[2].op == "near" and goal.args[0].op == "lambda"
    side.require("form", fits, lambda: f"{goal} is not a finite limit")
    side.require(
        "definite",
        definite.conclusion.op == "positive_definite",
        lambda: f"{definite.conclusion} is not positive_definite(B)",
    )
    function, source, target = goal.args
    b = definite.conclusion.args[0]
    x, u = opened(function, b)
    side.require(
        "form",
        target.args[0].op in ("zeros", "num") and target.args[0] in (ZERO, make("zeros", *u.shape)),
        lambda: f"{target} is not 0",
    )
    _same_limit(side, limit, lam(x, u.T * b * u), source, near(ZERO))
    return Sequent(merge(limit.hypotheses, definite.hypotheses), goal)
