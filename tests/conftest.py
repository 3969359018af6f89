"""Profiles of Hypothesis and the option `--thorough`.

`pytest --hypothesis-profile=dev` is for a quick look, `thorough` for fresh examples overnight. `ci` is Hypothesis' own:
the same hundred examples each time. Without an option its `default` is used, as elsewhere. `pytest --thorough` trains
all models of every experiment instead of as few as still decide.

Files that take long come first, so that several processes (`--dist loadfile`) end at about the same time.
"""

import gc
import os
from pathlib import Path

from derivations.commands.threads import one_each

one_each()  # before NumPy: the arrays of the tests are small, and threads would only wait for each other

from hypothesis import settings  # noqa: E402 - see above

settings.register_profile("dev", max_examples=20, derandomize=True)
settings.register_profile("thorough", max_examples=2000, derandomize=False, deadline=None)


def pytest_addoption(parser):
    parser.addoption("--thorough", action="store_true", help="train all models of every experiment")


SLOWEST = (  # by `pytest --durations=0`; what is missing here only costs time
    "derivations/test_laws.py",
    "gan_models/test_killed.py",
    "gan_models/test_minimax.py",
    "gan_models/test_divergences.py",
    "gan_models/test_resume.py",
    "numerics/test_properties.py",
    "numerics/test_sampled.py",
    "derivations/kernel/test_audit.py",
    "numerics/test_ledger.py",
    "gan_models/test_processes.py",
    "numerics/test_equivalence.py",
    "derivations/render/test_proof.py",
    "gan_models/test_projection_discriminator.py",
    "derivations/test_verification.py",
    "gan_models/test_wasserstein.py",
    "gan_models/test_generator_losses.py",
    "docs/test_extension.py",
    "numerics/test_mutants_priors_diffusion.py",
    "numerics/test_equivalence_computed.py",
    "gan_models/test_updates.py",
)


def pytest_collection_modifyitems(items):
    rank = {Path(__file__).parent / name: place for place, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


def pytest_configure(config):
    gc.set_threshold(50_000, 10, 10)  # proofs make millions of terms, nearly all of them in use: look at them seldom
    config.option.loadscopereorder = False  # by number of tests, which says little about their time
    if config.getoption("--thorough"):
        os.environ["GAN_MODELS_THOROUGH"] = "1"  # read by tests/gan_models/topic_experiments.py


def pytest_unconfigure():
    gc.collect()
    gc.freeze()  # pytest collects five times in the end, and Python once more: what was looked at now is not again
