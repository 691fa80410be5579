"""Who is not registered at a registrar beside the MCU: on the roster, on the checklist and before a call."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.checklist.checks import Check
from gbdt_console.core.conference.commands import DialSite
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.requests import Stage
from gbdt_console.core.resource_ids import REGISTRAR
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl, Network, Registrar
from gbdt_console.devices.control import NOT_AT_REGISTRAR, ControlError, ListsRegistered
from gbdt_console.engine.checklist.measuring import Measuring
from tests.support.conference.engine_meetings import ask, meeting_of, numbered, view
from tests.support.conference.fake_mcu import FakeMcu
from tests.support.engine.engine_in_time import Bench, run_engine


@dataclass
class FakeRegistrar(ListsRegistered):
    """`names` are registered there; `fault` is why it cannot be asked."""

    names: set[str] = field(default_factory=lambda: {"2001", "2002", "2003", "2004"})
    fault: ControlFault | None = None

    async def open(self) -> None:
        await self.registered()

    async def close(self) -> None:
        return

    async def registered(self) -> frozenset[str]:
        await asyncio.sleep(0.02)
        if self.fault is not None:
            raise ControlError(self.fault)
        return frozenset(self.names)


def with_registrar() -> Network:
    plain = numbered()
    where = Registrar("127.0.0.1", DeviceControl("kamailio", "http", 8080, "", Secret("")))
    sites = tuple(replace(site, registered_as=site.conference_number) for site in plain.sites)
    return replace(plain, sites=sites, centre=replace(plain.centre, registrar=where))


def play(scenario: Callable[[Bench, FakeMcu, FakeRegistrar], Awaitable[None]]) -> None:
    mcu, registrar = FakeMcu(), FakeRegistrar()

    async def played(bench: Bench) -> None:
        await scenario(bench, mcu, registrar)

    run_engine(with_registrar(), played, mcu=mcu, registrar=registrar)


def unregistered(bench: Bench) -> set[str]:
    return {row.site_id for row in view(bench).roster if row.is_unregistered}


def test_an_absent_site_whose_registration_ended_is_told_within_a_list() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu, registrar: FakeRegistrar) -> None:
        await meeting_of(bench, mcu, 1, 2)
        assert unregistered(bench) == set()
        registrar.names -= {"2002", "2003"}
        await bench.until(lambda: unregistered(bench) == {"s3"}, 12)
        proof = Measuring(bench.latest).of(next(s for s in bench.latest.sites if s.id == "s3"))
        assert (proof[Check.TERMINAL].code, proof[Check.TERMINAL].is_good) == ("unregistered", False)
        registrar.names.add("2003")
        await bench.until(lambda: unregistered(bench) == set(), 12)

    play(scenario)


def test_nobody_is_called_unregistered_while_the_registrar_is_not_heard() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu, registrar: FakeRegistrar) -> None:
        registrar.names.clear()
        await meeting_of(bench, mcu, 1, 2)
        await bench.until(lambda: unregistered(bench) == {"s3", "s4"}, 12)
        registrar.fault = ControlFault.SILENT
        await bench.until(lambda: unregistered(bench) == set(), 12)
        await bench.until(
            lambda: (
                [a.key.type for a in bench.latest.alarms if a.key.resource == REGISTRAR]
                == [AlarmType.REGISTRAR_LOST]
            ),
            10,
        )
        assert (await ask(bench, DialSite("s3"))).stage is not Stage.FAILED

    play(scenario)


def test_no_call_goes_out_to_whom_the_registrar_asked_anew_does_not_know() -> None:
    async def scenario(bench: Bench, mcu: FakeMcu, registrar: FakeRegistrar) -> None:
        registrar.names -= {"2003", "2004"}
        await meeting_of(bench, mcu, 1, 2)
        await bench.until(lambda: unregistered(bench) == {"s3", "s4"}, 12)
        registrar.names.add("2004")
        refused = await ask(bench, DialSite("s3"))
        assert (refused.stage, refused.code) == (Stage.FAILED, NOT_AT_REGISTRAR)
        assert (await ask(bench, DialSite("s4"))).stage is Stage.VERIFIED, "it registered just now"

    play(scenario)
