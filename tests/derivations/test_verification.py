"""What `verify` reports: proofs, checks, SymPy's opinion, slips, and everything that can go wrong with them."""

from __future__ import annotations

import gc
import json
import os
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

import pytest

from derivations import verification, workers
from derivations.kernel.formulas import Eq, real, vector
from derivations.opinion import Opinion
from derivations.proof import Proof
from derivations.report import Outcome, Report
from derivations.results import UnknownResult, catalogue
from derivations.slips import Slip
from derivations.verification import verify

x = real("x")
WRONG = Slip("toy", "x² = x", lambda: Eq(x**2, x), "refuted")
SHAPES = Slip("toy", "v + w", lambda: Eq(vector("v", 2) + vector("w", 3), vector("v", 2)), "ill-formed")
RIGHT = Slip("toy", "x + x = 2x", lambda: Eq(x + x, 2 * x), "proved", proof=lambda: Proof().conclude(Eq(x + x, 2 * x)))
KEYS = {"id", "proved", "checked", "observed", "recheck", "sympy", "uses"}


def only(report):
    (outcome,) = report.results
    return outcome


def test_a_proved_and_checked_result_holds(toy):
    toy("square", checks=[{"toy.square": "checked"}])
    report = verify()
    assert (only(report).status, only(report).checked["status"], report.exit_status) == ("proved", "checked", 0)
    assert only(report).steps == len(["x >= 0", "line", "conclusion"])


def test_a_point_that_satisfies_the_hypotheses_is_exhibited():
    assert "n = 1" in only(verify(["ridge.gradient"], budget="quick")).witness


def test_garbage_is_collected_afterwards_as_before(toy):
    toy("square", checks=[{"toy.square": "checked"}])
    before = gc.get_threshold(), gc.isenabled()
    assert verify().exit_status == 0
    assert ((gc.get_threshold(), gc.isenabled()), gc.get_freeze_count()) == (before, 0)


def test_a_false_result_is_refuted_with_its_counterexample(toy):
    toy("false")
    outcome = only(verify())
    assert outcome.status == "refuted"
    assert "Counterexample: x = " in outcome.reason


def test_a_result_that_no_rule_shows_is_undecided(toy):
    toy("open_question")
    report = verify()
    assert (only(report).status, report.exit_status) == ("undecided", 1)


def test_hypotheses_that_no_point_satisfies_leave_a_result_undecided(toy):
    toy("vacuous")
    report = verify()
    assert only(report).status == "undecided"
    assert "no point satisfies the hypotheses" in only(report).reason
    assert report.exit_status == 1


def test_a_proof_that_never_concludes_is_undecided(toy):
    toy("unfinished")
    assert "has not reached its conclusion" in only(verify()).reason


def test_an_exception_in_one_result_names_its_type_and_spares_the_others(toy):
    toy("faulty", "square", checks=[{"toy.square": "checked"}])
    faulty, square = verify().results
    assert (faulty.status, faulty.reason) == ("undecided", "ZeroDivisionError: a fault of the author's")
    assert square.verdict == "holds"


@pytest.mark.parametrize("status", ["refuted", "undecided"])
def test_a_check_that_does_not_succeed_fails_the_result(toy, status):
    toy("square", checks=[{"toy.square": status}])
    report = verify()
    assert (only(report).status, only(report).verdict, report.exit_status) == ("proved", status, 1)


def test_a_check_with_a_fault_is_undecided_and_says_why(toy):
    toy("square", checks=[{"toy.square": RuntimeError("out of luck")}])
    outcome = only(verify())
    assert outcome.checked["status"] == "undecided"
    assert "RuntimeError: out of luck" in outcome.why


def test_missing_evidence_fails_only_when_strict(toy):
    toy("square")
    assert (verify().exit_status, verify(strict=True).exit_status) == (0, 1)
    assert only(verify()).missing == ["checked"]


def test_an_observation_that_a_result_needs_is_missing_until_there_is_one():
    outcome = Outcome("toy.square", "PCT", "proved", checked={"status": "checked"})
    seen = {"status": "observed", "experiments": [], "recorded": True, "detail": ""}
    assert (outcome.missing, replace(outcome, observed=seen).missing) == (["observed"], [])
    assert (outcome.verdict, replace(outcome, observed=seen).verdict) == ("missing", "holds")


