"""Ask the call services of codecs once for `check --reach`; say what answers."""

import asyncio
from collections.abc import Mapping

from gbdt_console.cli.reach_notices import Outcome
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.monitoring.signalling import CallService, Question, ServiceAnswer, SignallingProbes
from gbdt_console.core.sites import Network
from gbdt_console.engine.wiring.build_pollers import signalling_probes
from gbdt_console.text.words import Words

_DAY_S = 86_400.0


def reach_services(network: Network, words: Words) -> Mapping[str, tuple[Outcome, ...]]:
    """Say whether each call service answers, by the device's id; nothing rings."""
    clock = SystemClock()
    probes = signalling_probes(network, clock)
    if probes is None:
        return {}
    asked = {
        device.id: tuple(device.signalling.questions(device.address))
        for site in network.sites
        for device in site.devices
        if device.signalling is not None
    }
    answers = asyncio.run(_answers(probes, [one for questions in asked.values() for one in questions]))
    return {
        device_id: tuple(_outcome(one, answers[one], clock.utc(), words) for one in questions)
        for device_id, questions in asked.items()
    }


async def _answers(
    probes: SignallingProbes, questions: list[Question]
) -> Mapping[Question, ServiceAnswer | None]:
    try:
        said = await asyncio.gather(*map(probes.ask, questions))
        return dict(zip(questions, said, strict=True))
    finally:
        probes.close()


def _outcome(question: Question, answer: ServiceAnswer | None, now_utc: float, words: Words) -> Outcome:
    if answer is None:
        return Outcome(f"{question} {words('verb.silent')}", is_good=False)
    facts = [" ".join(filter(None, (str(answer.status or ""), answer.software)))]
    until_utc = answer.certificate_until_utc
    is_over = until_utc is not None and until_utc <= now_utc
    if is_over:
        facts.append(words("verb.certificate-over"))
    elif until_utc is not None:
        facts.append(words("verb.certificate-days", n=int((until_utc - now_utc) // _DAY_S)))
    elif question.service is CallService.HTTPS:
        facts.append(words("verb.certificate-none"))
    said = ", ".join(filter(None, facts))
    return Outcome(f"{question} {words('verb.answers')}{f' ({said})' if said else ''}", is_good=not is_over)
