"""The envelope around every answer, and how rows are read out of it, tolerantly (altegio-v1, section 1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeVar, cast

import msgspec

from stockdesk.api.scalars import Whole, read_scalar

T = TypeVar("T")

LONGEST_MESSAGE = 300
"""Characters of a server's message that are kept: more is not read by anybody."""


class UnreadableError(Exception):
    """The body is not what the service sends; the text says where, without any of its values."""


class NotDoneError(Exception):
    """The envelope says ``success: false``; the text is its message."""


class Envelope(msgspec.Struct):
    """``{success, data, meta}``; ``meta`` is a list or an object. ``data`` that is missing is no data, not ``null``."""

    success: Any
    data: msgspec.Raw = msgspec.Raw(b"")
    meta: Any = None


_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}


def _decode(kind: type[T], body: bytes | msgspec.Raw) -> T:
    decoder = _decoders.get(kind)
    if decoder is None:
        # Two threads may both make one; the second simply replaces an equal first.
        decoder = _decoders[kind] = msgspec.json.Decoder(kind, dec_hook=read_scalar, float_hook=Decimal)
    try:
        return cast("T", decoder.decode(body))
    except msgspec.ValidationError as error:
        # Kinds and the place; neither the library nor ``read_scalar`` quotes a value.
        raise UnreadableError(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, ArithmeticError, ValueError):
        raise UnreadableError("not JSON") from None
    except RecursionError:
        raise UnreadableError("nested too deep") from None


def _data(body: bytes) -> msgspec.Raw:
    envelope = _decode(Envelope, body)
    if envelope.success not in (True, 1, "1", "true"):
        raise NotDoneError(message(body))
    return envelope.data


def read_one(body: bytes, kind: type[T]) -> T:
    """Return ``data`` as one row; a list of exactly one row is read as that row (a single product comes in both forms).

    Raises ``UnreadableError`` and ``NotDoneError``.
    """
    data = _data(body)
    if not bytes(data).lstrip().startswith(b"["):
        return _decode(kind, data)
    rows = _decode(cast("type[list[T]]", list[kind]), data)  # type: ignore[valid-type]  # a type made at run time
    if len(rows) != 1:
        raise UnreadableError(f"{len(rows)} rows instead of one")
    return rows[0]


def read_many(body: bytes, kind: type[T]) -> list[T]:
    """Return ``data`` as rows; a single object is read as one row, ``null`` beside a success as an empty list.

    Raises ``UnreadableError``, also where ``data`` is missing altogether, and ``NotDoneError``.
    """
    return [] if bytes(_data(body)).strip() == b"null" else read_list(body, kind)


def read_list(body: bytes, kind: type[T]) -> list[T]:
    """Return the rows of a list that proves something by being empty: ``null`` proves nothing and is unreadable.

    A single object is read as one row. Raises ``UnreadableError`` and ``NotDoneError``.
    """
    data = _data(body)
    if bytes(data).lstrip().startswith(b"{"):
        return [_decode(kind, data)]
    return _decode(cast("type[list[T]]", list[kind]), data)  # type: ignore[valid-type]  # a type made at run time


def read_all(body: bytes, kind: type[T]) -> list[T]:
    """Return such a list where it has no pages. ``UnreadableError`` also where ``meta.count`` names more rows."""
    rows = read_list(body, kind)
    count = _count(_decode(Envelope, body).meta)
    if count is not None and count > len(rows):
        raise UnreadableError(f"{len(rows)} rows of {count}")
    return rows


def _count(meta: Any) -> int | None:
    """Return ``meta.count``, None where there is none that can be read."""
    if not isinstance(meta, dict) or isinstance(meta.get("count"), bool | None):
        return None
    try:
        return int(read_scalar(Whole, meta["count"]))
    except (ValueError, TypeError):
        return None


def succeeded(body: bytes) -> bool | None:
    """Return what the envelope says about success; None where there is no envelope."""
    try:
        _data(body)
    except NotDoneError:
        return False
    except UnreadableError:
        return None
    return True


def message(body: bytes) -> str:
    """Return the server's words about an error, for people: ``meta.message`` and ``meta.errors``. Never fails."""
    try:
        meta = _decode(Envelope, body).meta
    except UnreadableError:
        return ""
    if not isinstance(meta, dict):
        return ""
    said = meta.get("message")
    words = [said] if isinstance(said, str) else []
    words.extend(_error_words(meta.get("errors")))
    return " ".join(" ".join(words).split())[:LONGEST_MESSAGE]


def _error_words(errors: Any) -> list[str]:
    """Flatten ``errors``: a list of ``{message}`` and ``{"[field]": [text]}``, or one map of field to texts."""
    if isinstance(errors, str):
        return [errors]
    if isinstance(errors, list):
        return [word for item in errors for word in _error_words(item)]
    if isinstance(errors, dict):
        return [
            word if name == "message" else f"{str(name).strip('[]')}: {word}"
            for name, item in errors.items()
            for word in _error_words(item)
        ]
    return []
