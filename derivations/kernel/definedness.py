"""When a term means what it says: y ≠ 0 for every quotient, u > 0 for every logarithm, and so on.

`conditions(t)` lists formulas that together make every partial operator inside `t` meaningful. Conditions
inside a binder are quantified over its variable (those of an integrand hold almost everywhere, and the integral needs
that it is integrable); those of the right side of "and", "implies" and "or" may
use the left side.
"""

from __future__ import annotations

from derivations.kernel.display import opened
from derivations.kernel.formulas import ForAll, Implies, Ne, Not, evident, invertible, unfolding
from derivations.kernel.terms import PROP, ZERO, Term, apply, lam, make
from derivations.kernel.theorem import Sequent, Side, Theorem, merge, rule


def conditions(term: Term) -> tuple[Term, ...]:
    """The formulas under which the term is defined, inner ones first, each once."""
    return merge(c for c in _conditions(term) if not evident(c))


def _conditions(term: Term) -> list[Term]:
    op, args = term.op, term.args
    if op in ("and", "implies", "or"):
        guard = Not(args[0]) if op == "or" else args[0]
        return [*_conditions(args[0]), *(Implies(guard, c) for c in _conditions(args[1]))]
    if op == "piecewise":
        branches = ((args[0], args[1]), (Not(args[0]), args[2]))
        return [
            *_conditions(args[0]),
            *(Implies(where, c) for where, u in branches for c in _conditions(u) if not evident(c)),
        ]
    if op in ("integral", "integrable", "almost"):
        own = [make("integrable", *args)] if op == "integral" else []
        return [*_conditions(args[0]), *_almost_everywhere(*args), *own]
    if op == "product":
        return [*_conditions(args[0]), *_below(*args)]
    if term.sort is not PROP and (meaning := unfolding(term)) is not None:
        return [*_scale(term), *_conditions(meaning)]
    if op == "lambda":
        return _under(term, None)
    if op == "tends":
        return [*_conditions(args[1]), *_conditions(args[2]), *_under(args[0], args[1])]
    if op in ("derivative", "differentiable"):
        function, point = args
        here = [*_conditions(point), *_at(function, point)]
        return here if op == "differentiable" else [*here, make("differentiable", function, point)]
    inner = [c for a in args for c in _conditions(a)]
    if op == "div":
        return [*inner, Ne(args[1], ZERO)]
    if op == "log":
        return [*inner, ZERO < args[0]]
    if op == "sqrt":
        return [*inner, ZERO <= args[0]]
    if op in ("entry", "unit"):
        index, size = (args[1], args[0].shape[0]) if op == "entry" else args
        return [*inner, index < size]
    return [*inner, invertible(args[0])] if op == "inv" else inner


def _scale(term: Term) -> list[Term]:
    """What a normal density asks of its scale: with any other its formula is none."""
    if term.op == "normal":
        return [ZERO < term.args[2]]
    return [make("positive_definite", term.args[2])] if term.op == "multivariate_normal" else []


def _almost_everywhere(over: Term, function: Term) -> list[Term]:
    """What an integrand needs, almost everywhere."""
    if function.op != "lambda":
        return _conditions(function)
    variable, body = opened(function, over)
    return [make("almost", over, lam(variable, c)) for c in _conditions(body) if not evident(c)]


def _below(count: Term, function: Term) -> list[Term]:
    """What a factor needs, for the indices below the count."""
    if function.op != "lambda":
        return _conditions(function)
    variable, body = opened(function, count)
    return [ForAll(variable, Implies(variable < count, c)) for c in _conditions(body) if not evident(c)]


def _at(function: Term, point: Term) -> list[Term]:
    return _conditions(apply(function, point) if function.op == "lambda" else function)


def _under(function: Term, source: Term | None) -> list[Term]:
    if function.op != "lambda":
        return _conditions(function)
    variable, body = opened(function, source)
    inner = _conditions(body)
    if source is not None and variable.is_scalar and source.op in ("infinity", "above"):
        bound = ZERO if source.op == "infinity" else source.args[0]
        inner = [Implies(bound < variable, c) for c in inner]
    elif source is not None and source.op == "near":
        inner = [Implies(Ne(variable, source.args[0]), c) for c in inner]
    return [ForAll(variable, c) for c in inner]


@rule({"defined": "every partial operator in hypotheses and conclusion is defined, by a theorem from the hypotheses"})
def publish(side: Side, theorem: Theorem, seen: tuple[Theorem, ...]) -> Sequent:
    """A theorem whose every quotient, logarithm, root, inverse and derivative is known to be defined.

    Γ ⊢ φ,  Γ ⊢ c for each condition c of definedness of Γ and φ  /  Γ ⊢ φ
    """
    known = {h.alpha for h in theorem.hypotheses}
    shown = known | {t.conclusion.alpha for t in seen if all(h.alpha in known for h in t.hypotheses)}
    for formula in (*theorem.hypotheses, theorem.conclusion):
        for c in conditions(formula):
            side.require("defined", c.alpha in shown, lambda c=c: f"it was not seen that {c}")
    return Sequent(theorem.hypotheses, theorem.conclusion)
