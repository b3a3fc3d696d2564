"""What a person is told when a verb fails: one sentence, and for a bug the place of the report."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from stockdesk.core.errors import StockdeskError

FAILED = 1
"""Exit status: refused or failed with a reason."""

_SECRETS = ("STOCKDESK_PARTNER_TOKEN", "STOCKDESK_USER_TOKEN")


def tell(module: ModuleType, args: argparse.Namespace, error: Exception) -> int:
    """Say on standard error what happened, with ``--json`` also as the last line of output; return the exit status.

    The verb's module may offer ``failed(args, reason)`` for its own JSON form and status.
    """
    from stockdesk.ui import messages

    reason = messages.sentence(known(error, args.data_dir))
    failed: Callable[[argparse.Namespace, str], tuple[dict[str, object], int]] = getattr(module, "failed", _failed)
    form, status = failed(args, reason)
    print(f"stockdesk: {reason}", file=sys.stderr)
    if args.json:
        print(json.dumps(form, ensure_ascii=False))
    return status


def _failed(_args: argparse.Namespace, reason: str) -> tuple[dict[str, object], int]:
    return {"reason": reason}, FAILED


def known(error: Exception, data_dir: Path | None) -> StockdeskError:
    """Return the error with a code: itself, an error of the operating system in words, or a bug with its report."""
    if isinstance(error, StockdeskError):
        return error
    if isinstance(error, OSError):
        detail = error.strerror or str(error) or type(error).__name__
        return StockdeskError("system.error", path=error.filename or "", detail=detail)
    return StockdeskError("bug", error=type(error).__name__, report=str(write_report(error, data_dir)))


def write_report(error: Exception, data_dir: Path | None) -> Path:
    """Write down where a bug struck, without secrets, and return the file.

    It goes to the folder ``log`` of the data folder, else to the system's folder for logs, else among the temporary
    files: a report must not fail for the reason that it reports.
    """
    text = _report_text(error)
    for folder in _folders(data_dir):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return _write(folder, text)
        except OSError:
            continue
    return _write(Path(tempfile.gettempdir()), text)


def _folders(data_dir: Path | None) -> list[Path]:
    import platformdirs

    data = data_dir or platformdirs.user_data_path("stockdesk", appauthor=False)
    logs = platformdirs.user_log_path("stockdesk", appauthor=False)
    return [data / "log", logs] if data.is_dir() else [logs]


def _write(folder: Path, text: str) -> Path:
    handle, name = tempfile.mkstemp(prefix=f"bug-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-", suffix=".txt", dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
    return Path(name)


def _report_text(error: Exception) -> str:
    import platform
    import traceback

    from stockdesk import __version__
    from stockdesk.app.log import redacted, ring

    lines = [f"stockdesk {__version__}", f"Python {platform.python_version()}", platform.platform(), ""]
    text = "\n".join([*lines, *traceback.format_exception(error), "The last of the log:", *ring])
    for name in _SECRETS:
        secret = os.environ.get(name, "")
        if secret:
            text = text.replace(secret, "***")
    return redacted(text)
