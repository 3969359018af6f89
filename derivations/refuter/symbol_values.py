"""The values of the terms of `symbols` at complex balls."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derivations.refuter.symbols import Atom, Key


def key_at(key: Key, z: Any, analytic: bool) -> Any:
    """The value of a product at a complex ball."""
    import flint

    total = flint.acb(1)
    if key.power:
        whole = key.power.denominator == 1
        total = z ** int(key.power) if whole else (z.log(analytic=analytic) * ball(key.power)).exp()
    if key.exponent:
        exponent: Any = sum((ball(e) * z**i for i, e in enumerate(key.exponent)), z - z)
        total *= exponent.exp()
    if key.bells:
        total *= (2 * flint.arb.pi()).sqrt() ** -key.bells
    for atom, power in key.atoms:
        total *= _atom_at(atom, z, analytic) ** power
    return total


def ball(q: Fraction) -> Any:
    """A rational as a ball, at the working precision."""
    import flint

    return flint.arb(flint.fmpq(q.numerator, q.denominator))


def _atom_at(atom: Atom, z: Any, analytic: bool) -> Any:
    inner = atom.inner.at(z, analytic)
    if atom.kind == "sum":
        return inner
    return (
        inner.exp()
        if atom.kind == "exp"
        else getattr(inner, {"root": "sqrt"}.get(atom.kind, atom.kind))(analytic=analytic)
    )
