"""Subcommands of ``python -m geo``: one module each, with ``register(subparsers)``."""
