"""Numbers that depend on a real variable in an open interval, in a normal form that can be integrated.

A number is a sum of terms c·xⁿ·e^{E(x)}·(2π)^{−k/2}·Π atoms, with rational n (natural or negative whole ones unless
x > 0), a polynomial E with rational coefficients, and atoms log h, 1/h, √h and e^h of numbers of the same kind. Whoever
needs to know a sign that changes in the interval is told to split it (`Split`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Any, NamedTuple, TypeVar

from derivations.refuter import exact
from derivations.refuter.exact import Ball, Logs, Poly, Scalar, Symbolic, Unclear, sign
from derivations.refuter.lines import ONE, ZERO, Line, Split, polynomial_sign
from derivations.refuter.symbol_values import key_at

PIECES = 60  # the largest number of intervals into which a line is split
TERMS = 60  # the largest number of terms
Result = TypeVar("Result")


class Key(NamedTuple):
    """xⁿ·e^{E(x)}·(2π)^{−k/2}·Π atoms."""

    power: Fraction = ZERO
    exponent: tuple[Fraction, ...] = ()
    bells: int = 0
    atoms: tuple[tuple[Atom, int], ...] = ()

    def __hash__(self) -> int:
        """Of numerators only: those of fractions are dear."""
        power, lead = self.power.numerator, self.exponent[-1].numerator if self.exponent else 0
        return hash((power, len(self.exponent), lead, self.bells, len(self.atoms)))

    def __mul__(self, other: Any) -> Key:
        """The product."""
        if not (self.atoms or other.atoms):
            return Key(self.power + other.power, summed(self.exponent, other.exponent), self.bells + other.bells)
        atoms = dict(self.atoms)
        for atom, power in other.atoms:
            atoms[atom] = atoms.get(atom, 0) + power
        kept = sorted(((a, p) for a, p in atoms.items() if p), key=repr)
        exponent = summed(self.exponent, other.exponent)
        return Key(self.power + other.power, exponent, self.bells + other.bells, tuple(kept))

    @property
    def inverse(self) -> Key:
        """The reciprocal."""
        atoms = tuple((a, -p) for a, p in self.atoms)
        return Key(-self.power, tuple(-c for c in self.exponent), -self.bells, atoms)


class Atom(NamedTuple):
    """A function ("log", "sum", "root" or "exp") of a number; "sum" is the number itself, below a fraction line."""

    kind: str
    inner: Expr


def added(a: tuple[Fraction, ...], b: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """The sum of two polynomials."""
    size = max(len(a), len(b))
    return tuple((a[i] if i < len(a) else ZERO) + (b[i] if i < len(b) else ZERO) for i in range(size))


def trimmed(exponent: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """Without zeros at the end."""
    while exponent and not exponent[-1]:
        exponent = exponent[:-1]
    return exponent


def summed(a: tuple[Fraction, ...], b: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """The sum of two exponents."""
    return trimmed(added(a, b)) if a and b else a or b


UNIT = Key()


class Expr(Symbolic):
    """A sum of terms over one interval."""

    def __init__(self, terms: dict[Key, Any], line: Line) -> None:
        """Keep the terms, none of them 0."""
        self.terms, self.line = terms, line

    @cached_property
    def _hash(self) -> int:
        return hash(frozenset(self.terms.items()))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expr) and self.line is other.line and self.terms == other.terms

    def __repr__(self) -> str:
        return " + ".join(f"{c!r}*{tuple(k)}" for k, c in self.terms.items())

    def lift(self, other: Any) -> Expr:
        """A constant; a polynomial in other variables is one for each of their values."""
        if isinstance(other, Poly) and not other.degree:
            other = other.terms.get((), ZERO)
        constant = Fraction(other) if isinstance(other, int) else other
        return Expr({UNIT: constant} if constant != 0 else {}, self.line)

    def plus(self, other: Expr) -> Scalar:
        """Sum."""
        self.check(other)
        terms = dict(self.terms)
        for key, c in other.terms.items():
            known = terms.get(key)
            terms[key] = c if known is None else known + c
        return self.made(terms)

    def __neg__(self) -> Scalar:
        return Expr({k: -c for k, c in self.terms.items()}, self.line)

    def times(self, other: Expr) -> Scalar:
        """Product."""
        self.check(other)
        terms: dict[Key, Any] = {}
        for a, c in self.terms.items():
            for b, d in other.terms.items():
                key = a * b
                known = terms.get(key)
                terms[key] = c * d if known is None else known + c * d
        return self.made(terms)

    def check(self, other: Expr) -> None:
        """Refuse numbers of another variable."""
        if self.line is not other.line:
            raise Unclear("two variables in one number")

    def made(self, terms: dict[Key, Any]) -> Scalar:
        """The number with these terms; a plain number when none depends on x."""
        gone = [k for k, c in terms.items() if isinstance(c, Fraction) and not c]
        kept = {k: c for k, c in terms.items() if k not in gone} if gone else terms
        if len(kept) > TERMS:
            raise Unclear("too many terms")
        if not kept or (len(kept) == 1 and UNIT in kept):
            return kept.get(UNIT, ZERO)
        return Expr(kept, self.line)

    @property
    def single(self) -> tuple[Key, Any] | None:
        """The only term."""
        return next(iter(self.terms.items())) if len(self.terms) == 1 else None

    @property
    def polynomial(self) -> tuple[Fraction, ...] | None:
        """The coefficients, of a polynomial with rational ones."""
        for key, c in self.terms.items():
            plain = key == Key(key.power) and key.power.denominator == 1 and key.power >= 0
            if not (plain and isinstance(c, Fraction)):
                return None
        degree = max((int(k.power) for k in self.terms), default=0)
        return tuple(self.terms.get(Key(Fraction(i)), ZERO) for i in range(degree + 1))

    def sign(self) -> int | None:
        """By clearing fractions, then term by term, by roots of polynomials, or by enclosures."""
        if self not in self.line.signs:
            self.line.signs[self] = self._sign()
        return self.line.signs[self]

    def _sign(self) -> int | None:
        cleared, flip = self._cleared()
        if not isinstance(cleared, Expr):
            found = sign(cleared)
        else:
            coefficients = cleared.polynomial or (ZERO,) * 4
            found = polynomial_sign(coefficients, self.line) if len(coefficients) <= 3 else None
            found = cleared._termwise() if found is None else found
            found = cleared._enclosed() if found is None else found
        return None if found is None else found * flip

    def _cleared(self) -> tuple[Any, int]:
        """The number times something without zeros, and the sign of that."""
        number: Any = self
        flip = 1
        for h in {a.inner for k in self.terms for a, p in k.atoms if a.kind == "sum"}:
            lowest = min(dict(k.atoms).get(Atom("sum", h), 0) for k in self.terms)
            number, known = _times_power(number, h, -lowest), sign(h)
            if known is None:
                return self, 1
            flip *= known if lowest % 2 else 1
            if not isinstance(number, Expr):
                return number, flip
        first = next(iter(number.terms))
        power = min(k.power for k in number.terms)
        if power:
            side = self.line.side()
            flip *= side if power % 2 == 1 else 1
        common = Key(power, first.exponent, first.bells).inverse
        return number.made({k * common: c for k, c in number.terms.items()}), flip

    def _termwise(self) -> int | None:
        found = {self._sign_of(key, c) for key, c in self.terms.items()}
        return found.pop() if len(found) == 1 else None

    def _sign_of(self, key: Key, c: Any) -> int | None:
        total = sign(c)
        if total is None:
            return None
        if key.power % 2 == 1:
            total *= self.line.side()
        elif key.power:
            self.line.side()
        for atom, power in key.atoms:
            own = atom_sign(atom)
            if own is None:
                return None
            total *= own if power % 2 else abs(own)
        return total

    def _enclosed(self) -> int | None:
        """By ball arithmetic on small parts of a bounded interval."""
        low, high = self.line.low, self.line.high
        if low is None or high is None:
            return None
        import flint

        step = (high - low) / 32
        found = set[int | None]()
        for i in range(32):
            ball = Ball.of(low + i * step).value.union(Ball.of(low + (i + 1) * step).value)
            value = self.at(flint.acb(ball)).real
            found.add(sign(Ball(value)) if value.is_finite() else None)
            if None in found or len(found) > 1:
                return None
        return found.pop() or None

    def reciprocal(self) -> Scalar:
        """1/x."""
        if self.single is not None:
            key, c = self.single
            return self.made({key.inverse: exact.reciprocal(c)})
        inside, outside = self._factored
        return Expr({Key(atoms=((Atom("sum", inside), -1),)): ONE}, self.line) * exact.reciprocal(outside)

    @cached_property
    def _factored(self) -> tuple[Expr, Any]:
        """This sum as a number with a plain term, times a positive single one."""
        key = min(self.terms, key=repr)
        lead = self.terms[key]
        right = not self.line.holds(ZERO) and self.line.inside > 0
        power = min(k.power for k in self.terms) if right else ZERO
        common = Key(power, key.exponent, key.bells)
        scale = abs(lead) if isinstance(lead, Fraction) else ONE
        terms = {k * common.inverse: c * (1 / scale) for k, c in self.terms.items()}
        inside = Expr(terms, self.line)
        if self in self.line.signs:
            self.line.signs[inside] = self.line.signs[self]
        return inside, self.made({common: scale})

    def root(self) -> Scalar:
        """√x."""
        if self.single is not None:
            key, c = self.single
            half = key.power / 2
            if not key.atoms and not key.bells and (self.line.side() > 0 or half.denominator == 1):
                flip = -1 if self.line.side() < 0 and half % 2 else 1
                return self.made({Key(half, tuple(e / 2 for e in key.exponent)): flip * exact.root(c)})
            return Expr({Key(atoms=((Atom("root", self), 1),)): ONE}, self.line)
        inside, outside = self._factored
        return Expr({Key(atoms=((Atom("root", inside), 1),)): ONE}, self.line) * exact.root(outside)

    def exponential(self) -> Scalar:
        """exp x: polynomials stay exponents, whole multiples of logarithms become powers."""
        result: Any = ONE
        rest: dict[Key, Any] = {}
        for key, c in self.terms.items():
            part = self._exponential_of(key, c)
            if part is None:
                rest[key] = c
            else:
                result = result * part
        return (
            result * Expr({Key(atoms=((Atom("exp", Expr(rest, self.line)), 1),)): ONE}, self.line) if rest else result
        )

    def _exponential_of(self, key: Key, c: Any) -> Any:
        if isinstance(c, Logs) and key == UNIT:
            return exact.exponential(c - c.rest) * self._lifted((c.rest,))
        if not isinstance(c, Fraction):
            return exact.exponential(c) if key == UNIT else None
        if key == Key(key.power) and key.power >= 0 and key.power.denominator == 1:
            return self._lifted((ZERO,) * int(key.power) + (c,))
        atom = key.atoms[0][0] if key.atoms else None
        if atom is not None and atom.kind == "log" and key == Key(atoms=((atom, 1),)) and c.denominator == 1:
            base = atom.inner if c > 0 else exact.reciprocal(atom.inner)
            return prod([base] * abs(int(c)), start=ONE)
        return None

    def _lifted(self, exponent: tuple[Fraction, ...]) -> Any:
        return self.made({Key(exponent=trimmed(exponent)): ONE})

    def logarithm(self) -> Scalar:
        """log x: the logarithm of a product is a sum."""
        if self.single is not None:
            key, c = self.single
            if all(a.kind != "log" for a, _ in key.atoms):
                return self._logarithm_of(key, exact.absolute(c))
            return self._log_atom
        inside, outside = self._factored
        return exact.logarithm(outside) + inside._log_atom

    @property
    def _log_atom(self) -> Expr:
        return Expr({Key(atoms=((Atom("log", self), 1),)): ONE}, self.line)

    def _logarithm_of(self, key: Key, c: Any) -> Any:
        total: Any = exact.logarithm(c)
        for i, e in enumerate(key.exponent):
            total = total + self.made({Key(Fraction(i)): e})
        if key.power:
            x = self.line.variable
            total = total + key.power * (x if self.line.side() > 0 else -x)._log_atom
        if key.bells:
            total = total - Fraction(key.bells, 2) * exact.logarithm(2 * exact.pi())
        for atom, power in key.atoms:
            total = total + power * _logarithm_of_atom(atom)
        return total

    def bell(self) -> Scalar:
        """x/√(2π)."""
        return self.made({k * Key(bells=1): c for k, c in self.terms.items()})

    def at(self, z: Any, analytic: bool = False) -> Any:
        """The value at a complex ball; not finite where, on an analytic reading, the number is not analytic."""
        return sum((c * key_at(key, z, analytic) for key, c in self.balls), z - z)

    @cached_property
    def balls(self) -> list[tuple[Key, Any]]:
        """The terms with coefficients as balls."""
        return [(key, Ball.of(c).value) for key, c in self.terms.items()]


def _logarithm_of_atom(atom: Atom) -> Any:
    if atom.kind == "exp":
        return atom.inner
    return exact.logarithm(exact.absolute(atom.inner)) * (Fraction(1, 2) if atom.kind == "root" else ONE)


def atom_sign(atom: Atom) -> int | None:
    """The sign of an atom."""
    if atom.kind == "log":
        return sign(atom.inner - 1)
    return sign(atom.inner) if atom.kind == "sum" else 1


def _times_power(number: Any, h: Expr, power: int) -> Any:
    """The number times h^power, where h stands below fraction lines, so that it stands there no more."""
    atom, total = Atom("sum", h), ZERO
    for key, c in number.terms.items():
        left = power + dict(key.atoms).get(atom, 0)
        kept = Key(key.power, key.exponent, key.bells, tuple(pair for pair in key.atoms if pair[0] != atom))
        total = total + prod([h] * left, start=number.made({kept: c}))
    return total


def affine(function: Callable[[Expr], Any]) -> tuple[Fraction, Fraction]:
    """The slope and the value at 0 of an affine function; the slope 0 for anything else."""
    try:
        value = function(Line().variable)
    except (Split, exact.Undefined):
        return ZERO, ZERO
    coefficients = value.polynomial if isinstance(value, Expr) else None
    return (coefficients[1], coefficients[0]) if coefficients is not None and len(coefficients) == 2 else (ZERO, ZERO)


def pieces(
    act: Callable[[Expr], Result], low: Fraction | None = None, high: Fraction | None = None
) -> Iterator[tuple[Line, Result]]:
    """The line cut into open intervals, from left to right, on each of which `act` can do without a split."""
    waiting = [(low, high)]
    for _ in range(PIECES):
        if not waiting:
            return
        low, high = waiting.pop()
        line = Line(low, high)
        try:
            result = act(line.variable)
        except Split as split:
            if split.line is not line:
                raise
            waiting += [(split.at, high), (low, split.at)]
        else:
            yield line, result
    if waiting:
        raise Unclear("too many pieces")
