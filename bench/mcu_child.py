"""Run a simulated MCU, Asterisk, Codian or Meeting Server, behind a delayed path; print the path's port.

At an `ami-talking` somebody begins or ends to speak ten times a second.
"""

import asyncio
import sys
from collections.abc import Sequence
from random import Random

from bench.delayed_path import delayed_path
from bench.tied import tie_to_parent
from gbdt_console.simulator.ami.mcu import AmiMcu
from gbdt_console.simulator.ami.session import AmiUser
from gbdt_console.simulator.cms.mcu import CmsMcu
from gbdt_console.simulator.codian.mcu import CodianMcu


async def main(
    kind: str, conference: str, user: str, secret: str, round_trip_s: float, numbers: list[str]
) -> None:
    mcu: CmsMcu | CodianMcu | AmiMcu
    match kind:
        case "cms":
            mcu = CmsMcu(conference, {user: secret})
        case "codian":
            mcu = CodianMcu(conference, {user: secret})
        case _:
            mcu = AmiMcu(conference, {user: AmiUser(secret)})
    for number in numbers:
        mcu.join(number)
    port = await mcu.start()
    async with delayed_path("127.0.0.1", port, round_trip_s) as near:
        print(near, flush=True)
        if kind == "ami-talking" and isinstance(mcu, AmiMcu):
            await _talk(mcu, numbers)
        await asyncio.Event().wait()


async def _talk(mcu: AmiMcu, numbers: Sequence[str]) -> None:
    rng, talking = Random(6), set[str]()
    while True:
        number = rng.choice(numbers)
        talking ^= {number}
        mcu.set_talking(number, number in talking)
        await asyncio.sleep(0.1)


if __name__ == "__main__":
    tie_to_parent()
    kind, conference, user, secret, round_trip_s, *numbers = sys.argv[1:]
    asyncio.run(main(kind, conference, user, secret, float(round_trip_s), numbers))
