"""Mutants: each is refuted, meaningless, proved all the same or survives, and what they are not is not claimed."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from fractions import Fraction

import pytest

from derivations.commands.complaint import Complaint
from derivations.kernel import calculus, logic
from derivations.kernel.errors import ProofError
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    ForAll,
    Iff,
    Implies,
    exp,
    log,
    natural,
    piecewise,
    real,
    sqnorm,
    vector,
)
from derivations.kernel.terms import ZERO
from derivations.proof import Proof
from derivations.results import catalogue
from numerics import mutating
from numerics.contrasts import contrasts
from numerics.equivalence import implied
from numerics.mutants import LATE, Score, Search, Verdict, _within, judge, rate, sample, score, score_of, to_json
from numerics.mutants_budget import OutOfTime, limited
from numerics.places import Exact
from numerics.randomness import generator
from numerics.stock import Candidate, Stock
from numerics.variants import Mutant, mutants

x, y, t, lam_ = real("x"), real("y"), real("t"), real("lam")
n = natural("n")


def toy(statement, *given):
    """A proof of a statement that the search finds."""
    proof = Proof(given=list(given))
    proof.id = "toy.statement"
    trivial = statement.op == "iff"
    ways = {"eq": calculus.derivative if statement.args[0].op == "derivative" else None}
    return proof.conclude(
        statement, by=(lambda: logic.reflexivity(statement.args[0])) if trivial else ways.get(statement.op)
    )


def judged(proof, wrong):
    return judge(proof, Mutant("a slip", proof.statement, wrong, wrong), generator(0))


def forever(*_, **__):
    while True:
        pass


SQUARE = toy(Eq((x + y) ** 2 / x, x + 2 * y + y**2 / x), x > 0)


# The four ends
def test_a_false_variant_is_refuted_by_a_point_where_the_hypotheses_hold():
    found = judged(SQUARE, Eq((x + y) ** 2 / x, x - 2 * y + y**2 / x))
    assert found.status == "refuted"
    assert found.killed
    assert "x = " in found.detail
    assert "x = -" not in found.detail


def test_a_variant_that_is_undefined_somewhere_is_meaningless_although_its_algebra_is_right():
    proof = toy(Eq(0 * log(x), ZERO), x > 0)
    found = judged(proof, Eq(0 * log(x - 1), ZERO))
    assert (found.status, found.killed) == ("meaningless", True)
    assert "x = 1" in found.detail
    assert judged(proof, Eq(0 * log(x + 1), ZERO)).status == "equivalent"  # defined wherever x > 0


def test_a_variant_that_follows_is_not_called_right_while_nobody_knows_whether_it_is_defined():
    found = judged(toy(Eq(0 * log(x), ZERO), x > 0), Eq(0 * log(exp(x) - x), ZERO))
    assert (found.status, found.killed) == ("survived", False)
    assert "whether everything in it is defined was not decided" in found.detail


def test_a_right_variant_is_proved_and_does_not_count():
    found = judged(SQUARE, Eq((x + y) ** 2 / x, x + 2 * y + y * y / x))
    assert (found.status, found.killed) == ("equivalent", False)


def test_what_is_true_but_not_proved_survives_with_the_reason():
    found = judged(toy(exp(x) > 0), exp(x) >= 1 + x)
    assert (found.status, found.killed, found.detail) == ("survived", False, "undecided")


def test_a_search_that_takes_too_long_is_given_up_and_said_to_be_late(monkeypatch):
    monkeypatch.setattr("numerics.mutants_search.QUICK", 0.05)
    monkeypatch.setattr("numerics.mutants.LONG", 0.05)
    monkeypatch.setattr("numerics.mutants_search.find", forever)
    found = judged(toy(exp(x) > 0), exp(x) >= 1 + x)
    assert (found.status, found.detail) == ("survived", "no decision in the time allowed")


def test_no_time_at_all_is_a_limit_too():
    assert _within(0.0, lambda: next((None for i in range(10**7) if i < 0), None)) == (None, LATE)


def test_an_error_of_a_search_is_the_reason_and_no_kill(monkeypatch):
    def broken(*_):
        raise TypeError("not a number")

    for way in ("few", "known", "long"):
        monkeypatch.setattr(f"numerics.mutants_search.Search.{way}", broken)
    found = judged(toy(exp(x) > 0), exp(x) <= 0)
    assert (found.status, found.detail) == ("survived", "the search failed: not a number")


@pytest.mark.parametrize(("troubled", "found"), [(1, True), (10**6, False)])
def test_trouble_at_one_point_keeps_no_other_from_refuting(troubled, found, monkeypatch):
    asked, whole = [], Exact.truth

    def truth(self, claim):
        asked.append(claim)
        if len(asked) <= troubled:
            raise TypeError("not a number")
        return whole(self, claim)

    wanted = contrasts(SQUARE.statement, Eq((x + y) ** 2 / x, x - 2 * y + y**2 / x))
    search = Search(SQUARE.hypotheses, generator(0), Stock(SQUARE, generator(0)))
    search.stock.prepare(wanted)
    monkeypatch.setattr("numerics.places.Exact.truth", truth)
    if found:
        assert search.known(wanted, Exact) is not None
    else:
        with pytest.raises(TypeError, match="not a number"):
            search.known(wanted, Exact)


def test_a_dear_point_holds_up_no_other_and_is_tried_last_from_then_on(monkeypatch):
    asked, whole = [], Exact.truth

    def truth(self, claim):
        if not asked:
            asked.append(self)
            forever()
        return whole(self, claim)

    wanted = contrasts(SQUARE.statement, Eq((x + y) ** 2 / x, x - 2 * y + y**2 / x))
    search = Search(SQUARE.hypotheses, generator(0), Stock(SQUARE, generator(0)))
    search.stock.prepare(wanted)
    monkeypatch.setattr("numerics.places.Exact.truth", truth)
    assert search.few(wanted) is not None
    assert any(search.stock.near(claim)[-1].place is asked[0] for claim in wanted)


def test_when_only_dear_points_are_left_the_search_is_late(monkeypatch):
    near = Candidate(Exact({}), ())
    monkeypatch.setattr("numerics.mutants_search.QUICK", 0.3)
    monkeypatch.setattr("numerics.places.Exact.truth", lambda *_: forever())
    wanted = contrasts(SQUARE.statement, Eq((x + y) ** 2 / x, x - 2 * y + y**2 / x))
    search = Search(SQUARE.hypotheses, generator(0), Stock(SQUARE, generator(0)))
    monkeypatch.setattr(search.stock, "near", lambda _: [near])
    monkeypatch.setattr(search.stock, "demote", lambda *_: None)
    with pytest.raises(OutOfTime):
        search.few(wanted)


def test_the_limit_counts_processor_time_and_ends_with_its_block():
    with pytest.raises(OutOfTime), limited(0.05):
        forever()
    with limited(0.02):
        pass
    assert sum(range(3_000_000)) > 0  # nothing is announced any more


# Proofs of variants
beta = vector("b", n)


@pytest.mark.parametrize(
    ("right", "given", "variant"),
    [
        (x**2 + 1 > 0, (), x**2 + 1 >= 0),
        (ForAll(x, Implies(x > 1, x**2 > 1)), (), ForAll(x, Implies(x > 2, x**2 > 1))),
        (sqnorm(beta) / x >= 0, (x > 0,), 2 * (sqnorm(beta) / x) >= 0),
        (Eq(Derivative(4 * x**2 - 4 * y**2, x), 8 * x), (), Eq(Derivative(4 * x**2 - y**2, x), 8 * x)),
        (Iff(Eq(x, y), Eq(x, y)), (), Iff(Eq(x, y), Eq(y - x, ZERO))),
        (
            Eq(abs(x), piecewise(x >= 0, x, -x)),
            (Eq(abs(x), piecewise(x >= 0, x, -x)),),
            Eq(abs(x), piecewise(x > 0, x, -x)),
        ),
    ],
    ids=[
        "≥ for >",
        "a stronger premise",
        "a factor at a sign",
        "an idle term",
        "a sign on one side of ⇔",
        "a border",
    ],
)
def test_a_variant_that_follows_is_a_theorem_from_the_same_hypotheses(right, given, variant):
    theorem = implied(toy(right, *given), variant)
    assert theorem is not None
    assert theorem.conclusion.alpha is variant.alpha
    assert {h.alpha for h in theorem.hypotheses} <= {h.alpha for h in given}


@pytest.mark.parametrize(
    ("result", "slip", "place", "follows"),
    [
        ("ridge.unique", "n dropped", "n*lam", True),  # the theorem for λ/n
        ("ridge.unique", "a sign flipped", "n*lam", False),
        ("change_of_variables.square", "> for ≥", "z >= 0", True),  # one point has no length
        ("change_of_variables.square", "an inequality turned round", "z >= 0", False),
        ("optimal_discriminator.global_minimum", "a factor 2", "q*log(1 - t)", True),  # the greater side grows
        ("optimal_discriminator.global_minimum", "an inequality turned round", "", False),
        ("divergences.likelihood", "a factor 2", "p(x)*log(q(x))", True),  # a multiple is as integrable
    ],
)
def test_variants_of_results_follow_or_not(result, slip, place, follows):
    proof = catalogue()[result].proof
    found = next(m for m in mutants(proof.statement) if m.slip == slip and place in repr(m.before))
    assert (implied(proof, found.statement) is not None) is follows


@pytest.mark.parametrize(
    ("right", "given", "variant"),
    [
        (x**2 >= 0, (), x**2 > 0),
        (ForAll(x, Implies(x > 1, x**2 > 1)), (), ForAll(x, Implies(x > -2, x**2 > 1))),
        (sqnorm(beta) / x >= 0, (x > 0,), -sqnorm(beta) / x >= 0),
        (Eq(Derivative(4 * x**2 - 4 * y**2, x), 8 * x), (), Eq(Derivative(x**2 - 4 * y**2, x), 8 * x)),
        (Iff(Eq(x, y), Eq(x, y)), (), Iff(Eq(x, y), Eq(x + y, ZERO))),
    ],
    ids=repr,
)
def test_a_variant_that_does_not_follow_is_not_proved(right, given, variant):
    assert implied(toy(right, *given), variant) is None


# What both statements together would say
def test_an_equation_against_another_with_the_same_left_side():
    found = contrasts(Eq(x, y + 1), Eq(x, y - 1))
    assert [c.conclusion for c in found] == [Eq(y + 1, y - 1), Eq(x, y - 1)]


def test_premises_of_the_variant_are_kept_and_a_changed_one_has_no_contrast():
    right, wrong = (Implies(x > k, Eq(y, x)) for k in (0, -1))
    (claim,) = contrasts(right, wrong)
    assert claim.premises == (x > -1,)
    assert claim.conclusion is Eq(y, x)


def test_claims_that_both_have_are_left_out():
    assert contrasts(And(x > 0, y > 0), And(x > 0, y >= 0))[0].conclusion is (y >= 0)
    assert contrasts(And(x > 0, y > 0), And(x > 0, y > 0)) == []


# Figures
def scored(**counts):
    verdicts = [Verdict("a slip", "x", "y", s, "x = 1", 0.0) for s, k in counts.items() for _ in range(k)]
    return Score("toy.statement", tuple(verdicts))


def test_the_rate_leaves_out_what_is_proved():
    one = scored(refuted=6, meaningless=1, equivalent=5, survived=1)
    assert (one.mutants, one.killed, len(one.survivors)) == (8, 7, 1)
    assert rate([one]) == Fraction(7, 8)
    assert rate([one, scored(survived=1)]) == Fraction(7, 9)
    assert rate([]) == rate([scored(equivalent=3)]) == 1


def test_the_json_has_the_agreed_shape():
    data = json.loads(json.dumps(to_json([scored(refuted=6, equivalent=5, survived=1)])))
    (entry,) = data["results"]
    assert (entry["id"], entry["mutants"], entry["killed"]) == ("toy.statement", 7, 6)
    assert entry["survivors"] == [{"slip": "a slip", "before": "x", "after": "y", "reason": "x = 1"}]
    assert (data["summary"]["mutants"], data["summary"]["killed"]) == (7, 6)


def test_the_same_seed_chooses_the_same_mutants_and_another_one_others():
    def chosen(seed):
        return [m.statement for m in sample(SQUARE.statement, generator(seed), 4)]

    assert chosen(1) == chosen(1)
    assert any(chosen(seed) != chosen(1) for seed in range(2, 6))
    assert len(chosen(1)) == 4
    assert len(sample(SQUARE.statement, generator(0))) > 8


def test_a_whole_statement_is_scored():
    found = score_of(SQUARE)
    assert (found.killed, found.survivors) == (found.mutants, [])
    assert found.mutants > 8
    assert found.example


# The command
@pytest.fixture
def run(capsys):
    def command(*arguments):
        parser = ArgumentParser(prog="derivations")
        mutating.add(parser.add_subparsers())
        args = parser.parse_args(["mutants", *arguments])
        return args.run(args), capsys.readouterr().out

    return command


FAST = "generator_losses.sigmoid_derivative"


def test_the_command_prints_a_table_and_a_summary(run):
    status, out = run(FAST)
    assert status == 0
    assert out.splitlines()[1].split()[0] == FAST
    assert "100.00%" in out.splitlines()[-1]


def test_two_processes_find_what_one_does(run):
    ids = (FAST, "generator_losses.nonsaturating_gradient")
    assert run(*ids, "--limit", "3", "--jobs", "2") == run(*ids, "--limit", "3")


def test_json_on_standard_output_is_all_there_is(run):
    _, out = run(FAST, "--json", "-", "--limit", "3")
    assert json.loads(out)["results"][0]["id"] == FAST
    assert json.loads(out)["summary"]["mutants"] <= 3


def test_survivors_are_listed_and_fail(run, monkeypatch):
    monkeypatch.setattr("numerics.mutants.score", lambda *_: scored(refuted=1, survived=1))
    status, out = run(FAST)
    assert status == 1
    assert "toy.statement: a slip: y for x (x = 1)" in out
    assert "1 of 2 mutants killed, 50.00%" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--limit", "0"], "'0' is not a whole number from 1 up"),
        (["--jobs", "two"], "'two' is not a whole number from 1 up"),
        (["--json", "no/such/folder/file"], "cannot be written"),
    ],
)
def test_bad_options_are_named(run, capsys, arguments, words):
    with pytest.raises(SystemExit) as stopped:
        run(*arguments)
    assert stopped.value.code == 2
    assert words in capsys.readouterr().err


def test_an_unknown_result_is_named(run):
    with pytest.raises(Complaint, match=r"ridge\.gradiant.*ridge\.gradient"):
        run("ridge.gradiant")
    with pytest.raises((LookupError, ProofError)):
        score("nothing.at_all")
