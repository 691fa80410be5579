"""Which of a codec's own registrations its site cannot be called without."""

from dataclasses import replace

import pytest

from gbdt_console.core.registered import lacks_registration, registered_name
from gbdt_console.core.rooms.room import Protocol, Registration
from gbdt_console.core.sites import Site
from tests.support.engine import networks

SIP, NO_SIP = Registration(Protocol.SIP, True), Registration(Protocol.SIP, False)
H323, NO_H323 = Registration(Protocol.H323, True), Registration(Protocol.H323, False)


@pytest.mark.parametrize(
    ("number", "told_name", "told", "expected"),
    [
        ("2001", None, (NO_SIP,), True),
        ("2001", None, (NO_H323,), True),
        ("2001", None, (SIP,), False),
        ("2001", None, (NO_SIP, H323), False),
        ("2001", None, (NO_SIP, NO_H323), True),
        ("2001", None, (), False),
        ("2001", "none", (NO_SIP, NO_H323), False),
        ("PJSIP/sapa", None, (NO_SIP,), True),
        ("10.10.1.20", None, (NO_SIP, NO_H323), False),
        ("sapa@10.10.0.5", None, (NO_SIP,), True),
        ("h323:2001", None, (SIP, NO_H323), True),
        ("h323:2001", None, (NO_SIP, H323), False),
        ("h323:2001", None, (NO_SIP,), False),
        ("H323:10.10.1.20", None, (NO_H323,), False),
        ("", None, (NO_SIP,), False),
    ],
)
def test_a_site_lacks_the_registration_by_which_it_is_called(
    number: str, told_name: str | None, told: tuple[Registration, ...], expected: bool
) -> None:
    site = site_called(number, told_name)
    assert lacks_registration(site, told) is expected


def site_called(number: str, told_name: str | None) -> Site:
    (site,) = networks.network(1).sites
    return replace(site, conference_number=number, registered_as=registered_name(number, told_name))
