"""Random variables at a point: laws, independence, mean and covariance, on finite sample spaces and on normal ones.

On a finite space independence says that the mass of every pair of values is the product of the masses, whatever the
weights add up to; two images are told apart only where they are known exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from derivations.refuter import dense, exact, gaussian_space
from derivations.refuter.exact import Unclear
from derivations.refuter.finite import Lebesgue
from derivations.refuter.gaussian_space import Affine, Normals
from derivations.refuter.measures import Measures, every
from derivations.refuter.waves import normal_law


class RandomValues(Measures):
    """Predicates about functions on a sample space."""

    def unknown(self, size: tuple[int, int]) -> Any:
        """A number or matrix of polynomial variables."""
        self.level += 1000  # a new name for every entry
        return dense.build(*size, lambda i, j: exact.Poly({((self.level + 30 * i + j, 1),): Fraction(1)}))

    def affine(self, p: Any, x: Any) -> Affine:
        """A random column on a normal space, under the law itself; Unclear when it is not affine."""
        sample = self.sample()
        if self.call(p, sample) != 1:
            raise Unclear("a density on the normal space that is not 1")
        return gaussian_space.affine(self.call(x, sample), sample)

    def has_density(self, p: Any, x: Any, target: Any, q: Any) -> bool | None:
        """Whether a random column of a normal space has a density: affine ones and normal densities are compared."""
        law = gaussian_space.law(self.affine(p, x))
        if not isinstance(target, Lebesgue) or target.size != len(law.mean):
            return None
        unknown = self.unknown((target.size, 1))
        names = [next(iter(u.terms))[0][0] for u in dense.entries(unknown)]
        found = normal_law(self.call(q, unknown), names)
        return None if found is None else found == law

    def is_independent(self, measure: Any, p: Any, x: Any, y: Any) -> bool | None:
        """Exactly: by the masses of all pairs of values, or by the covariance of jointly normal columns."""
        if isinstance(measure, Normals):
            return not any(map(any, gaussian_space.covariance(self.affine(p, x), self.affine(p, y))))
        if isinstance(measure, Lebesgue):
            return None
        masses = [(_exact(self.call(x, w)), _exact(self.call(y, w)), m * self.call(p, w)) for w, m in measure.heavy]
        left, right = dict.fromkeys(a for a, _, _ in masses), dict.fromkeys(b for _, b, _ in masses)

        def mass(cells: Iterable[tuple[Any, Any, Any]]) -> Any:
            return sum((m for _, _, m in cells), Fraction(0))

        def product(a: Any, b: Any) -> bool | None:
            across, down = mass(c for c in masses if c[0] == a), mass(c for c in masses if c[1] == b)
            return self.is_eq(mass(c for c in masses if c[:2] == (a, b)), across * down)

        return every(product(a, b) for a in left for b in right)

    def is_mean_and_covariance(self, measure: Any, p: Any, x: Any, mean: Any, covariance: Any) -> bool | None:
        """Entry by entry."""
        centre, size = dense.entries(mean), range(len(dense.entries(mean)))

        def expected(f: Any) -> Any:
            return self.over(measure, lambda w: self.call(p, w) * f(dense.entries(self.call(x, w))))

        def spread(i: int, j: int) -> Any:
            return expected(lambda v: (v[i] - centre[i]) * (v[j] - centre[j]))

        means = (self.is_eq(expected(lambda v, i=i: v[i]), centre[i]) for i in size)
        found = every(means)
        if found is False:
            return False
        return every((found, *(self.is_eq(spread(i, j), dense.at(covariance, i, j)) for i in size for j in size)))


def _exact(value: Any) -> Any:
    """A value that can be told from others."""
    if any(exact.rank(x) for x in (dense.entries(value) if not isinstance(value, int) else ())):
        raise Unclear("a value that is not known exactly")
    return value
