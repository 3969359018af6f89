"""The logical rules: classical logic with equality, induction and definitions.

Below, Γ and Δ are the hypotheses of the premises; they are joined in the conclusion.
"""

from __future__ import annotations

from derivations.kernel.formulas import FALSE, TRUE, Eq, Iff, Implies, Not, unfolding
from derivations.kernel.terms import NAT, ONE, PROP, ZERO, Sort, Term, apply, check_sort, lam, make, replace, substitute
from derivations.kernel.theorem import FORM, Sequent, Side, Theorem, merge, rule

FRESH = {"fresh": "the variable does not occur free in the hypotheses that remain"}


def _same(left: Term, right: Term) -> bool:
    return left.alpha is right.alpha


def _without(hypotheses: tuple[Term, ...], formula: Term) -> tuple[Term, ...]:
    return tuple(h for h in hypotheses if not _same(h, formula))


def _form(side: Side, holds: bool, theorem: Theorem | Term, wanted: str | Term, rest: str = "") -> None:
    """Require a form; what is wanted is written out only when it is missing."""
    shown = theorem.conclusion if isinstance(theorem, Theorem) else theorem
    side.require("form", holds, lambda: f"{shown} is not of the form {wanted}{rest}")


@rule()
def assume(side: Side, formula: Term) -> Sequent:
    """Take a formula for granted, as a hypothesis.

    φ ⊢ φ
    """
    return Sequent((formula,), formula)


@rule()
def truth(side: Side) -> Sequent:
    """⊢ true."""
    return Sequent((), TRUE)


@rule()
def weaken(side: Side, theorem: Theorem, formula: Term) -> Sequent:
    """Γ ⊢ φ  /  Γ, ψ ⊢ φ."""
    return Sequent((*theorem.hypotheses, formula), theorem.conclusion)


@rule()
def discharge(side: Side, formula: Term, theorem: Theorem) -> Sequent:
    """Γ, φ ⊢ ψ  /  Γ ⊢ φ ⇒ ψ."""
    return Sequent(_without(theorem.hypotheses, formula), Implies(formula, theorem.conclusion))


@rule(FORM)
def modus_ponens(side: Side, implication: Theorem, premise: Theorem) -> Sequent:
    """Γ ⊢ φ ⇒ ψ,  Δ ⊢ φ  /  Γ, Δ ⊢ ψ; also from φ ⇔ ψ."""
    claim = implication.conclusion
    fits = claim.op in ("implies", "iff") and _same(claim.args[0], premise.conclusion)
    _form(side, fits, implication, premise.conclusion, " => ...")
    return Sequent(merge(implication.hypotheses, premise.hypotheses), claim.args[1])


@rule()
def cut(side: Side, lemma: Theorem, theorem: Theorem) -> Sequent:
    """Γ ⊢ φ,  Δ, φ ⊢ ψ  /  Γ, Δ ⊢ ψ."""
    return Sequent(merge(_without(theorem.hypotheses, lemma.conclusion), lemma.hypotheses), theorem.conclusion)


@rule()
def both(side: Side, left: Theorem, right: Theorem) -> Sequent:
    """Γ ⊢ φ,  Δ ⊢ ψ  /  Γ, Δ ⊢ φ ∧ ψ."""
    return Sequent(merge(left.hypotheses, right.hypotheses), make("and", left.conclusion, right.conclusion))


@rule(FORM)
def left(side: Side, theorem: Theorem) -> Sequent:
    """Γ ⊢ φ ∧ ψ  /  Γ ⊢ φ."""
    _form(side, theorem.conclusion.op == "and", theorem, "... and ...")
    return Sequent(theorem.hypotheses, theorem.conclusion.args[0])


@rule(FORM)
def right(side: Side, theorem: Theorem) -> Sequent:
    """Γ ⊢ φ ∧ ψ  /  Γ ⊢ ψ."""
    _form(side, theorem.conclusion.op == "and", theorem, "... and ...")
    return Sequent(theorem.hypotheses, theorem.conclusion.args[1])


@rule(FORM)
def either(side: Side, theorem: Theorem, disjunction: Term) -> Sequent:
    """Γ ⊢ φ  /  Γ ⊢ φ ∨ ψ, and ψ ∨ φ."""
    fits = disjunction.op == "or" and any(_same(a, theorem.conclusion) for a in disjunction.args)
    _form(side, fits, disjunction, theorem.conclusion, " or ...")
    return Sequent(theorem.hypotheses, disjunction)


@rule(FORM)
def cases(side: Side, disjunction: Theorem, first: Theorem, second: Theorem) -> Sequent:
    """Γ ⊢ φ ∨ ψ,  Δ, φ ⊢ χ,  Θ, ψ ⊢ χ  /  Γ, Δ, Θ ⊢ χ."""
    claim = disjunction.conclusion
    _form(side, claim.op == "or", disjunction, "... or ...")
    _form(side, _same(first.conclusion, second.conclusion), second, first.conclusion, ", as in the first case")
    kept = merge(disjunction.hypotheses, _without(first.hypotheses, claim.args[0]),
                 _without(second.hypotheses, claim.args[1]))  # fmt: skip
    return Sequent(kept, first.conclusion)


