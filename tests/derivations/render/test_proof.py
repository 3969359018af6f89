"""A proof on a terminal, in LaTeX, HTML and JSON: laws that hold for every result of the catalogue."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from derivations.kernel import RULES
from derivations.kernel.formulas import Eq, real
from derivations.kernel.terms import num
from derivations.proof import Proof, StepError
from derivations.render import proof as rendering
from derivations.render.latex_lines import latex_sentence
from derivations.render.proof import explanation, proof_json
from derivations.render.wrapping import ascii_only, columns, wrap
from derivations.results import catalogue

x, y, z = real("x"), real("y"), real("z")
VOID = {"br", "hr", "img", "meta", "link"}


def once(render):
    """The rendering, kept for the proof that was shown last: many tests look at the same one."""
    shown, kept = list[Proof](), dict[tuple, str]()

    def look(proof: Proof, **options) -> str:
        if not (shown and shown[0] is proof):
            shown[:] = [proof]
            kept.clear()
        key = tuple(sorted(options.items()))
        if key not in kept:
            kept[key] = render(proof, **options)
        return kept[key]

    return look


proof_text, proof_latex, proof_html = map(once, (rendering.proof_text, rendering.proof_latex, rendering.proof_html))


@pytest.fixture(params=sorted(catalogue()), scope="module")
def proof(request):
    return catalogue()[request.param].proof


def chain() -> Proof:
    """x ≥ 0, then x + 2 ≥ x + 1 ≥ x ≥ 0 with an interruption."""
    made = Proof(given=[x >= 0, y >= 0])
    line = made.calculate(x + 2).at_least(x + 1, terms=[(1, [], [])])
    made.have(y + 1 >= 0)
    line.at_least(x, terms=[(1, [], [])]).greater_than(x - 1, terms=[(1, [], [])])
    return made.conclude(line.theorem.conclusion)


def numbers(text: str) -> list[int]:
    return [int(n) for n in re.findall(r"^ *\((\d+)\) ", text, flags=re.MULTILINE)]


# Text
@pytest.mark.parametrize("unicode", [True, False])
def test_every_step_has_its_number_once_and_in_order(proof, unicode):
    assert numbers(proof_text(proof, unicode=unicode)) == [s.number for s in proof.steps]


@pytest.mark.parametrize("width", [80, 100])
def test_lines_fit_the_terminal(proof, width):
    assert [line for line in proof_text(proof, width=width).splitlines() if columns(line) > width] == []


def test_the_ascii_variant_is_ascii(proof):
    assert proof_text(proof, unicode=False).isascii()


def test_no_inner_name_of_the_kernel_leaks(proof):
    leaks = re.compile(r"(?<!\\)\blambda\b|(?<![&\w])#\d|Theorem|derivations\.kernel|<rule|object at")
    page = re.sub("<style>.*</style>", "", proof_html(proof), flags=re.DOTALL)
    shown = (proof_text(proof), proof_text(proof, unicode=False), proof_latex(proof), page)
    assert [leaks.findall(text) for text in shown] == [[], [], [], []]


def test_the_relations_of_a_calculation_stand_in_one_column():
    made = Proof()
    line = made.calculate((x + 1) ** 2).equals((x + 1) * (x + 1)).equals(x**2 + 2 * x + 1, because="multiply out")
    shown = proof_text(made.conclude(line.theorem.conclusion))
    first, second = (line.index("=") for line in shown.splitlines() if re.match(r" *\([12]\)", line))
    assert first == second
    assert "(1) (x + 1)² = " in shown


def test_a_long_start_stands_above_its_relations():
    made = Proof()
    start = sum((x**k for k in range(2, 20)), x)
    line = made.calculate(start).equals(x + start - x)
    above, below = proof_text(made.conclude(line.theorem.conclusion), width=80).split("(1)")
    assert above.rstrip().endswith("x¹⁹")
    assert below.lstrip().startswith("= x")


def test_reasons_stand_at_the_right_margin():
    made = Proof(given=[x >= 0])
    made.have(x + 1 >= 1, terms=[(1, [made.known(x >= 0)], [])], because="add 1")
    shown = proof_text(made.conclude(x + 1 >= 1), width=70).splitlines()
    (line,) = (line for line in shown if "add 1" in line)
    assert (len(line), line[-7:]) == (70, "[add 1]")


def test_a_falling_chain_is_shown_falling_and_goes_on_after_an_interruption():
    shown = proof_text(chain())
    assert re.search(r"\(3\) x \+ 2 ≥ x \+ 1", shown)
    assert re.search(r"\(5\) x \+ 1 ≥ x ", shown)
    assert re.search(r"\(6\) +> x − 1", shown)


def test_what_is_shown_under_a_supposition_stands_behind_a_bar():
    made = Proof()
    with made.suppose(x > 0):
        made.have(x + 1 > 1, terms=[(1, [made.known(x > 0)], [])])
    shown = proof_text(made.conclude(Eq(x, x)))
    assert re.search(r"\(1\) Suppose x > 0\n +\(2\) │ x \+ 1 > 1", shown)
    assert "| x + 1 > 1" in proof_text(made, unicode=False)


def test_oracles_uses_symbols_and_answer_are_told(proof):
    shown = proof_text(proof, width=100)
    assert all(name in shown for name in [*proof.oracles, *proof.uses])
    assert ("Answer (" in shown) == (proof.answer != "none")
    assert all(v.data in shown for v in proof.statement.free if v.is_scalar)


def test_the_number_in_a_step_error_is_that_of_the_line_it_would_have_been():
    made = Proof(given=[x >= 0])
    made.have(x + 1 >= 1, terms=[(1, [made.known(x >= 0)], [])])
    with pytest.raises(StepError) as caught:
        made.have(Eq(x, x + 1))
    made.have(Eq(x, x))
    made.conclude(Eq(x, x))
    assert f"({caught.value.number}) x = x" in proof_text(made)


# LaTeX
def test_latex_numbers_every_step_once(proof):
    assert [int(n) for n in re.findall(r"\\tag\{(\d+)\}", proof_latex(proof))] == [s.number for s in proof.steps]


def test_latex_is_balanced(proof):
    shown = proof_latex(proof)
    bare = re.sub(r"\\[{}]", "", shown)
    opened, closed = re.findall(r"\\begin\{(\w+\*?)\}", shown), re.findall(r"\\end\{(\w+\*?)\}", shown)
    assert bare.count("{") == bare.count("}")
    assert sorted(opened) == sorted(closed)
    assert shown.count(r"\left") - shown.count(r"\leftarrow") == shown.count(r"\right") - shown.count(r"\rightarrow")


def test_latex_is_ascii(proof):
    assert [c for c in proof_latex(proof) if not c.isascii()] == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("e⁻ˢ − y⁻¹²", r"e$^{-s}$ $-$ y$^{-12}$"),
        ("p ≪ q, ∫p dμ", r"p $\ll$ q, $\int$p d$\mu$"),
        ("50% of A & B_1", r"50\% of A \& B\_1"),
        ("λ → 0⁺", r"$\lambda$ $\to$ 0$^{+}$"),
        ("ȳ − x̄ᵀw", r"$\bar{y}$ $-$ $\bar{x} ^{\top}$w"),
        ("η = ⅛", r"$\eta$ = $\tfrac{1}{8}$"),
    ],
)
def test_a_sentence_in_latex(sentence, expected):
    assert latex_sentence(sentence) == expected


# HTML
class Reader(HTMLParser):
    """Collects ids and steps, and complains about tags that do not match."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.steps, self.links = [], [], [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.steps += [found] if "data-number" in found else []
        self.links += [found[k] for k in ("href", "src") if k in found]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture
