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
from pathlib import Path

from bench.figure import Figure, LeftOut
from gbdt_console.core.sites import SnmpCredential
from gbdt_console.devices.snmp.client import SnmpReader
from gbdt_console.devices.transports.snmp.open import open_reader
from tests.support.snmp.snmpd import AUTH_PASSWORD, COMMUNITY, PRIVACY_PASSWORD, Snmpd, community, user

COLUMNS = (1, 3, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20)
NAMES = [f"1.3.6.1.2.1.2.2.1.{column}.1" for column in COLUMNS] + ["1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.1.5.0"]
COUNT = 2_000
ROUNDS = 5
AT_ONCE = 20
READERS = 6_000
SOURCE = Path(__file__).parent / "snmp_peer.c"
PEER_NAME = "net-snmp C client"


def measure() -> list[Figure]:
    """Return the least of five rounds on each side.

    Anything above is other work of the machine.
    """
    peer = _compiled()
    with _agent() as agent:
        figures = _both(agent.port, peer, "v2c", community(), 5.0, COMMUNITY)
        strict = user("strict")
        passwords = (strict.user, AUTH_PASSWORD, PRIVACY_PASSWORD)
        figures += _both(agent.port, peer, "v3", strict, 2.0, *passwords)
        figures += asyncio.run(_weights(agent.port, community(), "v2c"))
        return figures + asyncio.run(_weights(agent.port, strict, "v3"))


def _both(
    port: int, peer: Path, version: str, credential: SnmpCredential, budget: float, *peer_words: str
) -> list[Figure]:
    """Return the figures for many agents at once and for one alone.

    Only the former has a budget: alone, each answer costs a turn of the event loop.
    """
    together, alone, theirs = [], [], []
    for _ in range(ROUNDS):
        together.append(asyncio.run(_cpu_us(port, credential, AT_ONCE)))
        alone.append(asyncio.run(_cpu_us(port, credential, 1)))
        theirs.append(_peer_cpu_us(peer, port, version, *peer_words))
    return [
        _against_peer(f"snmp.{version}.get16.cpu", min(together), min(theirs), budget),
        _against_peer(f"snmp.{version}.get16.cpu_one_agent", min(alone), min(theirs), None),
    ]


def _against_peer(name: str, ours: float, peer: float, budget: float | None) -> Figure:
    return Figure(name, "us", ours, peer, PEER_NAME, budget, budget_is_ratio=True)


def _compiled() -> Path:
    compiler = shutil.which("gcc")
    if compiler is None:
        raise LeftOut("gcc is not installed")
    target = Path("build/snmp_peer")
    target.parent.mkdir(exist_ok=True)
    made = subprocess.run(
        [compiler, "-O2", "-o", target, SOURCE, "-lnetsnmp"], capture_output=True, check=False
    )
    if made.returncode:
        raise LeftOut("libsnmp-dev is not installed")
    return target


@contextmanager
def _agent() -> Iterator[Snmpd]:
    if shutil.which("snmpd") is None and not Path("/usr/sbin/snmpd").exists():
        raise LeftOut("snmpd is not installed")
    with tempfile.TemporaryDirectory() as folder:
        agent = Snmpd(Path(folder))
        try:
            agent.start()
            yield agent
        finally:
            agent.stop()


def _peer_cpu_us(peer: Path, port: int, *credential: str) -> float:
    command = [str(peer.absolute()), str(port), str(COUNT), *credential]
    return float(subprocess.run(command, capture_output=True, check=True).stdout)


async def _cpu_us(port: int, credential: SnmpCredential, at_once: int) -> float:
    readers = [open_reader("127.0.0.1", port, credential) for _ in range(at_once)]
    for reader in readers:
        if len(await reader.get(NAMES)) != len(NAMES):
            raise LeftOut("this snmpd does not have all of the 16 variables")

    async def ask(reader: SnmpReader) -> None:
        for _ in range(COUNT // at_once):
            await reader.get(NAMES)

    start = time.process_time()
    await asyncio.gather(*map(ask, readers))
    used = time.process_time() - start
    for reader in readers:
        await reader.close()
    return used / COUNT * 1e6


async def _weights(port: int, credential: SnmpCredential, version: str) -> list[Figure]:
    """Return memory and time of a reader until its first answer."""
    wanted = 2 * READERS + 100
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise LeftOut(f"{READERS} readers need {wanted} open files; the hard limit is {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(wanted, soft), hard))
    warm = open_reader("127.0.0.1", port, credential)
    await warm.get(NAMES[:1])
    gc.collect()
    before, start = _memory_kb(), time.process_time()
    readers = [open_reader("127.0.0.1", port, credential) for _ in range(READERS)]
    created = time.process_time() - start
    start = time.process_time()
    for reader in readers:
        await reader.get(NAMES[:1])
    opened = time.process_time() - start
    used = _memory_kb() - before
    for reader in (warm, *readers):
        await reader.close()
    return [
        Figure(f"snmp.{version}.reader.memory_at_6000", "kB", used / READERS),
        Figure(f"snmp.{version}.reader.create.cpu", "us", created / READERS * 1e6),
        Figure(f"snmp.{version}.reader.first_answer.cpu", "us", opened / READERS * 1e6),
    ]


def _memory_kb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024
