"""False theorems that a version of the kernel could derive, each refused now, and for the right reason."""

from __future__ import annotations

import copy
import inspect
import itertools
import json
import math
import operator
import random
from typing import Any

import pytest

from derivations.kernel import RULES, IllFormed, ProofError, Sort, Term, Theorem, Undecided, certificate, definedness
from derivations.kernel.densities import finite_kl, normal
from derivations.kernel.formulas import (
    DEFINITIONS,
    FALSE,
    OPERATORS,
    And,
    Derivative,
    Eq,
    ForAll,
    Implies,
    Not,
    above,
    definition,
    differentiable,
    evident,
    exp,
    function,
    infinity,
    inv,
    lebesgue,
    log,
    matrix,
    measurable,
    measure,
    natural,
    near,
    piecewise,
    point,
    real,
    sqnorm,
    sqrt,
    tends,
    vector,
    zeros,
)
from derivations.kernel.terms import NAT, ONE, REAL, ZERO, apply, intern, lam, make, num, var
from derivations.render import sequent_text

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


# The abstract integral: what an adversary derived from it once


u, t = real("u"), real("t")
M, v = matrix("M", n, n), vector("v", n)
w, other = point("w"), point("c")
mu, p = measure("mu"), function("p")


def rule(name: str, *args: object) -> Theorem:
    """A rule of the kernel by its name."""
    return RULES[name](*args)


def follows_from_nothing(goal: Term, *procedures: str) -> bool:
    """Whether a procedure proves the goal without any hypothesis."""
    for name in procedures or ("field",):
        try:
            if not rule(name, goal).hypotheses:
                return True
        except ProofError:
            continue
    return False


# Conditions met inside a case distinction


@pytest.mark.parametrize(
    ("inside", "left", "right"),
    [
        (1 / x, x * (1 / x), ONE),
        (sqrt(x), sqrt(x) ** 2, x),
        (sqnorm(inv(M) * v), sqnorm(M * inv(M) * v), sqnorm(v)),
        (log(x), exp(log(x)), x),
    ],
)
def test_what_a_case_distinction_needs_is_needed_outside_it(inside: Term, left: Term, right: Term) -> None:
    """The memory of a normal form does not outlive its conditions."""
    case = piecewise(x < 0 if x in inside.free else y < 0, inside)
    for goal in (Eq(0 * case + left, right), Eq(left + 0 * case, right), Eq(case * 0 + left, right)):
        assert not follows_from_nothing(goal, "field", "powers"), goal


def test_a_second_case_distinction_is_not_normalised_by_the_conditions_of_the_first() -> None:
    """1/x inside one case is not known to be defined inside another."""
    goal = Eq(0 * piecewise(y < 0, 1 / x) + piecewise(x < 1, x * (1 / x)), piecewise(x < 1, 1))
    assert not follows_from_nothing(goal, "field", "powers")


def test_nought_is_not_one() -> None:
    """The way from the lost condition to 0 = 1."""
    try:
        false_step = rule("field", Eq(0 * piecewise(x < 0, 1 / x) + x * (1 / x), 1))
    except Undecided:
        return
    at_zero = rule("instantiate", false_step, [(x, ZERO)])
    assert any(h.op == "not" for h in at_zero.hypotheses)


# Premises about one point


def _at_one_point() -> tuple[Theorem, Theorem, Theorem]:
    """x = 0 |- F differentiable at x, F'(x) = f(x), 0 <= f(x), for F(t) = t and f(t) = 1 + 5t."""
    here = rule("assume", Eq(x, ZERO))
    identity = lam(t, t)
    smooth = rule("smooth", make("differentiable", identity, x))
    one = rule("derivative", Eq(make("derivative", identity, x), ONE))
    slope = rule(
        "combination", Eq(make("derivative", identity, x), 1 + 5 * x), [(ONE, one, ONE), (num(-5), here, ONE)], []
    )
    sign = rule("nonneg", ZERO <= 1 + 5 * x, [(1, [], [ONE])], [(num(5), here, ONE)], [])
    return smooth, slope, sign


@pytest.mark.parametrize("guarded", [False, True])
def test_an_antiderivative_at_one_point_is_none(guarded: bool) -> None:
    """The slope must be known on the whole interval, not at a free x of which the hypotheses say more."""
    smooth, slope, sign = _at_one_point()
    slopes = rule("both", smooth, slope)
    if guarded:
        interval = And(ZERO <= x, x <= ONE)
        slopes, sign = (rule("discharge", interval, s) for s in (slopes, sign))
    with pytest.raises(Undecided):
        rule("antiderivative", lam(t, t), lam(t, 1 + 5 * t), (ZERO, ONE), slopes, sign)


