"""The map of an exercise on the line: x = g(z), its inverse and both sets, as terms or SymPy expressions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from derivations.data import DataError
from derivations.kernel import IllFormed, ProofError, Term, calculus
from derivations.kernel.formulas import TRUE, Eq, piecewise
from derivations.kernel.terms import PROP, apply, lam, make
from derivations.lemmas.substitutions import Substitution
from derivations.proof import Proof


@dataclass(frozen=True)
class LineMap:
    """x = g(z) on a set of z, its inverse on the image, and g′: terms in the real variables z and x."""

    g: Term
    inverse: Term
    on: Term
    image: Term
    slope: Term

    z, x = Substitution.z, Substitution.x

    @classmethod
    def of(cls, g: Any, inverse: Any, on: Any = None, image: Any = None, slope: Any = None) -> LineMap:
        """Take in terms or SymPy expressions; the sets are formulas, the whole line when they are left out."""
        if inverse is None:
            raise DataError("inverse is missing: give the inverse of g as an expression in x")
        map_, back = _expression(g, "g", cls.z), _expression(inverse, "inverse", cls.x)
        sets = _formula(on, "on", cls.z), _formula(image, "image", cls.x)
        return cls(map_, back, *sets, _slope(map_, cls.z) if slope is None else _expression(slope, "slope", cls.z))

    @property
    def name(self) -> str:
        """The map as an error shows it."""
        return f"g = {self.g}"

    @property
    def slope_back(self) -> Term:
        """The slope at g⁻¹(x)."""
        return apply(lam(self.z, self.slope), self.inverse)

    def density(self, p: Term) -> Term:
        """p_z(g⁻¹(x))/|g′(g⁻¹(x))| on the image, 0 elsewhere."""
        return lam(self.x, piecewise(self.image, apply(p, self.inverse) / abs(self.slope_back)))

    def change(self, proof: Proof, p: Term, guarded: bool) -> Substitution:
        """The change of variables."""
        sets = lam(self.z, self.on), lam(self.x, self.image)
        return Substitution(proof, sets, lam(self.z, self.g), lam(self.x, self.inverse), p, self.density(p), guarded)


def _read(value: Any, name: str, variable: Term) -> Term:
    if not isinstance(value, Term):
        from derivations.sympy_form import read

        try:
            value = read(value)
        except IllFormed as error:
            raise DataError(f"{name} cannot be read: {error}") from error
    if not value.free <= {variable}:
        raise DataError(f"{name} = {value} must depend on the real variable {variable} only")
    return value


def _expression(value: Any, name: str, variable: Term) -> Term:
    term = _read(value, name, variable)
    if not term.is_scalar:
        raise DataError(f"{name} = {term} is {term.sort}: a number that depends on {variable} is needed")
    return term


def _formula(value: Any, name: str, variable: Term) -> Term:
    term = TRUE if value is None else _read(value, name, variable)
    if term.sort is not PROP:
        raise DataError(f"{name} = {term} is {term.sort}: a formula such as 0 < {variable} is needed")
    return term


def _slope(g: Term, z: Term) -> Term:
    """g′, as SymPy writes it if the kernel agrees, else as the rules of differentiation give it."""
    from derivations.sympy_form import read

    try:
        found = read(g.sympy.diff(z.sympy))
        calculus.derivative(Eq(make("derivative", lam(z, g), z), found))
    except ProofError:
        found = calculus.slope(g, z)[0]
    return found
