"""`record --control` against each kind of device: the file names nobody, and its driver reads it again."""

import asyncio
import json
import socket
from base64 import b64encode
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncssh
import pytest
from click.testing import CliRunner, Result

from gbdt_console.cli.main import root
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.driver_options import Carrier
from gbdt_console.core.secret import Secret
from gbdt_console.devices.recording.proxy import RecordingProxy
from gbdt_console.devices.recording.tape import read
from gbdt_console.devices.registry import control_specs
from gbdt_console.devices.transports.tcp_stream import Wire
from tests.support.drivers.control_replay import replaying
from tests.support.drivers.simulated_devices import DEVICES, HOST, Device, reads
from tests.support.settings.configs import edited
from tests.support.settings.offers import SECRETS


def settings(device: Device) -> str:
    """The small configuration with this device in it, on loopback."""
    said = {"driver": device.driver, "address": HOST, "port": str(device.port), **device.options}
    if len(control_specs()[device.driver].offer.wires) > 1:
        said["wire"] = device.wire
    said |= {"user": device.user} if device.user else {}
    said |= {"password": "env:RECORDED"} if device.password else {}
    if device.at in ("mcu", "mixer"):
        control = ", ".join(f"{key}: {value}" for key, value in said.items())
        edit = ("  name: Trung tâm\n", f"  name: Trung tâm\n  {device.at}: {{{control}}}\n")
    else:
        kind = device.at.rpartition(".")[2]
        control = ", ".join(f"{key}: {value}" for key, value in said.items() if key != "address")
        named = f"{kind}: {{kind: {kind}, driver: ping, address: {HOST}, control: {{{control}}}}}"
        edit = ("codec: {kind: codec, driver: ping}", named)
    return (
        edited(edit)
        .replace("router: 1,", "router: 3,")
        .replace("10.1.2.", "127.0.0.")
        .replace("[10.1.0.0/16]", "[10.1.0.0/16, 127.0.0.0/16]")
    )


def shape(value: Any) -> Any:
    """What the console acts on, without names and numbers of people."""
    if hasattr(value, "participants"):
        legs = [(len(leg.number), leg.is_blocked, leg.is_talking) for leg in value.participants]
        frame = value.frame and len(value.frame.programs)
        return legs, value.is_running, value.is_locked, frame
    if hasattr(value, "programs"):
        panes = {bus: [pane.kind for pane in picture.panes] for bus, picture in value.programs.items()}
        return panes, [len(layout.boxes) for layout in value.layouts]
    return len(value) if isinstance(value, tuple) and not hasattr(value, "_fields") else value


async def recorded(device: Device, folder: Path, file: Path) -> Result:
    config = folder / "sites.yaml"
    config.write_text(settings(device))
    words: tuple[str, ...] = ("--config", str(config), "--state-dir", str(folder), "--lang", "en", "record")
    words += (device.at, "--control", "--seconds", "1", "--output", str(file))
    env = SECRETS | {"RECORDED": device.password}
    return await asyncio.to_thread(CliRunner().invoke, root, words, env=env)


@pytest.mark.parametrize("make", DEVICES.values(), ids=DEVICES)
async def test_a_recorded_device_is_named_nowhere_and_read_again_by_its_driver(
    make: Callable[[], AbstractAsyncContextManager[Device]], tmp_path: Path
) -> None:
    file = tmp_path / "conversation.jsonl"
    async with make() as device:
        done = await recorded(device, tmp_path, file)
        assert done.exit_code == 0, done.output
        text = file.read_text()
        control = dict(control_specs()[device.driver].offer.options)
        before_options = {name: option.default for name, option in control.items()} | dict(device.options)
        before, is_polycom = {}, device.driver == "polycom-text"
        if device.wire != "ssh" or not is_polycom:
            before = await reads(device.driver, device.wire, device.port, device, before_options)
    account = b64encode(f"{device.user}:{device.password}".encode()).decode()
    for name in filter(None, (*device.names, device.password, account)):
        for form in (name, json.dumps(name)[1:-1], quote(name)):
            assert form.lower() not in text.lower()
    head, pieces = read(text)
    assert any(piece.data for piece in pieces)
    async with replaying(text) as (replay, port):
        after = await reads(str(head["driver"]), str(head["wire"]), port, device, replay.options)
        assert replay.missed == []
    assert {name: shape(value) for name, value in after.items()} == {
        name: shape(value) for name, value in before.items()
    } or (device.wire == "ssh" and is_polycom)


async def test_a_codec_whose_certificate_is_another_than_before_is_sent_no_login(tmp_path: Path) -> None:
    file, known = tmp_path / "conversation.jsonl", tmp_path / "known_hosts"
    async with DEVICES["xapi wss"]() as device:
        known.write_text(f"[{HOST}]:{device.port} x509-sha256 {'0' * 64}\n")
        known.chmod(0o600)
        done = await recorded(device, tmp_path, file)
    assert done.exit_code == 4
    assert "the certificate has changed" in done.output
    assert not file.exists()


def test_a_port_that_another_program_holds_is_told_with_the_reason(tmp_path: Path) -> None:
    config, file = tmp_path / "sites.yaml", tmp_path / "conversation.jsonl"
    config.write_text(edited())
    with socket.create_server((HOST, 0)) as held:
        port = str(held.getsockname()[1])
        words = ("--config", str(config), "--state-dir", str(tmp_path), "--lang", "en", "record", "10.1.2.9")
        words += (
            "--control",
            "--port",
            "443",
            "--over",
            "unchecked",
            "--listen",
            port,
            "--output",
            str(file),
        )
        done = CliRunner().invoke(root, words, env=SECRETS)
    assert done.exit_code == 4
    assert port in done.output
    assert "Address already in use" in done.output
    assert not file.exists()


async def test_who_does_not_know_the_codec_s_password_is_not_carried_to_it() -> None:
    """A recorder that logs in for its client would else open the codec to everybody on this PC."""

    def never() -> Wire:
        raise AssertionError("a connection to the device")

    proxy = RecordingProxy(SystemClock(), never, HOST, Secret("zq-codec"))
    port = await proxy.serve(Carrier.SSH, HOST, 0)
    try:
        with pytest.raises(asyncssh.PermissionDenied):
            await asyncssh.connect(
                HOST,
                port,
                username="admin",
                password="wrong",
                known_hosts=None,
                client_keys=None,
                config=None,
            )
        assert proxy.tape.pieces == []
    finally:
        await proxy.close()
