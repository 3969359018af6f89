"""Profiles of Hypothesis: `pytest --hypothesis-profile=dev` for a quick look, `thorough` for fresh examples overnight.

`ci` is Hypothesis' own: the same hundred examples each time. Without an option its `default` is used, as elsewhere.
"""

from hypothesis import settings

settings.register_profile("dev", max_examples=20, derandomize=True)
settings.register_profile("thorough", max_examples=2000, derandomize=False, deadline=None)