def test_observations_are_shown_as_recorded_or_made_anew(toy):
    toy("square", checks=[{"toy.square": "checked"}], observed={"toy.square": "observed"})
    assert only(verify()).observed["recorded"] is True
    assert only(verify(observe=True)).observed["recorded"] is False
    assert verify().summary["observed"] == 1


@pytest.mark.parametrize("status", ["refuted", "undecided"])
def test_an_observation_against_a_result_fails_it(toy, status):
    toy("square", checks=[{"toy.square": "checked"}], observed={"toy.square": status})
    assert (only(verify()).verdict, verify().exit_status) == (status, 1)
    assert "trained and " + status in only(verify()).why


def test_an_observation_that_fails_is_undecided_and_says_why(toy):
    toy("square", checks=[{"toy.square": "checked"}], observed={"toy.square": RuntimeError("no models")})
    assert only(verify()).verdict == "undecided"
    assert "RuntimeError: no models" in only(verify()).why


def test_several_providers_are_joined_to_the_worst_status_and_the_sum_of_their_cases(toy):
    toy("square", checks=[{"toy.square": "checked"}, {"toy.square": "undecided"}, {}])
    checked = only(verify(seed=1)).checked
    assert (checked["status"], checked["cases"], checked["alpha"]) == ("undecided", 22, 2e-9)


def test_a_budget_reaches_the_evidence(toy):
    toy("square", checks=[{"toy.square": "checked"}])
    assert only(verify(budget="thorough")).checked["detail"] == "budget thorough"


def test_sympy_agrees_with_the_lines_of_a_right_proof(toy):
    toy("square")
    sympy = only(verify()).sympy
    assert sympy["agrees"] > 0
    assert (sympy["disagrees"], sympy["unexplained"]) == (0, [])


@pytest.fixture
def dispute(monkeypatch):
    opinion = Opinion("field", Eq(x, x), "disagrees")
    monkeypatch.setattr("derivations.opinion.opinions", lambda theorem: [opinion])
    return opinion


def test_an_unexplained_disagreement_with_sympy_fails_the_result(toy, dispute):
    toy("square", checks=[{"toy.square": "checked"}])
    report = verify()
    assert (only(report).verdict, report.exit_status) == ("disagrees", 1)
    assert "1 unexplained disagreement with SymPy" in report.line()


def test_an_explained_disagreement_with_sympy_passes(toy, dispute):
    toy("square", EXPLAINED={("toy.square", "x = x"): "a bug of SymPy's"})
    report = verify()
    assert (only(report).sympy["disagrees"], only(report).sympy["unexplained"], report.exit_status) == (1, [], 0)


def test_slips_get_the_verdict_they_deserve(toy):
    toy("square", ERRATA=[WRONG, SHAPES, RIGHT])
    report = verify()
    assert [s.status for s in report.slips] == ["refuted", "ill-formed", "proved"]
    assert report.exit_status == 0
    assert "; 1 slip refuted, 1 ill-formed, 1 right after all; " in report.line()


def test_a_slip_with_another_verdict_than_expected_fails(toy):
    toy("square", ERRATA=[replace(WRONG, claim=lambda: Eq(x, x))])
    report = verify()
    assert (report.slips[0].status, report.exit_status) == ("undecided", 1)
    assert "1 NOT as expected" in report.line()


def test_a_slip_with_a_fault_is_undecided_and_spares_the_others(toy):
    def fault():
        raise ZeroDivisionError("oh")

    toy("square", ERRATA=[replace(WRONG, claim=fault), WRONG])
    assert [s.status for s in verify().slips] == ["undecided", "refuted"]


def test_slips_are_judged_only_with_their_whole_topic(toy):
    toy("square", "resting", ERRATA=[WRONG])
    assert [len(verify(ids).slips) for ids in (["toy.square"], ["toy"], ["toy.square", "toy.resting"])] == [0, 1, 1]


def test_what_a_result_rests_on_is_reported(toy):
    toy("square", "resting")
    assert [r.uses for r in verify().results] == [[], ["toy.square"]]


def test_an_unknown_id_is_refused_before_any_work(toy):
    toy("square")
    with pytest.raises(UnknownResult, match=r"toy\.square"):
        verify(["toy.squares"])


def test_no_process_at_all_is_refused(toy):
    with pytest.raises(ValueError, match="at least one process"):
        verify(jobs=0)


