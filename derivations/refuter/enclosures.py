"""Integrals over the line, rigorously: in closed form where there is one, else enclosed by ball arithmetic.

The integrand is read over intervals on which every case distinction is decided (`symbols`). Powers and polynomials
times a bell curve are integrated in closed form. Anything else is integrated numerically with Arb over a bounded core;
what is left out, towards infinity and next to an end where the integrand may be unbounded, is bounded by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import Any, Final

from derivations.refuter import exact, symbol_values, symbols
from derivations.refuter.exact import Ball, Unclear, Undefined, sign
from derivations.refuter.finite import Lebesgue
from derivations.refuter.symbols import ONE, ZERO, Atom, Expr, Key, Line, Split

BITS: Final = 200
STRIP: Final = Fraction(1, 2**120)  # next to an end where the integrand may be unbounded
FAR: Final = tuple(Fraction(2**k) for k in (3, 4, 5, 6, 7, 8, 10, 12, 16, 20))  # where a tail may begin
LIMIT: Final = 2000  # values of the integrand taken for one part of the core
BUDGET: Final = 8000  # and for all of them
CLOSER: Final = (1, 3, 7, 12, 20, 30, 45, 60, 80, 100)
GOOD: Final = Fraction(1, 10**18)  # a tail as small as this is small enough
Real = Callable[[Any], Any]


class Divergent(Undefined):
    """The function has no finite integral."""


def integral(measure: Lebesgue, f: Real) -> Any:
    """∫ f over the line; Undefined when f is not integrable, Unclear when that, or the value, is not found."""
    if measure.size != 1:
        raise Unclear("integrals over more than one dimension are not enclosed")
    return sum((over_piece(value, line) for line, value in symbols.pieces(f)), ZERO)


def integrable(measure: Lebesgue, f: Real) -> bool | None:
    """Whether f has a finite absolute integral."""
    return exists(lambda: integral(measure, f))


def exists(found: Callable[[], Any]) -> bool | None:
    """Whether an integral is found."""
    try:
        found()
    except Divergent:
        return False
    except Undefined:
        return None
    return True


def almost(measure: Lebesgue, said: Callable[[Any], bool | None]) -> bool | None:
    """Whether something holds almost everywhere: on every interval; what is false on one is not."""
    if measure.size != 1:
        return None
    found = [truth for _, truth in symbols.pieces(said)]
    return False if False in found else None if None in found else True


def throughout(said: Callable[[Any], bool | None]) -> bool | None:
    """Whether something holds at every real number: on the intervals and at their ends."""
    found: list[bool | None] = []
    for line, truth in symbols.pieces(said):
        found += [truth] if line.high is None else [truth, said(line.high)]
        if False in found:
            return False
    return None if None in found else True


def over_piece(value: Any, line: Line) -> Any:
    """∫ of one number over its interval; every way to be found shows that the absolute value has an integral."""
    if not isinstance(value, Expr):
        return _constant(value, line)
    if (lasting := _power_law(value, line)) is not None:
        return lasting
    closed, rest = ZERO, dict[Key, Any]()
    for key, c in value.terms.items():
        try:
            whole = _closed(key, line)
        except Divergent:
            whole = None
        if whole is None:
            rest[key] = c
        else:
            closed = closed + c * whole
    if len(value.terms) == 1 and _grows(value, line):
        raise Divergent("the integrand grows without bound")
    return closed + _enclosed(Expr(rest, line)) if rest else closed


def _constant(value: Any, line: Line) -> Any:
    if exact.rank(value) > exact.Ball.rank:
        raise Unclear("an integrand that depends on another variable")
    if (found := sign(value)) == 0:
        return ZERO
    if line.low is None or line.high is None:
        if found is None:
            raise Unclear("a constant that is perhaps 0")
        raise Divergent("a constant over an infinite interval")
    return value * (line.high - line.low)


def _power_law(value: Expr, line: Line) -> Any:
    """∫ Σ cᵢ·x^{nᵢ}; Divergent when the strongest power at 0 or at infinity has no integral."""
    powers: dict[Fraction, Any] = {}
    for key, c in value.terms.items():
        if key.atoms or len(key.exponent) > 1:
            return None
        powers[key.power] = powers.get(key.power, ZERO) + c * _scale(key)
    open_at_zero = ZERO in (line.low, line.high)
    if open_at_zero and min(powers) <= -1 and sign(powers[min(powers)]):
        raise Divergent(f"like the power {min(powers)} at 0")
    if None in (line.low, line.high) and max(powers) >= -1 and sign(powers[max(powers)]):
        raise Divergent(f"like the power {max(powers)} at infinity")
    return sum((c * _between(n, line) for n, c in powers.items()), ZERO)


def _scale(key: Key) -> Any:
    """The constant factors of a term."""
    factor: Any = exact.exponential(key.exponent[0]) if key.exponent else ONE
    for _ in range(abs(key.bells)):
        root = exact.root(2 * exact.pi())
        factor = factor * (exact.reciprocal(root) if key.bells > 0 else root)
    return factor


def _between(n: Fraction, line: Line) -> Any:
    """∫ xⁿ; Unclear where it diverges."""
    if n == -1:
        if not line.low or not line.high:
            raise Unclear("a logarithm at 0 or at infinity")
        return exact.logarithm(line.high / line.low)
    return _antiderivative(n + 1, line.high, line) - _antiderivative(n + 1, line.low, line)


def _antiderivative(m: Fraction, at: Fraction | None, line: Line) -> Any:
    if at is None or at == 0:
        if (m < 0) != (at is None):
            raise Unclear("a power without an integral")
        return ZERO
    if m.denominator == 1:
        return at ** int(m) / m
    base = exact.root(at) if m.denominator == 2 else exact.exponential(exact.logarithm(at) * Fraction(1, m.denominator))
    return _power(base, m.numerator) * (1 / m)


def _power(base: Any, exponent: int) -> Any:
    return prod([base if exponent > 0 else exact.reciprocal(base)] * abs(exponent), start=ONE)


def _closed(key: Key, line: Line) -> Any:
    """∫ of one term in closed form, or None."""
    if key.atoms:
        return None
    if len(key.exponent) == 3 and line.low is None and line.high is None and key.power.denominator == 1:
        return _bell(key) if key.power >= 0 and key.exponent[2] < 0 else None
    return _power_law(Expr({key: ONE}, line), line)


def _bell(key: Key) -> Any:
    """∫ xⁿ·e^{c + bx − ax²}·(2π)^{−k/2} over the line, a moment of N(m, s²) with m = b/2a and s² = 1/2a.

    It is √(2π)·s·e^{c + b²/4a}·(2π)^{−k/2}·E[(m + sZ)ⁿ].
    """
    c, b, a = key.exponent[0], key.exponent[1], -key.exponent[2]
    mean, variance, order = b / (2 * a), 1 / (2 * a), int(key.power)
    moment = ZERO
    choose = 1
    for k in range(0, order + 1, 2):
        choose = prod(range(order - k + 1, order + 1)) // prod(range(1, k + 1))
        moment += choose * mean ** (order - k) * variance ** (k // 2) * prod(range(1, k, 2))
    rest = Key(exponent=(c + b * b / (4 * a),) if c + b * b / (4 * a) else (), bells=key.bells - 1)
    return _scale(rest) * exact.root(variance) * moment


def _grows(value: Expr, line: Line) -> bool:
    """Whether a single term goes to infinity, in absolute value, at an infinite end."""
    ((key, c),) = value.terms.items()
    if key.atoms or len(key.exponent) < 2 or not sign(c):
        return False
    lead = key.exponent[-1]
    return (line.high is None and lead > 0) or (line.low is None and lead * (-1) ** (len(key.exponent) - 1) > 0)


def _enclosed(value: Expr) -> Any:
    """∫ of a number over its interval as a ball."""
    import flint

    with flint.ctx.workprec(BITS):
        low, left = _start(value, value.line.low, 1)
        high, right = _start(value, value.line.high, -1)
        if low >= high:
            raise Unclear("an interval too short to be cut")
        return Ball(_core(value, low, high) + flint.arb(0, (left + right).abs_upper()))


def _core(value: Expr, low: Fraction, high: Fraction) -> Any:
    """∫ over a bounded interval."""
    import flint

    total, spent = flint.arb(0), [0]

    def counted(z: Any, analytic: bool) -> Any:
        spent[0] += 1
        return value.at(z, analytic)

    for a, b in pairwise(_cuts(low, high)):
        limit = min(LIMIT, BUDGET - spent[0])
        ends = symbol_values.ball(a), symbol_values.ball(b)
        part = flint.acb.integral(counted, *ends, rel_tol=2.0**-50, abs_tol=2.0**-60, eval_limit=max(limit, 1))
        if not part.is_finite():
            raise Unclear("the integral was not enclosed")
        total += part.real
    return total


def _cuts(low: Fraction, high: Fraction) -> list[Fraction]:
    """The ends of the parts of a core: shorter and shorter ones towards its ends."""
    places = {low, high, *map(Fraction, (-64, -8, -1, 0, 1, 8, 64))}
    places |= {end + Fraction(side, 2**k) for end, side in ((low, 1), (high, -1)) for k in CLOSER}
    return sorted(p for p in places if low <= p <= high)


def _start(value: Expr, end: Fraction | None, side: int) -> tuple[Fraction, Any]:
    """Where the core begins (side 1) or ends (side −1), and a bound of the absolute integral outside."""
    import flint

    if end is None:
        far, bound = _tail(value if side < 0 else _mirrored(value))
        return -side * far, bound
    if _tame(value, end):
        return end, flint.arb(0)
    alone = value.single is not None
    bounds = (_near(key, c, end, side * STRIP, alone) for key, c in value.terms.items())
    return end + side * STRIP, sum(bounds, flint.arb(0))


def _tame(value: Expr, end: Fraction) -> bool:
    """Whether the number is seen to be bounded, and analytic, around an end."""
    import flint

    around = flint.acb(symbol_values.ball(end) + flint.arb(0, 2.0**-40))
    return value.at(around, analytic=True).is_finite()


def _near(key: Key, c: Any, end: Fraction, strip: Fraction, alone: bool = False) -> Any:
    """A bound of ∫ |term| from the end to end + strip: it is at most C·y^s·|log y|^l with y = |x − end|, s > −1.

    Raises:
        Divergent: the only term is at least C·y^s there, with s ≤ −1 and C > 0.
        Unclear: no bound was found.
    """
    import flint

    here = flint.acb(symbol_values.ball(end).union(symbol_values.ball(end + strip)))
    bound, order, logs = abs(Ball.of(c).value), ZERO, 0
    kept = list[tuple[Atom, int]]()
    power = key.power
    if power and end == 0:
        order, power = order + power, ZERO
    for atom, times in key.atoms:
        slope = _slope(atom.inner, end)
        if slope is None or atom.kind == "exp":
            kept.append((atom, times))
        elif atom.kind == "log" and times > 0:
            logs += times
            bound *= (
                1 + abs(symbol_values.ball(slope).log())
            ) ** times  # |log(slope·y)| ≤ (1 + |log slope|)·|log y|, y ≤ 1/e
        elif atom.kind in ("sum", "root"):
            weight = Fraction(times) if atom.kind == "sum" else Fraction(times, 2)
            order, bound = order + weight, bound * (symbol_values.ball(weight) * symbol_values.ball(slope).log()).exp()
        else:
            raise Unclear("a factor that is not bounded at an end")
    rest = symbol_values.key_at(Key(power, key.exponent, key.bells, tuple(kept)), here, False)
    bound *= abs(rest)
    room = (order + 1) / 2 if logs else ZERO
    if order <= -1 and alone and not logs and bound.is_finite() and bound > 0:
        raise Divergent(f"like the power {order} at an end")
    if order <= -1 or not bound.is_finite():
        raise Unclear("the integrand is not bounded by an integrable power at an end")
    if logs:  # |log y|^l ≤ (l/(e·r))^l·y^{−r}
        bound *= (logs / (flint.arb(1).exp() * symbol_values.ball(room))) ** logs
    m = symbol_values.ball(order + 1 - room)
    return bound * (m * symbol_values.ball(abs(strip)).log()).exp() / m


def _slope(h: Expr, end: Fraction) -> Fraction | None:
    """The |slope| of an affine number that is 0 at the end."""
    coefficients = h.polynomial
    if coefficients is None or len(coefficients) != 2 or coefficients[0] + coefficients[1] * end != 0:
        return None
    return abs(coefficients[1])


def _mirrored(value: Expr) -> Expr:
    """The number with −x for x, for a line that is infinite to the left."""
    high = value.line.high
    return _turned(value, Line(None if high is None else -high, None))


def _turned(value: Expr, mirror: Line) -> Expr:
    terms: dict[Key, Any] = {}
    for key, c in value.terms.items():
        if key.power.denominator != 1:
            raise Unclear("a fractional power on the left")
        exponent = tuple(e * (-1) ** i for i, e in enumerate(key.exponent))
        atoms = tuple(sorted(((Atom(a.kind, _turned(a.inner, mirror)), p) for a, p in key.atoms), key=repr))
        terms[Key(key.power, exponent, key.bells, atoms)] = -c if key.power % 2 else c  # (−1)⁻² is a float
    return Expr(terms, mirror)


def _tail(value: Expr) -> tuple[Fraction, Any]:
    """A place T and a bound of the absolute integral from there to infinity."""
    best: tuple[Fraction, Any] | None = None
    for far in FAR:
        if value.line.low is not None and far <= value.line.low:
            continue
        try:
            bound: Any = sum((_beyond(far, *simple) for simple in _majorant(value, far)), symbol_values.ball(ZERO))
        except Unclear:
            continue
        if bound.is_finite() and (best is None or bound < best[1]):
            best = far, bound
        if best is not None and best[1] < symbol_values.ball(GOOD):
            break
    if best is None:
        raise Unclear("the integrand was not seen to decay")
    return best


Simple = tuple[Any, Fraction, tuple[Fraction, ...]]  # C, n, E: the function C·xⁿ·e^{E(x)}


def _beyond(far: Fraction, bound: Any, power: Fraction, exponent: tuple[Fraction, ...]) -> Any:
    """A bound of ∫ C·xⁿ·e^{E(x)} from T ≥ 1 to infinity: the logarithm of that falls at least at the rate κ·T^{d−1}."""
    degree = len(exponent) - 1
    if degree < 1:
        if power >= -1:
            raise Unclear("no decay")
        scale = symbol_values.ball(exponent[0]).exp() if exponent else 1
        return (
            bound
            * scale
            * (symbol_values.ball(power + 1) * symbol_values.ball(far).log()).exp()
            / symbol_values.ball(-power - 1)
        )
    rate = degree * exponent[degree] + max(power, ZERO) / far**degree
    rate += sum((j * abs(exponent[j]) / far ** (degree - j) for j in range(1, degree)), ZERO)
    if rate >= 0:
        raise Unclear("no decay yet")
    there = symbol_values.ball(sum((e * far**i for i, e in enumerate(exponent)), ZERO))
    height = (symbol_values.ball(power) * symbol_values.ball(far).log() + there).exp()
    return bound * height / symbol_values.ball(-rate * far ** (degree - 1))


def _majorant(value: Expr, far: Fraction) -> Iterator[Simple]:
    """Simple functions, all non-negative for x ≥ T ≥ 1, that add up to at least |value| there."""
    for key, c in value.terms.items():
        bells = symbol_values.key_at(Key(bells=key.bells), symbol_values.ball(ZERO), False).real
        simples: list[Simple] = [(abs(Ball.of(c).value) * bells, key.power, key.exponent)]
        for atom, power in key.atoms:
            factor = _factor(atom, power, far)
            simples = [_product(s, t) for s in simples for t in factor]
        yield from simples


def _product(a: Simple, b: Simple) -> Simple:
    exponent = symbols.trimmed(symbols.added(a[2], b[2]))
    return a[0] * b[0], a[1] + b[1], exponent


def _factor(atom: Atom, power: int, far: Fraction) -> list[Simple]:
    """Simple functions that add up to at least |atom|^power."""
    one = symbol_values.ball(ONE)
    if atom.kind == "log" and power > 0:
        simples = _logarithm(atom.inner)
        found: list[Simple] = [(one, ZERO, ())]
        for _ in range(power):
            found = [_product(s, t) for s in found for t in simples]
        return found
    if atom.kind == "sum":
        key, c = _least(atom.inner, far)
        inverse = Key(key.power * power, tuple(e * power for e in key.exponent))
        return [(1 / c**-power if power < 0 else c**power, inverse.power, inverse.exponent)]
    if atom.kind == "exp" and power > 0 and _negative(atom.inner):
        return [(one, ZERO, ())]
    raise Unclear("a factor whose growth is not known")


def _negative(h: Expr) -> bool:
    try:
        return sign(h) == -1
    except Split:
        return False


def _positive_terms(h: Expr) -> list[tuple[Key, Any]]:
    """The terms of a sum of positive simple functions."""
    terms = list(h.terms.items())
    if any(key.atoms or sign(c) != 1 for key, c in terms):
        raise Unclear("a sum that is not of positive simple functions")
    return terms


def _least(h: Expr, far: Fraction) -> tuple[Key, Any]:
    """The term that decays least: 1/h is at most its reciprocal."""

    def growth(pair: tuple[Key, Any]) -> tuple[Any, ...]:
        exponent = pair[0].exponent
        return (*(exponent[i] if i < len(exponent) else ZERO for i in (4, 3, 2, 1)), pair[0].power)

    if any(len(k.exponent) > 5 for k in h.terms):
        raise Unclear("an exponent of high degree")
    key, c = max(_positive_terms(h), key=growth)
    return key, Ball.of(c).value * symbol_values.key_at(Key(bells=key.bells), symbol_values.ball(ZERO), False).real


def _logarithm(h: Expr) -> list[Simple]:
    """|log h| ≤ log N + Σ |log tᵢ| for a sum of N positive terms tᵢ, and log x ≤ x."""
    terms = _positive_terms(h)
    found: list[Simple] = [(symbol_values.ball(Fraction(len(terms))).log(), ZERO, ())]
    for key, c in terms:
        constant = Ball.of(c).value * symbol_values.key_at(Key(bells=key.bells), symbol_values.ball(ZERO), False).real
        found.append((abs(constant.log()), ZERO, ()))
        found.append((symbol_values.ball(abs(key.power)), ONE, ()))
        found += [(symbol_values.ball(abs(e)), Fraction(i), ()) for i, e in enumerate(key.exponent)]
    return found
