"""`check --reach`: what it says of MCU, codecs and devices, over simulated ones on real connections."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from gbdt_console.cli import check as check_verb
from gbdt_console.cli.config_warnings import doubtful_names
from gbdt_console.cli.failures import Exit
from gbdt_console.cli.main import root
from gbdt_console.cli.reach import grouped_faults, reach_site
from gbdt_console.cli.reach_logins import reach_codecs, reach_mcu
from gbdt_console.cli.reach_services import reach_services
from gbdt_console.cli.status import one_shot
from gbdt_console.core.conference.state import ConferenceState
from gbdt_console.core.monitoring.detector import PointState
from gbdt_console.core.monitoring.readings import DeviceFault, Mismatch, MismatchKind
from gbdt_console.core.monitoring.signalling import Signalling, SipWire
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl, DeviceKind, Mcu, Network
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.devices.drivers.asterisk_confbridge import ConfBridge
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser
from gbdt_console.simulator.world.codec import Misbehaviour, SimulatedCodec
from gbdt_console.text.words import Words
from tests.support.engine.networks import network
from tests.support.rooms.codec_listeners import TelnetListener
from tests.support.screens.scripted_port import make_snapshot
from tests.support.signalling.peers import answer, udp_peer

HOST, PASSWORD = "127.0.0.1", "zq-mcu-password"


@asynccontextmanager
async def simulated() -> AsyncIterator[tuple[AmiMcu, Network]]:
    sim = AmiMcu("giaoban", {"dieuhanh": AmiUser(PASSWORD)})
    sim.faults.refusal_delay_s = 0
    port = await sim.start(HOST)
    options = {"conference": "giaoban"}
    mcu = Mcu(HOST, DeviceControl("asterisk-confbridge", "ami", port, "dieuhanh", Secret(PASSWORD), options))
    plain = network(1)
    try:
        yield sim, replace(plain, centre=replace(plain.centre, mcu=mcu))
    finally:
        sim.close()


async def said(of: Network) -> list[str]:
    outcomes = await asyncio.to_thread(lambda: list(reach_mcu(of, Path("known_hosts"), Words("en"))))
    return [outcome.text for outcome in outcomes]


async def test_who_is_in_the_conference_is_read_and_nothing_else_is_asked() -> None:
    async with simulated() as (sim, of):
        sim.join("2001", "Điểm 1")
        sim.join("2002", "Điểm 2")
        (line,) = await said(of)
        assert line.endswith(": login OK, conference giaoban, 2 connected")
        assert line.startswith(f"MCU {HOST}:")
        assert {name for name in sim.asked if not name.startswith(("Confbridge", "Bridge"))} <= {
            "Login", "Challenge", "Ping", "Logoff",
        }  # fmt: skip
        changing = ("Mute", "Unmute", "Kick", "Lock", "Unlock", "SetSingleVideoSrc")
        assert not [name for name in sim.asked if name.endswith(changing)]


async def test_a_wrong_password_is_said_with_its_cure_and_without_the_password() -> None:
    async with simulated() as (_, of):
        assert of.centre.mcu is not None
        wrong = replace(of.centre.mcu.control, password=Secret("zq-another"))
        mcu = replace(of.centre.mcu, control=wrong)
        (line,) = await said(replace(of, centre=replace(of.centre, mcu=mcu)))
    assert "sites.yaml" in line
    assert "zq-" not in line


async def test_an_mcu_that_is_not_there_is_said_so() -> None:
    async with simulated() as (sim, of):
        sim.close()
        (line,) = await said(of)
    assert "MCU 127.0.0.1:" in line
    assert "login OK" not in line


async def test_the_mcu_cannot_write_on_the_terminal_by_a_conference_s_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with simulated() as (_, of):
        real = ConfBridge.conference

        async def named(self: ConfBridge) -> ConferenceState:
            return replace(await real(self), name="giao\x1b[2Jban\u202e")

        monkeypatch.setattr(ConfBridge, "conference", named)
        (line,) = await said(of)
    assert line.isprintable()
    assert "giao" in line


@asynccontextmanager
async def two_codecs() -> AsyncIterator[Network]:
    """The codec of site 1 takes our password, the codec of site 2 another one."""
    listeners = [
        TelnetListener(SimulatedCodec(misbehaviour=Misbehaviour(password=password)))
        for password in (PASSWORD, "zq-another")
    ]
    for listener in listeners:
        await listener.open()
    plain = network(2)
    sites = []
    for site, listener in zip(plain.sites, listeners, strict=True):
        control = DeviceControl("polycom-text", "telnet", listener.port, "admin", Secret(PASSWORD))
        router, codec = site.devices
        sites.append(replace(site, devices=(router, replace(codec, address=HOST, control=control))))
    try:
        yield replace(plain, sites=tuple(sites))
    finally:
        for listener in listeners:
            await listener.close()


async def test_a_codec_s_login_is_tried_and_a_refused_one_said() -> None:
    async with two_codecs() as of:
        logins = await asyncio.to_thread(reach_codecs, of, Path("known_hosts"), Words("en"))
    assert {device: login.is_good for device, login in logins.items()} == {
        "s1.codec": True,
        "s2.codec": False,
    }
    assert logins["s1.codec"].text == "login OK"
    assert logins["s2.codec"].text.startswith("login failed: ")
    assert "zq-" not in logins["s2.codec"].text


def checked(monkeypatch: pytest.MonkeyPatch, folder: Path, snapshot: Snapshot) -> tuple[int, str]:
    """Run the verb over a Snapshot, as if its devices had just been observed."""
    monkeypatch.setattr(check_verb, "network_of", lambda *_, **__: network(1))
    monkeypatch.setattr(one_shot, "observe_once", lambda *_: snapshot)
    (folder / "sites.yaml").write_text("version: 1\n")
    argv = ["--lang", "en", "--state-dir", str(folder), "check", "--reach", str(folder / "sites.yaml")]
    result = CliRunner().invoke(root, argv)
    return result.exit_code, result.output


def with_router(**changes: object) -> Snapshot:
    """One site, all well but for the changes of its router; every device answers pings."""
    snapshot = make_snapshot(1)
    (site,) = snapshot.sites
    devices = tuple(
        replace(d, **({"ping": PointState.UP} | (changes if d.kind is DeviceKind.ROUTER else {})))
        for d in site.devices
    )
    return replace(snapshot, sites=(replace(site, devices=devices),))


def test_a_network_that_answers_ends_with_success(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code, output = checked(monkeypatch, tmp_path, with_router())
    assert code == Exit.DONE, output
    assert "!" not in output


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ping": PointState.DOWN}, "does not answer"),
        ({"fault": DeviceFault.CREDENTIALS}, "SNMP user or key refused"),
        ({"answered_s": None}, "does not answer"),
        (
            {"mismatch": Mismatch(MismatchKind.PORT, "gi0/1", ("Gi0/1", "Gi0/2"))},
            "No port 'gi0/1' (interface). Existing ports: Gi0/1, Gi0/2.",
        ),
        (
            {"mismatch": Mismatch(MismatchKind.OBJECTS, "ups-mib", driver="apc-ups")},
            "Driver apc-ups fits it.",
        ),
    ],
)
def test_anything_that_does_not_answer_as_it_should_ends_with_failure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    code, output = checked(monkeypatch, tmp_path, with_router(**changes))
    assert code == Exit.FAILED
    assert any(said in line and line.startswith("  !") for line in output.splitlines()), output


async def test_what_call_services_said_stands_at_the_codec_and_a_silent_one_is_a_fault() -> None:
    plain = network(1)
    codec = next(one for one in plain.sites[0].devices if one.kind is DeviceKind.CODEC)
    with socket.socket() as closed:
        closed.bind((HOST, 0))
        port = closed.getsockname()[1]
        async with udp_peer(lambda asked: [answer(asked, "486 Busy", Server="HDX")]) as sip:
            asked = Signalling(SipWire.UDP, sip.port, h323_port=port)
            site = replace(plain.sites[0], devices=(replace(codec, address=HOST, signalling=asked),))
            said = await asyncio.to_thread(reach_services, replace(plain, sites=(site,)), Words("en"))
    well = {"ping": PointState.UP, "answered_s": 1.0, "driver": "ping"}
    view = make_snapshot(1).sites[0]
    seen = replace(view.device(DeviceKind.CODEC), id=codec.id, **well)
    (outcome,) = reach_site(replace(view, devices=(seen,)), {}, Words("en"), said)
    assert f"SIP OPTIONS UDP {sip.port} answers (486 HDX), H.323 TCP {port} does not answer" in outcome.text
    assert outcome.faults == (f"Codec: H.323 TCP {port} does not answer",)


def test_equal_faults_are_one_line_and_hide_no_other() -> None:
    """A port that no router has, said by 99 of them, hid the one dead UPS."""
    well = {"ping": PointState.UP, "answered_s": 1.0}
    wrong = well | {"mismatch": Mismatch(MismatchKind.PORT, "gi0/1", ("Gi0/1",))}
    sites = [
        replace(
            site,
            devices=tuple(
                replace(d, **(wrong if d.kind is DeviceKind.ROUTER else well)) for d in site.devices
            ),
        )
        for site in make_snapshot(99).sites
    ]
    dead = {"ping": PointState.DOWN}
    ups = tuple(replace(d, **(dead if d.kind is DeviceKind.UPS else {})) for d in sites[6].devices)
    sites[6] = replace(sites[6], devices=ups)
    words = Words("en")
    found = {f"{view.number} {view.name}": [*reach_site(view, {}, words)] for view in sites}
    ports, lone = grouped_faults(found, words)
    assert ports.startswith("99 site(s): Router: No port 'gi0/1'")
    assert "and 87 more" in ports
    assert lone == f"1 site(s): UPS: ping does not answer (7 {sites[6].name})"


async def test_without_an_mcu_nothing_is_said() -> None:
    assert await said(network(1)) == []


def test_a_site_with_a_look_alike_name_is_warned_of() -> None:
    plain = network(2)
    sites = tuple(replace(s, name=n) for s, n in zip(plain.sites, ("Sa Pa", "S\u0430 Pa"), strict=True))
    lines = list(doubtful_names(replace(plain, sites=sites), Words("en")))
    assert len(lines) == 2
    assert all("S\u0430 Pa" in line for line in lines)
    assert not list(doubtful_names(plain, Words("en")))
