"""``stockdesk tour --out DIR``: a scripted walk through the real window, and a picture of every screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the verb's option."""
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder for the pictures")


def run(args: argparse.Namespace) -> int:
    """Walk, save the pictures, and end with their folder and the number of the document that was posted."""
    import os

    from stockdesk.commands import failure
    from stockdesk.commands.composition import print_json
    from stockdesk.commands.demo_child import DemoService

    out: Path = args.out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    # The tour signs in by hand; its tokens must not land in the keyring of whoever takes it.
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    with DemoService.started() as service:
        from stockdesk.app.workspace import Options, Workspace
        from stockdesk.ui import application, tour
        from stockdesk.ui.walk import walk

        for lever, body in tour.PREPARATIONS:
            service.tell(lever, **body)
        painted = application.make_application(offscreen=True)
        workspace = Workspace.open(Options(service.folder, service.url, None, {}), gui=True)
        desktop = application.Desktop(painted, workspace, lambda error: failure.known(error, args.data_dir), demo=True)
        guide = tour.Tour(desktop, out, service.folder, service.stop)
        desktop.start()
        try:
            walk(painted, guide)
        finally:
            desktop.close()
    if args.json:
        print_json({"folder": str(out), "pictures": guide.pictures, "number": guide.numbers[0]})
        return 0
    print(f"{guide.pictures} pictures in {out}")
    print(f"posted receipt No. {guide.numbers[0]}")
    return 0
