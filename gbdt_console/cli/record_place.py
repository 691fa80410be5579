"""What `record --control` is to record: where it is, what carries it, and whose names must not stay."""

from base64 import b64encode
from collections.abc import Iterator

from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.driver_options import Carrier
from gbdt_console.core.sites import Device, DeviceControl, Network
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.recording.far_wire import Place
from gbdt_console.devices.registry import control_specs
from gbdt_console.text.reasons import reason_text
from gbdt_console.text.words import Words


def near_wire(control: DeviceControl, host: str, words: Words) -> tuple[str, Carrier]:
    """Return the wire that the client speaks to this PC: the same where it can be read, else a plain one.

    A driver that has none speaks TLS to this PC too, to whoever answers, or SSH.
    """
    offer, wire = control_specs()[control.driver].offer, control.wire
    over = offer.wires[wire].over
    if over in (Carrier.TCP, Carrier.UDP):
        return wire, over
    if over is Carrier.SSH and not any(one.over is Carrier.TCP for one in offer.wires.values()):
        return wire, over
    wanted = (Carrier.TCP,) if over is Carrier.SSH else (Carrier.TCP, Carrier.UNCHECKED)
    found = [(name, near) for near in wanted for name, one in offer.wires.items() if one.over is near]
    if not found:
        fail(Exit.USAGE, words, "record.no-plain-wire", host=host, wire=wire)
    return found[0]


def place_of(network: Network, host: str, port: int | None, over: Carrier | None, words: Words) -> Place:
    """Find a device by its id or address; one that sites.yaml does not control needs its port.

    Ends the verb where it is not known.
    """
    for name, address, control in _controlled(network):
        if host in (name, address):
            usual = control_specs()[control.driver].offer.wires[control.wire].over
            return Place(address, port or control.port, over or usual, control)
    device = next((d for site in network.sites for d in site.devices if d.id == host), None)
    if port is None:
        known = ", ".join(name for name, _, _ in _controlled(network)) or "mcu, mixer"
        fail(Exit.USAGE, words, "record.control-unknown", host=host, known=known)
    return Place(device.address if device else host, port, over or Carrier.TCP, None)


def _controlled(network: Network) -> Iterator[tuple[str, str, DeviceControl]]:
    """Yield the name, the address and the settings of everything that is controlled."""
    centre = network.centre
    for name, where in (("mcu", centre.mcu), ("mixer", centre.mixer), ("registrar", centre.registrar)):
        if where is not None:
            yield name, where.address, where.control
    for conference in network.conferences:
        for name, where in (("mcu", conference.mcu), ("mixer", conference.mixer)):
            if where is not None:
                yield f"{conference.id}.{name}", where.address, where.control
    for site in network.sites:
        for device in site.devices:
            if device.control is not None:
                yield device.id, device.address, device.control


def hidden_texts(network: Network) -> Iterator[str]:
    """Yield every name, number, address and secret of the network that a device may repeat."""
    yield from (network.name, network.short_name, network.centre.name)
    for site in network.sites:
        yield from (site.name, site.short_name, site.id, site.conference_number, site.mixer_source)
        yield site.registered_as
        yield from (device.address for device in site.devices)
        yield from (text for device in site.devices for text in _of_snmp(device))
        yield from (contact.role for contact in site.contacts)
        yield from (contact.phone for contact in site.contacts)
        yield from (member.name for member in site.members)
    for _, address, control in _controlled(network):
        password = control.password.reveal()
        yield from (address, control.user, password)
        if password:
            yield b64encode(f"{control.user}:{password}".encode()).decode()


def _of_snmp(device: Device) -> Iterator[str]:
    for credential in (device.snmp, device.snmp_write):
        if credential is not None:
            found = (credential.community, credential.auth_password, credential.privacy_password)
            yield from (secret.reveal() for secret in found if secret is not None)


def fault_text(error: ControlError, words: Words) -> str:
    return reason_text(words, f"control.{error.fault}", error.words)
