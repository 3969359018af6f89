"""Classical false proofs, written as a student would: each is refused at the right line, for the right reason.

Beside every fallacy stands the argument with the hypothesis it lacks, which passes: a prover that refuses everything
would fail here.
"""

from collections.abc import Callable
from fractions import Fraction

import pytest

from derivations import change_of_variables, divergences, lemmas
from derivations.counterexample import describe, find
from derivations.data import DataError
from derivations.gathering import gather
from derivations.kernel import (
    Theorem,
    Undecided,
    algebra,
    antiderivatives,
    calculus,
    integrals,
    limits,
    logic,
    matrices,
    order,
    powers,
    summation,
)
from derivations.kernel import lebesgue as lebesgue_rules
from derivations.kernel.densities import (
    JSD,
    KL,
    absolutely_continuous,
    density,
    differentiable_under_integral,
    expectation,
    finite_kl,
    mixture,
    same_almost_everywhere,
)
from derivations.kernel.formulas import (
    FALSE,
    And,
    Derivative,
    Eq,
    Exists,
    ForAll,
    Implies,
    Integral,
    Ne,
    Not,
    Or,
    Sum,
    above,
    almost,
    block,
    counting,
    det,
    differentiable,
    entry,
    exp,
    function,
    identity,
    infinity,
    integrable,
    inv,
    invertible,
    lam,
    lebesgue,
    log,
    matrix,
    measure,
    minimiser,
    natural,
    near,
    pi,
    piecewise,
    point,
    positive_definite,
    real,
    sqrt,
    tends,
    vector,
    zeros,
)
from derivations.kernel.terms import NAT, ONE, REAL, ZERO, Sort, Term, apply, make, num, var
from derivations.lemmas import jensen
from derivations.lemmas.expectations import Space
from derivations.proof import Proof, StepError
from derivations.refuter.evaluate import holds
from derivations.results import Result

c, t, x, y, z = map(real, "ctxyz")
j, k, n = map(natural, "jkn")
A, B = matrix("A", n, n), matrix("B", n, n)
u, v, w = (vector(name, n) for name in "uvw")
M = matrix("M", 2, 2)
SINGULAR, REGULAR = block([[1, 1], [1, 1]]), block([[2, 1], [1, 1]])


def refused(argument: Callable[..., object], *given: Term) -> StepError:
    with pytest.raises(StepError) as caught:
        argument(*given)
    return caught.value


# Division by zero
def two_equals_one(*given: Term) -> Proof:
    proof = Proof(given=[Eq(x, y), *given])
    squares = proof.have(Eq(x**2, x * y), parts=[(x, proof.known(Eq(x, y)))], because="times x")
    gap = proof.have(Eq(x**2 - y**2, x * y - y**2), by=squares, because="less y²")
    factors = proof.have(Eq((x - y) * (x + y), (x - y) * y), by=gap, because="factorise")
    divided = proof.have(Eq(x + y, y), parts=[(1 / (x - y), factors)], because="divide by x − y")
    return proof.conclude(Eq(2 * y, y), parts=[(1, divided)])


def test_two_is_not_one_since_the_divisor_is_zero():
    error = refused(two_equals_one, Ne(y, 0))
    assert (error.number, error.line) == (6, "x + y = y")
    assert error.condition == "x - y != 0"
    assert (error.verdict, error.witness) == ("refuted", "x = 1, y = 1")


def cancelled(*given: Term) -> Proof:
    proof = Proof(given=[Eq(x * z, y * z), *given])
    return proof.conclude(Eq(x, y), by=proof.have(Eq(x, y), parts=[(1 / z, proof.known(Eq(x * z, y * z)))]))


def test_a_factor_is_cancelled_only_when_it_is_not_zero():
    error = refused(cancelled)
    assert (error.number, error.condition, error.witness) == (2, "z != 0", "x = 0, y = 1, z = 0")
    assert cancelled(Ne(z, 0)).statement is Eq(x, y)


# Roots
def root_of_square(*given: Term) -> Proof:
    proof = Proof(given=given)
    line = proof.calculate(sqrt(x**2)).equals(x, by=powers.powers, because="root and square cancel")
    return proof.conclude(line.theorem.conclusion)


def test_the_root_of_a_square_is_not_the_number():
    error = refused(root_of_square)
    assert (error.number, error.condition, error.verdict, error.witness) == (1, "x > 0", "refuted", "x = -1")
    assert root_of_square(x > 0).hypotheses == (x > 0,)


def one_is_minus_one(*given: Term) -> Proof:
    proof = Proof(given=given)
    line = proof.calculate(sqrt(x * y)).equals(sqrt(x) * sqrt(y), by=powers.powers, because="√ of a product")
    return proof.conclude(line.theorem.conclusion)


def test_the_root_of_a_product_of_negatives_is_not_split():
    error = refused(one_is_minus_one, x < 0, y < 0)
    assert (error.number, error.line) == (3, "sqrt(x*y) = sqrt(x)*sqrt(y)")
    assert (error.verdict, error.condition) == ("undecided", "x > 0")
    assert one_is_minus_one(x > 0, y > 0).statement is Eq(sqrt(x * y), sqrt(x) * sqrt(y))


def positive_solution(*given: Term) -> Proof:
    proof = Proof(given=[Eq(x**2, 4), *given])
    factors = proof.have(Eq((x - 2) * (x + 2), 0), by=proof.known(Eq(x**2, 4)))
    return proof.conclude(Eq(x, 2), by=proof.have(Eq(x, 2), parts=[(1 / (x + 2), factors)], because="x² = 4"))


def test_the_minus_branch_of_a_square_root_is_not_lost():
    error = refused(positive_solution)
    assert (error.number, error.line, error.condition) == (3, "x = 2", "x + 2 != 0")
    assert (error.verdict, error.witness) == ("refuted", "x = -2")
    assert positive_solution(x >= 0).hypotheses == (Eq(x**2, 4), x >= 0)


# Logarithms
def split_logarithm(*given: Term) -> Proof:
    proof = Proof(given=given)
    line = proof.calculate(log(x * y)).equals(log(x) + log(y), by=powers.powers, because="log of a product")
    return proof.conclude(line.theorem.conclusion)


def test_the_logarithm_of_a_product_of_negatives_is_not_split():
    error = refused(split_logarithm, x < 0, y < 0)
    assert (error.number, error.verdict, error.condition) == (3, "undecided", "x > 0")
    assert split_logarithm(x > 0, y > 0).hypotheses == (x > 0, y > 0)


