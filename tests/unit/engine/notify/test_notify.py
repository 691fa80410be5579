"""The engine in fake time: what is due is in the journal before it leaves, and stays until it was sent."""

import asyncio
from dataclasses import dataclass, field, replace

import pytest

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.authority.machine import MachineAccepted
from gbdt_console.core.authority.withheld import Machine
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.events import Event
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.notify.commands import TryChannels
from gbdt_console.core.notify.events import MessageDue, MessageFailed
from gbdt_console.core.notify.rules import Channel, NotifyRule, NotifySettings, SendFault, SendOutcome
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import Network
from gbdt_console.engine.records.records import NoRecords
from gbdt_console.text.entries import EntryWords
from gbdt_console.text.formats import Formats
from gbdt_console.text.notify.message_text import message_line
from gbdt_console.text.words import Words
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network

TAKEN = SendOutcome()
TOKEN = "tgram://1234567:secret-token/99"


@dataclass
class Sender:
    """A server in memory: it takes messages, or fails as it is told."""

    outcome: SendOutcome = TAKEN
    sent: list[tuple[str, str]] = field(default_factory=list)
    is_silent: bool = False

    async def send(self, channel: Channel, title: str, text: str) -> SendOutcome:
        assert channel.url.reveal() == TOKEN
        assert title == "THỬ"
        if self.is_silent:
            await asyncio.Event().wait()
        self.sent.append((channel.id, text))
        return self.outcome


def notified(*rules: NotifyRule) -> Network:
    channels = dict.fromkeys(one for rule in rules for one in rule.to)
    own = NotifySettings(tuple(Channel(id_, Secret(TOKEN)) for id_ in channels), rules)
    return replace(network(3), notify=own)


ALL = notified(NotifyRule(("ca",)))


def test_a_cut_line_leaves_the_room_once_and_so_does_its_end() -> None:
    sender = Sender()

    async def scenario(bench: Bench) -> None:
        await asyncio.sleep(30)
        bench.world.cut(2)
        await bench.until(lambda: bool(sender.sent))
        assert sender.sent[0][1].startswith("MẤT LIÊN LẠC: 2 Điểm 2 · từ ")
        await asyncio.sleep(120)
        bench.world.restore(2)
        await bench.until(lambda: len(sender.sent) == 2, 200)
        assert sender.sent[1][1].startswith("ĐÃ HẾT: 2 Điểm 2 · mất liên lạc từ ")
        kinds = [one.kind for one in bench.entries if one.kind.startswith("notify.")]
        assert kinds == ["notify.due", "notify.sent"] * 2
        assert [one.sent_utc is not None for one in bench.latest.messages] == [True, True]
        words = EntryWords(Words("vi"), Formats(Words("vi")), {})
        said = [words.sentence(one) for one in bench.entries if one.kind.startswith("notify.")]
        assert said[0].startswith("Tin nhắn 1 cho kênh ca: MẤT LIÊN LẠC: 2 Điểm 2")
        assert said[1] == "Đã chuyển tin nhắn 1 cho máy chủ của kênh ca"
        assert "secret-token" not in "".join(f"{one.data}{one.event}" for one in bench.entries)

    run_engine(ALL, scenario, sender=sender)


@pytest.mark.outcome("sent")
def test_what_cannot_be_sent_is_tried_again_is_an_alarm_and_is_told_when_it_goes() -> None:
    sender = Sender(SendOutcome(SendFault.STATUS, 500))
    key = AlarmKey(CENTRE, AlarmType.NOTIFY_UNSENT)

    async def scenario(bench: Bench) -> None:
        await asyncio.sleep(30)
        bench.world.cut(2)
        await bench.until(lambda: len(sender.sent) == 3, 200)
        (message,) = bench.latest.messages
        assert (message.attempts, message.fault, message.status) == (3, "status", 500)
        assert "đang chờ gửi (máy chủ trả lời 500" in message_line(Words("vi"), message)
        assert key in {one.key for one in bench.latest.alarms if one.is_active}
        sender.outcome = SendOutcome()
        await bench.until(lambda: not bench.latest.messages[0].is_waiting, 300)
        await bench.until(lambda: key not in {one.key for one in bench.latest.alarms if one.is_active})
        assert {text for _, text in sender.sent} == {message.text}, "an alarm about messages is not sent"

    run_engine(ALL, scenario, sender=sender)