@rule()
def excluded_middle(side: Side, formula: Term) -> Sequent:
    """⊢ φ ∨ ¬φ."""
    return Sequent((), make("or", formula, Not(formula)))


@rule(FORM)
def negate(side: Side, formula: Term, theorem: Theorem) -> Sequent:
    """Γ, φ ⊢ false  /  Γ ⊢ ¬φ."""
    _form(side, theorem.conclusion is FALSE, theorem, "false")
    return Sequent(_without(theorem.hypotheses, formula), Not(formula))


@rule(FORM)
def contradiction(side: Side, theorem: Theorem, negation: Theorem) -> Sequent:
    """Γ ⊢ φ,  Δ ⊢ ¬φ  /  Γ, Δ ⊢ false."""
    fits = negation.conclusion.op == "not" and _same(negation.conclusion.args[0], theorem.conclusion)
    _form(side, fits, negation, Not(theorem.conclusion))
    return Sequent(merge(theorem.hypotheses, negation.hypotheses), FALSE)


@rule(FORM)
def by_contradiction(side: Side, formula: Term, theorem: Theorem) -> Sequent:
    """Γ, ¬φ ⊢ false  /  Γ ⊢ φ."""
    _form(side, theorem.conclusion is FALSE, theorem, "false")
    return Sequent(_without(theorem.hypotheses, Not(formula)), formula)


@rule(FORM)
def equivalence(side: Side, forward: Theorem, backward: Theorem) -> Sequent:
    """Γ ⊢ φ ⇒ ψ,  Δ ⊢ ψ ⇒ φ  /  Γ, Δ ⊢ φ ⇔ ψ."""
    there, back = forward.conclusion, backward.conclusion
    _form(side, there.op == "implies", forward, "... => ...")
    fits = back.op == "implies" and _same(there.args[0], back.args[1]) and _same(there.args[1], back.args[0])
    _form(side, fits, backward, there.args[-1], f" => {there.args[0]}" if not fits else "")
    return Sequent(merge(forward.hypotheses, backward.hypotheses), Iff(*there.args[:2]))


@rule(FORM)
def converse(side: Side, theorem: Theorem) -> Sequent:
    """Γ ⊢ φ ⇔ ψ  /  Γ ⊢ ψ ⇔ φ."""
    _form(side, theorem.conclusion.op == "iff", theorem, "... <=> ...")
    return Sequent(theorem.hypotheses, Iff(*reversed(theorem.conclusion.args)))


@rule(FRESH)
def generalise(side: Side, variable: Term, theorem: Theorem) -> Sequent:
    """Γ ⊢ φ(x)  /  Γ ⊢ ∀x. φ(x)."""
    held = [h for h in theorem.hypotheses if variable in h.free]
    side.require("fresh", not held, lambda: f"{variable} occurs in the hypothesis {held[0]}")
    return Sequent(theorem.hypotheses, make("forall", lam(variable, theorem.conclusion)))


@rule(FORM)
def specialise(side: Side, theorem: Theorem, value: Term) -> Sequent:
    """Γ ⊢ ∀x. φ(x)  /  Γ ⊢ φ(t)."""
    _form(side, theorem.conclusion.op == "forall", theorem, "forall ...")
    return Sequent(theorem.hypotheses, apply(theorem.conclusion.args[0], value))


@rule(FORM)
def exhibit(side: Side, formula: Term, value: Term, theorem: Theorem) -> Sequent:
    """Γ ⊢ φ(t)  /  Γ ⊢ ∃x. φ(x)."""
    _form(side, formula.op == "exists", formula, "exists ...")
    needed = apply(formula.args[0], value)
    _form(side, _same(needed, theorem.conclusion), theorem, needed)
    return Sequent(theorem.hypotheses, formula)


@rule({**FORM, "fresh": "the witness's name occurs neither in the conclusion nor in the other hypotheses"})
def obtain(side: Side, existence: Theorem, witness: Term, theorem: Theorem) -> Sequent:
    """Γ ⊢ ∃x. φ(x),  Δ, φ(w) ⊢ ψ  /  Γ, Δ ⊢ ψ."""
    _form(side, existence.conclusion.op == "exists", existence, "exists ...")
    kept = _without(theorem.hypotheses, apply(existence.conclusion.args[0], witness))
    held = [f for f in (*kept, theorem.conclusion, existence.conclusion) if witness in f.free]
    ranges = witness.op == "var" and witness.sort is existence.conclusion.args[0].sort.params[0]
    side.require("fresh", ranges and not held, lambda: f"{witness} ({witness.sort}) is not a fresh name")
    return Sequent(merge(existence.hypotheses, kept), theorem.conclusion)