def test_the_logarithm_of_one_is_not_twice_that_of_minus_one():
    minus = num(-1)
    error = refused(lambda: Proof().calculate(log(minus * minus)).equals(2 * log(minus), by=powers.powers))
    assert (error.number, error.verdict, error.condition) == (1, "undecided", "0 < -1")
    assert Proof().calculate(log(num(3) * num(3))).equals(2 * log(3), by=powers.powers).theorem.hypotheses == ()


# Inequalities
def multiplied(*given: Term) -> Proof:
    proof = Proof(given=[x < y, *given])
    return proof.conclude(c * x < c * y, by=proof.have(c * x < c * y, degree=2, because="multiply by c"))


def test_an_inequality_is_not_multiplied_by_a_number_of_unknown_sign():
    error = refused(multiplied)
    assert (error.number, error.line, error.verdict) == (2, "c*x < c*y", "refuted")
    assert error.witness == "c = 0, x = 0, y = 1"
    negative = refused(multiplied, c < 0)
    assert (negative.number, negative.verdict, negative.witness) == (3, "refuted", "c = -1, x = 0, y = 1")
    assert multiplied(c > 0).hypotheses == (x < y, c > 0)


def divided_by_itself(*given: Term) -> Proof:
    proof = Proof(given=[x**2 < x, *given])
    below = proof.known(x**2 < x)
    sign = proof.have(0 < 1 / x, because="x² ≥ 0, so x > 0") if given else proof.have(x < 0)
    gap = proof.have(Eq((x - x**2) * (1 / x), 1 - x), because="divide by x")
    return proof.conclude(x < 1, by=proof.have(x < 1, terms=[(1, [below, sign], [])], parts=[(1, gap)]))


def test_dividing_an_inequality_by_a_negative_number_needs_the_number_to_be_negative():
    error = refused(divided_by_itself)
    assert (error.number, error.line, error.verdict, error.witness) == (2, "x < 0", "refuted", "x = 1/2")
    assert divided_by_itself(x > 0).statement is (x < 1)


def reciprocals(*given: Term) -> Proof:
    proof = Proof(given=[x < y, *given])
    signs = [proof.have(0 < 1 / y), proof.have(0 < 1 / x)]
    gap = proof.have(Eq((y - x) * (1 / y) * (1 / x), 1 / x - 1 / y))
    claim = 1 / y < 1 / x
    fact = proof.have(claim, terms=[(1, [proof.known(x < y), *signs], [])], parts=[(-1, gap)])
    return proof.conclude(claim, by=fact)


def test_reciprocals_do_not_reverse_an_inequality_across_zero():
    error = refused(lambda: Proof(given=[x < y]).have(1 / y < 1 / x))
    assert (error.number, error.verdict, error.witness) == (2, "refuted", "x = -1, y = 1")
    assert refused(reciprocals).condition == "1/y > 0"
    assert reciprocals(x > 0, y > 0).statement is (1 / y < 1 / x)


def squared(*given: Term) -> Proof:
    proof = Proof(given=[x < y, *given])
    return proof.conclude(x**2 < y**2, by=proof.have(x**2 < y**2, degree=2, because="square both sides"))


def test_squaring_both_sides_of_an_inequality_needs_signs():
    error = refused(squared)
    assert (error.number, error.verdict, error.witness) == (2, "refuted", "x = -1, y = 0")
    assert squared(x >= 0).hypotheses == (x < y, x >= 0)


# Limits
def subtract_limits(line: Term, *limit: Term) -> Proof:
    proof = Proof(given=limit)
    return proof.conclude(line, by=lambda: limits.continuity(line, tuple(proof.known(f) for f in limit)))


def test_infinity_minus_infinity_is_not_zero():
    f, g = (var(name, Sort("function", REAL, REAL)) for name in "fg")
    infinite = [tends(h(x), x, infinity(), infinity()) for h in (f, g)]
    finite = [tends(h(x), x, infinity(), a) for h, a in ((f, y), (g, z))]
    error = refused(subtract_limits, tends(f(x) - g(x), x, infinity(), 0), *infinite)
    assert (error.number, error.line) == (3, "(f(x) - g(x) -> 0 as x -> oo)")
    assert (error.verdict, error.condition) == ("refuted", "form")
    assert error.witness.startswith("f = ")  # two functions that go to infinity, one faster
    assert subtract_limits(tends(f(x) - g(x), x, infinity(), y - z), *finite).statement.op == "tends"


def test_the_difference_of_two_sequences_that_go_to_infinity_is_found_not_to_vanish():
    error = refused(lambda: Proof().have(tends((k + 1) - k, k, infinity(), 0)))
    assert (error.number, error.verdict) == (1, "refuted")
    constant = limits.continuity(tends(ONE, k, infinity(), 1), ())
    same = Proof().have(Eq(ONE, (k + 1) - k))
    assert limits.limit_congruence(k, same, constant).conclusion is tends((k + 1) - k, k, infinity(), 1)


def quotient_of_limits(*given: Term) -> Theorem:
    f, g = (var(name, Sort("function", REAL, REAL)) for name in "fg")
    known = [tends(f(x), x, infinity(), y), tends(g(x), x, infinity(), z)]
    proof, line = Proof(given=[*known, *given]), tends(f(x) / g(x), x, infinity(), y / z)
    return proof.have(line, by=lambda: limits.continuity(line, tuple(map(proof.known, known))))


def test_a_quotient_of_limits_needs_a_limit_below_that_is_not_zero():
    error = refused(quotient_of_limits)
    assert (error.number, error.verdict, error.condition) == (3, "undecided", "z != 0")
    assert Ne(z, 0) in quotient_of_limits(Ne(z, 0)).hypotheses


def test_zero_over_zero_in_a_quotient_of_limits_is_not_cancelled():
    goal = tends((1 / k) / (1 / k), k, infinity(), num(0) / 1)
    vanishes = limits.reciprocal_vanishes(k)
    error = refused(lambda: Proof().have(goal, by=lambda: limits.continuity(goal, (vanishes,))))
    assert (error.number, error.verdict, error.condition) == (1, "refuted", "denominator")
    shifted = tends((1 / k) / (2 + 1 / k), k, infinity(), num(0) / 2)
    assert Proof().have(shifted, by=lambda: limits.continuity(shifted, (vanishes,))).hypotheses == ()


def powers_vanish(at: Term) -> Proof:
    """For every x with x² < 1, xᵏ → 0; and then x is moved to its limit."""
    proof = Proof(given=[x**2 < 1])
    inner = limits.geometric_decay(k, proof.known(x**2 < 1))
    proof.have(inner.conclusion, by=inner, because="x² < 1")
    line = tends(at**k, k, infinity(), 0)
    return proof.conclude(line, by=proof.have(line, by=logic.instantiate(inner, ((x, at),)), because="let x → 1"))


