"""Try hooks, channels for messages and the second PC once for `check --reach`; say which are ready."""

import asyncio
import shutil
from collections.abc import Iterator

from gbdt_console.cli.context import Context
from gbdt_console.cli.doctor.engine_facts import second_pc_facts
from gbdt_console.cli.doctor.form import FindingWords
from gbdt_console.core.health.finding import Grade, worst_first
from gbdt_console.core.health.standby import judge_standby
from gbdt_console.core.notify.rules import SendOutcome
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import Network
from gbdt_console.devices.messages.sender import ChildSender
from gbdt_console.text.notify.message_text import fault_text
from gbdt_console.text.words import Words


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one trial.

    text: what answered or why not, one line
    is_good: whether it answered as the settings say
    faults: each thing that is wrong with a device, in words that the same fault of another device has too
    """

    text: str
    is_good: bool
    faults: tuple[str, ...] = ()


def reach_hooks(network: Network, words: Words) -> Iterator[Outcome]:
    """Say whether each hook's program can be run."""
    for severity, (program, *_) in network.alarms.hooks.items():
        is_ready = shutil.which(program) is not None
        code = "verb.hook-ready" if is_ready else "verb.hook-not-ready"
        yield Outcome(words(code, severity=words(f"severity.{severity}"), program=program), is_ready)


def reach_channels(network: Network, words: Words) -> Iterator[Outcome]:
    """Say whether the address of each channel for messages can be read; nothing is sent."""
    channels = network.notify.channels

    async def read() -> list[SendOutcome]:
        sender = ChildSender()
        return await asyncio.gather(*(sender.send(one, "", "") for one in channels))

    for channel, outcome in zip(channels, asyncio.run(read()), strict=True):
        why = fault_text(words, outcome.fault, outcome.status)
        code = "verb.channel-not-ready" if outcome.fault else "verb.channel-ready"
        yield Outcome(words(code, channel=channel.id, why=why), is_good=not outcome.fault)


def reach_standby(network: Network, context: Context, words: Words) -> Iterator[Outcome]:
    """Say what `doctor` finds of both PCs; nothing without a second one."""
    facts, said = second_pc_facts(network, context), FindingWords(words)
    for finding in worst_first(() if facts is None else judge_standby(facts)):
        cure = said.cure(finding)
        text = said.sentence(finding)
        yield Outcome(f"{text}\n    -> {cure}" if cure else text, finding.grade is Grade.GOOD)
