"""The law of T(Z) for a random column Z with a density, in new coordinates: z = M·x + b with an invertible matrix M.

J is the density of Z, and in the new coordinates J(M·x + b) = K·R(x) with another density R. Both integrate to 1, hence
|det M|·K = 1, and the determinant need not be computed. Everything here only asks the kernel.
"""

from __future__ import annotations

from dataclasses import dataclass

from derivations import lemmas
from derivations.kernel import Term, Theorem, integrals, logic, matrices, random_vectors
from derivations.kernel import lebesgue as measures
from derivations.kernel.densities import density, pushes_forward
from derivations.kernel.formulas import Eq, det, fresh, identity, invertible
from derivations.kernel.terms import ONE, apply, lam, make
from derivations.lemmas.arithmetic import identity_of, in_context
from derivations.lemmas.integrands import everywhere, multiple
from derivations.lemmas.named_densities import Density
from derivations.lemmas.transport import Transport, push_forward, tested_integrable
from derivations.proof import Proof


@dataclass(frozen=True)
class Affine:
    """x ↦ M·x + b at a variable x, with a matrix N for which M·N = I by normal form."""

    matrix: Term
    inverse: Term
    shift: Term
    x: Term

    @property
    def point(self) -> Term:
        """M·x + b."""
        return self.matrix * self.x + self.shift

    def show(self, proof: Proof) -> None:
        """The line that M is invertible; M is shown by its name."""
        proof.let("M", self.matrix)
        product = Eq(self.matrix * self.inverse, identity(self.x.shape[0]))
        product = proof.have(product, because="multiply out")
        regular = matrices.one_sided_inverse(self.matrix, product)
        proof.have(invertible(self.matrix), by=regular, because="it has an inverse")


