"""The `derivations` command: what it prints where, its exit statuses, and what it says to bad input."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from types import SimpleNamespace

import pytest
from jsonschema_rs import Draft202012Validator

from derivations.cli import OWN, main
from derivations.commands.certifying import replayed, schema
from derivations.kernel import RULES
from derivations.kernel.certificate import write
from derivations.kernel.formulas import Eq, real
from derivations.kernel.terms import SIGNATURES
from derivations.render.graph import Node, cycle, dot, layers, svg
from derivations.results import catalogue
from derivations.slips import Slip
from derivations.trusted import code_lines

x = real("x")
COMMAND = [sys.executable, "-m", "derivations"]


@pytest.fixture
def run(capsys, monkeypatch):
    """Run the command in this process, as in a pipe of the usual width: exit status, stdout, stderr."""
    monkeypatch.delenv("COLUMNS", raising=False)  # whoever runs the tests may have set it

    def command(*arguments):
        status = main(arguments)
        out, err = capsys.readouterr()
        return SimpleNamespace(status=status, out=out, err=err)

    return command


def start(*arguments, **options):
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, encoding="utf-8", check=False, **options
    )


# list
def test_list_shows_every_result_with_the_evidence_it_needs_and_has(run, toy):
    toy("square", "resting", checks=[{"toy.square": "checked"}])
    lines = run("list").out.splitlines()
    assert lines[0].split() == ["id", "needs", "has", "source", "statement"]
    assert [line.split()[:5] for line in lines[1:]] == [
        ["toy.square", "P", "C", "P", "C"],
        ["toy.resting", "P", "C", "P", "a"],
    ]


def test_list_as_json(run, toy):
    toy("square")
    (entry,) = json.loads(run("list", "--json").out)
    assert (entry["id"], entry["needs"], entry["has"]) == ("toy.square", ["P", "C"], ["P"])


def test_an_empty_catalogue_says_what_to_do(run, install):
    install()
    assert "pip install" in run("list").err
    assert run("verify").status == 2


# show
@pytest.mark.parametrize(
    ("form", "part"), [("text", "⊢ "), ("latex", r"\begin{align*}"), ("html", "<article"), ("json", '"steps"')]
)
def test_show_in_every_format(run, form, part):
    found = run("show", "ridge.gradient", "--format", form)
    assert (found.status, found.err) == (0, "")
    assert part in found.out


def test_show_explains_one_line(run):
    assert "Rule: combination" in run("show", "ridge.gradient", "--step", "3").out


def test_show_refuses_a_line_beyond_the_last(run):
    found = run("show", "ridge.gradient", "--step", "99")
    assert (found.status, found.out) == (2, "")
    assert "--step: 99 is beyond the last line" in found.err


def test_show_of_a_false_result_tells_the_step_and_the_counterexample(run, toy):
    toy("false")
    found = run("show", "toy.false")
    assert (found.status, found.out) == (1, "")
    assert "step 1" in found.err
    assert "Counterexample" in found.err


# verify
def test_verify_prints_a_table_and_one_summary_line(run, toy):
    toy("square", checks=[{"toy.square": "checked"}], ERRATA=[Slip("toy", "x² = x", lambda: Eq(x**2, x), "refuted")])
    found = run("verify")
    assert (found.status, found.err) == (0, "")
    assert found.out.splitlines()[1].split()[:2] == ["toy.square", "proved"]
    expected = "1 result: 1 proved, 1 checked, 0 missing, 0 undecided; 1 slip refuted; "
    assert found.out.splitlines()[-1].startswith(expected)


@pytest.mark.parametrize(
    ("name", "words"), [("false", "1 refuted"), ("faulty", "1 undecided"), ("vacuous", "1 undecided")]
)
def test_verify_fails_for_what_does_not_hold_and_says_why(run, toy, name, words):
    toy(name)
    found = run("verify")
    assert found.status == 1
    assert words in found.out.splitlines()[-1]
    assert any(line.startswith(f"toy.{name}: ") for line in found.out.splitlines())


def test_verify_writes_its_report_to_a_file(run, toy, tmp_path):
    toy("square")
    assert run("verify", "--json", str(tmp_path / "report.json")).status == 0
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["results"][0]["id"] == "toy.square"


def test_verify_writes_nothing_but_its_report_to_stdout_when_asked(run, toy):
    toy("square", "false")
    found = run("verify", "--json", "-")
    assert (found.status, json.loads(found.out)["summary"]["refuted"]) == (1, 1)
    assert found.err.startswith("2 results: ")


def test_verify_is_strict_about_missing_evidence_when_told(run, toy):
    toy("square")
    assert (run("verify").status, run("verify", "--strict").status) == (0, 1)


def test_verify_says_when_nothing_observes(run, toy):
    toy("square")
    assert "nothing installed observes" in run("verify", "--observe").err


def test_verify_says_whether_observations_are_recorded_or_new(run, toy):
    toy("square", observed={"toy.square": "observed"})
    assert "recorded (1)" in run("verify").out
    assert "observed (1)" in run("verify", "--observe").out


# Bad input: one line on stderr, nothing on stdout, exit status 2
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "ridge.gradiant"], "did you mean ridge.gradient"),
        (["verify", "rigde"], "ridge"),
        (["certify", "ridge.closed"], "ridge.closed_form"),
        (["shw", "ridge.gradient"], "did you mean show?"),
        (["???"], "the commands are list, show"),
        (["show"], "the following arguments are required: ID"),
        (["show", "ridge.gradient", "--format", "pdf"], "--format: invalid choice: 'pdf'"),
        (["show", "ridge.gradient", "--step", "zero"], "'zero' is not a whole number from 1 up"),
        (["verify", "--jobs", "0"], "argument --jobs: '0' is not a whole number from 1 up"),
        (["verify", "--jobs", "many"], "argument --jobs: 'many'"),
        (["verify", "--seed", "-1"], "argument --seed"),
        (["verify", "--json", "/no/such/folder/report.json"], "there is no folder '/no/such/folder'"),
        (["verify", "--json", "/"], "is a folder"),
        (["verify", "--nonsense"], "unrecognized arguments: --nonsense"),
        (["rules", "combinaton"], "did you mean combination"),
        (["certify"], "one of the arguments ID --read --schema is required"),
        (["certify", "--read", "/no/such/file"], "argument --read: '/no/such/file' cannot be read"),
        (["graph", "--report", "/no/such/file"], "argument --report: '/no/such/file' cannot be read"),
        (["graph", "--format", "png"], "--format: invalid choice: 'png'"),
    ],
)
def test_bad_input_gets_one_line_that_says_what_to_do(run, arguments, words):
    found = run(*arguments)
    assert (found.status, found.out, found.err.count("\n")) == (2, "", 1)
    assert words in found.err
    assert found.err.startswith("derivations")


def test_a_broken_topic_is_named(run, install):
    install(topics={"broken": RuntimeError("no luck")})
    assert [run(*command).status for command in (["list"], ["verify"], ["show", "a.b"], ["graph"])] == [2] * 4
    assert "the topic broken (test:broken) cannot be loaded: no luck" in run("list").err


def test_a_fault_of_ours_is_told_in_one_line(run, monkeypatch):
    monkeypatch.setattr("derivations.commands.listing.entries", lambda: 1 / 0)
    found = run("list")
    assert (found.status, found.err.count("\n")) == (70, 1)
    assert "unexpected ZeroDivisionError" in found.err


def test_a_fault_of_ours_shows_where_when_asked(monkeypatch):
    monkeypatch.setattr("derivations.commands.listing.entries", lambda: 1 / 0)
    monkeypatch.setenv("DERIVATIONS_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main(["list"])


# Help
@pytest.mark.parametrize("command", OWN)
def test_every_command_explains_itself(run, command):
    found = run(command, "--help")
    assert (found.status, found.err) == (0, "")
    assert found.out.startswith(f"usage: derivations {command}")


def test_help_lists_every_command(run):
    assert all(
        command in run("--help").out for command in ("list", "show", "verify", "graph", "rules", "certify", "trust")
    )
    assert run().out == run("--help").out


def test_version(run):
    assert run("--version").out.startswith("derivations ")


# rules
def test_rules_lists_every_rule_of_the_kernel(run):
    assert [line.split()[0] for line in run("rules").out.splitlines()[1:]] == list(RULES)


def test_a_rule_is_shown_with_its_side_conditions_and_their_counterexamples(run, monkeypatch):
    entry = {"rule": "combination", "condition": "denominators", "reading": "at n = 0 it says 1 = 2"}
    monkeypatch.setattr("derivations.audits.known_counterexamples", lambda rule: [entry])
    shown = run("rules", "combination").out
    assert RULES["combination"].conditions["denominators"] in shown
    assert "without it: at n = 0 it says 1 = 2" in shown
    (data,) = json.loads(run("rules", "combination", "--json").out)
    assert [c["without"] for c in data["conditions"] if c["name"] == "denominators"] == [[entry]]


# trust
def test_trust_counts_oracles_lines_and_the_longest_proof(run, toy):
    toy("square", "resting")
    found = run("trust")
    lines = found.out.splitlines()
    assert found.status == 0
    assert lines[0] == "2 of 2 results rest on the kernel alone."
    assert lines[1].startswith("The longest proof is toy.")
    data = json.loads(run("trust", "--json").out)
    assert (data["results"], data["without_oracle"], data["unproved"]) == (2, 2, [])
    assert data["lines"]["core"] == sum(m["lines"] for m in data["kernel"] if m["part"] == "core") > 0
    assert sum(m["rules"] for m in data["kernel"]) == len(RULES)
    assert {m["name"] for m in data["kernel"] if m["part"] == "aside" and m["rules"]} == set()


def test_trust_names_an_oracle_and_who_believes_it(run, toy, monkeypatch):
    toy("square")
    monkeypatch.setattr("derivations.proof.Proof.oracles", property(lambda proof: {"a sage"}))
    lines = run("trust").out.splitlines()
    assert lines[:2] == ["0 of 1 results rest on the kernel alone.", "  toy.square believes a sage"]


def test_trust_fails_for_a_result_that_is_not_proved(run, toy):
    toy("square", "false")
    found = run("trust")
    assert found.status == 1
    assert "  toy.false is not proved: `derivations show toy.false` says why" in found.out.splitlines()


def test_an_empty_catalogue_has_nothing_to_account_for(run, install):
    install()
    assert (run("trust").status, "no topic is installed" in run("trust").err) == (2, True)


def test_lines_of_code_leave_out_what_is_only_said():
    source = '"""A module\nof two lines."""\n# a remark\n\nX = """not\na docstring"""\n\n\nclass A:\n    "one."\n'
    assert code_lines(source) == 3


# certify
@pytest.fixture
def certificate(run):
    return json.loads(run("certify", "ridge.closed_form").out)


def test_a_certificate_is_read_back_as_the_theorem(run, tmp_path):
    file = tmp_path / "certificate.json"
    assert run("certify", "ridge.closed_form", "-o", str(file)).status == 0
    found = run("certify", "--read", str(file))
    assert (found.status, found.err) == (0, "")
    assert found.out.startswith("ridge.closed_form, rebuilt from ")
    assert "⊢" in found.out


@pytest.fixture(scope="module")
def validator():
    return Draft202012Validator(json.loads(schema()))


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_certificates_fit_the_documented_schema_and_are_the_kernels(run, validator, name):
    """Those of the kernel are read back as their theorems: see `test_laws`."""
    certificate = json.loads(run("certify", name).out)
    validator.validate(certificate)
    assert json.dumps(certificate) == json.dumps({"id": name} | write(catalogue()[name].proof.theorem))


@pytest.mark.parametrize("name", ["ridge.closed_form", "divergences.gibbs"])
def test_a_certificate_rebuilds_the_theorem_that_it_names(run, name):
    certificate = json.loads(run("certify", name).out)
    claimed = certificate.pop("id")
    assert replayed(certificate, claimed).conclusion.alpha is catalogue()[name].proof.statement.alpha


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c["terms"][0].update(op="nonsense"),
        lambda c: c["terms"].append({"op": "num", "value": 3}),
        lambda c: c["steps"][0].pop("oracles"),
        lambda c: c["steps"][0].update(more=1),
        lambda c: c["sorts"].append({"kind": "complex"}),
        lambda c: c.update(statement=-1),
        lambda c: c.update(version=2),
        lambda c: c.update(id="not an id"),
    ],
    ids=["operator", "number", "oracles", "key", "sort", "statement", "version", "id"],
)
def test_the_schema_rejects_what_is_not_a_certificate(certificate, validator, change):
    certificate["terms"][0] = {"op": "true", "args": []}
    assert validator.is_valid(certificate)
    change(certificate)
    assert not validator.is_valid(certificate)


def test_the_schema_knows_every_operator_of_the_language():
    kinds = json.loads(schema())["$defs"]["term"]["oneOf"]
    assert set(kinds[-1]["properties"]["op"]["enum"]) == set(SIGNATURES) - {"block"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: c.update(id="ridge.gradient"), "which is not what ridge.gradient states"),
        (lambda c: c.update(id="ridge.nothing"), "there is no result 'ridge.nothing'"),
        (lambda c: c["steps"][0].update(rule="nonsense"), "cannot be replayed"),
        (lambda c: c.update(statement=0), "the certificate says more"),
        (lambda c: c.update(version=2), "not a certificate of version 1"),
    ],
    ids=["other id", "unknown id", "rule", "statement", "version"],
)
def test_a_changed_certificate_is_refused(run, certificate, tmp_path, change, words):
    change(certificate)
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(certificate), encoding="utf-8")
    found = run("certify", "--read", str(file))
    assert (found.status, found.out) == (1, "")
    assert words in found.err


@pytest.mark.parametrize("text", ["[]", "3", "null", '"text"', "{}"])
def test_json_that_is_no_certificate_is_refused(run, tmp_path, text):
    (tmp_path / "file.json").write_text(text, encoding="utf-8")
    assert run("certify", "--read", str(tmp_path / "file.json")).status == 1


def test_a_file_that_is_not_json_is_bad_input(run, tmp_path):
    (tmp_path / "file.json").write_text("{", encoding="utf-8")
    found = run("certify", "--read", str(tmp_path / "file.json"))
    assert (found.status, found.err.count("\n")) == (2, 1)


# graph
def test_the_graph_shows_what_rests_on_what(run, toy):
    toy("square", "resting", "false")
    shown = run("graph").out
    assert '"toy.square" -> "toy.resting";' in shown
    assert '"toy.false" [fillcolor="#fde0de"' in shown


def test_the_graph_as_a_picture_holds_every_result_and_a_legend(run):
    picture = ET.fromstring(run("graph", "--format", "svg").out)
    groups = [g for g in picture.iter("{http://www.w3.org/2000/svg}g") if "data-id" in g.attrib]
    assert sorted(g.attrib["data-id"] for g in groups) == sorted(catalogue())
    assert "proved" in "".join(picture.itertext())


def test_the_graph_is_coloured_by_a_report(run, toy, tmp_path):
    toy("square", "resting", checks=[{"toy.square": "checked", "toy.resting": "undecided"}])
    run("verify", "--json", str(tmp_path / "report.json"))
    picture = ET.fromstring(run("graph", "--format", "svg", "--report", str(tmp_path / "report.json")).out)
    found = {g.attrib["data-id"]: g.attrib["data-status"] for g in picture.iter() if "data-id" in g.attrib}
    assert found == {"toy.square": "checked", "toy.resting": "failed"}


@pytest.mark.parametrize("text", ["[]", "{}", "nonsense", '{"results": [{"id": 1}]}', '{"results": 3}'])
def test_a_file_that_is_no_report_is_bad_input(run, tmp_path, text):
    (tmp_path / "file").write_text(text, encoding="utf-8")
    found = run("graph", "--report", str(tmp_path / "file"))
    assert (found.status, found.err.count("\n")) == (2, 1)


CIRCLE = [
    Node("a", "proved", ("b",)),
    Node("b", "proved", ("c",)),
    Node("c", "proved", ("a",)),
    Node("d", "proved", ()),
]


def test_results_that_rest_on_each_other_in_a_circle_are_refused(run, monkeypatch):
    monkeypatch.setattr("derivations.commands.graphing._proved", lambda: CIRCLE)
    found = run("graph")
    assert (found.status, found.out) == (1, "")
    assert "a -> b -> c -> a" in found.err


def test_there_is_no_circle_in_a_diamond():
    nodes = [
        Node("top", "proved", ("l", "r")),
        Node("l", "proved", ("low",)),
        Node("r", "proved", ("low",)),
        Node("low", "proved", ()),
    ]
    assert (cycle(nodes), cycle(CIRCLE)[0]) == ([], "a")
    assert [[n.id for n in layer] for layer in layers(nodes)] == [["low"], ["l", "r"], ["top"]]


def test_a_result_outside_the_run_is_drawn_and_names_are_quoted():
    nodes = [Node('a"b', "proved", ("elsewhere",), "<&>")]
    assert '"elsewhere" -> "a\\"b";' in dot(nodes)
    assert ET.fromstring(svg(nodes)) is not None


# Other packages' commands
def test_a_subcommand_of_another_package_is_run(run, toy):
    def add(commands):
        parser = commands.add_parser("mutants", help="wrong variants")
        parser.add_argument("ids", nargs="*")
        parser.set_defaults(run=lambda args: len(args.ids))

    toy("square", commands={"mutants": SimpleNamespace(add=add), "list": None})
    assert run("mutants", "a", "b", "c").status == 3
    assert "wrong variants" in run("--help").out
    assert run("list").status == 0


@pytest.mark.parametrize(
    ("plugin", "words"),
    [(RuntimeError("no luck"), "cannot be loaded: no luck"), (object(), "it has no add")],
    ids=["fault", "no command"],
)
def test_a_broken_subcommand_is_named(run, toy, plugin, words):
    toy("square", commands={"mutants": plugin})
    found = run("mutants")
    assert found.status == 2
    assert words in found.err
    assert run("list").status == 0


# As a program
def test_the_module_runs_and_a_pipe_gets_plain_text():
    found = start("list")
    assert (found.returncode, found.stderr) == (0, "")
    assert "\x1b" not in found.stdout
    assert "ridge.gradient" in found.stdout


def test_an_ascii_terminal_gets_ascii():
    found = start("show", "ridge.gradient", env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert found.returncode == 0
    assert found.stdout.isascii()
    assert "|- " in found.stdout


def test_a_reader_that_goes_away_is_no_error_message():
    shell = f"set -o pipefail; {sys.executable} -m derivations rules | head -n 1"
    found = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)
    assert (found.stdout.count("\n"), found.stderr) == (1, "")


def children(process: int) -> list[str]:
    """The processes that a process has started."""
    listed = ["ps", "-o", "pid=", "--ppid", str(process)]
    return subprocess.run(listed, capture_output=True, text=True, check=False).stdout.split()


def test_an_interrupt_is_one_line():
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    running = subprocess.Popen(
        [*COMMAND, "verify", "--jobs", "2"],
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - background jobs ignore it
        **pipes,
    )
    while running.poll() is None and len(children(running.pid)) < 2:
        time.sleep(0.05)  # into the work: an interrupt during start-up would be Python's own
    time.sleep(1.0)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does it: the workers get it too
    assert (*running.communicate(timeout=60), running.returncode) == ("", "interrupted\n", 130)