def test_limits_are_not_exchanged():
    error = refused(powers_vanish, ONE)
    assert (error.number, error.line, error.condition) == (3, "(1**k -> 0 as k -> oo)", "1**2 < 1")
    assert error.verdict == "refuted"
    other = tends(x**k, x, near(1), 1)
    assert Proof().have(other, by=lambda: limits.continuity(other, ())).conclusion is other  # 1 first, then k → ∞
    assert powers_vanish(x).statement is tends(x**k, k, infinity(), 0)


def test_a_limit_in_one_variable_is_not_a_premise_of_a_limit_in_another():
    line = tends(x**k, x, near(1), 0)
    proof = Proof(given=[x**2 < 1])
    inner = limits.geometric_decay(k, proof.known(x**2 < 1))
    error = refused(lambda: proof.have(line, by=lambda: limits.continuity(line, (inner,))))
    assert (error.number, error.condition, error.verdict) == (2, "form", "refuted")


def test_a_bound_at_one_point_is_not_a_bound_on_the_way_to_a_limit():
    line, source = x <= 2 * x**2, above(0)
    ends = [limits.continuity(tends(b, x, source, 0), ()) for b in (x, 2 * x**2)]
    with pytest.raises(Undecided) as caught:
        limits.limit_order(x, logic.assume(line), *ends)
    assert caught.value.condition == "fresh"
    everywhere = Proof(given=[x > 0]).have(x <= x + x**2)
    ends = [limits.continuity(tends(b, x, source, 0), ()) for b in everywhere.conclusion.args]
    assert limits.limit_order(x, everywhere, *ends).hypotheses == ()


# Matrices
def determinant_divided(*given: Term) -> Proof:
    equal = Eq(det(M) * x, det(M) * y)
    proof = Proof(given=[equal, *given])
    return proof.conclude(Eq(x, y), by=proof.have(Eq(x, y), parts=[(1 / det(M), proof.known(equal))]))


def test_a_determinant_of_unknown_sign_is_not_its_absolute_value():
    error = refused(lambda: Proof().calculate(abs(det(M))).equals(det(M), because="drop the bars"))
    assert (error.number, error.verdict, error.witness) == (1, "refuted", "M = [-1, 0; 0, 1]")
    proof = Proof(given=[det(M) > 0])
    sign = order.absolute(proof.known(det(M) > 0))
    assert proof.calculate(abs(det(M))).equals(det(M), by=sign).theorem.hypotheses == (det(M) > 0,)


def test_the_root_of_a_squared_determinant_needs_its_sign():
    line = lambda *given: Proof(given=given).calculate(sqrt(det(M) ** 2)).equals(det(M), by=powers.powers)  # noqa: E731 - a formula in one line
    error = refused(line)
    assert (error.number, error.condition, error.witness) == (1, "det(M) > 0", "M = [-1, 0; 0, 1]")
    assert line(det(M) > 0).theorem.hypotheses == (det(M) > 0,)


def test_a_determinant_that_may_vanish_does_not_cancel():
    error = refused(determinant_divided)
    assert (error.number, error.line, error.condition, error.verdict) == (2, "x = y", "det(M) != 0", "refuted")
    assert determinant_divided(invertible(M)).hypotheses[1] is invertible(M)


def left_cancelled(matrix_: Term, *given: Term) -> Proof:
    p, q = (vector(name, matrix_.shape[0]) for name in "pq")
    equal = Eq(matrix_ * p, matrix_ * q)
    proof = Proof(given=[equal, *given])
    regular = proof.have(invertible(matrix_), because="multiply by the inverse")
    left = logic.right(logic.cut(regular, matrices.inverse(matrix_)))
    parts = [(inv(matrix_), proof.known(equal)), (-1, left, p - q)]
    return proof.conclude(Eq(p, q), by=proof.have(Eq(p, q), parts=parts))


def test_a_singular_matrix_has_no_inverse_to_multiply_by():
    error = refused(left_cancelled, SINGULAR)
    assert (error.number, error.line, error.verdict) == (2, "invertible([1, 1; 1, 1])", "refuted")
    assert left_cancelled(REGULAR).statement.op == "eq"
    assert left_cancelled(A, invertible(A)).hypotheses[1] is invertible(A)


def test_a_singular_matrix_times_its_inverse_is_not_the_identity():
    line = lambda m: Proof().calculate(inv(m) * m).equals(identity(2), by=lambda: logic.right(matrices.inverse(m)))  # noqa: E731 - a formula in one line
    error = refused(line, SINGULAR)
    assert (error.number, error.verdict, error.condition) == (1, "undecided", "invertible([1, 1; 1, 1])")
    assert line(REGULAR).theorem.hypotheses == ()


def binomial(commuting: bool) -> Proof:
    proof = Proof(given=[Eq(A * B, B * A)] if commuting else [])
    line = proof.calculate((A + B) ** 2).equals(A**2 + A * B + B * A + B**2, because="multiply out")
    parts = [(-1, proof.known(Eq(A * B, B * A)))] if commuting else []
    line.equals(A**2 + 2 * (A * B) + B**2, parts=parts, because="collect")
    return proof.conclude(line.theorem.conclusion)


def test_matrices_do_not_commute():
    error = refused(binomial, False)
    assert error.number == 2  # the first line, which multiplies out, is right
    assert (error.verdict, error.condition) == ("refuted", "identity")
    assert error.witness.startswith("n = 2, ")
    assert binomial(True).hypotheses == (Eq(A * B, B * A),)


def test_a_product_of_matrices_can_vanish_without_a_factor_vanishing():
    claim = Or(Eq(A, zeros(n, n)), Eq(B, zeros(n, n)))
    error = refused(lambda: Proof(given=[Eq(A * B, zeros(n, n))]).have(claim))
    assert (error.number, error.verdict) == (2, "refuted")
    assert error.witness.startswith("n = 2, ")
    proof = Proof(given=[Eq(A * B, zeros(n, n)), invertible(A)])
    left = logic.right(logic.cut(proof.known(invertible(A)), matrices.inverse(A)))
    parts = [(inv(A), proof.known(Eq(A * B, zeros(n, n)))), (-1, left, B)]
    second = proof.have(Eq(B, zeros(n, n)), parts=parts)
    assert proof.conclude(claim, by=logic.either(second, claim)).statement is claim


# Minima
def stationary_minimum(f: Term) -> Proof:
    proof = Proof()
    proof.have(Eq(Derivative(f, t, 0), 0), by=calculus.derivative, because="stationary")
    function, s = lam(t, f), real("s")
    least = proof.have(apply(function, ZERO) <= apply(function, s), squares=[s], because="so it is a minimum")
    claim = minimiser(function, ZERO)
    return proof.conclude(claim, by=lemmas.folded(claim, logic.generalise(s, least)))


