"""Who is registered, told by a real Kamailio where a real baresip comes, expires and goes."""

import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from gbdt_console.core.clock import SystemClock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.driver import ControlTarget
from gbdt_console.devices.drivers.kamailio import SPEC, Kamailio
from gbdt_console.devices.kamailio.json_rpc import DUMP, request
from gbdt_console.driver_contract.checking import come_true
from tests.support.drivers.evidence import Against, proves
from tests.support.lab.kamailio import HOST, PASSWORD, USER, Registrar, registering

RECORDED = Path("tests/recordings/kamailio")


@asynccontextmanager
async def opened(
    registrar: Registrar, path: str = "/RPC", password: str = PASSWORD
) -> AsyncIterator[Kamailio]:
    control = DeviceControl("kamailio", "http", registrar.http, USER, Secret(password), {"path": path})
    made = SPEC.build(ControlTarget(HOST, control, SystemClock(), Path("never-written")))
    assert isinstance(made, Kamailio)
    await made.open()
    try:
        yield made
    finally:
        await made.close()


@proves("kamailio", Against.REAL_PEER, "a baresip at Debian 13's Kamailio 6.0: registered, gone, expired")
async def test_a_codec_that_registers_goes_and_hangs_is_told(registrar: Registrar, tmp_path: Path) -> None:
    async with opened(registrar) as console:

        async def is_there() -> bool:
            return "8801" in await console.registered()

        async def is_gone() -> bool:
            return not await is_there()

        assert await is_gone()
        with registering(tmp_path, registrar, "8801", expires_s=60):
            await come_true(is_there, "the codec is registered")
        await come_true(is_gone, "it took itself out")
        with registering(tmp_path, registrar, "8801", expires_s=3) as codec:
            await come_true(is_there, "it is registered anew")
            codec.send_signal(signal.SIGKILL)
            await come_true(is_gone, "the registration of a dead codec ends")
        assert "8801" in names_without_contacts(registrar), "Kamailio keeps the name until its timer comes"


async def test_a_thousand_contacts_are_one_whole_list(registrar: Registrar) -> None:
    names = {str(number) for number in range(20_000, 21_000)}
    for name in names:
        registrar.register(name, 60)
    async with opened(registrar) as console:
        assert names <= await console.registered()
    for name in names:
        registrar.register(name, 0)


@pytest.mark.parametrize(
    ("path", "password", "fault", "words"),
    [
        ("/RPC", "zq-other", ControlFault.CREDENTIALS, "HTTP 401"),
        ("/other", PASSWORD, ControlFault.REFUSED, "HTTP 404"),
    ],
)
async def test_a_wrong_password_and_a_wrong_path_are_named(
    registrar: Registrar, path: str, password: str, fault: ControlFault, words: str
) -> None:
    with pytest.raises(ControlError) as refused:
        async with opened(registrar, path, password):
            pass
    assert (refused.value.fault, refused.value.words) == (fault, words)


async def test_the_recordings_are_what_a_server_of_today_says(registrar: Registrar) -> None:
    """Field by field; only its numbers and times are others."""
    registrar.register("8801", 60)
    for name in ("core.version", "ul.dump", "ul.nosuch"):
        now, then = asked(registrar, name), json.loads((RECORDED / f"{name}.json").read_text())
        assert shape(now) == shape(then)
    registrar.register("8801", 0)


def asked(registrar: Registrar, method: str) -> dict[str, object]:
    """What Kamailio says to anybody, by another client of HTTP."""
    where = Request(f"http://{HOST}:{registrar.http}/open", request(method))
    try:
        with urlopen(where, timeout=10) as answer:
            said = answer.read()
    except OSError as error:
        said = error.read()  # type: ignore[attr-defined]
    found = json.loads(said)
    assert isinstance(found, dict)
    return found


def names_without_contacts(registrar: Registrar) -> set[str]:
    result: dict = asked(registrar, DUMP)["result"]  # type: ignore[assignment,type-arg]
    return {one["Info"]["AoR"] for one in result["Domains"][0]["Domain"]["AoRs"]}


def shape(value: object) -> object:
    """Names of the fields of a JSON value, of a list those of its first."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    return [shape(one) for one in value[:1]] if isinstance(value, list) else None
