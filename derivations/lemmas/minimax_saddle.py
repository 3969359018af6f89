"""The critical point of a quadratic of the plane: where it is, its Hessian, and that it is a saddle or an extremum."""

from __future__ import annotations

from derivations import lemmas
from derivations.data import definite
from derivations.kernel import Theorem, calculus, logic
from derivations.kernel.formulas import And, Derivative, Eq, Iff, Ne, block, column, det, real, zeros
from derivations.kernel.terms import ZERO, num
from derivations.lemmas.gradient_steps import x, y
from derivations.lemmas.substitutions import every
from derivations.proof import Proof
from derivations.quadratic_form import Quadratic

t = real("t")


def critical_point(proof: Proof, form: Quadratic) -> Theorem:
    """Both derivatives vanish at the critical point and nowhere else."""
    slopes = [
        proof.have(Eq(Derivative(form.term, p), s), by=calculus.derivative, because="differentiate")
        for p, s in zip((x, y), form.slopes, strict=True)
    ]
    flat = [Eq(s.conclusion.args[0], ZERO) for s in slopes]
    there = [Eq(p, value) for p, value in zip((x, y), form.point, strict=True)]
    with proof.suppose(*flat) as vanish:
        found = [
            proof.have(
                goal,
                parts=[
                    *((w, e) for w, e in zip(row, vanish, strict=True)),
                    *((-w, s) for w, s in zip(row, slopes, strict=True)),
                ],
                because="solve the two linear equations",
            )
            for goal, row in zip(there, form.inverse, strict=True)
        ]
        forward = lemmas.from_all(And(*flat), proof.have(And(*there), by=lemmas.join(*found)))
    with proof.suppose(*there) as place:
        found = [
            proof.have(
                goal, parts=[(1, s), *((w, e) for w, e in zip(row, place, strict=True))], because="insert the point"
            )
            for goal, s, row in zip(flat, slopes, form.hessian, strict=True)
        ]
        backward = lemmas.from_all(And(*there), proof.have(And(*flat), by=lemmas.join(*found)))
    return proof.equivalence(Iff(And(*flat), And(*there)), forward, backward, because="exactly one critical point")


def hessian_determinant(proof: Proof, form: Quadratic) -> Theorem:
    """The determinant of the second derivatives."""
    pairs = [[form.second(p, q) for q in (x, y)] for p in (x, y)]
    shown = [[value.conclusion.args[0] for _, value in row] for row in pairs]
    line = proof.calculate(det(block(shown)))
    for i, row in enumerate(pairs):
        for j, (smooth, value) in enumerate(row):
            proof.recall(smooth)
            shown[i][j] = value.conclusion.args[1]
            line.equals(det(block(shown)), by=value, because="differentiate twice")
    return line.equals(num(form.determinant), because="ad − bc").theorem


def saddle_lines(proof: Proof, form: Quadratic) -> list[Theorem]:
    """Along one line f is least at the point, along another it is greatest."""
    centre, found = form.at(*form.point), list[Theorem]()
    with proof.suppose(Ne(t, 0)) as (moving,):
        square = proof.have(0 < t**2, by=lemmas.square_positive(moving), because="t ≠ 0")
        for direction, rises in zip(form.directions, (True, False), strict=True):
            there = form.at(*(p + t * u for p, u in zip(form.point, map(num, direction), strict=True)))
            goal = centre < there if rises else there < centre
            terms = [(abs(form.along(direction)), [square], [])]
            found.append(proof.have(goal, terms=terms, because=f"f {'rises' if rises else 'falls'} along this line"))
    return [every(proof, [t], [Ne(t, 0)], theorem, "for every one") for theorem in found]


def strict_extremum(proof: Proof, form: Quadratic) -> list[Theorem]:
    """With a positive determinant the point is a strict minimum or maximum."""
    least = form.kind == "minimum"
    sign = 1 if least else -1
    rows = [[sign * entry / 2 for entry in row] for row in form.hessian]
    away = column(x - form.point[0], y - form.point[1])
    curved = definite(rows, "the Hessian")
    here, there = form.at(*form.point), form.term
    with proof.suppose(Ne(away, zeros(2))) as (moving,):
        positive = logic.modus_ponens(lemmas.definite_at(curved, away), moving)
        goal = here < there if least else there < here
        shown = proof.have(goal, terms=[(1, [positive], [])], because="complete the squares")
    return [every(proof, [x, y], [Ne(away, zeros(2))], shown, "for every one")]