def test_a_zero_derivative_alone_is_not_a_minimum():
    error = refused(stationary_minimum, t**3)
    assert error.number == 2  # the derivative at 0 is 0 indeed
    assert (error.verdict, error.witness) == ("refuted", "s = -1")
    assert stationary_minimum(t**2).statement is minimiser(lam(t, t**2), ZERO)


def test_a_saddle_is_not_a_minimum():
    f = x**2 - y**2
    proof = Proof()
    for variable in (x, y):
        proof.have(Eq(Derivative(f, variable), 2 * x if variable is x else -2 * y), by=calculus.derivative)
    error = refused(lambda: proof.have(0 <= f, squares=[x, y], because="(0, 0) is stationary"))
    assert (error.number, error.verdict, error.witness) == (3, "refuted", "x = 0, y = 1")
    assert Proof().have(0 <= x**2 + y**2, squares=[x, y]).hypotheses == ()


def test_a_minimum_is_stationary_only_where_the_function_is_differentiable():
    smooth = lambda f: calculus.smooth(differentiable(f, x, 0))  # noqa: E731 - a formula in one line
    proof = Proof(given=[minimiser(lam(x, abs(x)), ZERO)])
    kink = differentiable(abs(x), x, 0)
    error = refused(lambda: proof.have(kink))
    assert (error.number, error.condition) == (2, "0 != 0")
    least = logic.assume(minimiser(lam(x, x**2), ZERO))
    assert calculus.fermat(least, smooth(x**2)).conclusion.op == "eq"


# Logic
def test_a_bound_variable_is_not_captured():
    bigger = ForAll(x, Exists(y, x < y))
    proof = Proof(given=[bigger])
    at_y = logic.specialise(proof.known(bigger), y)
    error = refused(lambda: proof.have(Exists(z, z < z), by=at_y, because="x := y"))  # noqa: PLR0124 - captured
    assert (error.number, error.condition) == (2, "form")
    assert proof.have(Exists(z, y < z), by=at_y).conclusion.alpha is Exists(z, y < z).alpha


def test_what_holds_for_one_number_does_not_hold_for_all():
    proof = Proof(given=[x >= 0])
    error = refused(lambda: proof.have(ForAll(x, x >= 0), by=lambda: logic.generalise(x, proof.known(x >= 0))))
    assert (error.number, error.condition, error.verdict, error.witness) == (2, "fresh", "refuted", "x = 0")
    square = proof.have(x**2 >= 0, because="a square, whatever is supposed of x")
    assert logic.generalise(x, square).conclusion is ForAll(x, x**2 >= 0)


def test_a_quotient_is_not_defined_by_cancelling_first():
    quotient = Eq((x**2 - 1) / (x - 1), x + 1)
    error = refused(lambda: Proof().have(quotient))
    assert (error.number, error.verdict, error.condition) == (1, "undecided", "x - 1 != 0")
    proof = Proof(given=[Ne(x, 1)])
    cancelled = proof.have(quotient)
    at_one = logic.instantiate(cancelled, ((x, ONE),))
    error = refused(lambda: proof.have(at_one.conclusion, by=at_one, because="at x = 1: 0/0 = 2"))
    assert (error.number, error.condition) == (3, "1 != 1")
    at_two = logic.instantiate(cancelled, ((x, num(2)),))
    assert proof.have(at_two.conclusion, by=at_two).hypotheses == ()


def test_an_undefined_statement_is_not_published():
    mirror = Eq(x / y, x / y)
    error = refused(lambda: Proof().conclude(mirror, by=logic.reflexivity(x / y)))
    assert (error.line, error.condition, error.witness) == ("y != 0", "y != 0", "y = 0")
    assert Proof(given=[Ne(y, 0)]).conclude(mirror, by=logic.reflexivity(x / y)).statement is mirror


def from_nothing(*given: Term) -> Proof:
    proof = Proof(given=given)
    absurd = proof.have(FALSE, terms=[(1, [proof.known(given[0])], []), (1, [], [x])], because="x² ≥ 0")
    return proof.conclude(Eq(1, 0), by=logic.by_contradiction(Eq(1, 0), absurd))


def test_hypotheses_that_no_point_satisfies_are_found_out():
    vacuous = from_nothing(x**2 < 0)
    assert vacuous.witness is None
    outcome = gather(
        Result("test.vacuous", lambda: from_nothing(x**2 < 0), "", "P", ""), seed=0, budget="default", observe=False
    )
    assert outcome.status == "undecided"
    assert "no point satisfies the hypotheses" in outcome.reason
    assert refused(from_nothing, x**2 < 1).number == 2
    honest = Proof(given=[x**2 < 1]).conclude(x < 2, squares=[x - 1])
    assert all(holds(h, honest.witness) for h in honest.hypotheses)


def test_the_conclusion_is_not_among_the_premises():
    error = refused(lambda: Proof().conclude(Eq(x, 0), by=logic.assume(Eq(x, 0))))
    assert (error.number, error.rule, error.verdict, error.witness) == (1, "assume", "refuted", "x = 1")
    assert Proof(given=[Eq(x, 0)]).conclude(Eq(x, 0), by=logic.assume(Eq(x, 0))).hypotheses == (Eq(x, 0),)


def test_a_supposition_does_not_outlive_its_block():
    proof = Proof()
    with proof.suppose(Eq(x, 1)) as (one,):
        inside = proof.have(Eq(x + 1, 2), by=one)
    error = refused(lambda: proof.have(Eq(x + 1, 2), by=inside))
    assert (error.number, error.condition, error.witness) == (3, "x = 1", "x = 0")
    whole = proof.have(Implies(Eq(x, 1), Eq(x + 1, 2)), by=logic.discharge(Eq(x, 1), inside))
    assert whole.hypotheses == ()


# Induction: all horses have one colour
HORSE, COLOUR = natural("i"), var("colour", Sort("function", NAT, REAL))


def one_colour(count: Term) -> Term:
    """In every row, the horses 0 to `count` have the colour of horse 0."""
    return ForAll(COLOUR, ForAll(j, Implies(j <= count, Eq(COLOUR(j), COLOUR(0)))))


