"""The simulated codecs answer what the console asks of a call service, and do not while they hang."""

from gbdt_console.cli.demo_network import demo_network
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.sites import DeviceKind
from gbdt_console.devices.transports.signalling.probes import SignallingSockets
from gbdt_console.simulator.process import start
from gbdt_console.simulator.world.faults import FaultCode, WorldFault
from gbdt_console.simulator.world.plan import on_loopback, plan_for

PATIENT_S, SHORT_S = 20.0, 0.1


async def test_a_codec_answers_options_until_it_hangs() -> None:
    network = on_loopback(demo_network(2))
    codecs = [d for site in network.sites for d in site.devices if d.kind is DeviceKind.CODEC]
    first, other = (next(d.signalling.questions(d.address)) for d in codecs if d.signalling is not None)
    patient, short = (
        SignallingSockets(SystemClock(), (PATIENT_S,)),
        SignallingSockets(SystemClock(), (SHORT_S,)),
    )
    async with await start(plan_for(network, 1), "quiet") as simulator:
        said = await patient.ask(first)
        assert said is not None
        assert (said.status, said.software) == (200, "Polycom/6.2.1")
        await simulator.inject(WorldFault(FaultCode.HANG_AGENT, codecs[0].id))
        assert await short.ask(first) is None
        assert await patient.ask(other) is not None
    patient.close()
    short.close()
