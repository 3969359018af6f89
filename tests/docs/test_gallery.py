"""Every example of the gallery is short, says what it shows, and draws it without training anything."""

import ast
import runpy
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "gallery"
EXAMPLES = sorted(FOLDER.glob("plot_*.py"))
LONGEST = 40  # lines of code


def complaints(text: str) -> list[str]:
    """What is wrong with the text of an example."""
    tree = ast.parse(text)
    title, line, *paragraph = (ast.get_docstring(tree) or "\n").splitlines()
    code = [row for row in text.split('"""\n', 2)[-1].splitlines() if row.strip() and not row.startswith("#")]
    imported = {name.split(".")[0] for node in ast.walk(tree) for name in names(node)}
    found = {
        "no title": not title or set(line) != {"="} or len(line) < len(title),
        "no paragraph": len(" ".join(paragraph)) < 80,
        "too long": len(code) > LONGEST,
        "it needs PyTorch": "torch" in imported,
        "the build has no __file__": any(isinstance(n, ast.Name) and n.id == "__file__" for n in ast.walk(tree)),
    }
    return [what for what, wrong in found.items() if wrong]


def names(node: ast.AST) -> list[str]:
    """The modules that a statement imports."""
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_is_short_and_says_what_it_shows(file: Path) -> None:
    assert complaints(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_draws_something(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)  # as in the build, where there is no __file__
    plt.close("all")
    runpy.run_path(str(file), run_name="__main__")
    figures = [plt.figure(number) for number in plt.get_fignums()]
    assert figures
    for figure in figures:
        assert any(axes.has_data() for axes in figure.axes)
    plt.close("all")


def test_there_are_as_many_examples_as_the_gallery_promises() -> None:
    assert len(EXAMPLES) >= 8


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"""\nTitle\n=====\n\n' + "Words. " * 20 + '\n"""\n\nimport numpy\n', []),
        ('"""\nTitle\n===\n\n' + "Words. " * 20 + '\n"""\n', ["no title"]),
        ('"""\nTitle\n=====\n\nFew words.\n"""\n', ["no paragraph"]),
        ('"""\nTitle\n=====\n\n' + "Words. " * 20 + '\n"""\n' + "x = 1\n" * 41, ["too long"]),
        ('"""\nTitle\n=====\n\n' + "Words. " * 20 + '\n"""\n\nfrom torch.nn import Module\n', ["it needs PyTorch"]),
        ('"""\nTitle\n=====\n\n' + "Words. " * 20 + '\n"""\nprint(__file__)\n', ["the build has no __file__"]),
    ],
    ids=["right", "title", "paragraph", "long", "torch", "file"],
)
def test_what_an_example_lacks_is_seen(text: str, expected: list[str]) -> None:
    assert complaints(text) == expected
