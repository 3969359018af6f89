import numpy as np
import pytest
import torch
from torch.distributions import MultivariateNormal, Normal, kl_divergence

from derivations.clauses import relation, relations
from derivations.kernel.densities import KL
from derivations.kernel.formulas import (
    And,
    Eq,
    Exists,
    ForAll,
    Iff,
    Integral,
    exp,
    function,
    log,
    natural,
    real,
    vector,
)
from derivations.kernel.terms import REAL, Sort, make, var
from derivations.results import catalogue
from gan_models.term_values import Grid, NotEvaluated, evaluate

SPACE = Sort("space")
t, u = real("t"), real("u")


def normals(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(7), dtype=torch.float64)


def statement(name):
    return catalogue()[name].proof.statement


def test_a_law_with_leading_axes_is_that_of_torch():
    data = {"W": normals(5, 3, 2), "b": normals(5, 3), "x": normals(4, 5, 3)}
    law = relation(statement("vae.linear_gaussian"), "eq", "integral(", "multivariate_normal(x, b").args[1]
    covariance = data["W"] @ data["W"].mT + 0.25 * torch.eye(3, dtype=torch.float64)
    expected = MultivariateNormal(data["b"], covariance).log_prob(data["x"]).exp()
    torch.testing.assert_close(evaluate(law, s=0.5, **data), expected)
    assert not torch.allclose(evaluate(law, s=0.6, **data), expected)


@pytest.mark.parametrize("name", ["gan_duality.strong_duality", "divergences.gaussian_kl", "vae.gaussian_decoder"])
def test_it_agrees_with_the_function_for_numpy(name):
    proof = catalogue()[name].proof
    rng = np.random.default_rng(0)
    sizes = {"d": 2, "N": 3, "K": 4, "D": 2}
    values = {
        v.data: float(rng.uniform(0.1, 0.9))
        if v.is_scalar
        else -rng.uniform(0.1, 0.9, tuple(sizes[n.data] for n in v.shape if n.op == "var"))
        for v in proof.answer_term.free
        if v.sort.kind == "real"
    }
    found = evaluate(proof.answer_term, **values)
    np.testing.assert_allclose(found.numpy(), proof.to_function()(**values), rtol=1e-12)


def test_divergences_on_a_grid_are_those_in_closed_form():
    mu = var("mu", Sort("measure", SPACE))
    p, q = (var(name, Sort("function", SPACE, REAL)) for name in "pq")
    line = torch.linspace(-12, 12, 1201, dtype=torch.float64)
    grid = Grid(line, torch.full_like(line, 0.02))
    first, second = Normal(torch.tensor(0.3).double(), 1.2), Normal(torch.tensor(-0.5).double(), 0.8)
    given = {"mu": grid, "p": lambda z: first.log_prob(z).exp(), "q": lambda z: second.log_prob(z).exp()}
    assert evaluate(KL(mu, p, q), **given) == pytest.approx(float(kl_divergence(first, second)), abs=1e-12)
    assert evaluate(KL(mu, q, p), **given) != pytest.approx(float(kl_divergence(first, second)), abs=0.1)


def test_unknown_functions_are_python_functions():
    f = function("f", REAL)
    assert evaluate(f(t) + t**2, f=torch.sin, t=normals(3)).allclose(normals(3).sin() + normals(3) ** 2)


@pytest.mark.parametrize(
    ("term", "given"),
    [(t + u, {"t": 1.0}), (make("entropy", var("m", Sort("measure", SPACE)), function("p", SPACE)), {"m": 0, "p": 0})],
)
def test_what_is_missing_is_said(term, given):
    with pytest.raises(NotEvaluated, match="no value is known for the"):
        evaluate(term, **given)


def test_an_integral_in_both_variables_is_refused():
    mu, f = var("mu", Sort("measure", SPACE)), function("f", SPACE)
    x, y = var("x", SPACE), var("y", SPACE)
    grid = Grid(torch.zeros(2), torch.ones(2))
    with pytest.raises(NotEvaluated, match="both variables"):
        evaluate(Integral(Integral(f(x) * f(y), x, mu), y, mu), mu=grid, f=lambda z: z)


def test_shapes_that_do_not_agree_are_refused():
    a, b = vector("a", natural("n")), vector("b", natural("n"))
    with pytest.raises(ValueError, match="give shapes that agree"):
        evaluate(a + b, a=torch.zeros(2), b=torch.zeros(3))


def test_relations_are_found_under_quantifiers_and_equivalences():
    formula = And(ForAll(t, Iff(0 < t, Exists(u, Eq(exp(u), t)))), Eq(log(exp(t)), t))
    assert [repr(r) for r in relations(formula)] == ["t > 0", "exp(u) = t", "log(exp(t)) = t"]
    assert repr(relation(formula, "eq", "exp(u)").args[1]) == "t"


@pytest.mark.parametrize(("left", "many"), [("sqnorm", 0), ("exp", 2)])
def test_a_relation_that_is_not_there_once_is_refused_with_a_list(left, many):
    formula = And(Eq(exp(u), t), Eq(log(exp(t)), t))
    with pytest.raises(LookupError, match=rf"(?s)^{many} relations 'eq'.*exp\(u\) = t"):
        relation(formula, "eq", left)
