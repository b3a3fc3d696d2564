"""Request bodies checked against the service's contract (the JSON copy of the OpenAPI file).

Understands the keywords that the request schemas use and no more; an unknown keyword is an error in the program, so
that a changed contract cannot be checked by half.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from stockdesk.resources import resource_path

if TYPE_CHECKING:
    from collections.abc import Callable

Errors = dict[str, list[str]]

MISSING = "This field is missing."
UNEXPECTED = "This field was not expected."
_SILENT = {"description", "format", "default", "example", "x-evidence"}


@cache
def contract() -> dict[str, Any]:
    """The whole OpenAPI document."""
    text = resource_path("demo", "altegio-v1.openapi.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def check(schema_name: str, body: object, *, strict: bool = True) -> Errors:
    """What is wrong with a body, by field in the service's spelling (`[title]`); empty when it fits.

    Without `strict` unknown fields are let through.
    """
    errors: Errors = {}
    _check(contract()["components"]["schemas"][schema_name], body, "", errors, strict)
    return errors


def _check(schema: dict[str, Any], value: object, at: str, errors: Errors, strict: bool) -> None:
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        _check(contract()["components"]["schemas"][name], value, at, errors, strict)
        return
    if "type" in schema and not _is_type(value, schema["type"]):
        _say(errors, at, f"This value should be of type {schema['type']}.")
        return
    for keyword, setting in schema.items():
        if keyword in _SILENT or keyword == "type":
            continue
        _KEYWORDS[keyword](schema, setting, value, at, errors, strict)


def _say(errors: Errors, at: str, message: str) -> None:
    errors.setdefault(f"[{at}]", []).append(message)


def _is_type(value: object, wanted: str | list[str]) -> bool:
    if isinstance(wanted, list):
        return any(_is_type(value, one) for one in wanted)
    if wanted == "integer":
        return _is_number(value) and value == int(value)  # type: ignore[call-overload]  # _is_number has told
    if wanted == "number":
        return _is_number(value)
    kinds: dict[str, type] = {"string": str, "object": dict, "array": list, "boolean": bool, "null": type(None)}
    return isinstance(value, kinds[wanted])


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _properties(
    schema: dict[str, Any], setting: dict[str, Any], value: object, at: str, errors: Errors, strict: bool
) -> None:
    if not isinstance(value, dict):
        return
    for name, one in value.items():
        where = f"{at}.{name}" if at else str(name)
        if name in setting:
            _check(setting[name], one, where, errors, strict)
        elif strict and schema.get("additionalProperties") is False:
            _say(errors, where, UNEXPECTED)


def _required(
    _schema: dict[str, Any], setting: list[str], value: object, at: str, errors: Errors, _strict: bool
) -> None:
    if isinstance(value, dict):
        for name in setting:
            if name not in value:
                _say(errors, f"{at}.{name}" if at else name, MISSING)


def _items(
    _schema: dict[str, Any], setting: dict[str, Any], value: object, at: str, errors: Errors, strict: bool
) -> None:
    if isinstance(value, list):
        for number, one in enumerate(value):
            _check(setting, one, f"{at}.{number}" if at else str(number), errors, strict)


def _any_of(
    _schema: dict[str, Any], setting: list[dict[str, Any]], value: object, at: str, errors: Errors, strict: bool
) -> None:
    for option in setting:
        trial: Errors = {}
        _check(option, value, at, trial, strict)
        if not trial:
            return
    _say(errors, at, "This value is not valid.")


def _rule(holds: Callable[[Any, Any], bool], kind: type | tuple[type, ...], message: str) -> Callable[..., None]:
    def keyword(
        _schema: dict[str, Any], setting: object, value: object, at: str, errors: Errors, _strict: bool
    ) -> None:
        if isinstance(value, kind) and not isinstance(value, bool) and not holds(value, setting):
            _say(errors, at, message.format(setting))

    return keyword


def _one_of_these(value: object, choices: list[object]) -> bool:
    return any(value == choice and isinstance(value, bool) == isinstance(choice, bool) for choice in choices)


def _enum(
    _schema: dict[str, Any], setting: list[object], value: object, at: str, errors: Errors, _strict: bool
) -> None:
    if not _one_of_these(value, setting):
        _say(errors, at, f"This value should be one of {setting}.")


def _nothing(*_: object) -> None:
    """`additionalProperties` is read together with `properties`."""


_NUMBER = (int, Decimal)
_KEYWORDS: dict[str, Callable[..., None]] = {
    "properties": _properties,
    "additionalProperties": _nothing,
    "required": _required,
    "items": _items,
    "anyOf": _any_of,
    "enum": _enum,
    "minimum": _rule(lambda v, s: bool(v >= s), _NUMBER, "This value should be {} or more."),
    "maximum": _rule(lambda v, s: bool(v <= s), _NUMBER, "This value should be {} or less."),
    "exclusiveMinimum": _rule(lambda v, s: bool(v > s), _NUMBER, "This value should be more than {}."),
    "minLength": _rule(lambda v, s: len(v) >= s, str, "This value should not be blank."),
    "pattern": _rule(lambda v, s: re.search(s, v, re.ASCII) is not None, str, "This value is not valid."),
    "minItems": _rule(lambda v, s: len(v) >= s, list, "At least {} element is needed."),
    "maxItems": _rule(lambda v, s: len(v) <= s, list, "At most {} elements are allowed."),
}