@dataclass(frozen=True)
class NewCoordinates:
    """z = M·x + b for Z, in a proof that knows that p, J and R are densities and that M is invertible.

    `law` says that Z has the density J; `density_there` that J(M·x + b) = K·R(x); `image_there` that
    T(M·x + b) = S(x).
    """

    proof: Proof
    law: Theorem
    change: Affine
    density_there: Theorem
    image: Term  # T
    image_there: Theorem

    @property
    def sample(self) -> tuple[Term, Term]:
        """The measure and the density of the sample space."""
        mu, p, *_ = self.law.conclusion.args
        return mu, p

    @property
    def over(self) -> Term:
        """Lebesgue measure on the values of Z."""
        return self.law.conclusion.args[3]

    @property
    def old(self) -> Term:
        """J."""
        return self.law.conclusion.args[4]

    @property
    def factor(self) -> Term:
        """K."""
        return self.density_there.conclusion.args[1].args[0]

    @property
    def new(self) -> Term:
        """R."""
        return lam(self.change.x, self.density_there.conclusion.args[1].args[1])

    @property
    def read(self) -> Term:
        """S."""
        return lam(self.change.x, self.image_there.conclusion.args[1])

    @property
    def size(self) -> Term:
        """|det M|."""
        return abs(det(self.change.matrix))

    def unit(self) -> Theorem:
        """|det M|·K = 1, since J and R both integrate to 1."""
        densities = (Density.of(self.proof.known(density(self.over, f))) for f in (self.old, self.new))
        (old, new), x = densities, self.change.x
        exists, equal = self._substituted(self.old)
        there = exists.conclusion.args[1].args[1]
        _, value = multiple(self.over, there, self.factor, new.integrable, everywhere(self.over, x, self.density_there))
        equal = logic.modus_ponens(equal, old.integrable)
        parts = [(-1, equal), (1, old.total), (-self.size, value), (-self.size * self.factor, new.total)]
        return self.proof.have(Eq(self.size * self.factor, ONE), parts=parts, because="both densities have integral 1")

    def _substituted(self, f: Term) -> tuple[Theorem, Theorem]:
        """f integrable ⇔ f(M·x + b) integrable;  f integrable ⇒ ∫f = |det M|·∫f(M·x + b)."""
        law = measures.affine_substitution(self.change.matrix, self.change.shift, f)
        exists, equal = lemmas.split(self.proof.have(law.conclusion, by=law, because="substitute z = Mx + b"))
        return exists, equal

    def law_of(self, image: Term, target: Term, g: Term, transport: Transport) -> Theorem:
        """The image, T(Z) as it is to be written, has the density g with respect to the target measure."""
        pair = self.law.conclusion.args[2]
        w = fresh("w", pair.sort.params[0], pair, self.image)
        body = apply(self.image, apply(pair, w))
        goal = pushes_forward(*self.sample, lam(w, body), target, g)
        law, _ = push_forward(self.proof, goal, transport)
        same = logic.reflexivity(body) if body is apply(image, w) else self.proof.have(Eq(body, apply(image, w)))
        law = logic.rewrite(law, logic.abstraction(w, same))
        goal = pushes_forward(*self.sample, image, target, g)
        return self.proof.have(goal, by=law, because="written out")

    def carried(self, h: Term, bounds: Theorem, unit: Theorem) -> tuple[Theorem, Theorem, Theorem]:
        """For a test function h: h(T(Z))·p and h(S)·R are integrable, and E[h(T(Z))] = ∫h(S(x))·R(x) dx."""
        proof, at = self.proof, self.change.x
        old, new = self._weighted(h, self.image, self.old), self._weighted(h, self.read, self.new)
        for_z, for_x = (
            self._integrable(f, *of, bounds) for f, of in ((old, (self.image, self.old)), (new, (self.read, self.new)))
        )
        known = proof.known(density(*self.sample))
        law = random_vectors.law_of_image(known, self.law, integrals.composed(make("measurable", self._tested(h))))
        together, same = lemmas.split(proof.have(law.conclusion, by=law, because="by the law of Z"))
        source, same = logic.modus_ponens(logic.converse(together), for_z), logic.modus_ponens(same, for_z)
        exists, equal = self._substituted(old)
        there, moved = exists.conclusion.args[1].args[1], logic.modus_ponens(equal, for_z)
        _, value = multiple(self.over, there, self.factor, for_x, everywhere(self.over, at, self._pointwise(h, there)))
        line, total = proof.calculate(same.conclusion.args[0]), make("integral", self.over, new)
        line.equals(make("integral", self.over, old), by=same, because="by the law of Z")
        line.equals(moved.conclusion.args[1], by=moved, because="z = Mx + b")
        line.equals(total, parts=[(self.size, value), (total, unit)], because="|det M|·K = 1")
        return source, for_x, line.theorem

    def _tested(self, h: Term) -> Term:
        """z ↦ h(T(z))."""
        z = fresh("z", self.change.x.sort, self.image, h)
        return lam(z, apply(h, apply(self.image, z)))

    def _weighted(self, h: Term, image: Term, f: Term) -> Term:
        """z ↦ h(T(z))·f(z)."""
        z = fresh("z", self.change.x.sort, image, h, f)
        return lam(z, apply(h, apply(image, z)) * apply(f, z))

    def _integrable(self, weighted: Term, image: Term, f: Term, bounds: Theorem) -> Theorem:
        """It is integrable for a density f, since 0 ≤ h ≤ 1."""
        measured = integrals.composed(make("measurable", weighted))
        return tested_integrable(self.proof, f, image, measured, bounds)

    def _pointwise(self, h: Term, there: Term) -> Theorem:
        """h(T(M·x + b))·J(M·x + b) = K·(h(S(x))·R(x))."""
        point, value = self.image_there.conclusion.args[1], self.density_there.conclusion.args[1]
        weight = self.density_there.conclusion.args[0]
        first = in_context(self.image_there, lambda t: apply(h, t) * weight)
        second = in_context(self.density_there, lambda t: apply(h, point) * t)
        grouped = identity_of(lambda r, s, t: Eq(r * (s * t), s * (r * t)), apply(h, point), *value.args)
        found = logic.transitivity(logic.transitivity(first, second), grouped)
        goal = Eq(apply(there, self.change.x), found.conclusion.args[1])
        return self.proof.have(goal, by=found, because="in the new coordinates")
