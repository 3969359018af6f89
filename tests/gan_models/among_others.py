"""`gan-models` in double precision, for tests that start several processes of it."""

import sys

from gan_models.backend import torch
from gan_models.cli import main

if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    sys.exit(main())
