"""Machine-checked derivations: the results of the course as theorems that only a small kernel can make.

>>> import derivations
>>> proof = derivations.minimax.updates()
>>> proof.theorem.rule
'publish'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derivations import (
        change_of_variables,
        diffusion,
        divergences,
        flows,
        gan_duality,
        generator_losses,
        kernel,
        minimax,
        optimal_discriminator,
        projection_discriminator,
        ridge,
        vae,
        wasserstein,
        zero_one_gan,
    )
    from derivations.proof import Proof, StepError
    from derivations.results import Result, UnknownResult, catalogue, result
    from derivations.sympy_form import read, to_sympy
    from derivations.verification import verify

_HOME = {
    "Proof": "derivations.proof",
    "StepError": "derivations.proof",
    "Result": "derivations.results",
    "UnknownResult": "derivations.results",
    "catalogue": "derivations.results",
    "result": "derivations.results",
    "read": "derivations.sympy_form",
    "to_sympy": "derivations.sympy_form",
    "verify": "derivations.verification",
}
_TOPICS = (
    "change_of_variables",
    "diffusion",
    "divergences",
    "flows",
    "gan_duality",
    "generator_losses",
    "minimax",
    "optimal_discriminator",
    "projection_discriminator",
    "ridge",
    "vae",
    "wasserstein",
    "zero_one_gan",
)

__all__ = [
    "Proof",
    "Result",
    "StepError",
    "UnknownResult",
    "catalogue",
    "change_of_variables",
    "diffusion",
    "divergences",
    "flows",
    "gan_duality",
    "generator_losses",
    "kernel",
    "minimax",
    "optimal_discriminator",
    "projection_discriminator",
    "read",
    "result",
    "ridge",
    "to_sympy",
    "vae",
    "verify",
    "wasserstein",
    "zero_one_gan",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that importing the package costs next to nothing."""
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    if name in ("kernel", *_TOPICS):
        return import_module(f"derivations.{name}")
    raise AttributeError(f"module 'derivations' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
