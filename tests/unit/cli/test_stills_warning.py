"""`check` says which cameras' pictures nobody will see for want of a decoder, and how to install it."""

from dataclasses import replace

import pytest

from gbdt_console.cli import config_warnings
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import Device, DeviceControl, DeviceKind, Network
from gbdt_console.text.words import Words
from tests.support.engine import networks


def with_camera(**options: object) -> Network:
    plain = networks.network(2)
    own = {"profile": "", "still_path": "", "stills": True} | options
    control = DeviceControl("onvif", "http", 80, "gbdt", Secret("x"), own)  # type: ignore[arg-type]
    camera = Device("s1.camera", "s1", DeviceKind.CAMERA, "camera", "ping", "10.0.1.11", control=control)
    first, *others = plain.sites
    return replace(plain, sites=(replace(first, devices=(*first.devices, camera)), *others))


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("is_wanted", [True, False])
def test_only_what_is_wanted_and_cannot_be_decoded_is_told(
    *, is_there: bool, is_wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config_warnings, "find_spec", lambda name: object() if is_there else None)
    told = list(config_warnings.undecoded_stills(with_camera(stills=is_wanted), Words("vi")))
    assert len(told) == (is_wanted and not is_there)
    assert all("s1.camera" in line and "gbdt-console[stills]" in line for line in told)
