"""Terms: kept as written, no capture, definedness as a hypothesis, one object for equal terms."""

from __future__ import annotations

import copy
import gc
import pickle
from fractions import Fraction

import pytest

from derivations.kernel import RULES, IllFormed, Sort, Term, Undecided, logic
from derivations.kernel.definedness import conditions
from derivations.kernel.display import opened, text
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    Exists,
    ForAll,
    Iff,
    Implies,
    Ne,
    Or,
    above,
    block,
    column,
    differentiable,
    evident,
    exp,
    fresh,
    identity,
    infinity,
    inv,
    invertible,
    iterate,
    log,
    matrix,
    minimiser,
    natural,
    near,
    ones,
    partition,
    positive_definite,
    real,
    sqrt,
    tends,
    vector,
    zeros,
)
from derivations.kernel.terms import (
    NAT,
    ONE,
    REAL,
    ZERO,
    apply,
    dimension,
    is_term,
    lam,
    make,
    num,
    replace,
    substitute,
    var,
)
from derivations.refuter.evaluate import holds

x, y, z, mu = map(real, ["x", "y", "z", "mu"])
n, d, k = map(natural, "ndk")
Z, G, b = matrix("Z", n, d), matrix("G", n, n), vector("b", d)
f = var("f", Sort("function", REAL, REAL))


@pytest.mark.parametrize(
    ("term", "written"),
    [
        (x / x, "x/x"),
        (x - x, "x - x"),
        (0 * x, "0*x"),
        (exp(log(x)), "exp(log(x))"),
        (G * inv(G), "G*inv(G)"),
        (y + x + 1, "y + x + 1"),
        (1 + (x + y), "1 + (x + y)"),
        (x - (y - z), "x - (y - z)"),
        (2 * (x * y), "2*(x*y)"),
        (x / y / z, "x/y/z"),
        (x / (y * z), "x/(y*z)"),
        (-(x**2), "-x**2"),
        ((-x) ** 2, "(-x)**2"),
        ((Z * b).T, "(Z*b).T"),
        (num(Fraction(1, 2)) * x, "1/2*x"),
        (x ** num(Fraction(2)), "x**2"),
        (x**-2, "1/x**2"),
        (Eq(x + x, 2 * x), "x + x = 2*x"),
        (x > 0, "x > 0"),
        (0 < x, "x > 0"),
        (Ne(x, 0), "x != 0"),
        (Implies(And(x > 0, y > 0), Or(x > y, y >= x)), "x > 0 and y > 0 => y < x or x <= y"),
        (ForAll(x, Exists(y, x < y)), "forall x. exists y. x < y"),
        (Derivative(x**2, x), "derivative((x -> x**2), x)"),
        (tends(1 / x, x, above(0), infinity()), "(1/x -> oo as x -> 0+)"),
        (block([[x, 0], [0, y]])[0, 1], "[x, 0; 0, y][0, 1]"),
        (column(x, y)[1], "[x; y][1]"),
    ],
)
def test_terms_are_what_the_author_wrote(term, written):
    assert repr(term) == written


def test_equal_terms_are_one_object():
    assert (x + y) * 2 is (x + y) * 2
    assert x + y is not y + x
    assert num(2) is num(Fraction(4, 2))
    assert lam(x, x * y) is lam(x, x * y)
    assert real("x") is x
    assert natural("x") is not x


def test_bound_names_do_not_matter_but_are_kept():
    assert lam(x, x * y) is not lam(z, z * y)
    assert lam(x, x * y).alpha is lam(z, z * y).alpha
    assert repr(lam(z, z * y)) == "(z -> z*y)"
    assert ForAll(x, ForAll(y, x < y)).alpha is ForAll(y, ForAll(x, y < x)).alpha
    assert ForAll(x, ForAll(y, x < y)).alpha is not ForAll(x, ForAll(y, y < x)).alpha


def test_terms_that_nobody_holds_are_forgotten_and_made_again():
    made = repr(real("forgotten") + 1)
    gc.collect()
    assert repr(real("forgotten") + 1) == made


def test_large_shared_terms_are_handled_in_linear_time():
    term = x
    for _ in range(200):
        term = term + term
    assert substitute(term, {x: y}) is not term
    assert term.free == {x}


def test_terms_are_immutable():
    with pytest.raises(AttributeError, match="immutable"):
        x.op = "num"
    with pytest.raises(TypeError, match="certificate"):
        pickle.dumps(x)
    with pytest.raises(TypeError, match="subclassed"):
        type("Better", (Term,), {})


def test_formulas_are_no_truth_values():
    with pytest.raises(TypeError, match="not a Python truth value"):
        bool(x > 0)
    with pytest.raises(TypeError, match="not a Python truth value"):
        _ = 0 < x < 1


def test_copies_of_terms_are_the_terms():
    assert copy.copy(x + y) is x + y
    assert copy.deepcopy(x + y) is x + y


