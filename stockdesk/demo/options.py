"""The demo service's command line, used by the verb `demo-server` and by `python -m stockdesk.demo`."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from pathlib import Path

from stockdesk.demo import faults, switches
from stockdesk.demo.server import DEFAULT_PORT, bind, serve
from stockdesk.demo.simulation import Options

MOST_PRODUCTS = 5_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the demo service."""
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="port on 127.0.0.1; 0 for a free one")
    parser.add_argument("--products", type=int, metavar="N", help="number of products; default: the real ones, 4092")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="seed of prices, stock, history and faults")
    parser.add_argument("--db", type=Path, metavar="FILE", help="keep the data in FILE instead of a temporary store")
    parser.add_argument(
        "--fault", action="append", default=[], metavar="NAME=PROBABILITY", help="may be repeated; names: "
        + ", ".join(faults.FAULTS),
    )  # fmt: skip
    parser.add_argument(
        "--switch", action="append", default=[], metavar="NAME=on|off", help="may be repeated; names: "
        + ", ".join(switches.SWITCHES),
    )  # fmt: skip
    parser.add_argument("--rate-limit", choices=("on", "off"), default="off", help="5 requests a second, 200 a minute")


def run(args: argparse.Namespace) -> int:
    """Serve until told to end. 0 done, 1 the port or the file cannot be used, 2 an option that makes no sense."""
    try:
        options = options_of(args)
    except ValueError as error:
        print(f"stockdesk demo-server: {error}", file=sys.stderr)  # noqa: T201 - a verb's diagnostics
        return 2
    try:
        listener = bind(args.port)
    except OSError as error:
        print(  # noqa: T201
            f"stockdesk demo-server: port {args.port} cannot be used ({error.strerror}); choose another with --port",
            file=sys.stderr,
        )
        return 1
    try:
        serve(options, listener, _announce)
    except (sqlite3.Error, OSError) as error:
        print(f"stockdesk demo-server: the store {options.db} cannot be used ({error})", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _announce(port: int) -> None:
    print(f"stockdesk demo service on http://127.0.0.1:{port}", flush=True)  # noqa: T201 - read by the starter


def options_of(args: argparse.Namespace) -> Options:
    """What the arguments ask for. `ValueError` says which of them makes no sense."""
    if not 0 <= args.port <= 65535:
        raise ValueError(f"--port is a number from 0 to 65535, not {args.port}")
    if args.products is not None and not 0 <= args.products <= MOST_PRODUCTS:
        raise ValueError(f"--products is a number from 0 to {MOST_PRODUCTS}, not {args.products}")
    return Options(
        products=args.products,
        seed=args.seed,
        db=args.db,
        faults={name: faults.parse_fault(name, value) for name, value in map(_pair, args.fault)},
        switches={name: switches.parse_switch(name, value) for name, value in map(_pair, args.switch)},
        rate_limit=args.rate_limit == "on",
    )


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"'{text}' needs the form NAME=VALUE")
    return name.strip(), value.strip()