def last_horse(*given: Term) -> tuple[Proof, Term]:
    """The step: horse k + 1 has the colour of horse 1 (the row without its first), and that the colour of horse 0."""
    proof = Proof(given=[one_colour(k), *given])
    known = proof.known(one_colour(k))
    row = logic.specialise(known, COLOUR)
    in_shifted = logic.instantiate(logic.specialise(row, k), ((COLOUR, lam(HORSE, COLOUR(HORSE + 1))),))
    proof.have(in_shifted.conclusion.args[0], because="k is at most k")
    second = proof.have(in_shifted.conclusion.args[1], by=in_shifted, because="leave out the first horse")
    first = logic.specialise(row, ONE)
    proof.have(ONE <= k, because="leave out the last horse")
    third = proof.have(Eq(COLOUR(1), COLOUR(0)), by=first)
    return proof, proof.have(Eq(second.conclusion.args[0], third.conclusion.args[1]), parts=[(1, second), (1, third)])


def test_all_horses_do_not_have_one_colour():
    error = refused(last_horse)
    assert (error.number, error.line, error.condition) == (4, "k >= 1", "k >= 1")
    assert describe(find(ONE <= k)) == "k = 0"  # where the row has no horse 1
    _, step = last_horse(ONE <= k)
    assert step.hypotheses == (one_colour(k), ONE <= k)


def test_induction_refuses_a_step_that_holds_only_from_one_on():
    statement = lam(k, Eq(COLOUR(k), COLOUR(0)))
    base = logic.reflexivity(COLOUR(0))
    late = logic.weaken(logic.assume(Eq(COLOUR(k + 1), COLOUR(0))), ONE <= k)
    with pytest.raises(Undecided) as caught:
        logic.induction(statement, k, base, late)
    assert caught.value.condition == "fresh"
    doubled = lam(k, 0 <= k * k)
    known = logic.assume(0 <= k * k)
    step = Proof().have(0 <= (k + 1) * (k + 1), squares=[k + 1])
    assert (
        logic.induction(doubled, k, Proof().have(0 <= ZERO * ZERO), logic.weaken(step, known.conclusion)).hypotheses
        == ()
    )


def test_a_positive_diagonal_is_not_positive_definite():
    claim = positive_definite(block([[1, 2], [2, 1]]))
    error = refused(lambda: Proof().have(claim, because="both diagonal entries are positive"))
    assert (error.number, error.verdict) == (1, "refuted")
    from derivations.data import definite

    good = [[Fraction(2), Fraction(1)], [Fraction(1), Fraction(1)]]
    assert Proof().have(positive_definite(REGULAR), by=definite(good, "B")).hypotheses == ()


def test_a_system_with_two_solutions_does_not_have_one():
    equal = Eq(SINGULAR * vector("p", 2), zeros(2))
    error = refused(lambda: Proof(given=[equal]).have(Eq(vector("p", 2), zeros(2))))
    assert (error.number, error.verdict) == (2, "refuted")
    proof = Proof(given=[Eq(REGULAR * vector("p", 2), zeros(2))])
    inverse = block([[1, -1], [-1, 2]])
    assert (
        proof.have(Eq(vector("p", 2), zeros(2)), parts=[(inverse, proof.known(proof.given[0]))]).conclusion.op == "eq"
    )


# Densities
LINE, MU, POINT = lebesgue(), measure("mu"), point("x")
P, Q, R, F, G = (function(name) for name in "pqrfg")
ON_LINE = function("p", REAL)
DENSITIES = (density(MU, P), density(MU, Q))
HERE, THERE = P(POINT), Q(POINT)
epsilon, p, q = real("epsilon"), real("p"), real("q")


def mirrored(jacobian: Term) -> Proof:
    """The density of −Z is p(−x)·|d(−x)/dx|."""
    claim = density(LINE, lam(x, ON_LINE(-x) * jacobian))
    proof = Proof(given=[density(LINE, ON_LINE)])
    space = Space(proof, LINE, x)
    size, one = space.density(ON_LINE)
    everywhere = lemmas.split(lemmas.unfolded(proof.known(density(LINE, ON_LINE))))[1]
    proof.have(0 <= ON_LINE(-x), by=logic.specialise(everywhere, -x))
    sign = proof.have(0 <= ON_LINE(-x) * jacobian, because="a density is nowhere negative")
    moved = lebesgue_rules.affine_substitution(block([[-1]]), ZERO, ON_LINE)
    both = lemmas.split(proof.have(moved.conclusion, by=moved, because="substitute z = −x"))
    exists, value = (logic.modus_ponens(t, size) for t in both)
    body, total = space.linear(ON_LINE(-x) * jacobian, [(jacobian, exists)])
    mass = Eq(space.integral(ON_LINE(-x) * jacobian), 1)
    whole = proof.have(mass, parts=[(1, total), (-1, value), (1, one)], because="the mass is that of p")
    known = lemmas.join(space.measurable(ON_LINE(-x) * jacobian), logic.generalise(x, sign), body, whole)
    return proof.conclude(claim, by=lemmas.folded(claim, known))


def test_a_jacobian_without_its_absolute_value_makes_a_negative_density():
    error = refused(mirrored, num(-1))
    assert (error.number, error.line) == (3, "p(-x)*(-1) >= 0")
    assert (error.verdict, error.witness) == ("refuted", "p = (x -> normal(x, 0, 1)), x = 0")
    assert mirrored(abs(num(-1))).statement.op == "density"


def stretched(factor: Callable[[Term], Term]) -> Proof:
    """∫f(u) du = |det M|·∫f(Mx + b) dx."""
    f, b, space = function("f", u.sort), vector("b", n), lebesgue(n)
    here = make("integrable", space, f)
    proof = Proof(given=[invertible(A), here])
    moved = lemmas.split(lebesgue_rules.affine_substitution(A, b, f))
    for theorem in moved:
        proof.have(theorem.conclusion.args[1], by=lambda t=theorem: logic.modus_ponens(t, proof.known(here)))
    claim = Eq(make("integral", space, f), factor(det(A)) * Integral(f(A * u + b), u, space))
    return proof.conclude(claim, by=proof.have(claim, because="substitute Mu + b"))


def test_a_determinant_without_bars_is_no_jacobian():
    error = refused(stretched, lambda d: d)
    assert (error.number, error.condition) == (5, "identity")
    assert stretched(abs).hypotheses == (invertible(A), make("integrable", lebesgue(n), function("f", u.sort)))


def inverse_of_square(*given: Term) -> Proof:
    """z² is undone by the root: what the change of variables x = z² needs of its inverse."""
    proof = Proof(given=given)
    return proof.conclude(Eq(sqrt(z**2), z), by=proof.have(Eq(sqrt(z**2), z), by=powers.powers, because="the inverse"))


def test_a_map_that_takes_a_value_twice_has_no_inverse_to_substitute():
    error = refused(inverse_of_square)
    assert (error.number, error.verdict, error.witness) == (1, "refuted", "z = -1")
    with pytest.raises(DataError, match=r"z = -1"):
        change_of_variables.scalar(z**2, sqrt(x))
    assert inverse_of_square(z > 0).hypotheses == (z > 0,)


