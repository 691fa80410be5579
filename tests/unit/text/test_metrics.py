"""Metrics and their values in words, also those of numbered things and of third parties."""

import pytest

from gbdt_console.text.metrics import metric_name, value_name
from gbdt_console.text.words import Words


@pytest.mark.parametrize(
    ("language", "outlet", "state"), [("vi", "Ổ cắm 12", "sắp ngắt"), ("en", "Outlet 12", "about to go off")]
)
def test_a_numbered_outlet_has_its_number_in_its_name(language, outlet, state):
    words = Words(language)
    assert metric_name(words, "pdu.outlet.12.state") == outlet
    assert value_name(words, "pdu.outlet.12.state", "pending_off") == state


def test_a_plain_metric_has_its_own_entry():
    words = Words("en")
    assert metric_name(words, "ups.source") == "Output source"
    assert value_name(words, "ups.source", "battery") == "battery"


def test_what_has_no_words_is_shown_as_it_is():
    words = Words("en")
    assert metric_name(words, "vendor.thing.3.odd") == "vendor.thing.3.odd"
    assert value_name(words, "codec.model", "Group 500") == "Group 500"
