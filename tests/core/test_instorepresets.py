from __future__ import annotations

import pytest
from biip import ParseConfig
from biip.gtin import Gtin
from biip.rcn import Rcn, RcnRegion
from hypothesis import assume, given
from hypothesis import strategies as st

from stockdesk.core.gtin import check_digit
from stockdesk.core.instore import first_match, hidden_by, parse_patterns, patterns_text
from stockdesk.core.instorepresets import PRESETS, Preset, Region, preset

BIIP: dict[RcnRegion, Region] = {
    RcnRegion.ESTONIA: "baltics-finland",
    RcnRegion.FINLAND: "baltics-finland",
    RcnRegion.LATVIA: "baltics-finland",
    RcnRegion.LITHUANIA: "baltics-finland",
    RcnRegion.SWEDEN: "sweden-norway",
    RcnRegion.NORWAY: "sweden-norway",
    RcnRegion.DENMARK: "denmark",
    RcnRegion.GERMANY: "germany",
    RcnRegion.GREAT_BRITAIN: "great-britain",
}
"""biip knows the rules of these regions; the table of presets must say the same."""


@pytest.mark.parametrize("region", BIIP)
@given(prefix=st.integers(20, 29), rest=st.text("0123456789", min_size=10, max_size=10))
def test_a_preset_reads_what_biip_reads_in_that_region(region: RcnRegion, prefix: int, rest: str) -> None:
    # Where the item number is all zeros biip sees a value and stockdesk a label of the shop's own.
    assume(rest[:4] != "0000")
    payload = f"{prefix}{rest}"
    number = payload + check_digit(payload)
    config = ParseConfig(rcn_region=region, rcn_verify_variable_measure=False)
    theirs = Gtin.parse(number, config=config)
    assert isinstance(theirs, Rcn)
    ours = first_match(number, preset(BIIP[region]).patterns)
    amounts = {"weight": theirs.weight, "price": theirs.price, "count": theirs.count}
    if ours is None:
        assert set(amounts.values()) == {None}
    else:
        assert amounts[ours.pattern.measure] == ours.value
        assert theirs.without_variable_measure().value == ours.item


@pytest.mark.parametrize("one", PRESETS, ids=lambda one: one.region)
def test_a_preset_can_be_edited_and_has_a_source_and_no_row_in_vain(one: Preset) -> None:
    assert parse_patterns(patterns_text(one.patterns)) == one.patterns
    assert hidden_by(one.patterns) == {}
    assert bool(one.source) == bool(one.patterns)


def test_every_region_stands_once() -> None:
    regions = [one.region for one in PRESETS]
    assert len(set(regions)) == len(regions)
    assert preset("none").patterns == ()


def test_shops_of_the_cis_have_grams_behind_any_prefix_but_20() -> None:
    patterns = preset("cis").patterns
    found = first_match("2212345015481", patterns)
    assert found is not None
    assert str(found.value) == "1.548"
    assert first_match("2012345015487", patterns) is None


def test_upc_a_of_system_2_holds_a_price() -> None:
    payload = "02123455" + "1299"
    found = first_match(payload + check_digit(payload), preset("north-america").patterns)
    assert found is not None
    assert (found.pattern.measure, str(found.value), found.item[:7]) == ("price", "12.99", "0212345")
