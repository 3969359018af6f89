"""The subcommands of `gan-models`, one module each: `add(commands)` registers it, `run(args)` does it."""
