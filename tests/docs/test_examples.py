"""Every REPL example of the book runs and prints what the page shows."""

import doctest
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = [p for p in sorted(DOCS.rglob("*.md")) if ">>> " in p.read_text(encoding="utf-8") and "_build" not in p.parts]


def failures(text: str, name: str) -> tuple[int, int]:
    """How many examples of a page's blocks fail, and how many there are."""
    blocks = "\n\n".join(BLOCK.findall(text))
    test = doctest.DocTestParser().get_doctest(blocks, {}, name, name, 0)
    found = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS).run(test)
    return found.failed, found.attempted


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(DOCS).as_posix())
def test_the_examples_of_a_page_run(page: Path) -> None:
    failed, attempted = failures(page.read_text(encoding="utf-8"), page.name)
    assert attempted
    assert failed == 0


def test_every_topic_has_an_example() -> None:
    assert {p.stem for p in (DOCS / "topics").glob("*.md")} <= {p.stem for p in PAGES if p.parent.name == "topics"}


def test_a_wrong_example_would_be_seen() -> None:
    assert failures("```pycon\n>>> 1 + 1\n3\n```\n", "wrong") == (1, 1)
    assert failures("```pycon\n>>> 1 + 1\n2\n```\n", "right") == (0, 1)
