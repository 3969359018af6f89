"""The networks of the image recipes: dense and convolutional players, conditional ones, and a variational autoencoder.

Images have shape (batch, 1, height, width) with values between −1 and 1; labels are whole numbers of shape (batch,).
Weights start uniformly after Glorot and Bengio (2010), biases at 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from torch.nn.utils.parametrizations import spectral_norm

from gan_models.backend import Tensor, nn, torch
from gan_models.dropout import Dropout
from gan_models.trainer.arithmetic import in_single


def glorot(module: nn.Module) -> nn.Module:
    """The module with all weights drawn anew after Glorot and Bengio, and its biases 0."""
    for layer in module.modules():
        if isinstance(layer, nn.Linear | nn.Conv2d | nn.ConvTranspose2d):
            nn.init.xavier_uniform_(layer.weight)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
    return module


def perceptron(widths: Sequence[int], slope: float, dropout: float = 0.0, packed: bool = True) -> list[nn.Module]:
    """Dense layers of these widths, each followed by a leaky ReLU, and by dropout if there is any."""
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(widths):
        layers += [nn.Linear(inputs, outputs), nn.LeakyReLU(slope)]
        layers += [Dropout(dropout, packed)] if dropout else []
    return layers


class Generator(nn.Module):
    """From noise, and a class if it is conditional, to images.

    Args:
        body: from (batch, inputs) to images.
        classes: how many there are; 0 for an unconditional generator.
        embedding: how many numbers stand for a class beside the noise.
    """

    def __init__(self, body: nn.Module, classes: int = 0, embedding: int = 0):
        super().__init__()
        self.body = body
        self.classes = nn.Embedding(classes, embedding) if classes else None

    def forward(self, noise: Tensor, labels: Tensor | None = None) -> Tensor:
        """Images for noise of shape (batch, numbers)."""
        return self.body(noise if self.classes is None else torch.cat([noise, self.classes(labels)], 1))


def dense_generator(noise: int, widths: Sequence[int], side: int) -> nn.Sequential:
    """Dense layers with leaky ReLU 0.2, then tanh."""
    inner = perceptron((noise, *widths), 0.2)
    return nn.Sequential(*inner, nn.Linear(widths[-1], side * side), nn.Tanh(), nn.Unflatten(1, (1, side, side)))


def convolutional_generator(noise: int) -> nn.Sequential:
    """The homework's DCGAN generator for 28×28 images: 7×7×256, then transposed convolutions to 128, 64, 1."""

    def normal(channels: int) -> list[nn.Module]:
        return [nn.BatchNorm2d(channels), nn.LeakyReLU(0.3)]

    return nn.Sequential(
        nn.Linear(noise, 7 * 7 * 256, bias=False),
        nn.Unflatten(1, (256, 7, 7)),
        *normal(256),
        nn.ConvTranspose2d(256, 128, 5, stride=1, padding=2, bias=False),
        *normal(128),
        nn.ConvTranspose2d(128, 64, 5, stride=2, padding=2, output_padding=1, bias=False),
        *normal(64),
        nn.ConvTranspose2d(64, 1, 5, stride=2, padding=2, output_padding=1, bias=False),
        nn.Tanh(),
    )


def dense_features(side: int, widths: Sequence[int], dropout: float, packed: bool = True) -> nn.Sequential:
    """Dense layers with leaky ReLU 0.2 and dropout."""
    return nn.Sequential(nn.Flatten(), *perceptron((side * side, *widths), 0.2, dropout, packed))


def convolutional_features(dropout: float, packed: bool = True) -> nn.Sequential:
    """The homework's DCGAN discriminator up to its last layer: 5×5 convolutions of stride 2 to 64 and 128 channels."""

    def after() -> list[nn.Module]:
        return [nn.LeakyReLU(0.3), *([Dropout(dropout, packed)] if dropout else [])]

    return nn.Sequential(
        nn.Conv2d(1, 64, 5, stride=2, padding=2),
        *after(),
        nn.Conv2d(64, 128, 5, stride=2, padding=2),
        *after(),
        nn.Flatten(),
    )


class Discriminator(nn.Module):
    """From images to logits of shape (batch, 1).

    Args:
        features: φ, from images to (batch, width).
        width: how many features there are.
    """

    def __init__(self, features: nn.Module, width: int):
        super().__init__()
        self.features = features
        self.last = nn.Linear(width, 1)

    def forward(self, images: Tensor, labels: Tensor | None = None) -> Tensor:
        """w·φ(x) + b."""
        return in_single(self.last, self.features(images))


class Projection(nn.Module):
    """The logit yᵀ(Aφ(x) + b) of projection_discriminator.logit: row k of A and b belong to class k.

    Args:
        features: φ, from images to (batch, width).
        width: how many features there are.
        classes: how many there are.
        unconditional: add w·φ(x), as Miyato and Koyama (2018) do.
    """

    def __init__(self, features: nn.Module, width: int, classes: int, unconditional: bool = False):
        super().__init__()
        self.features = features
        self.a, self.b = nn.Embedding(classes, width), nn.Embedding(classes, 1)
        nn.init.normal_(self.a.weight, std=width**-0.5)
        nn.init.zeros_(self.b.weight)
        self.last = nn.Linear(width, 1, bias=False) if unconditional else None

    def forward(self, images: Tensor, labels: Tensor) -> Tensor:
        """The logit of each pair, shape (batch, 1)."""
        features = in_single(nn.Identity(), self.features(images))
        logit = (self.a(labels) * features).sum(1, keepdim=True) + self.b(labels)
        return logit if self.last is None else logit + in_single(self.last, features)


def spectrally_normalised(module: nn.Module) -> nn.Module:
    """The module with each dense or convolutional weight divided by its norm (power iteration, Miyato et al. 2018)."""
    for layer in list(module.modules()):
        if isinstance(layer, nn.Linear | nn.Conv2d):
            spectral_norm(layer)
    return module


class Autoencoder(nn.Module):
    """A variational autoencoder with one hidden layer each way, a standard normal prior and Bernoulli pixels.

    Args:
        pixels: of an image.
        hidden: units of the layers between.
        latent: how many numbers describe an image.
    """

    def __init__(self, pixels: int, hidden: int, latent: int):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(pixels, hidden), nn.ReLU())
        self.mean, self.log_variance = nn.Linear(hidden, latent), nn.Linear(hidden, latent)
        self.decoder = nn.Sequential(nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, pixels))

    def forward(self, images: Tensor, noise: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of the pixels, and mean and log variance of the posterior.

        Args:
            images: shape (batch, pixels), between 0 and 1.
            noise: standard normal, shape (batch, latent).
        """
        hidden = self.encoder(images)
        mean, log_variance = in_single(self.mean, hidden), in_single(self.log_variance, hidden)
        return self.decoder(mean + (log_variance / 2).exp() * noise), mean, log_variance
