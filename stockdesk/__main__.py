"""The program's entry: ``python -m stockdesk`` and the ``stockdesk`` command."""

from __future__ import annotations

import sys

from stockdesk import cli


def main() -> int:
    """Run the command line of this process and return its exit status."""
    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
