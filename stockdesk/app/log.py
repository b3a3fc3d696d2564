"""The log: a rotating, bounded file a person can read, without secrets."""

from __future__ import annotations

import logging
import re
from collections import deque
from logging.handlers import RotatingFileHandler
from pathlib import Path

LARGEST_FILE = 1_000_000
KEPT_FILES = 4
RING_LINES = 500
"""Lines kept in memory for a report."""

_SECRET = re.compile(
    r"""(bearer\s+)[^\s,]+|(,\s*user\s+)[^\s,]+"""
    r"""|((?:password|token)['"]?\s*[:=]\s*)(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\S+)""",
    re.IGNORECASE,
)

ring: deque[str] = deque(maxlen=RING_LINES)


def redacted(text: str) -> str:
    """Return a text with whatever looks like a token, password or Authorization header blotted out."""
    return _SECRET.sub(lambda found: f"{found[1] or found[2] or found[3]}***", text)


class _Redacting(logging.Formatter):
    """Formats a record, its traceback included, and only then blots secrets out."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class _File(RotatingFileHandler):
    """A log that cannot be written (disk full, folder read-only) is never in the way of the work, nor on stderr."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        ring.append(f"not written to {self.baseFilename}: {record.levelname} {record.name}")


class _Ring(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        ring.append(self.format(record))


def start_logging(folder: Path) -> Path:
    """Log to ``stockdesk.log`` in a folder, which is private to the user; returns the file. Safe to call again."""
    path = folder / "stockdesk.log"
    root = logging.getLogger("stockdesk")
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    form = _Redacting("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")
    try:
        handlers: list[logging.Handler] = [
            _File(path, maxBytes=LARGEST_FILE, backupCount=KEPT_FILES, encoding="utf-8", delay=True)
        ]
    except OSError:
        handlers = []
    handlers.append(_Ring())
    for handler in handlers:
        handler.setFormatter(form)
        root.addHandler(handler)
    root.setLevel(logging.INFO)
    root.propagate = False
    return path


def stop_logging() -> None:
    """Close the file."""
    root = logging.getLogger("stockdesk")
    root.propagate = True
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