def bell(height: Term) -> Theorem:
    """The height of a bell curve is chosen so that the area is 1."""
    proof = Proof(given=[epsilon > 0])
    space, curve = Space(proof, LINE, x), height * exp(-(x**2) / (2 * epsilon**2))
    moment = lebesgue_rules.gaussian_moment(ZERO, epsilon, ZERO)
    exists, one = lemmas.split(proof.have(moment.conclusion, by=moment, because="the area under N(x; 0, ε²)"))
    scale = height * (sqrt(2 * pi()) * epsilon)
    total = space.linear(curve, [(scale, exists)], because="a multiple")[1]
    return proof.have(Eq(space.integral(curve), 1), parts=[(1, total), (scale, one)], because="so it normalises")


@pytest.mark.parametrize(
    ("height", "witness"),
    [
        (2 / (sqrt(2 * pi()) * epsilon), "epsilon = 1"),
        (sqrt(2 * pi()) * sqrt(epsilon), "epsilon = 1"),
        (1 / (sqrt(2 * pi()) * sqrt(epsilon)), "epsilon = 2"),  # right at ε = 1
    ],
    ids=["twice", "a product for a quotient", "the root of the deviation"],
)
def test_a_bell_curve_of_the_wrong_height_is_no_density(height, witness):
    error = refused(bell, height)
    assert (error.number, error.verdict, error.witness) == (6, "refuted", witness)
    assert bell(1 / (sqrt(2 * pi()) * epsilon)).hypotheses == (epsilon > 0,)


def by_antiderivative(big: Term, small: Term, low: int, high: int, value: Term | int, *known: Term) -> Theorem:
    """∫_a^b f = F(b) − F(a)."""
    proof, inside = Proof(), And(num(low) <= x, x <= num(high))
    with proof.suppose(inside):
        for fact in known:
            proof.have(fact, because="on the interval")
        slope = proof.have(Eq(Derivative(big, x), small), by=calculus.derivative, because="F′ = f")
        smooth = proof.have(differentiable(big, x))
        sign = proof.have(0 <= small)
    every = [logic.generalise(x, logic.discharge(inside, t)) for t in (logic.both(smooth, slope), sign)]
    whole = antiderivatives.antiderivative(lam(x, big), lam(x, small), (num(low), num(high)), *every)
    total = proof.still(whole.conclusion, whole)
    line = proof.calculate(logic.right(total).conclusion.args[0])
    line.equals(logic.right(total).conclusion.args[1], by=logic.right(total), because="F(b) − F(a)")
    return line.equals(value).theorem


def test_a_density_on_too_long_an_interval_is_none():
    error = refused(by_antiderivative, x**2, 2 * x, 0, 2, 1)
    assert (error.number, error.verdict) == (6, "refuted")
    assert by_antiderivative(x**2, 2 * x, 0, 1, 1).hypotheses == ()


def test_a_divergent_integral_has_no_value_by_its_antiderivative():
    error = refused(by_antiderivative, -1 / x, 1 / x**2, -1, 1, -2)
    assert (error.number, error.line) == (2, "derivative((x -> (-1)/x), x) = 1/x**2")
    assert (error.verdict, error.condition) == ("undecided", "x != 0")
    assert by_antiderivative(-1 / x, 1 / x**2, 1, 2, num(1) / 2, 0 < x).hypotheses == ()


# Integrals
def cancelled_integrals(*given: Term) -> Proof:
    proof, total = Proof(given=given), make("integral", MU, F)
    return proof.conclude(Eq(total - total, 0), by=proof.have(Eq(total - total, 0), because="they cancel"))


def test_infinity_minus_infinity_is_not_published_as_0():
    error = refused(cancelled_integrals)
    assert (error.line, error.rule, error.condition) == ("integrable(mu, f)", "definedness", "integrable(mu, f)")
    assert cancelled_integrals(make("integrable", MU, F)).statement.args[1] is ZERO


def difference(*given: Term) -> Proof:
    """∫(f − g) = ∫f − ∫g."""
    proof, parts = Proof(given=given), [make("integrable", MU, h) for h in (F, G)]
    space = Space(proof, MU, POINT)
    for formula in parts:
        proof.have(formula, because="its integral is written down")
    weights = zip((1, -1), map(proof.known, parts), strict=True)
    value = space.linear(F(POINT) - G(POINT), [*weights], because="the integral is linear")[1]
    return proof.conclude(value.conclusion)


def test_the_integral_of_a_difference_is_split_only_for_integrable_functions():
    integrable_ = [make("integrable", MU, h) for h in (F, G)]
    assert refused(difference).condition == "integrable(mu, f)"
    error = refused(difference, integrable_[0])
    assert (error.number, error.condition, error.verdict) == (3, "integrable(mu, g)", "undecided")
    assert difference(*integrable_).hypotheses == tuple(integrable_)


def at_a_point(measure_: Term, where: Term, *given: Term) -> Proof:
    f, g = (var(name, Sort("function", where.sort, REAL)) for name in "fg")
    proof = Proof(given=[same_almost_everywhere(measure_, f, g), *given])
    known = lemmas.unfolded(proof.known(proof.given[0]))
    claim = Eq(f(where), g(where))
    if measure_.op != "counting":
        return proof.conclude(claim, by=proof.have(claim))
    inside = proof.have(where < measure_.args[0])
    return proof.conclude(claim, by=proof.have(claim, by=summation.sum_everywhere(known, inside)))


def test_what_holds_almost_everywhere_is_not_read_at_one_point():
    error = refused(at_a_point, MU, POINT)
    assert (error.number, error.line, error.verdict) == (2, "f(x) = g(x)", "refuted")
    assert error.witness == "f = (1, 1), g = (1, 0), mu = (1, 0), x = point 2"  # a point without mass
    assert at_a_point(counting(n), k, k < n).hypotheses[1] is (k < n)  # each index has mass 1
    assert refused(at_a_point, counting(n), k).condition == "k < n"


def split_last(index: Term) -> Proof:
    total = Sum(function("c", NAT)(k), k, n + 1)
    claim = Eq(total, Sum(function("c", NAT)(k), k, n) + function("c", NAT)(index))
    proof = Proof()
    return proof.conclude(claim, by=proof.have(claim, by=lambda: summation.sum_of(total), because="the last term"))


def test_the_last_term_of_a_sum_is_not_the_one_after():
    error = refused(split_last, n + 1)
    assert (error.number, error.verdict, error.witness) == (1, "refuted", "c = (1, 0), n = 2")
    assert split_last(n).hypotheses == ()