def test_an_improper_integral_by_a_slope_at_one_point_is_refused() -> None:
    """As for a closed interval."""
    smooth, slope, sign = _at_one_point()
    for source in (above(0), infinity()):
        limit = rule("assume", tends(t, t, source, 0))
        with pytest.raises(Undecided):
            rule("improper", lam(t, t), lam(t, 1 + 5 * t), ONE, rule("both", smooth, slope), sign, limit)


def test_the_sign_must_hold_on_the_whole_interval() -> None:
    """A quantified slope does not excuse a sign at one point."""
    square = lam(t, t**2 / 2)
    interval = And(ZERO - ONE <= x, x <= ONE)
    facts = And(make("differentiable", square, x), Eq(make("derivative", square, x), x))
    slopes = rule("assume", ForAll(x, Implies(interval, facts)))
    sign = rule("assume", Implies(interval, ZERO <= x))
    with pytest.raises(Undecided):
        rule("antiderivative", square, lam(t, t), (ZERO - ONE, ONE), slopes, sign)


# Arbitrary spaces and measures


def test_singletons_of_an_arbitrary_space_need_not_be_measurable() -> None:
    """With the trivial sigma-algebra on two points they are not."""
    try:
        found = rule("composed", measurable(Eq(w, other), w))
    except ProofError:
        return
    assert found.hypotheses
    assert not follows_from_nothing(measurable(piecewise(Eq(w, other), p(w)), w), "composed")


@pytest.mark.parametrize("thing", [lebesgue(), mu, FALSE, w, lam(x, x), p, infinity()], ids=repr)
def test_a_number_times_something_that_is_no_number_is_ill_formed(thing: Term) -> None:
    """(-1)*lebesgue() would be read as a measure that it is not."""
    for factors in ((num(-1), thing), (thing, num(-1)), (x, thing)):
        with pytest.raises(IllFormed):
            make("mul", *factors)


# What is read


@pytest.mark.parametrize("s", [ONE, real("s")])
def test_a_normal_density_with_a_negative_deviation_is_not_published(s: Term) -> None:
    """N(x; m, s²) is read as one value for s and −s, but is defined by s: publication asks for 0 < s."""
    theorem = rule("field", Eq(normal(x, y, -s), -normal(x, y, s)))
    conditions = [rule("assume", h) for h in theorem.hypotheses]
    with pytest.raises(Undecided) as refusal:
        rule("publish", theorem, tuple(conditions))
    assert refusal.value.condition == "defined"
    assert (ZERO < -s).alpha in {c.alpha for c in definedness.conditions(theorem.conclusion)}


def test_a_divergence_that_is_minus_infinite_is_not_shown_as_infinite() -> None:
    """KL(1 ‖ e) on the line is the integral of −1: it is not shown as ∞, only as not below it."""
    not_finite = make("not", finite_kl(lebesgue(), lam(x, ONE), lam(x, exp(ONE))))
    assert "= ∞" not in sequent_text((), not_finite)
    assert "¬" in sequent_text((), not_finite)


def test_a_push_forward_asks_for_the_integrals_that_it_compares() -> None:
    """Otherwise it speaks of the integral of a function that has none."""
    g, nu, r = function("g", w.sort, REAL), measure("nu", REAL), function("r", REAL)
    meaning = rule("unfold", make("pushes_forward", mu, p, g, nu, r)).conclusion.args[1]

    def asked(term: Term) -> bool:
        return (term.op == "integrable" and term.args[0] is mu) or any(asked(s) for s in term.args)

    assert asked(meaning)


def test_differentiability_under_the_integral_includes_that_of_the_integrand() -> None:
    """Otherwise the derivative inside may be the unknown number that a kink has."""
    family = function("family", REAL, p.sort)
    meaning = rule("unfold", make("differentiable_under_integral", mu, family, y)).conclusion.args[1]

    def almost_everywhere(term: Term) -> bool:
        inside = term.op == "almost" and any(_mentions(s, "differentiable") for s in term.args)
        return inside or any(almost_everywhere(s) for s in term.args)

    assert almost_everywhere(meaning)


