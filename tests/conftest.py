"""Profiles of Hypothesis: `pytest --hypothesis-profile=dev` for a quick look, `thorough` for fresh examples overnight.

`ci` is Hypothesis' own: the same hundred examples each time. Without an option its `default` is used, as elsewhere.
"""

from derivations.commands.threads import one_each

one_each()  # before NumPy: the arrays of the tests are small, and threads would only wait for each other

from hypothesis import settings  # noqa: E402 - see above

settings.register_profile("dev", max_examples=20, derandomize=True)
settings.register_profile("thorough", max_examples=2000, derandomize=False, deadline=None)
