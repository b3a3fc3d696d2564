"""The window itself: ``stockdesk``, ``stockdesk --demo``, ``stockdesk --smoke``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from stockdesk.core.errors import StockdeskError


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the window's own options."""
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--demo", action="store_true", help="the window on a simulated service, signed in")
    ways.add_argument("--smoke", action="store_true", help="open, paint, quit")


def run(args: argparse.Namespace) -> int:
    """Run the window until it is closed."""
    if args.demo:
        return _demo(args)
    from stockdesk.app.workspace import Options
    from stockdesk.commands import failure
    from stockdesk.ui import application

    def report(error: Exception) -> StockdeskError:
        return failure.known(error, args.data_dir)

    if args.smoke:
        return _smoke(args)
    return application.run(Options(args.data_dir, args.server, args.location), report)


def _demo(args: argparse.Namespace) -> int:
    from stockdesk.commands.demo_child import DemoService

    with DemoService.started() as service:
        from stockdesk.commands import failure
        from stockdesk.ui import application

        return application.run(
            service.options(args.data_dir),
            lambda error: failure.known(error, args.data_dir),
            demo=True,
            prepare=service.sign_in,
        )


def _smoke(args: argparse.Namespace) -> int:
    import tempfile
    from pathlib import Path

    from stockdesk.app.workspace import Options
    from stockdesk.commands import failure
    from stockdesk.commands.composition import print_json
    from stockdesk.ui import application

    with tempfile.TemporaryDirectory(prefix="stockdesk-smoke-") as folder:
        options = Options(args.data_dir or Path(folder), args.server, args.location)
        status = application.smoke(options, lambda error: failure.known(error, args.data_dir))
    if args.json:
        print_json({"painted": status == 0})
    return status
