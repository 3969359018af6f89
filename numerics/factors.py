"""Rational functions in lowest terms, or as products, by FLINT; whoever uses them has the kernel multiply them out."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from itertools import chain
from math import gcd, lcm
from typing import Final

from flint import Ordering, fmpq_mpoly, fmpq_mpoly_ctx

from derivations.kernel import Undecided
from derivations.kernel.terms import ONE, ZERO, Term, num
from numerics.exact import rational

OPERATIONS: Final = ("add", "sub", "mul", "div", "neg", "num")
MOST: Final = 12  # the greatest exponent that is multiplied out
Quotient = tuple[fmpq_mpoly, fmpq_mpoly]


def factors(term: Term) -> tuple[Fraction, list[tuple[Term, int]]]:
    """A number times powers of polynomials in whatever is no sum, product or quotient.

    >>> from derivations.kernel.formulas import real
    >>> a, b = real("a"), real("b")
    >>> factors(2 * a - 2 * b**2 / a)
    (Fraction(2, 1), [(a - b, 1), (a + b, 1), (a, -1)])

    Raises:
        Undecided: a denominator is 0.
    """
    number, powers = Fraction(1), list[tuple[Term, int]]()
    top, bottom, atoms = _fraction(term)
    if not top:
        return Fraction(0), []
    for sign, part in ((1, top), (-1, bottom)):
        content, found = part.factor()
        number *= Fraction(int(content.p), int(content.q)) ** sign
        powers += [(_polynomial(p, atoms), sign * int(k)) for p, k in found]
    return number, powers


def lowest(term: Term) -> tuple[Fraction, Term, Term]:
    """A rational function as c·u/v, with whole numbers without a common factor in u and in v, and c > 0.

    >>> from derivations.kernel.formulas import real
    >>> a, b = real("a"), real("b")
    >>> lowest(1 - a / (2 * (a + b)))
    (Fraction(1, 2), a + 2*b, a + b)

    Raises:
        Undecided: a denominator is 0.
    """
    top, bottom, atoms = _fraction(term)
    if not top:
        return Fraction(1), ZERO, ONE
    contents = [_content(p) for p in (top, bottom)]
    signed = [c * (-1 if bottom.leading_coefficient() < 0 else 1) for c in contents]
    u, v = (_polynomial(p / rational(c), atoms) for p, c in zip((top, bottom), signed, strict=True))
    return contents[0] / contents[1], u, v


def _content(value: fmpq_mpoly) -> Fraction:
    """The positive number by which a polynomial has to be divided, so that its coefficients are coprime integers."""
    parts = [(abs(int(c.p)), int(c.q)) for c in value.coeffs()]
    return Fraction(gcd(*(p for p, _ in parts)), lcm(*(q for _, q in parts)))


def _fraction(term: Term) -> tuple[fmpq_mpoly, fmpq_mpoly, list[Term]]:
    """Numerator and denominator, and what their variables stand for."""
    atoms = [*dict.fromkeys(_atoms(term))]
    context = fmpq_mpoly_ctx.get([f"x{i}" for i in range(len(atoms))], Ordering.lex)
    return *_quotient(term, atoms, context), atoms


def _atoms(term: Term) -> list[Term]:
    if term.op in OPERATIONS or _is_power(term):
        return [*chain.from_iterable(map(_atoms, term.args[:1] if term.op == "pow" else term.args))]
    return [term]


def _is_power(term: Term) -> bool:
    return term.op == "pow" and term.args[1].op == "num" and term.args[1].data <= MOST


def _quotient(term: Term, atoms: list[Term], context: fmpq_mpoly_ctx) -> Quotient:
    """Numerator and denominator, without common factors."""
    one = context.constant(1)
    if term.op == "num":
        return context.constant(rational(term.data)), one
    if _is_power(term):
        top, bottom = _quotient(term.args[0], atoms, context)
        return top ** int(term.args[1].data), bottom ** int(term.args[1].data)
    if term.op not in OPERATIONS:
        return context.gen(atoms.index(term)), one
    (a, b), *others = (_quotient(t, atoms, context) for t in term.args)
    if term.op == "neg":
        return -a, b
    c, d = others[0]
    top, bottom = {"add": (a * d + c * b, b * d), "sub": (a * d - c * b, b * d), "mul": (a * c, b * d)}.get(
        term.op, (a * d, b * c)
    )
    if not bottom:
        raise Undecided(f"{term.args[1]} is 0", "denominators")
    common = top.gcd(bottom)
    return top / common, bottom / common


def _polynomial(value: fmpq_mpoly, atoms: list[Term]) -> Term:
    """A polynomial as a term."""
    summands = [(Fraction(int(c.p), int(c.q)), _monomial(powers, atoms)) for powers, c in value.to_dict().items()]
    first, *rest = sorted(summands, key=lambda pair: pair[0] < 0)
    start = _times(first[0], first[1]) if first[0] > 0 else -_times(-first[0], first[1])
    return reduce(lambda t, p: t + _times(*p) if p[0] > 0 else t - _times(-p[0], p[1]), rest, start)


def _monomial(powers: tuple[int, ...], atoms: list[Term]) -> Term:
    parts = [a ** int(k) if k > 1 else a for a, k in zip(atoms, powers, strict=True) if k]
    return reduce(lambda s, t: s * t, parts) if parts else ONE


def _times(number: Fraction, term: Term) -> Term:
    if term is ONE or not number:
        return num(number) if number else ZERO
    return term if number == 1 else num(number) * term
