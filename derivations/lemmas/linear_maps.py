"""Linear maps x ↦ Mx of an exercise, M any invertible matrix or given as data, and integrals under them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from derivations import lemmas
from derivations.data import DataError, Rows, square_rows, term_of
from derivations.kernel import Term, Theorem, algebra, integrals, logic, matrices, order
from derivations.kernel import lebesgue as measures
from derivations.kernel.formulas import Eq, det, inv, invertible, matrix, measurable, natural, vector, zeros
from derivations.kernel.terms import ONE, ZERO, apply, lam, make, num
from derivations.lemmas.arithmetic import abs_positive, in_context
from derivations.lemmas.integrands import everywhere, multiple
from derivations.lemmas.transport import tested_integrable
from derivations.proof import Proof
from derivations.refuter.dense import Matrix, determinant, reduced
from derivations.tactics import Facts

LARGEST_DETERMINANT: Final = 3  # rows: the normal form multiplies determinants out up to here


@dataclass(frozen=True)
class LinearMap:
    """x ↦ Mx with what is known of it: its inverse and |det M|, as terms."""

    matrix: Term
    inverse: Term
    size: Term  # |det M|
    rows: Rows | None

    @classmethod
    def of(cls, value: Any, name: str = "M") -> LinearMap:
        """Take in None (unspecified, of any size), a square matrix variable, or exact data that are invertible."""
        if value is None:
            value = matrix(name, natural("d"), natural("d"))
        if isinstance(value, Term):
            if value.op != "var" or value.sort.kind != "real" or value.shape[0] is not value.shape[1]:
                raise DataError(f"{name} = {value} is {value.sort}: write a square matrix variable, or rows of numbers")
            return cls(value, inv(value), abs(det(value)), None)
        rows = square_rows(value, name)
        m, back = term_of(rows), term_of(inverted(rows, name))
        return cls(m, back, num(abs(_determinant(rows))) if len(rows) <= LARGEST_DETERMINANT else abs(det(m)), rows)

    @property
    def given(self) -> list[Term]:
        """That M is invertible, unless the data show it."""
        return [invertible(self.matrix)] if self.rows is None else []

    def undone(self, z: Term, context: Callable[[Term, Term], Term], target: Term) -> Theorem:
        """⊢ C[Mz + 0, M⁻¹(Mz + 0)] = the target, which is C[Mz, z] by normal form; M⁻¹ is one by hypothesis."""
        image, zero = self.matrix * z, zeros(*z.shape)
        product = Eq(self.inverse * self.matrix, make("identity", self.matrix.shape[0]))
        known = algebra.field(product) if self.rows is not None else logic.right(matrices.inverse(self.matrix))
        back = algebra.combination(Eq(self.inverse * (image + zero), z), ((ONE, known, z),), ())
        first = in_context(back, lambda t: context(image + zero, t))
        second = in_context(algebra.field(Eq(image + zero, image)), lambda t: context(t, z))
        last = algebra.field(Eq(second.conclusion.args[1], target))
        return logic.transitivity(logic.transitivity(first, second), last)

    # Lines of a proof
    def show(self, proof: Proof) -> Theorem:
        """Lines that say that M is invertible, 0 < |det M|, and (the result) what |det M| is."""
        m, known = self.matrix, det(self.matrix)
        if self.rows is not None:
            product = algebra.field(Eq(m * self.inverse, make("identity", m.shape[0])))
            proof.have(product.conclusion, by=product, because="multiply out")
            proof.have(invertible(m), by=matrices.one_sided_inverse(m, product), because="it has an inverse")
        distinct = logic.modus_ponens(matrices.determinant(m), proof.known(invertible(m)))
        proof.have(0 < abs(known), by=abs_positive(distinct), because="M is invertible, so that det M ≠ 0")
        return logic.reflexivity(self.size) if self.size is abs(known) else self._computed(proof)

    def _computed(self, proof: Proof) -> Theorem:
        """|det M| for a small matrix of numbers."""
        known, value = det(self.matrix), num(_determinant(self.rows or []))
        by_field = algebra.field(Eq(known, value))
        line = proof.calculate(abs(known)).equals(abs(value), by=by_field, because="the determinant")
        sign = Facts().prove(ZERO <= value if value.data > 0 else value <= ZERO)
        return line.equals(self.size, parts=[(1, order.absolute(sign))], because="its absolute value").theorem

    def substituted(self, proof: Proof, goal: Term, h: Term, bounds: Theorem, size: Theorem) -> Theorem:
        """H·f_U is integrable, and ∫h(Mx)·f(x) dx = ∫h(u)·f_U(u) du: substitute u = Mx.

        `goal` says that M carries f to f_U, and `size` what |det M| is, as `show` returns it.
        """
        over, f, image, _, q = goal.args
        x, u = (vector(name, over.args[0]) for name in ("x", "u"))
        product, moved = apply(h, apply(image, x)) * apply(f, x), lam(u, apply(h, u) * apply(q, u))
        source = tested_integrable(proof, f, image, integrals.composed(measurable(product, x)), bounds)
        law = measures.affine_substitution(self.matrix, zeros(self.matrix.shape[0]), moved)
        exists, equal = lemmas.split(proof.have(law.conclusion, by=law, because="substitute u = Mx"))
        back, factor = exists.conclusion.args[1].args[1], ONE / self.size
        same = self.undone(x, lambda t, r: apply(h, t) * (apply(f, r) / self.size), factor * product)
        same = proof.have(Eq(apply(back, x), factor * product), by=same, because="M⁻¹M = I")
        present, value = multiple(over, back, factor, source, everywhere(over, x, same))
        target = logic.modus_ponens(logic.converse(exists), proof.still(present.conclusion, present))
        there = value.conclusion.args[0]
        line = proof.calculate(make("integral", over, lam(x, product)))
        reason = "h(Mx)·f(x) = |det M|·h(Mx)·f_U(Mx)"
        line.equals(self.size * there, parts=[(-self.size, value)], because=reason)
        parts = [(-1, logic.modus_ponens(equal, target)), (-there, size)]
        line.equals(make("integral", over, moved), parts=parts, because="the substitution")
        return lemmas.join(source, target, line.theorem)


# Data
def inverted(rows: Rows, name: str) -> Rows:
    """The inverse, by elimination; DataError with a direction v ≠ 0, Mv = 0, when M is singular."""
    size = len(rows)
    unit = [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    left, pivots = reduced([[*row, *line] for row, line in zip(rows, unit, strict=True)], size)
    free = next((j for j in range(size) if j not in pivots), None)
    if free is not None:
        shown = ", ".join(str(-left[i][free] if i < free else unit[i][free]) for i in range(size))
        raise DataError(
            f"{name} is singular: {name}v = 0 for v = ({shown}), so that {name}X lies in a smaller space and has "
            "no density; choose a matrix with determinant other than 0"
        )
    return [row[size:] for row in left]


def _determinant(rows: Rows) -> Fraction:
    return determinant(Matrix(tuple(map(tuple, rows)), len(rows)))
