"""Data to train on: laws whose densities are known in closed form."""
