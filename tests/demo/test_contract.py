"""The contract file and the check of bodies against it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from stockdesk.demo import contract
from stockdesk.demo.exchange import encode, parse_body
from stockdesk.resources import resource_path

BODIES = (
    "AuthRequest", "ProductCreate", "ProductUpdate", "ProductCategoryWrite", "OperationRequest",
    "GoodsTransactionCreate", "DocumentWrite", "ClientSearchRequest", "HooksSettingsWrite",
)  # fmt: skip
EXAMPLES = {
    "auth_request": "AuthRequest",
    "good_create": "ProductCreate",
    "good_update": "ProductUpdate",
    "good_update_units": "ProductUpdate",
    "category_write": "ProductCategoryWrite",
    "op_sale": "OperationRequest",
    "op_receipt": "OperationRequest",
    "op_writeoff": "OperationRequest",
    "op_transfer": "OperationRequest",
    "doc_write": "DocumentWrite",
    "tx_write": "GoodsTransactionCreate",
    "clients_request": "ClientSearchRequest",
    "hooks_write": "HooksSettingsWrite",
}


def exact(value: Any) -> Any:
    """The value as the service parses it from JSON."""
    return parse_body(encode(value))


def test_json_copy_equals_the_openapi_file() -> None:
    text = resource_path("demo", "altegio-v1.openapi.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text) == contract.contract()


@pytest.mark.parametrize(("example", "schema"), EXAMPLES.items())
def test_examples_of_the_contract_fit(example: str, schema: str) -> None:
    value = contract.contract()["components"]["examples"][example]["value"]
    assert contract.check(schema, exact(value)) == {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"type_id": 6}, "[type_id]"),
        ({"type_id": "3"}, "[type_id]"),
        ({"type_id": True}, "[type_id]"),
        ({"storage_id": 0}, "[storage_id]"),
        ({"create_date": "24.11.2026"}, "[create_date]"),
        ({"goods_transactions": []}, "[goods_transactions]"),
        ({"comment": None}, "[comment]"),
        ({"orderId": 5}, "[orderId]"),
        ({"goods_transactions": [{"good_id": 1}]}, "[goods_transactions.0.amount]"),
    ],
)
def test_what_does_not_fit_is_named(change: dict[str, Any], field: str) -> None:
    value = contract.contract()["components"]["examples"]["op_receipt"]["value"] | change
    assert field in contract.check("OperationRequest", exact(value))


def test_unknown_fields_pass_when_bodies_are_not_closed() -> None:
    assert contract.check("AuthRequest", {"login": "a", "password": "b", "more": 1}, strict=False) == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 300) | st.decimals(-3, 200, places=2) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "type", "state"]), inner),
    max_leaves=6,
)


@pytest.mark.parametrize("schema", BODIES)
@settings(max_examples=40)
@given(data=st.data())
def test_check_agrees_with_jsonschema(schema: str, data: st.DataObject) -> None:
    """Of an example with one field replaced, both say the same."""
    names = [name for name, of in EXAMPLES.items() if of == schema]
    value = dict(contract.contract()["components"]["examples"][names[0]]["value"])
    field = data.draw(st.sampled_from([*value, "unknown"]))
    value[field] = data.draw(JSON)
    root = {"$ref": f"#/components/schemas/{schema}", "components": contract.contract()["components"]}
    expected = jsonschema.Draft202012Validator(root).is_valid(_floats(value))
    assert (contract.check(schema, exact(value)) == {}) == expected


def _floats(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _floats(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_floats(one) for one in value]
    return float(value) if isinstance(value, Decimal) else value
