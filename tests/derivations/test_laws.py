"""Laws that every result of every installed topic obeys."""

import ast
import inspect
import json
from functools import cache
from pathlib import Path

import pytest

from derivations.counterexample import witness
from derivations.kernel import RULES, Theorem, Undecided, certificate, is_theorem
from derivations.kernel.definedness import conditions
from derivations.kernel.formulas import FALSE, Not
from derivations.kernel.theorem import premises
from derivations.proof import Proof
from derivations.refuter.evaluate import holds
from derivations.render.graph import Node, cycle
from derivations.results import Result, UnknownResult, catalogue, find, result, results, topics

IDS = [r.id for module in topics().values() for r in results(module)]
SYLLABUS = {
    "ridge": {"gradient", "closed_form", "global_minimum", "unique", "centering", "bias_equivariance", "limits"},
    "change_of_variables": {
        "jacobian",
        "forward",
        "inverse",
        "independence",
        "linear",
        "square",
        "logistic",
        "scalar",
    },
    "optimal_discriminator": {
        "optimum",
        "global_minimum",
        "functional",
        "logit",
        "gaussian_logit",
        "equilibrium",
        "value",
    },
    "projection_discriminator": {"logit", "linear_form", "priors", "covariance"},
    "gan_duality": {
        "loss",
        "convex",
        "quadratic_conjugate",
        "softplus_conjugate",
        "dual",
        "strong_duality",
    },
    "wasserstein": {
        "gaussian_kl",
        "kl_blowup",
        "jsd_flat",
        "unbounded_critic",
        "lipschitz_critic",
        "w1_gradient",
        "gradient_penalty",
    },
    "vae": {
        "elbo",
        "elbo_bound",
        "optimal_posterior",
        "reparameterisation",
        "monte_carlo",
        "gaussian_decoder",
        "bernoulli_decoder",
        "linear_gaussian",
    },  # three are to come
    "divergences": {
        "gibbs",
        "kl_convex",
        "kl_asymmetric",
        "gaussian_kl",
        "diagonal_gaussian_kl",
        "jsd",
        "generator_objective",
        "likelihood",
        "objectives_differ",
        "gan_global_optimum",
        "pushforward",
    },
    "generator_losses": {
        "sigmoid_derivative",
        "saturating_gradient",
        "nonsaturating_gradient",
        "vanishing",
        "combined",
        "kl_gradient",
        "label_flip",
    },
    "minimax": {
        "saddle",
        "updates",
        "step_size",
        "general_step_size",
        "separate_step_sizes",
        "descent_diverges",
        "bilinear",
        "dirac_gan",
    },
    "flows": {"contraction", "residual_inverse", "autoregressive"},
    "diffusion": {
        "closest_point",
        "not_unique",
        "posterior_mean",
        "coverage",
        "variance_preserving",
        "sum_of_gaussians",
        "kernel",
    },
    "zero_one_gan": {"discriminator", "fixed_discriminator", "generator", "saddle_points"},
}
SCHUR_COHN = {"Schur-Cohn criterion"}
BELIEVED = {"minimax.separate_step_sizes": SCHUR_COHN, "minimax.dirac_gan": SCHUR_COHN}  # the rest without an oracle
# results that are used for another penalty than they show by themselves
PARAMETRIC = {
    "ridge.limits": {"ridge.unique"},
    "ridge.centering": {"ridge.closed_form", "ridge.global_minimum"},
}
ROOT = Path(__file__).parents[2]
every_result = pytest.mark.parametrize("name", IDS)


def proved(name: str) -> Proof:
    return find(name).proof


@cache
def certified(name: str) -> str:
    return json.dumps(certificate.write(proved(name).theorem))


def ancestors(theorem: Theorem) -> list[Theorem]:
    found, waiting = dict[int, Theorem](), [theorem]
    while waiting:
        one = waiting.pop()
        if id(one) not in found:
            found[id(one)] = one
            waiting += premises(one.args)
    return [*found.values()]


