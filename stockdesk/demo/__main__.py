"""`python -m stockdesk.demo`: the demo service by itself."""

from __future__ import annotations

import argparse
import sys

from stockdesk.demo import options


def main(arguments: list[str] | None = None) -> int:
    """Parse and serve; the exit status."""
    parser = argparse.ArgumentParser(prog="stockdesk demo-server", description="A simulated Altegio service.")
    options.add_arguments(parser)
    return options.run(parser.parse_args(arguments))


if __name__ == "__main__":
    sys.exit(main())
