import torch

from gan_models.play import Losses
from gan_models.streams import Streams
from gan_models.toy_gan import Learnt, ToyGan, train, verdicts

NONE = Losses(torch.zeros(3, 0), torch.zeros(3, 0))
COPIED = torch.tensor([[0, 0, 1, 3], [0, 1, 2, 3], [2, 2, 2, 2]])


def test_copies_and_missing_images_are_counted():
    learnt = Learnt(ToyGan(), torch.zeros(3, 4, 2), COPIED, torch.zeros(3, 4), NONE)
    assert learnt.copies.tolist() == [[2, 1, 0, 1], [1, 1, 1, 1], [0, 0, 4, 0]]
    assert learnt.missing.tolist() == [1, 0, 3]


def test_errors_are_those_that_one_counts_by_hand():
    logits = torch.tensor([[1.0, -1.0, 1.0, -1.0]] * 3)  # genuine, generated, genuine, generated
    learnt = Learnt(ToyGan(), torch.zeros(3, 4, 2), COPIED, logits, NONE)
    assert learnt.errors.tolist() == [2 + 2, 2 + 2, 2 + 4]


def test_trained_verdicts_follow_the_counts():
    """More than one copy: generated; none: genuine (zero_one_gan.discriminator)."""
    logits = verdicts(COPIED, 100)
    assert logits[0, 0] < -0.1
    assert logits[0, 2] > 0.1
    assert (logits[2, [0, 1, 3]] > 0.1).all()
    assert (logits[1].abs() < 1e-6).all()


def test_a_generated_image_is_a_copy_of_the_closest_genuine_one():
    learnt = train(ToyGan(steps=40), Streams.of(0, 6))
    points = learnt.recipe.data.points
    assert [loss.shape for loss in learnt.losses] == [(6, 40)] * 2
    for made, copied in zip(learnt.made, learnt.copied, strict=True):
        for image, which in zip(made, copied, strict=True):
            assert int((points - image).norm(dim=1).argmin()) == which
