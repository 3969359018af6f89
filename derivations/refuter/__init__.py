"""What finds counterexamples: exact values of terms, and points at which hypotheses hold. Nothing here is trusted."""
