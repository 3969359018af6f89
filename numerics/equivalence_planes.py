"""Ways for real 2×2 matrices: eigenvalues by the equation that they solve, powers by the Schur-Cohn criterion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, algebra, iterations, logic
from derivations.kernel.formulas import FALSE, Eq, Iff, Ne, block, column, zeros
from derivations.kernel.terms import ONE, ZERO, apply, make, matrix_sort, replace
from derivations.lemmas import linear_iterations as orbits
from derivations.lemmas import plane_eigenvalues as plane
from derivations.tactics import Facts
from numerics.equivalence_core import criterion, first, leaf, new_variable, supposing, transformed
from numerics.equivalence_even import by_squares
from numerics.equivalence_values import evaluated, value
from numerics.equivalence_ways import certified

Rows = list[list[Term]]
PLANE: Final = matrix_sort(2, 2)
MOST, FEW = 7, 5  # facts of which products of two, or of three, are tried
DEGREES: Final = (2, 3)
LETTERS: Final = 3  # of which products are squared


def rows(term: Term) -> Rows:
    """The entries of a 2×2 matrix that is made of explicit ones.

    Raises:
        Undecided: it is made of something else.
    """
    rule = ENTRIES.get(term.op)
    if term.sort is not PLANE or rule is None:
        raise Undecided(f"the entries of {term} are not known", "form")
    return rule(term)


def _each(term: Term, combine: Callable[..., Term]) -> Rows:
    parts = [rows(a) for a in term.args]
    return [[combine(*(p[i][j] for p in parts)) for j in (0, 1)] for i in (0, 1)]


def _product(term: Term) -> Rows:
    left, right = term.args
    if left.is_scalar or right.is_scalar:
        factor, matrix = (left, right) if left.is_scalar else (right, left)
        return [[factor * e for e in row] for row in rows(matrix)]
    a, b = rows(left), rows(right)
    return [[a[i][0] * b[0][j] + a[i][1] * b[1][j] for j in (0, 1)] for i in (0, 1)]


def _written(term: Term) -> Rows:
    if len(term.args) != 4:
        raise Undecided(f"{term} is made of blocks", "form")
    return [list(term.args[:2]), list(term.args[2:])]


ENTRIES: Final[dict[str, Callable[[Term], Rows]]] = {
    "block": _written,
    "identity": lambda term: [[ONE, ZERO], [ZERO, ONE]],
    "add": lambda term: _each(term, lambda a, b: a + b),
    "sub": lambda term: _each(term, lambda a, b: a - b),
    "neg": lambda term: _each(term, lambda a: -a),
    "mul": _product,
    "transpose": lambda term: [list(row) for row in zip(*rows(term.args[0]), strict=True)],
}


# Eigenvalues
@leaf(2)
def _spectra(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An eigenvalue of one matrix is one of another, by the equations that they solve."""
    old = theorem.conclusion
    if not old.op == goal.op == "eigenvalue" or old.args[1:] != goal.args[1:]:
        raise Undecided("these are not the eigenvalues of two matrices", "form")
    before, after = (_at(equations_of(facts, t.args[0]), t.args[1:]) for t in (old, goal))
    solved = transformed(facts, logic.modus_ponens(before, theorem), after.conclusion.args[1])
    return logic.modus_ponens(logic.converse(after), solved)


def equations_of(facts: Facts, m: Term) -> Theorem:
    """⊢ ∀re, im. re + i·im is an eigenvalue of M ⇔ (λ − τ)² = ς."""
    (one, upper), (low, last) = rows(m)
    distinct, centre = facts.prove(Ne(low, ZERO)), (one + last) / 2
    found = logic.cut(distinct, plane.of_entries(upper, low, last, centre))
    written = block([[2 * centre - last, upper], [low, last]])
    return logic.rewrite(found, facts.settled(algebra.field(Eq(written, m))))


def _at(theorem: Theorem, values: Sequence[Term]) -> Theorem:
    """A theorem about all numbers, for these."""
    for each in values:
        theorem = logic.specialise(theorem, each)
    return theorem