def coordinate(index: Term, *given: Term) -> Proof:
    proof = Proof(given=given)
    return proof.conclude(0 <= entry(v, index) ** 2, by=proof.have(0 <= entry(v, index) ** 2, because="a square"))


def test_a_vector_has_no_coordinate_beyond_its_last():
    error = refused(coordinate, n, n > 0)
    assert (error.line, error.rule, error.verdict, error.witness) == ("n < n", "definedness", "refuted", "n = 1")
    assert refused(coordinate, k).witness == "k = 0, n = 0"
    assert coordinate(k, k < n).hypotheses == (k < n,)


# Differentiation under the integral sign
def swapped(*given: Term) -> Theorem:
    """d/dt ∫f(t) = ∫∂f/∂t, for f(t)(x) = 1 on (0, t)."""
    proof, body = Proof(given=given), piecewise(And(0 < x, x < t), 1)
    claim = Eq(Derivative(Integral(body, x, LINE), t, c), Integral(Derivative(body, t, c), x, LINE))
    allowed = differentiable_under_integral(LINE, lam(t, lam(x, body)), c)
    return proof.have(claim, by=lambda: lemmas.split(lemmas.unfolded(proof.known(allowed)))[-1], because="swap")


def test_a_derivative_is_not_moved_under_an_integral_for_nothing():
    body = piecewise(And(0 < x, x < t), 1)
    error = refused(swapped)
    allowed = differentiable_under_integral(LINE, lam(t, lam(x, body)), c)
    assert (error.number, error.condition, error.verdict) == (1, str(allowed), "undecided")
    assert swapped(allowed).hypotheses == (allowed,)  # false for c > 0, where the left side is 1 and the right side 0


def under_the_sign(body: Term, slope: Term, bound: Term) -> Theorem:
    """Leibniz at 0: f(t) = body is differentiable for |t| < 1, with |∂f/∂t| at most the bound."""
    close = abs(t - 0) < 1
    proof = Proof(given=[density(LINE, ON_LINE)])
    space = Space(proof, LINE, x)
    exists, _ = space.density(ON_LINE)
    with proof.suppose(close, because="near 0"):
        smooth = proof.have(differentiable(body, t), because="smooth in t")
        value = proof.have(Eq(Derivative(body, t), slope), by=calculus.derivative, because="differentiate")
        bars = order.absolute(proof.have(0 <= slope, because="a density"))
        small = proof.have(abs(slope) <= bound, parts=[(-1, bars)], by=algebra.nonneg, because="dominated")
        small = logic.modus_ponens(logic.converse(logic.congruence(lam(y, abs(y) <= bound), value)), small)
        proof.have(small.conclusion, by=small, because="insert the derivative")
    each, _ = space.linear(body, [(t, exists)], because="a multiple of a density")
    each, smooth = (logic.generalise(t, logic.discharge(close, s)) for s in (each, logic.both(smooth, small)))
    below = integrals.almost_everywhere(LINE, x, (), smooth)
    allowed = integrals.leibniz(LINE, lam(t, lam(x, body)), ZERO, ONE, exists, each, below)
    return proof.have(allowed.conclusion, by=allowed, because="Leibniz's rule")


def test_a_family_with_a_jump_is_not_differentiated_under_the_integral():
    error = refused(under_the_sign, piecewise(x < t, ON_LINE(x)), ZERO, ON_LINE(x))
    assert (error.number, error.verdict, error.condition) == (3, "refuted", "smooth")
    assert error.witness.endswith("t = 1/2, x = 1/2")  # where x = t
    assert under_the_sign(t * ON_LINE(x), ON_LINE(x), ON_LINE(x)).hypotheses == (density(LINE, ON_LINE),)


def test_a_bound_that_does_not_dominate_is_refused():
    error = refused(under_the_sign, t * ON_LINE(x), ON_LINE(x), ON_LINE(x) / 2)
    assert (error.number, error.line, error.verdict) == (6, "abs(p(x)) <= p(x)/2", "refuted")


# Divergences
def divergence_is_positive(*given: Term) -> Proof:
    proof, finite = Proof(given=[*DENSITIES, *given]), finite_kl(MU, P, Q)
    known = logic.left(proof.use(divergences.gibbs))
    least = proof.have(0 <= KL(MU, P, Q), by=lambda: logic.left(logic.modus_ponens(known, proof.facts.prove(finite))))
    return proof.conclude(least.conclusion)


def test_a_divergence_that_may_be_infinite_is_not_compared_with_0():
    error = refused(divergence_is_positive)
    finite = finite_kl(MU, P, Q)
    assert (error.number, error.condition, error.verdict) == (4, str(finite), "undecided")
    assert describe(find(finite, DENSITIES)) == "p = (1/2, 1/2), q = (0, 1)"  # q has a hole where p has mass
    assert divergence_is_positive(finite).hypotheses == (*DENSITIES, finite)


def written_down(*given: Term) -> Proof:
    proof, number = Proof(given=[*DENSITIES, *given]), KL(MU, P, Q)
    return proof.conclude(Eq(number - number, 0), by=proof.have(Eq(number - number, 0), because="it cancels"))


def test_a_divergence_that_may_be_infinite_is_not_a_number_to_write_down():
    error = refused(written_down)
    assert (error.line, error.rule) == ("almost(p(x) > 0 => q(x) != 0, x, mu)", "definedness")
    assert (error.verdict, error.witness) == ("refuted", "p = (1/2, 1/2), q = (0, 1)")
    assert written_down(finite_kl(MU, P, Q)).statement.args[1] is ZERO


def tangent_at_the_ratio(*given: Term) -> Theorem:
    """p·log(p/q) ≥ p − q, from log u ≤ u − 1 at u = q/p."""
    proof = Proof(given=[*DENSITIES, *given])
    space = Space(proof, MU, POINT)
    space.density(P), space.density(Q)
    known = [lemmas.unfolded(proof.known(formula)) for formula in given]
    line = HERE - THERE <= piecewise(0 < HERE, HERE * log(HERE / THERE))
    return space.almost(line, known, [(HERE, THERE / HERE)], because="log u ≤ u − 1")


def test_the_proof_of_gibbs_inequality_stops_at_a_hole_in_the_support():
    error = refused(tangent_at_the_ratio)
    assert (error.number, error.verdict) == (3, "undecided")
    assert error.condition == "0 < 0"  # log u at u = q/p = 0, in the cell q = 0 < p
    assert tangent_at_the_ratio(absolutely_continuous(MU, P, Q)).conclusion.op == "almost"


def cross_entropy(model: Term) -> Term:
    return -expectation(MU, P, lam(POINT, log(model(POINT))))


