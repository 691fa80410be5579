"""Measure a GET of 16 variables beside net-snmp's C client.

Both ask the same snmpd. A reader's memory is measured too.
"""

import asyncio
import gc
import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.figure import Figure, LeftOut, Work
from gbdt_console.core.sites import SnmpCredential
from gbdt_console.devices.snmp.client import SnmpReader
from gbdt_console.devices.transports.snmp.open import open_reader
from tests.support.snmp.snmpd import AUTH_PASSWORD, COMMUNITY, PRIVACY_PASSWORD, Snmpd, community, user

COLUMNS = (1, 3, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20)
NAMES = [f"1.3.6.1.2.1.2.2.1.{column}.1" for column in COLUMNS] + ["1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.1.5.0"]
AT_ONCE = 20
SOURCE = Path(__file__).parent / "snmp_peer.c"
PEER_NAME = "net-snmp C client"
_USER = "strict"
PEER_WORDS = {"v2c": (COMMUNITY,), "v3": (_USER, AUTH_PASSWORD, PRIVACY_PASSWORD)}
"""The credential that the C client takes for a version."""


@dataclass(frozen=True, slots=True)
class _Size:
    """How much is measured.

    gets: requests of a round
    rounds: rounds on each side, of which the least counts
    readers: readers that are open at once for the memory of one
    """

    gets: int
    rounds: int
    readers: int


_FULL, _SHORT = _Size(2_000, 3, 2_000), _Size(100, 1, 100)


def measure(is_short: bool) -> Iterator[Figure | LeftOut]:
    """Yield the least of some rounds on each side.

    Anything above is other work of the machine.
    """
    size = _SHORT if is_short else _FULL
    peer = compiled_peer()
    if peer is None:
        yield LeftOut("the C client, which needs gcc and libsnmp-dev")
    with snmp_agent() as agent:
        yield from _both(agent.port, peer, size, "v2c", community(), 5.0, *PEER_WORDS["v2c"])
        strict = user(_USER)
        yield from _both(agent.port, peer, size, "v3", strict, 2.0, *PEER_WORDS["v3"])
        yield from asyncio.run(_weights(agent.port, community(), "v2c", size.readers))
        yield from asyncio.run(_weights(agent.port, strict, "v3", size.readers))


def _both(
    port: int,
    peer: Path | None,
    size: _Size,
    version: str,
    credential: SnmpCredential,
    budget: float,
    *peer_words: str,
) -> Iterator[Figure]:
    """Yield the figures for many agents at once and for one alone.

    Only the former has a budget: alone, each answer costs a turn of the event loop.
    """
    together, alone, theirs = [], [], []
    answered = {AT_ONCE: 0, 1: 0}
    for _ in range(size.rounds):
        for found, at_once in ((together, AT_ONCE), (alone, 1)):
            us, count = asyncio.run(_cpu_us(port, credential, at_once, size.gets))
            found.append(us)
            answered[at_once] += count
        if peer is not None:
            theirs.append(peer_cpu_us(peer, port, size.gets, version, *peer_words))
    least = min(theirs, default=None)
    beside = partial(Figure, unit="us", peer=least, peer_name=PEER_NAME, budget_is_ratio=True)
    name, planned = f"snmp.{version}.get16.cpu", size.rounds * size.gets
    work = Work(answered[AT_ONCE], planned, "polls answered")
    yield beside(name, ours=min(together), work=work, budget=budget)
    yield beside(f"{name}_one_agent", ours=min(alone), work=Work(answered[1], planned, "polls answered"))


def compiled_peer() -> Path | None:
    """Compile the C client; None where this machine cannot."""
    compiler = shutil.which("gcc")
    target = Path("build/snmp_peer")
    target.parent.mkdir(exist_ok=True)
    if compiler is None:
        return None
    made = subprocess.run(
        [compiler, "-O2", "-o", target, SOURCE, "-lnetsnmp"], capture_output=True, check=False
    )
    return None if made.returncode else target


@contextmanager
def snmp_agent() -> Iterator[Snmpd]:
    """Run an snmpd. Raises LeftOut."""
    if shutil.which("snmpd") is None and not Path("/usr/sbin/snmpd").exists():
        raise LeftOut("snmpd is not installed")
    with tempfile.TemporaryDirectory() as folder:
        agent = Snmpd(Path(folder))
        try:
            agent.start()
            yield agent
        finally:
            agent.stop()


def peer_cpu_us(peer: Path, port: int, gets: int, *credential: str) -> float:
    """Return the C client's CPU per request; it ends with an error where one is not answered."""
    command = [str(peer.absolute()), str(port), str(gets), *credential]
    return float(subprocess.run(command, capture_output=True, check=True).stdout)


async def _cpu_us(port: int, credential: SnmpCredential, at_once: int, gets: int) -> tuple[float, int]:
    """Return the CPU of a request, and how many were answered in full."""
    readers = [open_reader("127.0.0.1", port, credential) for _ in range(at_once)]
    for reader in readers:
        if len(await reader.get(NAMES)) != len(NAMES):
            raise LeftOut("this snmpd does not have all of the 16 variables")

    async def ask(reader: SnmpReader) -> int:
        return sum([len(await reader.get(NAMES)) == len(NAMES) for _ in range(gets // at_once)])

    start = time.process_time()
    answered = sum(await asyncio.gather(*map(ask, readers)))
    used = time.process_time() - start
    for reader in readers:
        await reader.close()
    return used / gets * 1e6, answered


async def _weights(port: int, credential: SnmpCredential, version: str, count: int) -> list[Figure]:
    """Return memory and time of a reader until its first answer."""
    wanted = 2 * count + 100
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise LeftOut(f"{count} readers need {wanted} open files; the hard limit is {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(wanted, soft), hard))
    warm = open_reader("127.0.0.1", port, credential)
    await warm.get(NAMES[:1])
    gc.collect()
    before, start = _memory_kb(), time.process_time()
    readers = [open_reader("127.0.0.1", port, credential) for _ in range(count)]
    created = time.process_time() - start
    start = time.process_time()
    answered = sum([len(await reader.get(NAMES[:1])) for reader in readers])
    opened = time.process_time() - start
    used = _memory_kb() - before
    for reader in (warm, *readers):
        await reader.close()
    work = Work(answered, count, "first answers")
    return [
        Figure(f"snmp.{version}.reader.memory_at_{count}", "kB", used / count, work),
        Figure(f"snmp.{version}.reader.create.cpu", "us", created / count * 1e6, work),
        Figure(f"snmp.{version}.reader.first_answer.cpu", "us", opened / count * 1e6, work),
    ]


def _memory_kb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024
