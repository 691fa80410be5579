"""The third table of docs/drivers.md: what a codec's call service is asked, and how that was checked."""

import importlib

from tests.support.drivers.evidence import Evidence
from tests.support.made_part import markdown_table

MARKED_TESTS = (
    "tests.peers.devices.signalling.test_real_stacks",
    "tests.peers.devices.kamailio.test_options",
)
_ASKED = {
    "sip": ("`sip`", "SIP OPTIONS over UDP, TCP and TLS"),
    "h323": ("`h323_port`", "a connection to H.225 call signalling"),
    "https": ("`https_port`", "the end of a certificate's validity"),
}


def signalling_table() -> str:
    rows = [(key, what, _checked_against(family)) for family, (key, what) in _ASKED.items()]
    return markdown_table(("key of `signalling`", "asks", "checked against"), rows)


def marks() -> list[Evidence]:
    """The marks of the tests that hold the questions to something nobody here wrote."""
    tests = (vars(importlib.import_module(module)).values() for module in MARKED_TESTS)
    return [test.evidence for module in tests for test in module if hasattr(test, "evidence")]


def _checked_against(family: str) -> str:
    found = [f"{mark.against}: {mark.what}" for mark in marks() if mark.family == family]
    return "; ".join(found) or "a listener of our own only"
