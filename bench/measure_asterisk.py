"""Time commands to a real MCU until 'confirmed by the device': Asterisk with eleven real codecs.

They stand in network namespaces, over a path with a round trip of 20 ms. It needs root and the Asterisk that
tests/lab installs.
"""

import asyncio
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from bench.conference_run import FULL, ROUND_TRIP_S, SHORT, Conference, Effort, Running, command_figures
from bench.delayed_path import delayed_path
from bench.figure import Figure, LeftOut, Work
from tests.support.conference.ami_raw import RawAmi
from tests.support.lab import mcu as lab_mcu
from tests.support.lab.asterisk import AMI_PORT, FOLDER
from tests.support.lab.lab import Lab
from tests.support.lab.namespaces import inside
from tests.support.lab.plan import CENTRE_ADDRESS
from tests.support.wait import until

_ENDS, _SHORT_ENDS = 11, 3
_BUDGET_REJOIN_S = 1.5


def measure(is_short: bool) -> Iterator[Figure]:
    """Measure Asterisk and baresip in the lab's namespaces; this thread enters the centre's."""
    if os.geteuid() or not FOLDER.exists():
        raise LeftOut("needs root and the Asterisk of tests/lab/install-packages.sh")
    lab = Lab(_SHORT_ENDS if is_short else _ENDS)
    with ExitStack() as stack:
        stack.callback(lab.close)
        lab.settle(lab.sites)
        asterisk = lab_mcu.Asterisk(lab.namespaces, lab.sites)
        stack.callback(asterisk.close)
        asterisk.start()
        ends = [lab_mcu.Endpoint(lab.namespaces, site) for site in lab.sites]
        for end in ends:
            stack.callback(end.close)
            end.start()
            end.call()
        stack.enter_context(inside(lab.namespaces, "centre"))
        numbers = tuple(map(lab_mcu.number_of, lab.sites))
        yield from asyncio.run(_of_real(numbers, asterisk, ends, SHORT if is_short else FULL))


async def _of_real(
    numbers: tuple[str, ...], asterisk: lab_mcu.Asterisk, ends: Sequence[lab_mcu.Endpoint], effort: Effort
) -> list[Figure]:
    async with delayed_path(CENTRE_ADDRESS, AMI_PORT, ROUND_TRIP_S) as port:
        conference = Conference(f"{len(numbers)} real", port, numbers)
        figures = [figure async for figure in command_figures(conference, effort)]
        async with Running(conference, effort) as running:
            await running.block_the_others()
            took_s = await asyncio.to_thread(_come_back, ends[1:], asterisk)
        work = Work(len(took_s), len(ends) - 1, "calls blocked")
        name = f"listed again to blocked, {conference.name}, worst"
        return [*figures, Figure(name, "s", max(took_s), work, budget=_BUDGET_REJOIN_S)]


def _come_back(ends: Sequence[lab_mcu.Endpoint], asterisk: lab_mcu.Asterisk) -> list[float]:
    """Let each endpoint call again.

    Return the seconds from listed to blocked, by another AMI client.
    """
    with asterisk.witness() as witness:
        return [_come_back_one(end, witness) for end in ends]


def _come_back_one(end: lab_mcu.Endpoint, witness: RawAmi) -> float:
    number = lab_mcu.number_of(end.site)

    def muted() -> str | None:
        rows = witness.rows("ConfbridgeList", Conference=lab_mcu.CONFERENCE)
        return next((row["Muted"] for row in rows if row["CallerIDNum"] == number), None)

    end.hang_up()
    until(lambda: muted() is None, "it has hung up")
    end.call()
    until(lambda: muted() is not None, "it is listed")
    began_s = time.perf_counter()
    until(lambda: muted() == "Yes", "it is blocked")
    return time.perf_counter() - began_s
