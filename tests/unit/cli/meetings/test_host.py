"""A number as the host means who sits at that site; a number of no site is refused with the known bodies."""

from dataclasses import replace

import pytest

from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import Exit
from gbdt_console.cli.meetings.plan_options import PlanOptions
from tests.support.meetings.shown import BOOKING
from tests.support.screens.scripted_port import make_snapshot

OPTIONS = PlanOptions(replace(make_snapshot(11), booking=BOOKING), Context.of(None, None, "vi", {}))


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("1", "vp-ubnd"), ("11", "so-tttt"), ("3", "Bát Xát"), ("vp-ubnd", "vp-ubnd"),
        ("Sở Thông tin và Truyền thông", "so-tttt"), ("Sở Y tế", "Sở Y tế"), ("", ""),
    ],
)  # fmt: skip
def test_a_number_means_the_body_at_that_site(typed: str, host: str) -> None:
    assert OPTIONS.host(typed) == host


def test_a_number_of_no_site_is_refused_with_the_known_bodies(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        OPTIONS.host("99")
    assert ended.value.code == Exit.USAGE
    told = capsys.readouterr().err
    assert "99" in told
    assert all(f"{body.id} ({body.name})" in told for body in BOOKING.bodies)
