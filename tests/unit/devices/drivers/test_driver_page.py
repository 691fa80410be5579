"""docs/drivers.md says what the tests know of each driver, and nothing more."""

from gbdt_console.devices.registry import driver_specs
from tests.support.drivers import controlled_table, driver_page, signalling_table
from tests.support.drivers.agents import HEALTHY
from tests.support.drivers.evidence import Against


def test_the_driver_page_is_up_to_date():
    text = driver_page.PAGE.read_text("utf-8")
    assert text == driver_page.page(text), "make it anew: python -m tests.support.drivers.driver_page"


def test_every_driver_has_healthy_answers_and_so_a_row():
    assert {driver for driver, _, _ in HEALTHY.values()} == {
        spec.name for spec in driver_specs().values() if spec.build is not None
    }


def test_a_claim_of_a_real_peer_needs_a_marked_test():
    claimed = [line for line in driver_page.table().splitlines() if Against.REAL_PEER in line]
    assert len(claimed) == len({mark.family for mark in driver_page.marks()}) == 1


def test_a_controlled_device_says_what_it_was_held_against():
    rows = controlled_table.controlled_table().splitlines()
    (mcu,) = (row for row in rows if "`asterisk-confbridge`" in row)
    (codian,) = (row for row in rows if "`cisco-codian`" in row)
    (codec,) = (row for row in rows if "`polycom-text`" in row)
    assert Against.REAL_PEER in mcu
    assert {mark.family for mark in controlled_table.marks()} == {
        "asterisk-confbridge",
        "cisco-xapi",
        "visca-ip",
        "onvif",
        "obs-websocket",
        "kamailio",
    }
    assert codec.endswith("| documents only |")
    assert codian.endswith("| documents and published client code only |")


def test_what_was_only_read_in_documents_says_so():
    [row] = [line for line in driver_page.table().splitlines() if "| ePDU |" in line]
    assert row.endswith("| documents only |")


def test_what_asks_a_call_service_says_what_it_was_held_against():
    rows = signalling_table.signalling_table().splitlines()
    (sip,) = (row for row in rows if "`sip`" in row)
    (h323,) = (row for row in rows if "`h323_port`" in row)
    assert Against.REAL_PEER in sip
    assert h323.endswith("| a listener of our own only |")