class Continued(NoRecords):
    """Records that begin with what an earlier run left."""

    earlier: tuple[Event, ...] = ()

    def ledger(self) -> Ledger:
        ledger = Ledger()
        for event in self.earlier:
            ledger.apply(event)
        return ledger


def test_the_queue_of_the_run_before_is_sent_once_and_one_under_way_at_the_end_again() -> None:
    sender, left = Sender(is_silent=True), list[Event]()
    began_utc = ManualClock().utc()
    waiting = MessageDue(7, "ca", "MẤT LIÊN LẠC: 2 Điểm 2", began_utc)

    class Before(Continued):
        earlier = (waiting, MessageFailed(7, "ca", "no-connection", 0, began_utc - 60))

    async def ended(bench: Bench) -> None:
        await asyncio.sleep(5)
        assert bench.latest.messages[0].is_waiting
        left.extend(one.event for one in bench.entries if one.kind.startswith("notify.") and one.event)

    run_engine(ALL, ended, Before, sender=sender)
    assert not left, "nothing is said of an attempt that the end cut off"
    sender.is_silent = False

    async def begun(bench: Bench) -> None:
        await bench.until(lambda: not bench.latest.messages[0].is_waiting)
        await asyncio.sleep(60)
        assert sender.sent == [("ca", "MẤT LIÊN LẠC: 2 Điểm 2")]

    run_engine(ALL, begun, Before, sender=sender)


def test_a_trial_in_an_outage_does_not_say_that_nothing_is_wrong() -> None:
    sender = Sender()

    async def scenario(bench: Bench) -> None:
        await asyncio.sleep(30)
        bench.world.cut(2)
        await bench.until(lambda: bool(sender.sent), 200)
        assert await bench.ask(TryChannels()) == ""
        await bench.until(lambda: len(sender.sent) == 2, 60)
        assert sender.sent[1][1].endswith(", không phải tin báo sự cố.")

    run_engine(ALL, scenario, sender=sender)


def test_a_trial_goes_by_the_named_channel_and_is_in_the_journal_by_who_asked() -> None:
    sender = Sender()
    two = notified(NotifyRule(("ca", "lanh-dao")))

    async def scenario(bench: Bench) -> None:
        assert await bench.ask(TryChannels("khac")) == "notify.no-channel"
        assert await bench.ask(TryChannels("lanh-dao")) == ""
        await bench.until(lambda: bool(sender.sent))
        assert [channel for channel, _ in sender.sent] == ["lanh-dao"]
        assert sender.sent[0][1].startswith("Tin thử lúc ")
        assert bench.events("notify.due")[0].actor == "duty"
        assert await bench.ask(TryChannels()) == ""
        await bench.until(lambda: len(sender.sent) == 3)

    run_engine(two, scenario, sender=sender)


def test_where_nothing_may_leave_nothing_is_due_and_a_trial_is_refused() -> None:
    async def scenario(bench: Bench) -> None:
        await asyncio.sleep(30)
        bench.world.cut(2)
        await asyncio.sleep(60)
        assert bench.latest.alarms
        assert bench.latest.messages == ()
        assert await bench.ask(TryChannels()) == "notify.nothing-leaves"

    run_engine(ALL, scenario)


def test_an_engine_on_an_unsigned_machine_sends_nothing() -> None:
    sender = Sender()

    class Elsewhere(Continued):
        earlier = (MachineAccepted("there", 7),)

    async def scenario(bench: Bench) -> None:
        await asyncio.sleep(30)
        bench.world.cut(2)
        await bench.until(lambda: any(one.site_id == "s2" for one in bench.latest.alarms))
        await asyncio.sleep(120)
        assert sender.sent == []
        assert bench.latest.messages == ()

    run_engine(ALL, scenario, Elsewhere, sender=sender, machine=Machine("here", 7))
