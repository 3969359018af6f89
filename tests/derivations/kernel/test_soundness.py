"""False theorems that a version of the kernel could derive, each refused now, and for the right reason."""

from __future__ import annotations

import copy
import json

import pytest

from derivations.kernel import RULES, IllFormed, Sort, Undecided, certificate
from derivations.kernel.formulas import (
    DEFINITIONS,
    OPERATORS,
    Eq,
    ForAll,
    Not,
    definition,
    differentiable,
    evident,
    infinity,
    matrix,
    natural,
    near,
    real,
    vector,
    zeros,
)
from derivations.kernel.terms import NAT, ONE, REAL, ZERO, apply, intern, lam, make, num, var

x, y, b, c, d = (real(name) for name in "xybcd")
k, m, n = (natural(name) for name in "kmn")
f = var("f", Sort("function", REAL, REAL))
floor = var("floor", Sort("function", REAL, NAT))


def forgotten(*names):
    """Take back definitions that a test made."""
    for name in names:
        DEFINITIONS.pop(name, None)
        OPERATORS.pop(name, None)


def test_minus_one_at_least_zero_by_a_real_function_posing_as_natural_is_refused():
    """x ↦ k, with k bound in no lambda, was a function into the naturals: 0 ≤ f(x) became 0 ≤ −1."""
    dangling = lam(k, k).args[0]
    with pytest.raises(IllFormed, match="dangling bound variable, which x would capture"):
        lam(x, dangling)
    with pytest.raises(IllFormed, match="dangling"):
        ForAll(x, lam(k, 0 <= k).args[0])


def test_minus_one_at_least_zero_by_a_certificate_with_a_variable_of_two_sorts_is_refused():
    """The same function, x: real bound as if it were natural, written in a certificate by hand."""
    forged = intern("lambda", (intern("bound", (), 0, NAT),), ("x", REAL), floor.sort)
    positive = RULES["natural_nonneg"](apply(floor, num(-1)))
    written = certificate.write(RULES["instantiate"](positive, ((floor, forged),)))
    with pytest.raises(certificate.CertificateError, match="a variable of sort real is bound as if it were nat"):
        certificate.read(written)


def test_any_two_numbers_equal_as_entries_beside_an_empty_slice_is_refused():
    """In [s b; Z c] with s an empty slice and Z of no columns, c was taken for an entry of Z and so forgotten."""
    empty = make("slice", x, ZERO, ONE, ZERO, ZERO)

    def below(entry):
        return make("block", empty, b, matrix("Z", 1, 0), entry, data=(2, 2))[1]

    for goal in (Eq(below(c), below(d)), Eq(below(ZERO), below(ONE))):
        with pytest.raises(Undecided) as refusal:
            RULES["field"](goal)
        assert refusal.value.condition == "identity"
    assert not RULES["field"](Eq(below(c), below(c))).hypotheses


def test_product_with_a_block_above_an_empty_slice_is_refused_not_a_crash():
    """The same with the empty slice below: the grid had fewer rows than entries, and a product raised IndexError."""
    empty = make("slice", x, ZERO, ZERO, ZERO, ONE)
    stacked = make("block", b, c, empty, matrix("Z", 0, 1), data=(2, 2))
    with pytest.raises(Undecided) as refusal:
        RULES["field"](Eq(stacked * vector("v", 2), b * vector("v", 2)[0]))
    assert refusal.value.condition == "identity"


def test_zero_equal_to_one_by_a_definition_with_a_variable_of_its_own_is_refused():
    """P(t) ⇔ x = 0 for every x: then P holds, at x = 0, and says 1 = 0, at x = 1."""
    try:

        @definition
        def depends(term):
            """It depends on x, which is not an argument."""
            return Eq(x, ZERO)

        with pytest.raises(IllFormed, match="depends depends on x, which is not among its arguments"):
            depends(ONE)
    finally:
        forgotten("depends")


def test_zero_equal_to_one_by_two_definitions_of_one_name_is_refused():
    """P(t) ⇔ t = 0, and later P(t) ⇔ t = 1."""
    try:

        @definition
        def named(term):
            """Its argument is 0."""
            return Eq(term, ZERO)

        with pytest.raises(ValueError, match="there is an operator named already"):

            @definition
            def named(term):
                """Its argument is 1."""
                return Eq(term, ONE)

    finally:
        forgotten("named")


def test_equation_between_different_operators_by_a_definition_with_the_name_of_one_is_refused():
    with pytest.raises(ValueError, match="there is an operator eq already"):

        @definition
        def eq(term):
            """It would replace = by a predicate."""
            return Eq(term, ZERO)


def test_zero_greater_than_one_as_an_evident_condition_is_refused():
    """¬(0 ≤ 1) counted as evident because 0 ≠ 1, and an evident hypothesis is left out."""
    assert not evident(Not(num(0) <= 1))
    assert not evident(Not(num(0) < 1))
    assert evident(Not(num(1) <= 0))


