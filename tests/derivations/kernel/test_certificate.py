"""A certificate rebuilds its theorem; changed at any node it is refused."""

from __future__ import annotations

import copy
import json

import pytest

from derivations.kernel import RULES, certificate, is_theorem
from derivations.kernel.certificate import CertificateError, read, write
from derivations.kernel.densities import KL, density, finite_kl, pushes_forward
from derivations.kernel.formulas import (
    Derivative,
    Eq,
    ForAll,
    Product,
    Sum,
    block,
    counting,
    entry,
    function,
    infinity,
    lebesgue,
    matrix,
    measure,
    natural,
    pi,
    piecewise,
    point,
    real,
    sqnorm,
    tends,
    vector,
)
from derivations.kernel.terms import ONE, REAL, lam, make, num

x, y = real("x"), real("y")
n, k = natural("n"), natural("k")
mu, nu, p, q, z = measure("mu"), measure("nu", REAL), function("p"), function("q"), point("z")


def sample_theorems():
    """Theorems that together use every kind of sort, term, step and argument."""
    field = RULES["field"](Eq(x / y * y, x))
    assumed = RULES["assume"](Eq(x, num(2) / 3))
    mixed = RULES["combination"](Eq(x * x, 2 * x / 3), ((x, assumed, ONE),), ())
    weighted = RULES["nonneg"](sqnorm(vector("v", n)) + 1 > 0, ((1, (), (vector("v", n),)), (1, (), ())), (), ())
    half = RULES["nonneg"](x**2 / 2 >= 0, ((num(1).data / 2, (), (x,)),), (), ())
    blocks = RULES["field"](
        Eq(block([[matrix("Z", n, 2), vector("v", n)]]).T.T, block([[matrix("Z", n, 2), vector("v", n)]]))
    )
    closed = RULES["generalise"](k, RULES["natural_nonneg"](k))
    limit = RULES["reciprocal_vanishes"](x)
    slope = RULES["derivative"](Eq(Derivative(x**2, x, y), 2 * y))
    moved = RULES["instantiate"](RULES["both"](field, slope), ((y, y + 1),))
    oracle = RULES["z3"](x**2 + 1 > 0, ())
    named = RULES["monotone"]("exp", RULES["assume"](x < y))
    known = RULES["assume"](make("integrable", mu, p))
    same = RULES["almost_everywhere"](mu, z, (), RULES["reflexivity"](2 * p(z)))
    doubled = RULES["linear"](mu, lam(z, 2 * p(z)), ((num(2), known),), same)
    return {
        "integral": doubled,
        "integral of numbers": RULES["on_space"](RULES["both"](RULES["assume"](0 < p(z)), doubled), real("z")),
        "moment": RULES["gaussian_moment"](x, y, num(2)),
        "sum": RULES["sum_of"](Sum(entry(vector("v", n), k), k, k + 1)),
        "case": RULES["branch"](piecewise(x < y, pi(), x), RULES["assume"](x < y)),
        "equation": field,
        "combination": mixed,
        "weights": weighted,
        "fractions": half,
        "blocks": blocks,
        "binder": closed,
        "limit": limit,
        "slope": slope,
        "instance": moved,
        "oracle": oracle,
        "text": named,
    }


SAMPLES = sample_theorems()
NAMES = sorted(SAMPLES)


@pytest.mark.parametrize("name", NAMES)
def test_certificate_is_plain_json_and_rebuilds_the_theorem(name):
    theorem = SAMPLES[name]
    written = json.loads(json.dumps(write(theorem)))
    again = read(written)
    assert is_theorem(again)
    assert (again.hypotheses, again.conclusion, again.oracles) == (
        theorem.hypotheses,
        theorem.conclusion,
        theorem.oracles,
    )
    assert write(again) == written


