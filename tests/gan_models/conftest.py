"""The tensors of the tests are small: threads would only wait for each other."""

import torch

from tests.gan_models.mirrors import mirror  # noqa: F401 - a fixture

torch.set_num_threads(1)