@pytest.mark.parametrize(
    "formula",
    [
        Eq(make("derivative", apply(var("F", Sort("function", REAL, f.sort)), 1 / x), y), ZERO),
        differentiable(apply(apply(var("F", Sort("function", REAL, f.sort)), 1 / x), y), y),
        make("differentiable", apply(var("F", Sort("function", REAL, f.sort)), 1 / x), y),
        make("tends", apply(var("F", Sort("function", REAL, f.sort)), 1 / x), infinity(), near(ZERO)),
    ],
)
def test_publication_with_one_divided_by_zero_inside_an_unspecified_function_is_refused(formula):
    """The derivative or limit of F(1/x) was published without x ≠ 0."""
    hypotheses = () if formula.op != "eq" else (make("differentiable", *formula.args[0].args),)
    theorem = RULES["assume"](formula)
    for h in hypotheses:
        theorem = RULES["weaken"](theorem, h)
    with pytest.raises(Undecided, match=r"x != 0") as refusal:
        RULES["publish"](theorem, ())
    assert refusal.value.condition == "defined"


@pytest.mark.parametrize("place", [("version",), ("statement",), ("terms", "index"), ("steps", "conclusion")])
def test_certificate_with_true_or_a_float_in_place_of_a_number_is_refused(place):
    """In Python 1 == True == 1.0, in JSON they differ."""
    written = json.loads(json.dumps(certificate.write(RULES["generalise"](k, RULES["natural_nonneg"](k)))))
    for changed in (bool, float):
        edited = copy.deepcopy(written)
        if len(place) == 1:
            edited[place[0]] = changed(edited[place[0]])
        else:
            entry = next(e for e in edited[place[0]] if place[1] in e)
            entry[place[1]] = changed(entry[place[1]])
        with pytest.raises(certificate.CertificateError):
            certificate.read(edited)


def test_certificate_with_a_division_by_zero_in_a_number_is_refused():
    written = json.loads(json.dumps(certificate.write(RULES["reflexivity"](num(1)))))
    written["terms"][0]["value"] = "1/0"
    with pytest.raises(certificate.CertificateError, match="cannot be replayed"):
        certificate.read(written)


@pytest.mark.parametrize(
    "parts", [("real", num(-1), ONE), ("real", x, ONE), ("real", n + n, ONE), ("real", ONE), ("nat", ONE), ("other",)]
)
def test_space_of_negative_or_fractional_dimension_is_refused(parts):
    with pytest.raises(IllFormed):
        Sort(*parts)


def test_limit_along_or_towards_an_unspecified_filter_is_refused():
    """There is no rule about it: a definition or a quantifier over such limits would say nothing."""
    unknown = var("F", near(ZERO).sort)
    for ends in ((unknown, near(ZERO)), (infinity(), unknown)):
        with pytest.raises(IllFormed, match="a limit goes from"):
            make("tends", lam(x, x), *ends)


def test_block_matrix_of_negative_size_is_refused():
    with pytest.raises(IllFormed, match="needs 2 blocks"):
        make("block", x, y, data=(-1, -2))


def test_limit_of_an_unspecified_function_without_a_premise_is_refused():
    for goal, rule, rest in (
        (make("tends", f, near(ZERO), near(ZERO)), "continuity", ((),)),
        (make("tends", f, infinity(), near(ZERO)), "definite_vanishes", (RULES["truth"](), RULES["truth"]())),
    ):
        with pytest.raises(Undecided) as refusal:
            RULES[rule](goal, *rest)
        assert refusal.value.condition in ("form", "definite")


def test_matrix_of_a_billion_rows_is_refused_not_a_crash():
    with pytest.raises(Undecided) as refusal:
        RULES["field"](Eq(zeros(10**9), zeros(10**9)))
    assert refusal.value.condition == "budget"


# True, and refused by mistake


def test_dimension_and_a_vector_of_that_dimension_are_instantiated_together():
    """It recursed without end: every sort substituted the whole mapping, its own variable included."""
    v, w = vector("v", n), vector("w", m)
    theorem = RULES["instantiate"](RULES["reflexivity"](v), ((n, m), (v, w)))
    assert theorem.conclusion is Eq(w, w)


def test_function_is_instantiated_where_it_is_applied_to_a_bound_variable():
    """f := (t ↦ t² + x) in ∀y. f(y) = f(f(y)), without capture of x or of y."""
    t = real("t")
    inner = RULES["assume"](ForAll(y, Eq(f(y), f(f(y)))))
    square = lam(t, t**2 + y)
    theorem = RULES["instantiate"](inner, ((f, square),))
    z = real("z")
    assert theorem.conclusion.alpha is ForAll(z, Eq(z**2 + y, (z**2 + y) ** 2 + y)).alpha
    nested = lam(t, make("apply", lam(x, t + x), t))
    again = RULES["instantiate"](inner, ((f, nested),)).conclusion
    assert (
        RULES["specialise"](RULES["assume"](again), z).conclusion.alpha
        is Eq(apply(nested, z), apply(nested, apply(nested, z))).alpha
    )