def test_only_terms_of_the_table_are_terms():
    forged = object.__new__(Term)
    for name in ("op", "args", "data", "sort", "loose"):
        object.__setattr__(forged, name, getattr(x, name))
    assert is_term(x)
    assert not is_term(forged)
    assert not is_term("x")


# No capture ---------------------------------------------------------------------------------------


def test_substitution_does_not_capture():
    integral = lam(x, x * y)  # as in Integral(x*y, (x, 0, 1)).subs(y, x)
    changed = substitute(integral, {y: x})
    assert changed.alpha is lam(z, z * x).alpha
    assert changed.alpha is not lam(x, x * x).alpha
    assert apply(changed, num(3)) is 3 * x


def test_a_constant_stays_constant_under_its_binder():
    slope = Derivative(x * y, x, z)
    assert substitute(slope, {y: x}).alpha is Derivative(z * x, z, z).alpha
    assert holds(Eq(substitute(slope, {y: x}), x), {x: 5, z: 2})


@pytest.mark.parametrize("binder", [ForAll, Exists])
def test_quantifiers_do_not_capture(binder):
    claim = binder(x, x < y)
    assert substitute(claim, {y: x + 1}).alpha is binder(z, z < x + 1).alpha
    assert repr(substitute(claim, {y: x})) in ("forall x_1. x_1 < x", "exists x_1. x_1 < x")


def test_limits_do_not_capture():
    claim = tends(x * y, x, near(0), 0)
    assert substitute(claim, {y: 1 / x}).alpha is tends(z * (1 / x), z, near(0), 0).alpha


def test_fresh_names_do_not_collide():
    mu_1 = real("mu_1")
    law = ForAll(x, Exists(mu, x + mu_1 < mu))
    instance = apply(law.args[0], mu)
    assert instance.alpha is Exists(z, mu + mu_1 < z).alpha
    assert repr(instance) == "exists mu_2. mu + mu_1 < mu_2"
    theorem = RULES["specialise"](RULES["assume"](law), mu)
    assert theorem.conclusion is instance


def test_names_of_bound_variables_avoid_all_free_ones():
    variable, body = opened(lam(x, x + y), x * z)
    assert variable.data == "x_1"
    assert body is variable + y
    assert fresh("x", REAL, x, real("x_1")).data == "x_2"
    assert fresh("n", NAT, Z).data == "n_1"  # the dimension of Z is a name too


def test_definitions_do_not_capture_their_own_bound_names():
    v = vector("v", 2)
    matrix_of_v = v * v.T
    unfolded = RULES["unfold"](positive_definite(matrix_of_v)).conclusion.args[1]
    assert v in unfolded.free
    assert holds(Iff(positive_definite(matrix_of_v), unfolded), {v: ((1,), (0,))}) is not False
    assert "v_1" in repr(unfolded)


def test_simultaneous_substitution_swaps():
    assert substitute(x - y, {x: y, y: x}) is y - x


def test_a_function_variable_is_applied_when_a_function_replaces_it():
    assert substitute(f(y) + 1, {f: lam(x, x**2)}) is y**2 + 1


def test_replacement_reaches_under_binders_but_not_bound_variables():
    assert replace(ForAll(x, x < y), y, z).alpha is ForAll(x, x < z).alpha
    assert replace(ForAll(x, x < y), x, z) is ForAll(x, x < y)


# Shapes -------------------------------------------------------------------------------------------


def test_instantiating_a_dimension_changes_shapes():
    gram = Z.T * Z
    assert substitute(gram, {d: num(3)}).shape == (num(3), num(3))
    assert substitute(gram, {d: num(3)}) is matrix("Z", n, 3).T * matrix("Z", n, 3)
    assert (
        substitute(ForAll(b, Eq(Z * b, Z * b)), {d: num(1)}).alpha
        is ForAll(z, Eq(matrix("Z", n, 1) * z, matrix("Z", n, 1) * z)).alpha
    )


def test_a_dimension_of_one_makes_a_number():
    assert substitute(b, {d: num(1)}) is real("b")
    assert substitute(b, {d: num(1)}).sort is REAL
    assert matrix("b", 1, 1) is real("b")


def test_instantiation_fits_matrices_to_the_new_dimension():
    theorem = RULES["instantiate"](RULES["field"](Eq(Z * b + Z * b, 2 * Z * b)), ((d, num(3)),))
    assert theorem.conclusion is Eq(matrix("Z", n, 3) * vector("b", 3) + matrix("Z", n, 3) * vector("b", 3),
                                    2 * matrix("Z", n, 3) * vector("b", 3))  # fmt: skip
    with pytest.raises(IllFormed):
        RULES["instantiate"](RULES["field"](Eq(Z * b, Z * b)), ((b, vector("b", n)),))


