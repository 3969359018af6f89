"""The Sphinx extension, on a book of one topic: what a page shows is what was proved, and it fails when that fails."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

import pytest

sphinx = pytest.importorskip("sphinx", reason="the extra `docs` is not installed")
pytest.importorskip("myst_parser", reason="the extra `docs` is not installed")

from sphinx.application import Sphinx  # noqa: E402 - only where it is installed
from sphinx.util.docutils import docutils_namespace  # noqa: E402
from sphinx.util.inventory import InventoryFile  # noqa: E402

from derivations import results  # noqa: E402
from derivations.book import evidence, observations, proving, rules  # noqa: E402
from derivations.commands.ruling import described  # noqa: E402
from derivations.kernel import RULES  # noqa: E402
from derivations.report import Report  # noqa: E402
from derivations.results import catalogue, find, result  # noqa: E402

CONF = 'extensions = ["myst_parser", "derivations.book"]\nmyst_enable_extensions = ["colon_fence", "dollarmath"]\n'
TOPIC = "flows"
PAGE = """# A topic

The {derivation:result}`flows.contraction` and the rule {derivation:rule}`cut`,
{derivation:result}`by name <flows.contraction>`.

## Claim

:::{claim} flows.contraction
The map sends the space into itself, in the words of this book.
:::

:::{claim} flows.residual_inverse
Solve it.
:::

:::{claim} flows.autoregressive
Its Jacobian.
:::

## Assumptions

:::{assumptions} flows
:::

## Proof

:::{proofs} flows
:::

## Check

:::{checks} flows
:::

:::{observations} flows
:::

:::{slips} flows
:::

:::{results}
:::

:::{dependencies}
:::

:::{homework} B
:::

:::{kernel-rules} logic
:::
"""


class Book:
    """A book that is built as often as a test likes."""

    def __init__(self, folder: Path, page: str = PAGE, conf: str = f'{CONF}book_topics = ["{TOPIC}"]\n') -> None:
        self.source, self.out = folder / "source", folder / "out"
        self.source.mkdir(parents=True)
        (self.source / "conf.py").write_text(conf, encoding="utf-8")
        self.page(page)

    def page(self, text: str) -> None:
        (self.source / "index.md").write_text(text, encoding="utf-8")

    def build(self, builder: str = "html", page: str = "index.html") -> tuple[str, str]:
        """The page, and what was complained of."""
        from io import StringIO

        warnings = StringIO()
        with docutils_namespace():
            app = Sphinx(
                self.source, self.source, self.out, self.out / ".doctrees", builder, status=None, warning=warnings
            )
            app.build()
        return (self.out / page).read_text(encoding="utf-8"), warnings.getvalue()


@pytest.fixture(scope="module", autouse=True)
def verified() -> Iterator[dict[tuple[str, ...], Report]]:
    """What was verified for the books of these tests, each order of results once: it takes longer than to print it."""
    known = dict[tuple[str, ...], Report]()
    verify = evidence.verify

    def once(ids: Sequence[str], *, jobs: int | None = 1) -> Report:
        key = tuple(ids)
        if key not in known:
            known[key] = verify(ids, jobs=jobs)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence, "verify", once)
        yield known


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Book(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def built(book: Book) -> tuple[str, str]:
    return book.build()


def test_a_book_that_tells_everything_is_built_without_complaint(built: tuple[str, str]) -> None:
    assert not built[1]


def test_every_line_of_every_proof_has_an_anchor_on_the_page(built: tuple[str, str]) -> None:
    steps = [f"{r.id}-{s.number}" for r in catalogue().values() if r.topic == TOPIC for s in r.proof.steps]
    assert len(steps) > 50
    assert [s for s in steps if f'id="{s}"' not in built[0]] == []


def test_the_exercise_stands_beside_the_published_theorem(built: tuple[str, str]) -> None:
    start = built[0].index('id="flows.contraction"')
    claim = built[0][start : built[0].index("</section>", start)]
    assert "in the words of this book" in claim
    assert 'class="derivation theorem"' in built[0]
    from derivations.render.proof_html import statement_html

    assert statement_html(find("flows.contraction").proof) in built[0]


def test_results_are_numbered_and_linked(built: tuple[str, str]) -> None:
    assert re.search(
        r'<a class="reference internal" href="#flows.contraction"[^>]*><span[^>]*>1\.1 Contraction<', built[0]
    )
    assert re.search(r'<a class="reference internal" href="#flows.contraction"[^>]*><span[^>]*>by name<', built[0])
    assert re.search(r'<a class="reference internal" href="#rule-cut"[^>]*><code[^>]*><span[^>]*>cut<', built[0])


def test_every_link_within_the_page_leads_somewhere(built: tuple[str, str]) -> None:
    wanted = set(re.findall(r'href="#([^"]+)"', built[0]))
    there = set(re.findall(r'id="([^"]+)"', built[0]))
    assert len(wanted) > 50
    assert wanted <= there


def test_a_rule_of_another_page_is_linked_only_where_it_is_shown(built: tuple[str, str]) -> None:
    assert '<a href="#rule-cut"><code class="rule">cut</code></a>' in built[0]
    assert '<code class="rule">triangular</code>' in built[0]
    assert '<a href="#rule-triangular">' not in built[0]


def test_results_and_rules_are_in_the_inventory(book: Book, built: tuple[str, str]) -> None:
    with (book.out / "objects.inv").open("rb") as file:
        found = InventoryFile.load(file, "", lambda base, uri: base + uri)
    assert set(found["derivation:result"]) == {r.id for r in catalogue().values() if r.topic == TOPIC}
    assert "cut" in found["derivation:rule"]


def test_the_evidence_on_the_page_is_what_verify_found(
    built: tuple[str, str], verified: dict[tuple[str, ...], Report]
) -> None:
    (found,) = verified.values()
    assert {outcome.id for outcome in found.results} == {r.id for r in catalogue().values() if r.topic == TOPIC}
    for outcome in found.results:
        assert outcome.checked
        assert f"checked: {outcome.checked['cases']:,} cases" in built[0]


def test_an_unchanged_book_is_not_verified_again_and_a_changed_one_is(
    built: tuple[str, str], book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    verify = evidence.verify
    monkeypatch.setattr(evidence, "verify", lambda *a, **k: asked.append(a) or verify(*a, **k))
    page = book.out / "index.html"
    page.write_text("not written again", encoding="utf-8")
    assert book.build()[0] == "not written again"
    assert not asked
    monkeypatch.setattr(evidence, "fingerprint", lambda: "another state of the code")
    assert book.build()[0] == built[0]
    assert len(asked) == 1


def test_without_html_the_lines_stand_as_they_do_in_a_terminal(book: Book, built: tuple[str, str]) -> None:
    plain, _ = book.build("text", "index.txt")
    lines = find("flows.contraction").proof.text().splitlines()
    assert [line for line in lines if line.strip() and line.strip() not in plain] == []


COMPLAINTS = {
    ":::{claim} flows.contractoin\n:::\n": "did you mean flows.contraction",
    ":::{proofs} flow\n:::\n": "there is no topic 'flow'; the book has flows",
    ":::{kernel-rules} magic\n:::\n": "the kernel has no rules in 'magic'",
    ":::{homework} Q\n:::\n": "no result has homework 'Q' as its source",
}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What is complained of, a line each, for a page with four names that do not exist and without one result."""
    page = PAGE.replace(":::{claim} flows.autoregressive\nIts Jacobian.\n:::\n", "")
    return Book(tmp_path_factory.mktemp("wrong"), "\n".join((page, *COMPLAINTS))).build()[1].splitlines()


