"""The service's contract: its own examples as bodies, its schemas to check ours against."""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

# jsonschema carries no types.
_validator: Any = import_module("jsonschema").Draft202012Validator

CONTRACT = Path(__file__).parents[2] / "resources" / "demo" / "altegio-v1.openapi.json"


@cache
def contract() -> dict[str, Any]:
    """Return the whole contract."""
    read: dict[str, Any] = json.loads(CONTRACT.read_text(encoding="utf-8"))
    return read


def example(name: str) -> bytes:
    """Return a named example as the bytes of a body."""
    return json.dumps(contract()["components"]["examples"][name]["value"]).encode()


def assert_fits(schema: str, body: bytes) -> None:
    """Fail where a body does not fit the named schema; the schemas of requests are closed."""
    root = {"$ref": f"#/components/schemas/{schema}", "components": contract()["components"]}
    _validator(root).validate(json.loads(body))
