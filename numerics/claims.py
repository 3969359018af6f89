"""The claims that a statement is made of, and at what kinds of points each of them tells something."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from derivations.kernel.display import opened
from derivations.kernel.formulas import And, Eq, Not, zeros
from derivations.kernel.terms import ONE, Term, make, num
from numerics.quantifiers import conjuncts
from numerics.truth import Truth, decide

DEAR, PLANAR = 14, 4  # statements about integrals over the line, or over more, are tried that many times less often
MARGIN = Fraction(1, 1000)


@dataclass(frozen=True)
class Claim:
    """Premises ⇒ conclusion, for all values of the free variables."""

    premises: tuple[Term, ...]
    conclusion: Term

    @property
    def vacuous(self) -> bool:
        """Whether a premise without variables is false: the data of an exercise can leave no instance."""
        return any(not p.free and decide(p, {}) == Truth(False) for p in self.premises)

    @property
    def key(self) -> tuple[Term, ...]:
        """Equal for claims that differ only in the names of bound variables."""
        return tuple(f.alpha for f in (*self.premises, self.conclusion))


def claims(statement: Term, premises: tuple[Term, ...] = (), avoid: Term | None = None) -> list[Claim]:
    """The claims that a statement is the conjunction of."""
    avoid = statement if avoid is None else avoid
    if statement.op == "and":
        return [c for a in statement.args for c in claims(a, premises, avoid)]
    if statement.op == "implies":
        return claims(statement.args[1], (*premises, *assumed(statement.args[0])), avoid)
    if statement.op == "forall":
        _, body = opened(statement.args[0], And(avoid, *premises))
        return claims(body, premises, And(avoid, body))
    return [Claim(premises, statement)]


def assumed(formula: Term) -> list[Term]:
    """The parts of a premise; of a minimum also that the derivative vanishes there, which follows and can be solved."""
    parts = conjuncts(formula)
    minima = [p.args for p in parts if p.op == "minimiser"]
    return [*(Eq(make("derivative", f, at), zeros(*at.shape)) for f, at in minima), *parts]


def modes(conclusion: Term) -> list[tuple[Term, ...]]:
    """What more to ask of points so that they tell something: for an "iff", its sides and their borders."""
    if conclusion.op != "iff":
        return [()]
    found: list[tuple[Term, ...]] = [()]
    for side in conclusion.args:
        parts, either = conjuncts(side), side.op == "or"
        found += [tuple(parts), (Not(parts[0]),)]
        atoms = side.args if either else parts
        for i, atom in enumerate(atoms):
            others = [Not(o) if either else o for j, o in enumerate(atoms) if j != i]
            if either:
                found.append((atom, *others))
            if atom.op in ("le", "lt"):
                gap = atom.args[1] - atom.args[0]
                found += [(*others, Eq(gap, num(shift))) for shift in (Fraction(0), MARGIN, -MARGIN)]
    return found


def price(term: Term) -> int:
    """How much dearer than a comparison of numbers it is to evaluate a term."""
    if term.op == "lebesgue":
        return DEAR if term.args[0] is ONE else PLANAR
    return max(map(price, term.args), default=1)
