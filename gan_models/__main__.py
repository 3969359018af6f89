"""`python -m gan_models` is `gan-models`."""

import sys

from gan_models.cli import main

if __name__ == "__main__":
    sys.exit(main())
