"""The verb `demo-server`: a simulated service with a catalogue, for trying, training and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options."""
    from stockdesk.demo import options

    options.add_arguments(parser)
    parser.set_defaults(usage=parser.error)


def run(args: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT."""
    from stockdesk.demo import options

    try:
        options.options_of(args)
    except ValueError as error:
        args.usage(str(error))
    return options.run(args)
