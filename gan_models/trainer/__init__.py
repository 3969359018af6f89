"""The loop that trains the image recipes: epochs, checkpoints, exact resumption."""