def better_model(*given: Term) -> Proof:
    """The likelier model has the smaller divergence, since both are the cross-entropy less the same entropy."""
    entropic = integrable(piecewise(0 < HERE, HERE * log(HERE)), POINT, MU)
    likelier = cross_entropy(Q) <= cross_entropy(R)
    supports = [absolutely_continuous(MU, P, model) for model in (Q, R)]
    proof = Proof(given=[*DENSITIES, density(MU, R), *supports, entropic, likelier, *given])
    both = [logic.right(proof.use(divergences.likelihood, {divergences.q: model})) for model in (Q, R)]
    first, second = (proof.have(t.conclusion.args[1], by=t, because="take away the entropy") for t in both)
    claim = KL(MU, P, Q) <= KL(MU, P, R)
    known = [(1, [proof.known(likelier)], [])]
    return proof.conclude(claim, by=proof.have(claim, terms=known, parts=[(1, first), (-1, second)]))


def test_an_infinite_divergence_is_not_cancelled():
    finite = [finite_kl(MU, P, model) for model in (Q, R)]
    error = refused(better_model)
    assert (error.number, error.condition) == (10, str(finite[0]))
    assert refused(better_model, finite[0]).condition == str(finite[1])
    assert better_model(*finite).statement.op == "le"


def jensen_shannon(first: Term, second: Term) -> Proof:
    """JSD is the mean of two divergences."""
    proof = Proof(given=DENSITIES)
    claim = Eq(JSD(MU, P, Q), num(1) / 2 * KL(MU, P, first) + num(1) / 2 * KL(MU, Q, second))
    proof.use(divergences.jsd)
    return proof.conclude(claim, by=proof.have(claim, by=lambda: logic.unfold(claim.args[0]), because="by definition"))


def test_the_jensen_shannon_divergence_compares_with_the_mixture_not_with_each_other():
    error = refused(jensen_shannon, Q, P)
    assert (error.number, error.verdict, error.witness) == (4, "refuted", "p = (1/2, 1/2), q = (1/4, 3/4)")
    m = mixture(MU, P, Q)
    assert jensen_shannon(m, m).hypotheses == DENSITIES  # and both are finite, always


def far_apart(*given: Term) -> Proof:
    """Two different densities are log 2 apart."""
    proof = Proof(given=[*DENSITIES, *given])
    known = lemmas.split(proof.use(divergences.jsd))[-1]
    claim = Eq(JSD(MU, P, Q), log(2))
    return proof.conclude(claim, by=proof.have(claim, by=known, because="they differ"))


def test_different_densities_are_not_as_far_apart_as_disjoint_ones():
    error = refused(far_apart, Not(same_almost_everywhere(MU, P, Q)))
    assert (error.number, error.verdict, error.witness) == (5, "refuted", "p = (1/2, 1/2), q = (1/4, 3/4)")
    assert far_apart(almost(Eq(HERE * THERE, 0), POINT, MU)).statement.args[1] is log(2)


# A maximum for a minimum
def convex(proof: Proof, value: Term, slope: Term, bend: Term, *ends: Term) -> Theorem:
    """Where the ends hold, the value and its derivative are differentiable in t, and the second derivative positive."""
    first = Derivative(value, t)
    smooth = proof.have(differentiable(value, t))
    once = proof.have(Eq(first, slope), by=calculus.derivative, because="differentiate")
    near_by = logic.instantiate(calculus.locally(t, ends, y, once), ((y, t),))
    again, same = lemmas.split(proof.have(near_by.conclusion, by=near_by, because="on the interval"))
    line = proof.calculate(Derivative(first, t)).equals(Derivative(slope, t), by=same, because="insert f′")
    line.equals(bend, by=calculus.derivative, because="differentiate again")
    return lemmas.join(smooth, again, line.greater_than(0, because="the curve lies above its tangents").theorem)


def stationary_is_least(sign: int) -> Theorem:
    """The discriminator t* = p/(p + q) is stationary for ±(p log t + q log(1 − t)): so the value there is the least."""
    best, bend = p / (p + q), p / t**2 + q / (1 - t) ** 2
    value = lambda at: sign * (p * log(at) + q * log(1 - at))  # noqa: E731 - a formula in one line
    proof = Proof(given=[p > 0, q > 0, t > 0, t < 1, Ne(t, best)])
    rest = proof.have(0 < q / (p + q))
    proof.have(0 < 1 - t)
    proof.have(best < 1, terms=[(1, [rest], [])])
    proof.have(0 < 1 - best)
    flat = proof.have(Eq(Derivative(value(t), t, best), 0), by=calculus.derivative, because="t* is stationary")
    slope = sign * (p / t - q / (1 - t))
    bent = convex(proof, value(t), slope, bend if sign < 0 else -bend, 0 < t, t < 1)
    above = calculus.tangent(lam(t, value(t)), t, (0 < t, t < 1), (best, t), bent)
    known = proof.have(above.conclusion, by=above, because="the tangent at t*")
    return proof.have(value(best) < value(t), terms=[(1, [known], [])], parts=[(t - best, flat)], because="it is level")


def test_a_stationary_maximum_is_not_a_minimum():
    error = refused(stationary_is_least, 1)
    assert error.number == 16  # the derivative at t* is 0 indeed
    assert (error.line, error.verdict) == ("-(p/t**2 + q/(1 - t)**2) > 0", "refuted")
    assert len(stationary_is_least(-1).hypotheses) == 5


def mean_of_logarithm(sign: int) -> Theorem:
    """Jensen: ±log of the mean is at most the mean of ±log."""
    value, body, bend = G(POINT), sign * log(t), 1 / t**2
    everywhere, mean = ForAll(POINT, 0 < value), Integral(HERE * value, POINT, MU)
    exist = [integrable(HERE * v, POINT, MU) for v in (value, sign * log(value))]
    proof = Proof(given=[density(MU, P), everywhere, *exist, 0 < mean])
    space = Space(proof, MU, POINT)
    proof.have(0 < value, by=logic.specialise(proof.known(everywhere), POINT))
    with proof.suppose(0 < t):
        bent = convex(proof, body, sign / t, bend if sign < 0 else -bend, 0 < t)
    return jensen.jensen(space, P, value, lam(t, body), t, [0 < t], bent)


def test_jensens_inequality_is_not_turned_round():
    error = refused(mean_of_logarithm, 1)
    assert (error.line, error.verdict) == ("-1/t**2 > 0", "refuted")
    assert error.witness.endswith("t = 1")
    mean = Integral(HERE * G(POINT), POINT, MU)
    minus = mean_of_logarithm(-1).conclusion
    assert minus.alpha is (-1 * log(mean) <= Integral(HERE * (-1 * log(G(POINT))), POINT, MU)).alpha