def page(proof):
    reader = Reader()
    reader.feed(proof_html(proof))
    return reader


def test_html_is_well_formed_with_ids_that_differ(page):
    assert page.open == []
    assert len(set(page.ids)) == len(page.ids)


def test_html_shows_every_step_once_with_its_rule(proof, page):
    assert [int(s["data-number"]) for s in page.steps] == [s.number for s in proof.steps]
    assert {s["data-rule"] for s in page.steps} <= set(RULES)
    assert [s["id"] for s in page.steps] == [f"{proof.id}-{s.number}" for s in proof.steps]


def test_html_asks_nothing_of_other_machines(proof, page):
    assert [link for link in page.links if not link.startswith("#")] == []
    assert not re.search(r"https?:|url\(|@import", proof_html(proof))


def test_html_has_every_formula_as_tex_and_as_text(proof):
    shown = proof_html(proof)
    assert shown.count(r"\(") == shown.count(r"\)") == shown.count('class="text"') > len(proof.steps)


def test_html_shows_what_is_believed(proof):
    shown = proof_html(proof)
    assert all(f"believes {o}" in shown for o in proof.oracles)
    assert ("no oracle" in shown) == (not proof.oracles)


def test_html_escapes_what_the_author_wrote():
    made = Proof()
    made.have(Eq(x, x), because="<script>alert(1)</script> & more")
    shown = proof_html(made.conclude(Eq(x, x)))
    assert "<script>" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in shown


