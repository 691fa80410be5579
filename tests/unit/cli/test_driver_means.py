"""`check` names the driver that could control a codec which is only read."""

from dataclasses import replace
from pathlib import Path

from gbdt_console.cli.driver_means import lines_of_means
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import Device, DeviceControl, DeviceKind, Network
from gbdt_console.text.words import Words
from tests.support.engine import networks

CONTROL = DeviceControl("polycom-text", "telnet", 24, "console", Secret("x"))


def with_codec(control: DeviceControl | None) -> Network:
    plain = networks.network(1)
    codec = Device("s1.cisco", "s1", DeviceKind.CODEC, "cisco", "cisco-codec", "10.0.1.30", control=control)
    [site] = plain.sites
    return replace(plain, sites=(replace(site, devices=(codec,)),))


def lines(control: DeviceControl | None) -> list[str]:
    return list(lines_of_means(with_codec(control), Path("known_hosts"), Words("en")))


def test_a_codec_that_is_only_read_has_its_control_driver_named():
    [told] = lines(None)
    assert told.startswith("cisco-codec x 1: only read; cisco-xapi can control them")


def test_a_codec_that_is_controlled_has_not():
    [told] = lines(CONTROL)
    assert told.startswith("polycom-text x 1 can: ")
