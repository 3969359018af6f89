"""Profiles of Hypothesis and the option `--thorough`.

`pytest --hypothesis-profile=dev` is for a quick look, `thorough` for fresh examples overnight. `ci` is Hypothesis' own:
the same hundred examples each time. Without an option its `default` is used, as elsewhere. `pytest --thorough` trains
all models of every experiment instead of as few as still decide.
"""

import os

from derivations.commands.threads import one_each

one_each()  # before NumPy: the arrays of the tests are small, and threads would only wait for each other

from hypothesis import settings  # noqa: E402 - see above

settings.register_profile("dev", max_examples=20, derandomize=True)
settings.register_profile("thorough", max_examples=2000, derandomize=False, deadline=None)


def pytest_addoption(parser):
    parser.addoption("--thorough", action="store_true", help="train all models of every experiment")


def pytest_configure(config):
    if config.getoption("--thorough"):
        os.environ["GAN_MODELS_THOROUGH"] = "1"  # read by tests/gan_models/topic_experiments.py