# The catalogue
def test_the_catalogue_is_the_syllabus_of_the_topics_so_far():
    assert set(SYLLABUS) == {r.topic for r in catalogue().values()}
    for topic, names in SYLLABUS.items():
        assert {r.id for r in catalogue().values() if r.topic == topic} == {f"{topic}.{n}" for n in names}


def test_ids_are_unique():
    assert len(IDS) == len(set(IDS)) == len(catalogue())


@every_result
def test_an_id_is_the_module_and_the_function(name):
    topic, _, function = name.partition(".")
    module = topics()[topic]
    assert module.__name__.rpartition(".")[2] == topic
    assert getattr(module, function) is find(name).prove


@every_result
def test_a_docstring_states_the_claim(name):
    found = find(name)
    assert found.title == inspect.getdoc(found.prove).partition("\n")[0]
    assert len(found.title) > 20
    assert found.title.endswith(".")
    assert found.source.startswith("homework")
    assert set(found.needs) <= set("PCT")
    assert "P" in found.needs


def test_an_unknown_id_is_answered_with_near_ones():
    with pytest.raises(UnknownResult, match=r"did you mean .*ridge\.gradient"):
        find("ridge.gradinet")
    with pytest.raises(UnknownResult, match="derivations list"):
        find("zzzzzz")


# Theorems
@every_result
def test_a_result_is_a_published_theorem(name):
    proof = proved(name)
    assert is_theorem(proof.theorem)
    assert proof.theorem.rule == "publish"
    assert proof.statement is proof.theorem.conclusion
    assert (proof.id, proof.title) == (name, find(name).title)


@every_result
def test_everything_in_a_published_theorem_is_defined(name):
    """Publishing again, with nothing but the premises of the last step, succeeds; without them it is refused."""
    theorem = proved(name).theorem
    inner, seen = theorem.args
    assert RULES["publish"](inner, seen).conclusion is theorem.conclusion
    needed = {c.alpha for f in (*theorem.hypotheses, theorem.conclusion) for c in conditions(f)}
    if needed - {h.alpha for h in theorem.hypotheses}:
        with pytest.raises(Undecided):
            RULES["publish"](inner, ())


@every_result
def test_every_hypothesis_is_given_and_every_given_one_is_used(name):
    proof = proved(name)
    assert {h.alpha for h in proof.hypotheses} == {g.alpha for g in proof.given}


@every_result
def test_only_named_oracles_are_believed(name):
    assert proved(name).oracles == BELIEVED.get(name, set())


@every_result
def test_an_oracle_is_named_by_the_theorem_of_every_step_that_used_it(name):
    used = {RULES[t.rule].oracle for t in ancestors(proved(name).theorem)} - {""}
    assert proved(name).oracles == used


@every_result
def test_hypotheses_are_satisfied_by_an_exact_point(name):
    proof = proved(name)
    point = proof.witness
    assert point is not None
    assert all(holds(h, point) is True for h in proof.hypotheses)
    assert holds(proof.statement, point) is not False


def test_a_witness_is_not_found_for_contradictory_hypotheses():
    given = [*proved("ridge.unique").hypotheses]
    assert witness([*given, Not(given[0])]) is None
    assert witness([FALSE]) is None


@every_result
def test_proving_again_states_the_same(name):
    first, again = proved(name), find(name).prove()
    assert again.theorem is not first.theorem
    assert again.theorem.conclusion.alpha is first.theorem.conclusion.alpha
    assert [h.alpha for h in again.hypotheses] == [h.alpha for h in first.hypotheses]
    assert [s.formula.alpha for s in again.steps] == [s.formula.alpha for s in first.steps]


