"""Says for `check` what each controlled device can do and cannot, and which driver no device ever met."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.abilities import OF_CAMERA, OF_MCU, OF_MIXER, OF_ROOM, Ability, Means
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.sites import DeviceKind, Network
from gbdt_console.devices import open_devices
from gbdt_console.devices.abilities import means_of
from gbdt_console.devices.capability import DriverBroken
from gbdt_console.devices.registry import driver_specs
from gbdt_console.text.words import Words


def lines_of_means(network: Network, known_hosts: Path, words: Words) -> Iterator[str]:
    """Write a line for each MCU and mixer, and for each driver of codecs and cameras, those only read too.

    Ends the verb where a driver builds no connection.
    """
    try:
        yield from _lines(network, known_hosts, words)
    except DriverBroken as broken:
        fail(Exit.CONFIG, words, broken.code, **broken.params)


def _lines(network: Network, known_hosts: Path, words: Words) -> Iterator[str]:
    clock = SystemClock()
    for place in (network, *(network.at(one.id) for one in network.conferences)):
        centre = place.centre
        mcu = open_devices.mcu(place, clock, known_hosts)
        mixer = open_devices.mixer(place, clock, known_hosts)
        for where, found, expected in ((centre.mcu, mcu, OF_MCU), (centre.mixer, mixer, OF_MIXER)):
            if where is not None and found is not None:
                means = means_of(found, where.control.driver)
                yield _line(f"{where.control.driver} {where.address}", means, expected, words)
    codecs = open_devices.codecs(network, clock, known_hosts)
    counts, rooms = Counter[str](), dict[str, tuple[Means, bool]]()
    for device in (device for site in network.sites for device in site.devices if device.id in codecs):
        driver = device.control.driver if device.control is not None else ""
        counts[driver] += 1
        rooms[driver] = means_of(codecs[device.id], driver), device.kind is DeviceKind.CAMERA
    for driver, (means, is_camera) in rooms.items():
        yield _line(f"{driver} x {counts[driver]}", means, OF_CAMERA if is_camera else OF_ROOM, words)
    yield from _uncontrolled(network, words)


def _uncontrolled(network: Network, words: Words) -> Iterator[str]:
    """Name the driver that could control what is only read."""
    specs = driver_specs()
    devices = (device for site in network.sites for device in site.devices if device.control is None)
    counts = Counter(device.driver for device in devices if device.driver in specs)
    for driver, count in counts.items():
        if specs[driver].control:
            yield words("driver.control-fits", name=f"{driver} x {count}", control=specs[driver].control)


def _line(name: str, means: Means, expected: tuple[Ability, ...], words: Words) -> str:
    can = ", ".join(words(f"ability.{one}") for one in means.able)
    facts = [words("driver.able", name=name, what=can)]
    lacking = [words(f"ability.{one}") for one in means.lacking(expected)]
    facts += [words("driver.unable", what=", ".join(lacking))] if lacking else []
    facts += [words("driver.by-documents.short")] if means.is_by_documents else []
    return "; ".join(facts)
