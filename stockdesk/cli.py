"""The command line: finds the verb, lets only its module declare options, and turns what goes wrong into a sentence.

Start-up is measured (``decode`` and ``lookup`` as whole processes), so the verbs stand here as names with one line of
help each, and nothing of a verb is imported before it is chosen.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Final, NoReturn, TextIO

from stockdesk import __version__

if TYPE_CHECKING:
    from pathlib import Path

VERBS: Final = {
    "decode": "what a scanned text means, one JSON object a line",
    "lookup": "the products that a code names, and why",
    "sync": "bring the catalogue up to date",
    "post": "queue a file as one document and post it",
    "outbox": "what is waiting, unknown or posted",
    "doctor": "what works on this machine",
    "tour": "walk through the real window and leave a picture of every screen",
    "demo-server": "a simulated service with a catalogue, to try and to test",
}
"""The verbs in the order of the help, each with its line there; the module has the same name with ``_`` for ``-``."""

WINDOW: Final = "window"
"""The module that runs when no verb is named."""

USAGE, INTERRUPTED, BROKEN_PIPE = 2, 130, 141
"""Exit statuses of this module; the last two as shells count signals (128 + SIGINT, 128 + SIGPIPE)."""

_WITH_VALUE: Final = ("--data-dir", "--server", "--location")


def main(arguments: Sequence[str]) -> int:
    """Run the command line given by ``arguments`` (without the program's name) and return the exit status.

    Standard output and error are UTF-8 whatever the locale says. No traceback is shown: a known fault is one sentence
    on standard error, a bug leaves a report whose place is named.
    """
    _speak_utf8(sys.stdout)
    _speak_utf8(sys.stderr)
    try:
        module, args = _parse(arguments)
    except SystemExit as exit_request:  # argparse has shown its help or what is wrong
        return exit_request.code if isinstance(exit_request.code, int) else USAGE
    try:
        status = _run(module, args)
        _flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _abandon_output()
        return BROKEN_PIPE
    return status


def _speak_utf8(stream: TextIO | None) -> None:
    # A program without a console (pythonw) has no streams at all; a test may have put something else there.
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        # Bytes of an argument that are no text come as lone surrogates: shown escaped, which JSON reads back.
        reconfigure(encoding="utf-8", errors="backslashreplace")


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def _abandon_output() -> None:
    """Point standard output at nothing, so that the interpreter does not complain again while it shuts down."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parse(arguments: Sequence[str]) -> tuple[ModuleType, argparse.Namespace]:
    verb, rest = _split(arguments)
    as_json = "--json" in (rest[: rest.index("--")] if "--" in rest else rest)
    if verb is not None and verb not in VERBS:
        _refuse_verb(verb, as_json)
    module = import_module(f"stockdesk.commands.{(verb or WINDOW).replace('-', '_')}")
    parser = _parser(verb, as_json)
    declare: Callable[[argparse.ArgumentParser], None] = module.declare
    declare(parser)
    return module, parser.parse_args(rest)


def _split(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """Return the verb (the first word that is neither an option nor the value of a global one) and all the rest."""
    place = 0
    while place < len(arguments):
        word = arguments[place]
        if word == "--":
            break
        if not word.startswith("-"):
            return word, [*arguments[:place], *arguments[place + 1 :]]
        place += 2 if word in _WITH_VALUE else 1
    return None, list(arguments)


def _refuse_verb(verb: str, as_json: bool) -> NoReturn:
    import difflib

    close = difflib.get_close_matches(verb, VERBS, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    _parser(None, as_json).error(f"there is no command {verb!r}.{hint} The commands are: {', '.join(VERBS)}.")


class _Parser(argparse.ArgumentParser):
    """Says wrong usage as argparse does, with ``--json`` also as the last line of standard output."""

    as_json = False

    def error(self, message: str) -> NoReturn:
        """Print the usage and what is wrong with it, then end with status 2; in JSON as any other failure is told."""
        if self.as_json:
            import json

            print(json.dumps({"reason": message}, ensure_ascii=False), flush=True)  # noqa: T201 - a program reads it
        super().error(message)


def _parser(verb: str | None, as_json: bool) -> _Parser:
    parser = _Parser(
        prog="stockdesk" if verb is None else f"stockdesk {verb}",
        usage="stockdesk [--demo | --smoke | COMMAND …] [options]" if verb is None else None,
        description="Without a command the window opens." if verb is None else f"{verb}: {VERBS[verb]}.",
        epilog=_verbs_help() if verb is None else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.as_json = as_json
    parser.set_defaults(verb=verb or WINDOW)
    shared = parser.add_argument_group("global options, before or after the command")
    shared.add_argument("--data-dir", type=_folder, metavar="DIR", help="where stockdesk keeps its data")
    shared.add_argument("--server", metavar="URL", help="scheme, host and port of the service")
    shared.add_argument("--location", type=int, metavar="ID", help="the location to work at")
    shared.add_argument("--json", action="store_true", help="end with one JSON object on standard output")
    shared.add_argument("--version", action="version", version=f"stockdesk {__version__}")
    return parser


def _folder(text: str) -> Path:
    from pathlib import Path  # only here: a verb without a folder need not wait for the import

    return Path(text)


def _verbs_help() -> str:
    width = max(map(len, VERBS))
    lines = [f"  {verb:<{width}}  {text}" for verb, text in VERBS.items()]
    return "\n".join(["commands (stockdesk COMMAND --help tells more):", *lines])


def _run(module: ModuleType, args: argparse.Namespace) -> int:
    run: Callable[[argparse.Namespace], int] = module.run
    try:
        return run(args)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the boundary: a known fault becomes a sentence, a bug a report
        from stockdesk.commands import failure

        return failure.tell(module, args, error)