# Steps
@every_result
def test_every_line_is_a_theorem_under_what_is_in_force(name):
    proof = proved(name)
    supposed = {s.formula.alpha for s in proof.steps if s.kind in ("given", "suppose")}
    for number, step in enumerate(proof.steps, 1):
        assert step.number == number
        assert is_theorem(step.theorem)
        assert step.theorem.conclusion is step.formula
        assert {h.alpha for h in step.theorem.hypotheses} <= supposed
    assert proof.steps[-1].kind == "conclusion"
    assert proof.steps[-1].formula is proof.statement


@every_result
def test_used_results_exist_and_are_used_by_their_theorem(name):
    proof = proved(name)
    published = {t.conclusion.alpha for t in ancestors(proof.theorem) if t.rule == "publish"}
    own = {proof.statement.alpha}
    assert {u for u in proof.uses if proved(u).statement.alpha in published - own} == set(proof.uses) - PARAMETRIC.get(
        name, set()
    )
    assert all(u in catalogue() for u in proof.uses)
    if not proof.uses:
        assert published == own


def test_no_result_rests_on_itself_and_all_rest_on_proved_ones():
    nodes = [Node(name, "proved", tuple(proved(name).uses)) for name in IDS]
    assert cycle(nodes) == []
    assert {u for node in nodes for u in node.uses} <= set(IDS)
    assert sum(len(node.uses) for node in nodes) > 20


# Certificates
@every_result
def test_a_certificate_is_read_back_as_the_same_theorem(name):
    theorem = proved(name).theorem
    rebuilt = certificate.read(json.loads(certified(name)))
    assert is_theorem(rebuilt)
    assert rebuilt is not theorem
    assert (rebuilt.hypotheses, rebuilt.conclusion, rebuilt.oracles) == (
        theorem.hypotheses,
        theorem.conclusion,
        theorem.oracles,
    )


@every_result
def test_a_certificate_that_claims_more_is_refused(name, monkeypatch):
    """It is read twice; a rule that is asked the same again gives the theorem that it gave."""
    monkeypatch.setattr(certificate, "RULES", {name: cache(rule) for name, rule in RULES.items()})
    written = json.loads(certified(name))
    if written["steps"][-1]["hypotheses"]:
        written["steps"][-1]["hypotheses"] = written["steps"][-1]["hypotheses"][1:]
        with pytest.raises(certificate.CertificateError):
            certificate.read(written)
    written = json.loads(certified(name))
    written["steps"][-1]["oracles"] = ["z3"]
    with pytest.raises(certificate.CertificateError):
        certificate.read(written)


# Layout
@pytest.mark.parametrize("topic", topics())
def test_a_topic_has_one_stem_everywhere(topic):
    wanted = [f"derivations/{topic}.py", f"numerics/{topic}.py", f"tests/derivations/test_{topic}.py"]
    missing = [path for path in wanted if not (ROOT / path).is_file()]
    assert missing == []


@pytest.mark.parametrize("topic", topics())
def test_a_topic_proves_nothing_when_it_is_imported(topic):
    tree = ast.parse(inspect.getsource(topics()[topic]))
    calls = [
        node
        for top in tree.body
        for node in ast.walk(top)
        if not isinstance(top, ast.FunctionDef | ast.ClassDef)
        and isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Proof"
    ]
    assert calls == []


# The laws can fail
def test_a_result_that_only_assumes_breaks_the_laws():
    @result(source="nowhere")
    def begged() -> Proof:
        """A claim that is its own hypothesis."""
        proof = Proof(given=[FALSE])
        return proof.conclude(FALSE)

    proof = begged()
    assert isinstance(begged.result, Result)
    assert proof.theorem.rule == "publish"
    assert proof.witness is None


def test_an_unused_given_breaks_the_law_of_hypotheses():
    from derivations.kernel.formulas import real

    proof = Proof(given=[real("x") > 0, real("y") > 0]).conclude(real("x") >= 0)
    assert {h.alpha for h in proof.hypotheses} != {g.alpha for g in proof.given}