@pytest.mark.parametrize(("written", "canonical"), [
    (n + 1, "1 + n"), (1 + n + 2, "3 + n"), (d + n + d, "2*d + n"), (2 * n + 0, "2*n"), (num(0) * n, "0"),
])  # fmt: skip
def test_dimensions_have_one_form(written, canonical):
    assert repr(dimension(written)) == canonical


def test_dimensions_are_cut_into_units_and_variables():
    assert partition(dimension(2 + d)) == (ONE, ONE, d)
    assert partition(num(0)) == (ZERO,)
    assert partition(dimension(2 * n)) == (n, n)


def test_blocks_add_up():
    whole = block([[ones(n), Z]])
    assert whole.shape == (n, dimension(1 + d))
    assert block([[zeros(n, d)], [ones(1, d)]]).shape == (dimension(1 + n), d)


# Definedness --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("term", "needed"), [
    (x / y, [Ne(y, 0)]),
    (x / 2, []),
    (log(x), [ZERO < x]),
    (log(2), []),
    (sqrt(x), [ZERO <= x]),
    (inv(G), [invertible(G)]),
    (1 / log(x), [ZERO < x, Ne(log(x), 0)]),
    (x / y + z / y, [Ne(y, 0)]),
    (exp(x) * abs(y), []),
    (f(x), []),
    (Derivative(1 / x, x, y), [Ne(y, 0), differentiable(1 / x, x, y)]),
    (differentiable(log(x), x, y), [ZERO < y]),
    (And(Ne(y, 0), Eq(x / y, 1)), [Implies(Ne(y, 0), Ne(y, 0))]),
    (Or(Eq(y, 0), Eq(x / y, 1)), [Implies(make("not", Eq(y, 0)), Ne(y, 0))]),
    (Implies(x > 0, log(x) > 0), [Implies(x > 0, ZERO < x)]),
    (Iff(x > 0, log(x) > 0), [ZERO < x]),
    (ForAll(x, Eq(x / x, 1)), [ForAll(x, Ne(x, 0))]),
    (tends(1 / x, x, infinity(), 0), [ForAll(x, Implies(ZERO < x, Ne(x, 0)))]),
    (tends(1 / x, x, above(y), 0), [ForAll(x, Implies(y < x, Ne(x, 0)))]),
    (tends(1 / x, x, near(1 / y), 0), [Ne(y, 0), ForAll(x, Implies(Ne(x, 1 / y), Ne(x, 0)))]),
    (tends(1 / k, k, infinity(), 0), [ForAll(k, Implies(ZERO < k, Ne(k, 0)))]),  # k = 0 is not on the way
    (iterate(lam(x, 1 / x), y, k), [ForAll(x, Ne(x, 0))]),
    (minimiser(f, x), []),
])  # fmt: skip
def test_conditions_of_definedness(term, needed):
    assert [c.alpha for c in conditions(term)] == [c.alpha for c in needed]


def test_definedness_is_a_hypothesis_of_what_rules_conclude():
    assert RULES["field"](Eq(x / x, 1)).hypotheses == (Ne(x, 0),)
    assert RULES["powers"](Eq(exp(log(x)), x)).hypotheses == (ZERO < x,)
    assert RULES["inverse"](G).hypotheses == (invertible(G),)
    assert RULES["derivative"](Eq(Derivative(abs(x), x, y), abs(y) / y)).hypotheses == (Ne(y, 0),)


def test_zero_over_zero_is_not_published():
    vacuous = RULES["combination"](Eq(x / z * z, num(0)), ((ONE, RULES["assume"](Eq(x, 0)), ONE),), ())
    assert set(vacuous.hypotheses) == {Eq(x, 0), Ne(z, 0)}
    with pytest.raises(Undecided):
        RULES["publish"](RULES["reflexivity"](x / z), ())


def test_evident_comparisons_of_numerals_are_no_hypotheses():
    assert evident(Ne(num(2), 0))
    assert evident(ZERO < num(1))
    assert evident(ZERO <= num(0))
    assert evident(Eq(num(1), 1))
    assert not evident(Ne(num(0), 0))
    assert not evident(Ne(x, 0))
    assert not evident(num(1) < num(1))
    assert not evident(make("not", num(1) < num(2)))
    assert evident(make("not", num(2) <= num(1)))


def test_text_never_fails_on_open_terms():
    assert text(lam(x, lam(y, x + y)).args[0]) == "(y -> #1 + #0)"
    assert text(identity(n)) == "identity(n)"


def test_sizes_have_one_order_wherever_they_stand():
    m, size = natural("m"), natural("n")
    assert zeros(m + 1) is zeros(1 + m)
    assert identity(m + size) is identity(size + m)
    square = matrix("M", size, size)
    instance = logic.instantiate(logic.unfold(positive_definite(square)), ((size, m + 1),))
    larger = matrix("M", m + 1, m + 1)
    assert instance.conclusion.alpha is logic.unfold(positive_definite(larger)).conclusion.alpha
