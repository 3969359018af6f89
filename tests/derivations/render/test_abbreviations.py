"""Names for terms, and for all terms of a form."""

from derivations.kernel.formulas import Eq, ForAll, Sum, function, natural, piecewise, point, real
from derivations.kernel.terms import NAT, PROP, SPACE
from derivations.proof import Proof
from derivations.render.abbreviations import Abbreviation, named
from derivations.render.text import term_text

x, y, z = map(real, "xyz")
i, j, m = map(natural, "ijm")
a, g = function("a", NAT, SPACE), function("g", NAT, SPACE)
D, E, u = function("D", SPACE, PROP), function("E", SPACE, PROP), point("u")
SQUARE = Abbreviation("f", (x,), x**2 + 1)
COPIES = Abbreviation("n", (i,), Sum(piecewise(Eq(g(j), a(i)), 1), j, m))


def shown(term, *names):
    with named(names):
        return term_text(term)


def test_a_name_stands_for_one_term_only():
    name = Abbreviation("G", (), x + y)
    assert shown(2 * (x + y) + z, name) == "2G + z"
    assert shown(2 * (x + z), name) == "2(x + z)"


def test_a_name_with_parameters_stands_for_all_terms_of_a_form():
    assert shown((3 * y) ** 2 + 1, SQUARE) == "f(3y)"
    assert shown(x**2 + 1 + y, SQUARE) == "f(x) + y"
    assert shown(x**2 + 2, SQUARE) == "x² + 2"


def test_the_same_parameter_is_the_same_argument():
    twice = Abbreviation("h", (x,), x * y + x)
    assert shown(z * y + z, twice) == "h(z)"
    assert shown(z * y + y, twice) == "zy + y"


def test_names_reach_under_binders_and_take_their_variables():
    claim = ForAll(i, Eq(COPIES.body, 1))
    assert shown(claim, COPIES) == "∀ i ∈ ℕ: n(i) = 1"
    other = natural("k")
    assert shown(ForAll(other, Eq(Sum(piecewise(Eq(g(j), a(other)), 1), j, m), 1)), COPIES) == "∀ k ∈ ℕ: n(k) = 1"


def test_a_bound_variable_inside_the_form_is_no_argument():
    """Σⱼ [gⱼ = aⱼ] is not n at anything: j is bound by the sum."""
    assert "n(" not in shown(Sum(piecewise(Eq(g(j), a(j)), 1), j, m), COPIES)


def test_a_predicate_may_be_a_parameter():
    gain = Abbreviation("gain", (D, g), Sum(piecewise(D(g(j)), 1), j, m))
    assert shown(Sum(piecewise(E(a(j)), 1), j, m), gain) == "gain(E, a)"


def test_a_proof_says_what_the_names_that_it_uses_stand_for():
    proof = Proof(given=[x > 0])
    proof.let("f", SQUARE.body, x)
    proof.let("unused", x + y + z)
    proof.have((3 * x) ** 2 + 1 > 0, terms=[(1, [], [3 * x]), (1, [], [])])
    lines = proof.conclude((3 * x) ** 2 + 1 > 0).text().splitlines()
    assert "  f(x) = x² + 1" in lines
    assert any("f(3x) > 0" in line for line in lines)
    assert not any("unused" in line for line in lines)
    assert u.sort is SPACE