def test_a_result_that_no_page_claims_is_complained_of(complaints: list[str]) -> None:
    assert any("no page has a `claim` for flows.autoregressive" in line for line in complaints)


@pytest.mark.parametrize("text", COMPLAINTS)
def test_a_name_that_does_not_exist_is_complained_of_at_its_line(complaints: list[str], text: str) -> None:
    (line,) = [line for line in complaints if COMPLAINTS[text] in line]
    assert "index.md:" in line


def test_nothing_else_is_complained_of(complaints: list[str]) -> None:
    assert len(complaints) == len(COMPLAINTS) + 1


def test_a_step_that_does_not_hold_any_more_ends_the_build_at_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "course.py"
    file.write_text(
        "from derivations.kernel.formulas import real\n"
        "from derivations.proof import Proof\n"
        "from derivations.results import result\n"
        "x = real('x')\n"
        "@result(source='lecture 1')\n"
        "def square():\n"
        "    '''A square.'''\n"
        "    proof = Proof()\n"
        "    line = proof.calculate((x + 1)**2).equals(x**2 + 1)\n"
        "    return proof.conclude(line.theorem.conclusion)\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    import course  # pyright: ignore[reportMissingImports] - written above

    monkeypatch.setattr(results, "topics", lambda: {"course": course})
    monkeypatch.setattr(proving, "find", lambda name: course.square.result)
    with pytest.raises(proving.BrokenProof) as broken:
        proving.prove("course.square")
    message = str(broken.value)
    assert message.startswith(f"{file}:9: course.square does not hold any more")
    assert "(x + 1)**2 = x**2 + 1" in message
    assert "Counterexample: x = 1" in message


def test_a_broken_proof_is_an_error_of_sphinx_that_no_flag_is_needed_for() -> None:
    from sphinx.errors import SphinxError

    assert issubclass(proving.BrokenProof, SphinxError)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_is_drawn(name: str) -> None:
    drawn = rules.drawn(described(name)["statement"])
    assert drawn.figures
    for premises, conclusion in drawn.figures:
        assert "⊢" in conclusion or "/" not in conclusion
        assert all(premises)
        assert conclusion


def test_premises_stand_above_the_line_and_the_conclusion_below() -> None:
    assert rules.drawn(described("cut")["statement"]).figures == ((("Γ ⊢ φ", "Δ, φ ⊢ ψ"), "Γ, Δ ⊢ ψ"),)
    assert rules.drawn(described("branch")["statement"]).figures == (
        (("Γ ⊢ φ",), "Γ ⊢ piecewise(φ, s, t) = s"),
        (("Γ ⊢ ¬φ",), "Γ ⊢ piecewise(φ, s, t) = t"),
    )
    assert rules.drawn(described("truth")["statement"]).figures == (((), "⊢ true"),)


@pytest.mark.parametrize(
    ("low", "high", "bar"),
    [(0.9, 1.1, (70.0, 10.0)), (1.0, 1.0, (75.0, 2.0)), (2.0, 9.0, (125.0, 25.0)), (-9.0, 9.0, (0.0, 150.0))],
)
def test_an_interval_is_drawn_where_it_lies(low: float, high: float, bar: tuple[float, float]) -> None:
    drawn = observations.picture([(low, high)], 1.0, 1.0)
    x, width = re.findall(r'class="bar" x="([\d.]+)" y="6" width="([\d.]+)"', drawn)[0]
    assert (float(x), float(width)) == pytest.approx(bar)
    assert 'class="band" x="25.0" y="2" width="100.0"' in drawn


def test_a_module_of_results_is_all_that_a_topic_needs() -> None:
    assert isinstance(results.topics()[TOPIC], ModuleType)
    assert callable(result)
