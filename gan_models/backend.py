"""PyTorch, or how to install it: the modules that train import it from here."""

from __future__ import annotations

try:
    import torch
    from torch import Tensor, nn
except ModuleNotFoundError as error:
    if error.name != "torch":
        raise
    raise ImportError(
        "gan_models trains with PyTorch, which is not installed: python -m pip install 'gan-derivations[gan]'"
    ) from error

__all__ = ["Tensor", "nn", "torch"]
