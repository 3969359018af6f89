"""The README's examples run, and its commands are the ones that CI takes from it."""

import doctest
import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def test_the_examples_of_the_readme_run():
    outcome = doctest.testfile(
        str(README), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    )
    assert outcome.attempted > 8
    assert outcome.failed == 0


def test_the_set_up_is_two_commands():
    block = re.search(
        r"<!-- setup -->\s*```sh\n(.*?)```\s*<!-- /setup -->", README.read_text(encoding="utf-8"), re.DOTALL
    )
    expected = [
        "python -m pip install -e . -c constraints.txt && derivations verify",
        'python -m pip install -e ".[test]" -c constraints.txt && pytest -n 2 --dist loadfile',
    ]
    assert block is not None
    assert expected == block.group(1).strip().splitlines()