def test_progress_is_told_after_each_result_and_slip(toy):
    toy("square", ERRATA=[WRONG])
    told = []
    verify(progress=lambda *args: told.append(args))
    assert told == [(1, 2, "toy.square"), (2, 2, "toy")]


def test_the_report_has_the_documented_shape_and_is_plain_json(toy):
    toy("square", "false", checks=[{"toy.square": "checked"}], ERRATA=[WRONG])
    data = verify().to_json()
    assert json.loads(json.dumps(data)) == data
    assert set(data) == {"results", "slips", "summary"}
    assert all(set(entry) >= KEYS for entry in data["results"])
    assert set(data["results"][0]["proved"]) >= {"status", "steps", "oracles", "seconds"}
    assert set(data["results"][0]["checked"]) >= {"status", "cases", "alpha", "seconds"}
    assert set(data["results"][0]["sympy"]) >= {"agrees", "undecided", "disagrees"}
    assert set(data["slips"][0]) >= {"topic", "claim", "status", "witness"}
    assert data["results"][1]["checked"] is data["results"][1]["recheck"] is data["results"][1]["observed"] is None


def test_the_summary_line_counts_everything_once():
    good = Outcome("a.b", "PC", "proved", checked={"status": "checked"})
    lacking, open_one = Outcome("a.c", "PC", "proved"), Outcome("a.d", "P", "undecided")
    expected = "3 results: 2 proved, 1 checked, 1 missing, 1 undecided; 3.1 s"
    assert Report([good, lacking, open_one], [], 3.1).line() == expected


def test_nothing_verified_is_no_success():
    assert Report([], [], 0.0).exit_status == 1


def test_worker_processes_find_the_same_as_one():
    ids = ["ridge.gradient", "ridge.closed_form", "ridge.unique"]
    alone, shared = verify(ids, budget="quick"), verify(ids, jobs=2, budget="quick")
    assert [timeless(r) for r in alone.results] == [timeless(r) for r in shared.results]


def test_by_default_there_is_a_process_per_core_when_there_is_work_for_it(monkeypatch):
    for cores in (1, 2, 8):
        monkeypatch.setattr(verification, "usable_cores", lambda cores=cores: cores)
        assert [verification.worthwhile(tasks) for tasks in (0, 1, 23, 24)] == [1, 1, 1, min(cores, 2)]
        assert verification.worthwhile(123) == cores


def test_the_longest_results_exist():
    assert set(workers.LONGEST) <= set(catalogue())


def test_a_process_goes_on_with_its_topic_and_then_takes_the_largest_that_nobody_is_at():
    long = ("result", "vae.linear_gaussian", 0)
    ridge = [("result", f"ridge.{name}", 0) for name in ("gradient", "closed_form", "limits")]
    flows = [("slip", "flows", 0)]
    queue = workers.Queue([*flows, *ridge, long, ("result", "vae.elbo", 0)])
    assert queue.take("", []) == long
    assert queue.take("", ["vae"]) == ridge[0]
    assert queue.take("vae", ["ridge"]) == ("result", "vae.elbo", 0)
    assert queue.take("vae", ["ridge"]) == flows[0]
    assert queue.take("flows", ["ridge"]) == ridge[1]  # nothing else is left: it helps
    assert queue.take("ridge", ["ridge"]) == ridge[2]
    assert queue.take("ridge", []) is None


def test_a_process_that_dies_is_replaced_and_loses_its_task_only():
    tasks = [("result", f"ridge.{i}", i) for i in range(4)]
    found = {task[2]: future.exception() for task, future in workers.shared(tasks, 1, die_at_one)}
    assert isinstance(found.pop(1), BrokenProcessPool)
    assert found == dict.fromkeys([0, 2, 3])


def die_at_one(task):
    if task[2] == 1:
        os._exit(1)


def timeless(outcome):
    checked = {k: v for k, v in (outcome.checked or {}).items() if k != "seconds"}
    return replace(outcome, seconds=0.0, checked=checked)


@pytest.mark.parametrize("topic", ["ridge", "minimax"])
def test_every_result_and_slip_of_an_installed_topic_holds(topic):
    report = verify([topic], budget="quick")
    assert [(r.id, r.why) for r in report.results if r.verdict not in ("holds", "missing")] == []
    assert [s for s in report.slips if not s.as_expected] == []
    assert report.exit_status == 0
