"""Models that are trained to see whether they do what the theorems say.

Everything that trains needs PyTorch and says so when it is missing; the recorded observations can be read without it.
"""