def leaves(node, path=()):
    """Every number, text and empty list of a certificate, by its path."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    elif isinstance(node, list) and node:
        for i, value in enumerate(node):
            yield from leaves(value, (*path, i))
    else:
        yield path, node


def containers(node, path=()):
    """Every object and list, by its path."""
    if isinstance(node, dict | list):
        yield path, node
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from containers(value, (*path, key))


def changed(document, path, value):
    """A copy with one node replaced."""
    result = copy.deepcopy(document)
    node = result
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return result


def variants(value):
    """What a node could have been instead."""
    if isinstance(value, bool) or value is None:
        return [0]
    if isinstance(value, int):
        return [value + 1, value - 1, 0 if value else 2, str(value), None]
    if isinstance(value, str):
        swapped = {"lt": "le", "le": "lt", "add": "sub", "mul": "add", "nat": "space", "real": "nat", "eq": "le"}
        swapped |= {"space": "nat", "measure": "function", "function": "measure", "integral": "integrable"}
        return [swapped.get(value, value + "1"), value + " ", "", "1/2", "x", None, 0]
    return [[0], None, {}]


def misread(document, theorem):
    """Whether a changed certificate still passes for the theorem; one that proves something else does not."""
    try:
        again = read(document)
    except CertificateError:
        return False
    assert write(again) == document
    return (again.hypotheses, again.conclusion) == (theorem.hypotheses, theorem.conclusion)


@pytest.mark.parametrize("name", NAMES)
def test_certificate_with_any_node_changed_is_refused_or_states_something_else(name):
    document, theorem = write(SAMPLES[name]), SAMPLES[name]
    mutants = [changed(document, path, other) for path, value in leaves(document) for other in variants(value)]
    mutants = [m for m in mutants if json.dumps(m) != json.dumps(document)]
    assert len(mutants) > 30
    assert [m for m in mutants if misread(m, theorem)] == []


@pytest.mark.parametrize("name", NAMES)
def test_step_of_a_certificate_with_any_node_changed_is_refused(name):
    document = write(SAMPLES[name])
    for path, value in leaves(document["steps"]):
        for other in (v for v in variants(value) if v != value):
            with pytest.raises(CertificateError):
                read(changed(document, ("steps", *path), other))


@pytest.mark.parametrize("name", NAMES)
def test_certificate_with_anything_added_or_left_out_is_refused(name):
    document = write(SAMPLES[name])
    for path, node in containers(document):
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            shorter = copy.deepcopy(document)
            target = shorter
            for step in path:
                target = target[step]
            del target[key]
            with pytest.raises(CertificateError):
                read(shorter)
        longer = copy.deepcopy(document)
        target = longer
        for step in path:
            target = target[step]
        target.update(extra=0) if isinstance(node, dict) else target.append(0)
        with pytest.raises(CertificateError):
            read(longer)


@pytest.mark.parametrize("document", [None, [], {}, {"version": 2}, "text", {"version": certificate.VERSION}])
def test_what_is_no_certificate_is_refused(document):
    with pytest.raises(CertificateError):
        read(document)


def test_steps_in_another_order_are_refused():
    document = write(SAMPLES["instance"])
    document["steps"][0], document["steps"][1] = document["steps"][1], document["steps"][0]
    with pytest.raises(CertificateError):
        read(document)


def test_a_stronger_statement_is_refused():
    document = write(RULES["field"](Eq(x / x, 1)))
    document["steps"][0]["hypotheses"] = []
    with pytest.raises(CertificateError, match="the rule field states"):
        read(document)


def test_a_false_statement_is_refused():
    good = write(RULES["field"](Eq(x + y, y + x)))
    place = next(i for i, term in enumerate(good["terms"]) if term["op"] == "eq")
    good["terms"][place]["args"] = [0, 0]
    with pytest.raises(CertificateError):
        read(good)


def test_shared_steps_are_written_once():
    lemma = RULES["field"](Eq(x + y, y + x))
    document = write(RULES["both"](lemma, RULES["both"](lemma, lemma)))
    assert [step["rule"] for step in document["steps"]] == ["field", "both", "both"]


def test_bound_names_are_kept():
    theorem = RULES["reflexivity"](ForAll(x, x >= 0))
    assert repr(read(write(theorem)).conclusion) == "(forall x. x >= 0) <=> (forall x. x >= 0)"


def test_limits_travel():
    theorem = RULES["assume"](tends(1 / k, k, infinity(), 0))
    assert read(json.loads(json.dumps(write(theorem)))).conclusion is theorem.conclusion


@pytest.mark.parametrize(
    "formula",
    [
        density(counting(n), function("c", natural("i").sort)),
        finite_kl(mu, p, q),
        Eq(KL(mu, p, q), pi()),
        pushes_forward(mu, p, function("g"), nu, function("r", REAL)),
        make("measurable", function("S", point("z").sort, (x < y).sort)),
        Eq(Product(entry(vector("v", n), k), k, n), make("integral", lebesgue(1), function("r", REAL))),
    ],
    ids=str,
)
def test_measures_densities_and_divergences_travel(formula):
    again = read(json.loads(json.dumps(write(RULES["assume"](formula)))))
    assert again.conclusion is formula


def sort_of_measure(document):
    return next(sort for sort in document["sorts"] if sort["kind"] == "measure")


@pytest.mark.parametrize("spaces", [[], [0, 0], ["0"], None])
def test_a_measure_on_anything_but_one_space_is_refused(spaces):
    document = write(RULES["assume"](make("integrable", mu, p)))
    sort_of_measure(document)["sorts"] = spaces
    with pytest.raises(CertificateError):
        read(document)


@pytest.mark.parametrize("kind", ["prop", "filter"])
def test_a_measure_on_what_is_no_space_is_refused(kind):
    document = write(RULES["assume"](density(mu, p)))
    document["sorts"].append({"kind": kind})
    sort_of_measure(document)["sorts"] = [len(document["sorts"]) - 1]
    with pytest.raises(CertificateError, match="there is no sort measure"):
        read(document)


def test_a_variable_bound_as_if_it_were_natural_is_refused():
    document = write(RULES["assume"](ForAll(x, x >= 0)))
    document["sorts"].append({"kind": "nat"})
    bound = next(term for term in document["terms"] if term["op"] == "bound")
    bound["sort"] = len(document["sorts"]) - 1
    with pytest.raises(CertificateError, match="is bound as if it were nat"):
        read(document)
