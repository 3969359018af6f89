"""Parts of statements as NumPy functions: the right part, or an error that says what there is."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest

from derivations import generator_losses, minimax, optimal_discriminator, vae
from derivations.clauses import WrongForm, answered, clauses
from derivations.kernel.formulas import And, Eq, ForAll, Iff, Implies, real
from derivations.kernel.terms import num
from derivations.proof import Proof
from gan_models.predictions import condition, edge, edges, equation, function, right_side
from gan_models.predictions_dynamics import inserted, iteration, modulus_squared, spectrum

x, y, c = real("x"), real("y"), real("c")


class Said:
    """As much of a proof as predictions read; for statements that nobody could prove."""

    id = "test.said"

    def __init__(self, statement):
        self.statement = statement


def said(statement) -> Proof:
    return cast("Proof", Said(statement))


def test_an_equation_gives_the_function_on_its_right():
    f = equation(optimal_discriminator.gaussian_logit(), "log(normal(x, mu, s_p)")
    at = np.linspace(-3, 3, 7)
    p = np.exp(-((at - 0.5) ** 2) / (2 * 1.5**2)) / 1.5
    q = np.exp(-((at + 1.0) ** 2) / (2 * 0.7**2)) / 0.7
    np.testing.assert_allclose(f(x=at, mu=0.5, m=-1.0, s_p=1.5, s_q=0.7), np.log(p / q), rtol=1e-12)


def test_what_is_read_is_what_the_statement_says():
    assert equation(Proof().conclude(Eq((x + 1) ** 2, x**2 + 2 * x + 1)), "(x + 1)**2")(x=3.0) == 16
    assert equation(said(Eq((x + 1) ** 2, x**2 + 2 * x - 1)), "(x + 1)**2")(x=3.0) == 14


def test_a_part_may_be_asked_for_by_a_test_of_its_left_side():
    f = equation(generator_losses.vanishing(), lambda left: left.op == "div")
    assert f(h=1.0) == pytest.approx(np.e, rel=1e-15)


def test_quantified_variables_and_premises_are_opened():
    shown = [str(clause) for clause in clauses(ForAll(x, Implies(x > 0, And(Eq(x / x, 1), x + 1 > 0))))]
    assert shown == ["x > 0 => x/x = 1", "x > 0 => x + 1 > 0"]


@pytest.mark.parametrize(
    ("read", "why"),
    [
        (lambda: equation(minimax.updates(), "gamma"), r"one clause \.\.\. gamma \.\.\. = .*\n  x - eta"),
        (lambda: equation(minimax.updates(), "eta"), r"one clause .*\n  x - eta.*\n  y \+ eta"),
        (lambda: equation(minimax.step_size(), "converges"), "one clause"),
        (lambda: condition(minimax.updates(), "eta"), "<=>"),
        (lambda: modulus_squared(minimax.bilinear(), "1 - eta**2]"), r"(?s)eta <= 2 =>.*eta\*\*4"),
        (lambda: modulus_squared(minimax.step_size(), "eta"), "re\\*\\*2"),
        (lambda: spectrum(minimax.dirac_gan(), "gamma"), r"(?s)gamma\*\*2/4.*gamma\)/4"),
        (lambda: spectrum(minimax.bilinear(), "eta"), "eigenvalue"),
        (lambda: iteration(minimax.bilinear(), "eta"), "one iterated map with eta"),
        (lambda: iteration(minimax.updates(), "eta"), "one iterated map"),
    ],
)
def test_another_form_is_an_error_that_lists_what_there_is(read, why):
    with pytest.raises(WrongForm, match=why):
        read()


def test_a_result_without_an_answer_is_refused():
    with pytest.raises(WrongForm, match=r"minimax\.bilinear gives no answer"):
        answered(minimax.bilinear())


def test_eigenvalues_in_another_form_are_refused():
    re, im = real("re"), real("im")
    row = next(c.formula for c in clauses(minimax.dirac_gan().statement) if c.formula.op == "iff")
    with pytest.raises(WrongForm, match="another form"):
        spectrum(said(Iff(row.args[0], Eq(re, im))), "1/2")


def test_cases_are_chosen_by_their_premises():
    stable = condition(minimax.dirac_gan(), "identity(2) + h*[0, -1/2; 1/2, -gamma]")
    for gamma, bound in ((0.5, 2.0), (2.0, 4 * (2 - np.sqrt(3))), (1.0, 4.0)):
        assert stable(gamma=gamma, h=bound - 1e-9)
        assert not stable(gamma=gamma, h=bound + 1e-9)
    np.testing.assert_array_equal(stable(gamma=np.array([0.5, 2.0, 2.0]), h=np.array([1.5, 1.0, 1.5])), [1, 1, 0])


def test_values_that_no_case_covers_are_an_error():
    positive = Implies(x > 0, Iff(Eq(y, 0), c < 1))
    negative = Implies(x < 0, Iff(Eq(y, 0), c < 2))
    below = condition(said(And(positive, negative)), "y")
    assert (below(x=1.0, c=1.5), below(x=-1.0, c=1.5)) == (False, True)
    with pytest.raises(ValueError, match=r"(?s)says nothing of .*it needs x > 0 or x < 0"):
        below(x=0.0, c=1.0)
    with pytest.raises(ValueError, match="says nothing"):
        below(x=np.array([1.0, 0.0]), c=1.0)


def test_a_premise_is_asked_even_where_there_is_but_one_case():
    only = equation(said(Implies(x > 0, Eq(y, x + 1))), "y")
    assert only(x=2.0) == 3.0
    np.testing.assert_array_equal(only(x=np.array([1.0, 2.0])), [2.0, 3.0])
    for values in (-1.0, 0.0, np.array([1.0, -1.0])):
        with pytest.raises(ValueError, match="it needs x > 0"):
            only(x=values)


def test_a_premise_in_other_variables_has_to_be_told_them():
    only = equation(said(Implies(c > 0, Eq(y, x + 1))), "y")
    assert only(x=2.0, c=1.0) == 3.0
    with pytest.raises(TypeError, match="c"):
        only(x=2.0)


def test_cases_that_no_premise_tells_apart_are_an_error():
    one, other = Iff(Eq(y, 0), c < 1), Implies(x < 0, Iff(Eq(y, 0), c < 2))
    with pytest.raises(WrongForm, match="one clause"):
        condition(said(And(one, other)), "y")


def test_what_is_said_twice_counts_once():
    once, again = Eq(y, x + 1), Implies(x > 0, Eq(y, x + 1))
    for statement in (And(once, again), And(again, once)):
        assert equation(said(statement), "y")(x=-1.0) == 0


def test_an_edge_is_found_to_rounding():
    stable = condition(minimax.general_step_size(), "converges")
    for a, b in ((1.0, 0.5), (2.0, 3.0)):
        found = edge(lambda eta, a=a, b=b: stable(eta=eta, a=a, b=b), 1e-6, 10.0)
        assert found == pytest.approx(2 * a / (a * a + b * b), rel=1e-14)


def test_many_edges_are_those_of_each_alone():
    where, one = np.array([0.1, 0.25, 7.0]), np.ones(3)
    alone = [edge(lambda eta, w=w: eta < w, 0.0, 10.0) for w in where]
    np.testing.assert_array_equal(edges(lambda eta: eta < where, 0 * one, 10 * one), alone)
    with pytest.raises(ValueError, match="no edge"):
        edges(lambda eta: eta < where, 0 * one, 5 * one)


@pytest.mark.parametrize("ends", [(0.3, 0.4), (0.1, 0.2)])
def test_an_edge_needs_a_change_between_its_ends(ends):
    with pytest.raises(ValueError, match="no edge"):
        edge(lambda eta: eta < 0.25, *ends)


def test_spectra_are_those_of_their_matrices():
    rows = {"[0, -1/2; 1/2, -gamma]": {"gamma": 0.7}, "(-gamma)/4]": {"gamma": 1.3}, "-sigma**2/2]": {"sigma": 0.9}}
    for matrix, values in rows.items():
        row = spectrum(minimax.dirac_gan(), matrix)
        expected = np.linalg.eigvals(row.matrix(**values))
        np.testing.assert_allclose(np.sort_complex(row.eigenvalues(**values)), np.sort_complex(expected), atol=1e-14)


def test_a_modulus_is_that_of_its_matrix():
    f = modulus_squared(minimax.bilinear(), "[1 - eta**2, -eta")
    eta = 0.6
    matrix = np.array([[1 - eta**2, -eta], [eta, 1 - eta**2]])
    np.testing.assert_allclose(abs(np.linalg.eigvals(matrix)) ** 2, f(eta=eta), rtol=1e-12)


def test_a_modulus_is_not_given_where_the_statement_says_nothing():
    f = modulus_squared(minimax.bilinear(), "[1, -eta; eta, 1 - eta**2]")
    assert f(eta=2.0) == 1
    for eta in (2.1, np.array([1.0, 2.1])):
        with pytest.raises(ValueError, match="says nothing"):
            f(eta=eta)


def test_an_iterated_map_is_a_function_of_the_point():
    step = iteration(minimax.bilinear(), "(v[0] - eta*derivative((x -> x*v[1]), v[0]))*y), v[1])])")
    at = np.array([2.0, 3.0])
    np.testing.assert_allclose(step(v=at, eta=0.5), [2 - 1.5, 3 + 0.5 * 0.5], rtol=1e-15)


def test_what_was_put_for_a_variable_is_found():
    assert inserted(x**2 + y * x, (y + 1) ** 2 + y * (y + 1), "x") == {"x": y + 1}
    body = ForAll(c, Eq(x + c, c + x))
    assert inserted(body, ForAll(y, Eq(num(2) + y, y + num(2))), "x") == {"x": num(2)}


@pytest.mark.parametrize("instance", [(y + 1) ** 2 + y * y, (y + 1) ** 3 + y * (y + 1), x**2 - y * x])
def test_what_was_not_put_in_consistently_is_an_error(instance):
    with pytest.raises(WrongForm, match="in place of x"):
        inserted(x**2 + y * x, instance, "x")


def test_numbers_need_no_variables():
    assert equation(Proof().conclude(Eq(num(2) + 3, num(5))), "2 + 3")() == 5


def test_a_part_of_a_right_side_is_a_function_of_matrices():
    posterior = right_side(vae.linear_gaussian(), "/integral(")
    mean = function(posterior.args[1])
    weights, at, shift = np.array([[1.0, 0.5], [2.0, -1.0], [0.0, 3.0]]), np.array([1.0, 2.0, 3.0]), np.zeros(3)
    expected = np.linalg.solve(weights.T @ weights + 0.25 * np.eye(2), weights.T @ at)
    np.testing.assert_allclose(mean(W=weights, x=at, b=shift, s=0.5), expected, rtol=1e-12)