# JSON
def test_json_is_plain_and_holds_every_step(proof):
    data = proof_json(proof)
    assert json.loads(json.dumps(data)) == data
    assert [s["number"] for s in data["steps"]] == [s.number for s in proof.steps]
    assert {"id", "statement", "hypotheses", "steps", "oracles", "uses", "answer"} <= set(data)
    assert {"number", "kind", "depth", "text", "latex", "rule", "because", "conditions", "met"} <= set(data["steps"][0])


def test_json_says_which_conditions_a_line_had_and_how_they_were_met():
    data = proof_json(catalogue()["ridge.gradient"].proof)
    (line,) = (s for s in data["steps"] if s["kind"] == "line")
    assert line["rule"] == "combination"
    assert "denominators" in line["conditions"]
    assert [(m["condition"]["code"], "n ≥ 1" in m["how"]) for m in line["met"]] == [("n != 0", True)]


# One line explained
def test_every_line_can_be_explained(proof):
    shown = [explanation(step) for step in proof.steps]
    assert all(
        text.startswith(f"Line {s.number}: ") and "\nRule: " in text for text, s in zip(shown, proof.steps, strict=True)
    )


def test_an_explanation_says_how_a_side_condition_was_met():
    shown = catalogue()["ridge.gradient"].proof.explain(3)
    assert "Rule: combination (algebra)" in shown
    assert RULES["combination"].conditions["denominators"] in shown
    assert re.search(r"n ≠ 0: .*from n ≥ 1", shown)


def test_a_notebook_shows_the_same(proof):
    assert (proof._repr_html_(), proof._repr_latex_()) == (proof_html(proof), proof_latex(proof))


# Lines
@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("a + b = c + d", 20, ["a + b = c + d"]),
        ("a + b = c + d", 10, ["a + b", "  = c + d"]),
        ("a = b + c ⇒ d = e", 12, ["a = b + c", "  ⇒ d = e"]),
        ("aaaa·(b + c + d + e + f) + g", 26, ["aaaa·(b + c + d + e + f)", "  + g"]),
        ("(aaaaaaaa + bbbbbbbb)·(cccccccc + dddddddd)", 30, ["(aaaaaaaa + bbbbbbbb)·", "  (cccccccc + dddddddd)"]),
        ("unbreakableunbreakable", 5, ["unbreakableunbreakable"]),
    ],
)
def test_a_formula_is_broken_before_its_loosest_operator(text, width, lines):
    assert wrap(text, width) == lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("η = ⅛", "eta = 1/8"),
        ("(ZᵀZ + nλA)⁻¹", "(Z'Z + n lam A)^-1"),
        ("‖v_k‖² = ρᵏ", "||v_k||^2 = rho^k"),
        ("ȳ − x̄", "y - x"),
        ("plain", "plain"),
    ],
)
def test_a_sentence_without_unicode(text, expected):
    assert ascii_only(text) == expected


def test_a_source_too_long_for_the_first_line_stands_below_it():
    proof = Proof(given=[], source="Goodfellow et al. (2014), section 4.1; Arjovsky and Bottou (2017), theorem 2.5")
    proof.id = "divergences.jsd"
    proof.conclude(Eq(num(1), 1))
    assert proof_text(proof, width=60).splitlines()[:3] == [
        "divergences.jsd",
        "   (Goodfellow et al. (2014), section 4.1; Arjovsky and",
        "   Bottou (2017), theorem 2.5)",
    ]
    assert proof_text(proof, width=100).splitlines()[0] == f"divergences.jsd   ({proof.source})"
