"""The loop that trains the image recipes: epochs, checkpoints, exact resumption."""

COUNTED = ("epoch", "seconds", "examples_per_second")  # numbers of an epoch's row that are no measurements