@leaf(2)
def _damped(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """A known eigenvalue has a negative real part, by the trace and the determinant of its matrix."""
    known = [
        t for t in facts.known.values() if t.conclusion.op == "eigenvalue" and t.conclusion.args[1] is goal.args[0]
    ]
    if goal.op != "lt" or goal.args[1] is not ZERO or not known:
        raise Undecided("this is no real part of an eigenvalue", "form")
    m, *number = known[0].conclusion.args
    spectrum = equations_of(facts, m)
    centre, square = plane.solved(_at(spectrum, number).conclusion.args[1])
    signs = (shown(facts, claim) for claim in (centre < ZERO, square < centre**2))
    return logic.modus_ponens(_at(plane.left_half_plane(spectrum, *signs), number), known[0])


# Iterations
@criterion
def _stable(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """Convergence from every start, by the inequalities of Schur and Cohn."""
    if goal.op != "iff" or goal.args[0].op != "converges_from_every_start":
        raise Undecided("this is no criterion for convergence", "form")
    (step, target), wanted = goal.args[0].args, goal.args[1]
    if target.alpha is not zeros(2).alpha:
        raise Undecided("the limit is not 0 in the plane", "form")
    linear = matrix_of(facts, step)
    inside = logic.rewrite(iterations.schur_cohn(_matrix(linear)), logic.symmetry(linear))
    circle = inside.conclusion.args[1]
    ends = [_part_by_part(supposing(facts, a), b) for a, b in ((circle, wanted), (wanted, circle))]
    return logic.transitivity(inside, lemmas.equivalent(Iff(circle, wanted), *ends))


def _part_by_part(facts: Facts, goal: Term) -> Theorem:
    """A conjunction of inequalities, each from the known ones and those before it, at last by squares of products."""
    if goal.op != "and":
        return first([lambda: shown(facts, goal), lambda: _by_products(facts, goal)])
    one = _part_by_part(facts, goal.args[0])
    inside = facts.with_()
    inside.add(one)
    return logic.both(one, _part_by_part(inside, goal.args[1]))


def _by_products(facts: Facts, goal: Term) -> Theorem:
    """By contradiction, with squares of products uw of two variables, and of uw − 1."""
    free = goal.free.union(*(t.conclusion.free for t in facts.inequalities))
    letters = sorted((v for v in free if v.is_scalar), key=repr)
    if goal.op not in ("le", "lt") or not 1 < len(letters) <= LETTERS:
        raise Undecided("there are too many variables", "form")
    pairs = [u * w for i, u in enumerate(letters) for w in letters[i + 1 :]]
    inside = facts.with_(make("lt" if goal.op == "le" else "le", *reversed(goal.args)))
    squares = [square for pair in pairs for square in (pair, pair - 1)]
    return lemmas.refuted(goal, certified(inside, FALSE, inside.inequalities[-MOST:], squares=squares))


def _matrix(linear: Theorem) -> Term:
    """The M of ⊢ step = (v ↦ Mv)."""
    function = linear.conclusion.args[1]
    return apply(function, new_variable(Facts(), function)).args[0]


def matrix_of(facts: Facts, step: Term) -> Theorem:
    """⊢ step = (v ↦ Mv), where M is written out.

    Raises:
        Undecided: the map was not seen to be linear.
    """
    v = new_variable(facts, step)
    line = evaluated(facts.at(v), apply(step, v))
    body = line.conclusion.args[1]
    if (matrix := _factor(body, v)) is not None:
        entries = rows(matrix)
    elif body.op == "block" and len(body.args) == 2:
        entries = [[_coefficient(row, v, j) for j in (0, 1)] for row in body.args]
    else:
        raise Undecided("this is no map of the plane that is written out", "form")
    collected = facts.settled(algebra.field(Eq(body, block(entries) * v)))
    return logic.abstraction(v, logic.transitivity(line, collected))


def _factor(body: Term, v: Term) -> Term | None:
    """The M of M·v, or of c·(M·v)."""
    if body.op != "mul" or body.args[1] is v:
        return body.args[0] if body.op == "mul" else None
    inner = _factor(body.args[1], v) if body.args[0].is_scalar else None
    return None if inner is None else body.args[0] * inner


@value("iterate")
def _closed(facts: Facts, term: Term) -> Theorem:
    """⊢ stepᵏ(s) = (pᵏ·s₀, qᵏ·s₁) for the diagonal map v ↦ (p·v₀, q·v₁)."""
    step, start, count = term.args
    if start.sort is not matrix_sort(2, 1) or step.op != "lambda" or count.op != "var":
        raise Undecided("this is no orbit in the plane", "form")
    linear = matrix_of(facts, step)
    (p, low), (up, q) = rows(_matrix(linear))
    for entry in (low, up):
        facts.settled(algebra.field(Eq(entry, ZERO)))
    form = column(p**count * start[0], q**count * start[1])
    line = orbits.iterates(linear.conclusion.args[1], start, count, form)
    return facts.settled(logic.rewrite(line, logic.symmetry(linear)))


def _coefficient(row: Term, v: Term, place: int) -> Term:
    """What a linear expression multiplies an entry of v by."""
    return replace(replace(row, v[place], ONE), v[1 - place], ZERO)


def shown(facts: Facts, goal: Term) -> Theorem:
    """A conjunction of inequalities, each from the known ones, or since its opposite contradicts them.

    Raises:
        Undecided: it was not seen.
    """
    if goal.op == "and":
        return logic.both(*(shown(facts, part) for part in goal.args))
    if goal.op not in ("le", "lt"):
        return facts.prove(goal)
    ways = [lambda way=way, d=d: way(facts, goal, d) for d in DEGREES for way in (_combined, _against)]
    return first([lambda: facts.prove(goal), *ways, lambda: by_squares(facts, goal)])


def _combined(facts: Facts, goal: Term, degree: int) -> Theorem:
    return certified(facts, goal, _near(facts, goal, degree), degree=degree)


def _against(facts: Facts, goal: Term, degree: int) -> Theorem:
    """By contradiction."""
    inside = facts.with_(make("lt" if goal.op == "le" else "le", *reversed(goal.args)))
    return lemmas.refuted(goal, certified(inside, FALSE, _near(inside, goal, degree), degree=degree))


def _near(facts: Facts, goal: Term, degree: int) -> list[Theorem]:
    """The known inequalities about what is in the goal, the latest."""
    near = [t for t in facts.inequalities if not t.conclusion.free.isdisjoint(goal.free)]
    return near[-MOST if degree < 3 else -FEW :]