def _mentions(term: Term, op: str) -> bool:
    return term.op == op or any(_mentions(s, op) for s in term.args)


@pytest.mark.parametrize("name", sorted(DEFINITIONS))
def test_a_definition_with_too_few_or_too_many_arguments_is_ill_formed(name: str) -> None:
    """Under a binder, too, where nothing else is checked."""
    arity = len(inspect.signature(DEFINITIONS[name]).parameters)
    for argument in (x, lam(x, x).args[0]):
        for count in {0, arity - 1, arity + 1}:
            with pytest.raises(IllFormed, match=f"{name} takes {arity} arguments, not {count}"):
                make(name, *(argument,) * count)


# What was right already, and must stay so


def test_a_free_variable_is_not_captured_by_the_rules_own_names() -> None:
    """The integral's variable gives way to a parameter of its name."""
    found = rule("point_null", x).conclusion
    assert x in found.free


def test_a_hypothesis_about_the_variable_is_not_lost_almost_everywhere() -> None:
    """x > 0 |- x > 0 does not give 'x > 0 for almost every x'."""
    with pytest.raises(Undecided):
        rule("almost_everywhere", lebesgue(), x, (), rule("assume", ZERO < x))
    with pytest.raises(Undecided):
        rule("sum_almost", n, num(3), rule("assume", ZERO < n))


def test_a_derivative_of_a_kink_stays_unknown() -> None:
    """|x| at 0 has no derivative."""
    found = rule("smooth", differentiable(abs(t), t, 0))
    assert found.hypotheses
    assert rule("derivative", Eq(Derivative(abs(t), t, x), abs(x) / x)).hypotheses


# Every theorem holds in a model in which what is undefined has a value


JUNK = {
    "div": lambda u, v: u / v if v else 0.31 * u + 3.7,
    "log": lambda u: math.log(u) if u > 0 else 0.7 * u + 5.1,
    "sqrt": lambda u: math.sqrt(u) if u >= 0 else 1.3 * u - 2.3,
}
PLAIN = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "neg": operator.neg,
    "abs": abs,
    "exp": math.exp,
    "eq": operator.eq,
    "lt": operator.lt,
    "le": operator.le,
    "not": operator.not_,
    "piecewise": lambda c, u, v: u if c else v,
}


def value(term: Term, at: dict[Term, float]) -> Any:
    """The term in that model."""
    if term.op in ("var", "num"):
        return at[term] if term.op == "var" else float(term.data)
    return (JUNK.get(term.op) or PLAIN[term.op])(*(value(s, at) for s in term.args))


def _grown(chance: random.Random, pool: list[Term], depth: int) -> Term:
    """A term over a small pool of partial pieces, so that the pieces occur inside and outside of cases."""
    if not depth or chance.random() < 0.2:
        return chance.choice(pool)
    left, right = (_grown(chance, pool, depth - 1) for _ in range(2))
    made = (left + right, left - right, left * right, left * right, num(chance.randrange(3)) * left, left / right,
            sqrt(left), log(left), piecewise(chance.choice(pool) < chance.choice(pool), left, right))  # fmt: skip
    return chance.choice(made)


@pytest.mark.parametrize("seed", range(3))
def test_theorems_hold_where_their_hypotheses_do_whatever_the_undefined_is(seed: int) -> None:
    """A lost condition shows as a number that differs; every seed sees some theorems."""
    chance = random.Random(seed)
    seen = 0
    for _ in range(25):
        base = [x, y, ONE, x - y, 1 / x, 1 / y, x / x, sqrt(x), log(x)]
        pool = chance.sample(base, 4)
        terms = [_grown(chance, pool, 2) for _ in range(5)]
        cases = [0 * piecewise(y < x, s, t) + u for s in pool for t in pool[:1] for u in terms[:2]]
        for left, right in itertools.product(terms + cases, [ZERO, ONE, *terms[:2], *pool]):
            for name in ("field", "powers"):
                try:
                    theorem = rule(name, Eq(left, right))
                except ProofError:
                    continue
                seen += 1
                for u, v in itertools.product((-1.5, 0.0, 1.0, 1.7), repeat=2):
                    at = {x: u, y: v}
                    try:
                        if all(value(h, at) for h in theorem.hypotheses):
                            both = [value(s, at) for s in (left, right)]
                            assert both[0] == pytest.approx(both[1], rel=1e-6, abs=1e-6), (theorem, at)
                    except OverflowError:
                        continue
    assert seen