@rule()
def instantiate(side: Side, theorem: Theorem, replacements: tuple[tuple[Term, Term], ...]) -> Sequent:
    """Γ(x) ⊢ φ(x)  /  Γ(t) ⊢ φ(t), for several variables at once; dimensions follow."""
    mapping = dict(replacements)
    hypotheses = tuple(substitute(h, mapping) for h in theorem.hypotheses)
    return Sequent(hypotheses, substitute(theorem.conclusion, mapping))


@rule()
def reflexivity(side: Side, term: Term) -> Sequent:
    """⊢ t = t."""
    if term.sort is PROP:
        return Sequent((), Iff(term, term))
    return Sequent((), Eq(term, term))


@rule(FORM)
def symmetry(side: Side, theorem: Theorem) -> Sequent:
    """Γ ⊢ s = t  /  Γ ⊢ t = s."""
    _form(side, theorem.conclusion.op == "eq", theorem, "... = ...")
    return Sequent(theorem.hypotheses, Eq(*reversed(theorem.conclusion.args)))


STRICTER = {("eq", "eq"): "eq", ("iff", "iff"): "iff", ("implies", "implies"): "implies",
            ("iff", "implies"): "implies", ("implies", "iff"): "implies"}  # fmt: skip


@rule(FORM)
def transitivity(side: Side, first: Theorem, second: Theorem) -> Sequent:
    """Γ ⊢ a R b,  Δ ⊢ b S c  /  Γ, Δ ⊢ a T c, with R, S among =, ≤, <, ⇒, ⇔ and T the weaker one (< if either is <)."""
    pair = (first.conclusion.op, second.conclusion.op)
    order = "lt" if "lt" in pair else "le"
    op = STRICTER.get(pair) or (order if set(pair) <= {"eq", "le", "lt"} else "")
    _form(side, bool(op), second, "a relation that chains with the first one")
    (a, b), (c, d) = first.conclusion.args, second.conclusion.args
    side.require("form", _same(b, c), lambda: f"the middle terms {b} and {c} differ")
    return Sequent(merge(first.hypotheses, second.hypotheses), make(op, a, d))


@rule(FORM)
def rewrite(side: Side, theorem: Theorem, equation: Theorem) -> Sequent:
    """Γ ⊢ φ(s),  Δ ⊢ s = t  /  Γ, Δ ⊢ φ(t), at every place where s stands; also for ⇔ between formulas."""
    _form(side, equation.conclusion.op in ("eq", "iff"), equation, "... = ... or ... <=> ...")
    old, new = equation.conclusion.args
    return Sequent(merge(theorem.hypotheses, equation.hypotheses), replace(theorem.conclusion, old, new))


@rule(FORM)
def congruence(side: Side, function: Term, equation: Theorem) -> Sequent:
    """Γ ⊢ s = t  /  Γ ⊢ f(s) = f(t);  f(s) ⇔ f(t) where f makes formulas."""
    claim = equation.conclusion
    _form(side, claim.op in ("eq", "iff"), equation, "... = ... or ... <=> ...")
    ends = [apply(function, a) for a in claim.args]
    return Sequent(equation.hypotheses, make("iff" if ends[0].sort is PROP else "eq", *ends))


@rule({**FORM, **FRESH})
def abstraction(side: Side, variable: Term, theorem: Theorem) -> Sequent:
    """Γ ⊢ s(x) = t(x)  /  Γ ⊢ (x ↦ s(x)) = (x ↦ t(x)); also for ⇔."""
    _form(side, theorem.conclusion.op in ("eq", "iff"), theorem, "... = ... or ... <=> ...")
    held = [h for h in theorem.hypotheses if variable in h.free]
    side.require("fresh", not held, lambda: f"{variable} occurs in the hypothesis {held[0]}")
    return Sequent(theorem.hypotheses, Eq(*(lam(variable, a) for a in theorem.conclusion.args)))


@rule(FORM)
def unfold(side: Side, formula: Term) -> Sequent:
    """⊢ P(t) ⇔ what P(t) abbreviates, and c(t) = what c(t) abbreviates for a defined number."""
    meaning = unfolding(formula)
    _form(side, meaning is not None, formula, "a defined predicate or number")
    same = Iff if formula.sort is PROP else Eq
    return Sequent((), same(formula, formula if meaning is None else meaning))


@rule({**FORM, **FRESH})
def induction(side: Side, statement: Term, variable: Term, base: Theorem, step: Theorem) -> Sequent:
    """Γ ⊢ φ(0),  Δ, φ(k) ⊢ φ(k + 1)  /  Γ, Δ ⊢ ∀k. φ(k), k natural and φ given as a function."""
    check_sort(statement, Sort("function", NAT, PROP), "the statement")
    for premise, at in ((base, ZERO), (step, variable + ONE)):
        needed = apply(statement, at)
        _form(side, _same(needed, premise.conclusion), premise, needed)
    kept = merge(base.hypotheses, _without(step.hypotheses, apply(statement, variable)))
    held = [f for f in (*kept, statement) if variable in f.free]
    free = variable.op == "var" and not held
    side.require("fresh", free, lambda: f"{variable} occurs in {held[0]}" if held else f"{variable} is not a variable")
    return Sequent(kept, make("forall", statement))
