"""The zero-one game of a discriminator and a generator: the loss, best replies and saddle points (homework C.4.1).

The genuine images x_i, i < m, are distinct; the generated ones g_j, j < m, may repeat each other and the genuine ones.
A discriminator D is a predicate of an image, D(u) for "u is called genuine". n_i is the number of copies of x_i among
the generated images, and [φ] is 1 where φ holds, else 0. Images are counted from 0.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from derivations.kernel import Term
from derivations.kernel.formulas import And, Eq, Exists, ForAll, Iff, Implies, Not, Or, Sum, function, natural, point
from derivations.kernel.terms import NAT, PROP, SPACE, Exact, apply, coerce, lam, num
from derivations.lemmas.below import below as bounded
from derivations.lemmas.counting import bracket
from derivations.lemmas.counting_copies import apart, copies_at, distinct
from derivations.lemmas.counting_verdicts import best_verdict, capped
from derivations.proof import Proof

m, i, j = natural("m"), natural("i"), natural("j")
x, g, h = (function(name, NAT, SPACE) for name in "xgh")
D, E = function("D", SPACE, PROP), function("E", SPACE, PROP)
u = point("u")
HALF: Final = num(Fraction(1, 2))
GIVEN: Final = (1 <= m, distinct(x, m))


def loss(D: Term = D, g: Term = g, m: Term = m, x: Term = x) -> Term:
    """(Σ_i [x_i is called generated] + Σ_j [g_j is called genuine])/(2m)."""
    return (Sum(bracket(Not(apply(D, apply(x, i)))), i, m) + gain(D, g, m)) / (2 * m)


def gain(D: Term = D, g: Term = g, m: Term = m) -> Term:
    """Σ_j [g_j is called genuine]."""
    return Sum(bracket(apply(D, apply(g, j))), j, m)


def copies(image: Exact, g: Term = g, m: Term = m, x: Term = x) -> Term:
    """n_i = Σ_j [g_j = x_i]."""
    return copies_at(apply(x, coerce(image)), g, m)


def below(index: Term, formula: Term) -> Term:
    """The formula holds for every index below m."""
    return bounded(index, m, formula)


def named(proof: Proof) -> Proof:
    """A proof that shows the loss as L(D, g), the gain as gain(D, g) and the number of copies as n(i)."""
    proof.let("L", loss(), D, g)
    proof.let("gain", gain(), D, g)
    proof.let("n", copies(i), i)
    return proof


def least() -> Term:
    """Σ_i min(1, n_i)/(2m)."""
    return Sum(capped(copies(i)), i, m) / (2 * m)


def optimal(D: Term = D) -> Term:
    """x_i is called genuine if n_i = 0 and generated if n_i ≥ 2; copies that are no genuine image, generated."""
    data = below(i, best_verdict(apply(D, x(i)), copies(i)))
    return And(data, below(j, Implies(apart(g(j), x, m), Not(apply(D, g(j))))))


def unseen() -> Term:
    """The discriminator that calls an image genuine if nothing generated equals it."""
    return lam(u, Eq(copies_at(u, g, m), 0))


def attained() -> Term:
    """The discriminator that calls genuine what has no copy has the least loss."""
    return Exists(E, And(ForAll(u, Iff(E(u), apply(unseen(), u))), Eq(loss(E), least())))


def fools(D: Term = D, g: Term = g) -> Term:
    """Every generated image is called genuine."""
    return below(j, apply(D, apply(g, j)))


def rejects_all(D: Term = D) -> Term:
    """No image at all is called genuine."""
    return ForAll(u, Not(apply(D, u)))


def best_generator() -> Term:
    """No generator makes the loss of D larger."""
    return ForAll(h, loss(D, h) <= loss(D, g))


def best_discriminator() -> Term:
    """No discriminator has a smaller loss against g."""
    return ForAll(E, loss(D, g) <= loss(E, g))


def without_copy() -> Term:
    """k: how many genuine images have no copy."""
    return Sum(bracket(Eq(copies(i), 0)), i, m)


def value() -> Term:
    """(m − k)/(2m)."""
    return (m - without_copy()) / (2 * m)


def saddle() -> Term:
    """(D, g) is a saddle point: neither side does better alone."""
    return And(best_generator(), best_discriminator())


def fooled_or_hopeless() -> Term:
    """Every generated image is called genuine, or no image at all is."""
    return Or(fools(), rejects_all())


def all_or_nothing() -> Term:
    """D calls all genuine images genuine, or no image at all."""
    return Or(below(i, D(x(i))), rejects_all())
