"""The subcommands of `derivations`, one module each: `add(commands)` registers it, `run(args)` does it."""
