"""What works without PyTorch, and what the rest says."""

import subprocess
import sys

HIDDEN = """
import sys
sys.modules["torch"] = None  # as if it were not installed
"""


def _run(code):
    return subprocess.run([sys.executable, "-c", HIDDEN + code], capture_output=True, text=True, check=False)


def test_recorded_observations_are_read_without_torch():
    seen = _run("from gan_models import evidence; print(len(evidence.recorded()) >= 0)")
    assert (seen.returncode, seen.stdout.strip()) == (0, "True"), seen.stderr


def test_what_trains_says_how_to_install_it():
    seen = _run("import gan_models.training")
    assert "ImportError: gan_models trains with PyTorch, which is not installed: python -m pip install" in seen.stderr


def test_the_command_says_it_in_one_line():
    seen = _run("from gan_models.cli import main; sys.exit(main(['observe', 'minimax.updates']))")
    assert (seen.returncode, seen.stderr.count("\n")) == (2, 1), seen.stderr
    assert "pip install 'gan-derivations[gan]'" in seen.stderr
