"""What can be asked of the codec in the room that a key means: microphone, camera, sleep, calls."""

from collections.abc import Iterator

from gbdt_console.core.rooms.commands import (
    HangUpRoom,
    MuteRoom,
    OpenRoom,
    RecallPreset,
    RoomCommand,
    SleepCodec,
    WakeCodec,
)
from gbdt_console.screens.actions.floor_actions import ConferringScreen
from gbdt_console.screens.dialogs.choice import ChoiceScreen
from gbdt_console.screens.dialogs.confirm import ConfirmScreen
from gbdt_console.screens.dialogs.preset import PresetScreen
from gbdt_console.ui.actions import ACTIONS
from gbdt_console.ui.room import Microphone, ShownRoom

_IDS = frozenset(action.id for action in ACTIONS if action.needs_codec)
_METHODS = frozenset(action.method for action in ACTIONS if action.needs_codec)


class RoomScreen(ConferringScreen):
    """Whom a question is about is fixed when it opens: whatever moves behind it, nobody else is meant.
    Without codecs that can be controlled none of its keys does anything."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in _METHODS:
            return self.view is not None and bool(self.view.rooms)
        return super().check_action(action, parameters)

    def idle_hints(self) -> frozenset[str]:
        site = self.subject()
        has_codec = site is not None and self._room(site.id) is not None
        return super().idle_hints() | (frozenset() if has_codec else _IDS)

    def room_meant(self) -> str:
        """The id of the site whose codec a key means now; where there is none, that is said."""
        return "" if self.is_refused() else self.meant()

    async def action_choose_codec(self) -> None:
        """All that its codec can be asked for, each by its number; what holds already has none."""
        site_id, room = self._meant_room()
        if room is None:
            return
        words = self.look.words
        question = words("room.ask", site=self._called(site_id))
        choices = [(key, words(f"room.choose.{name}"), name) for key, name in _offered(room)]
        dialog = ChoiceScreen(self.look, self._clock, question, choices)

        def chosen(name: str) -> None:
            self.call_later(self._chosen, site_id, name)

        await self._orders.put(dialog, chosen)

    async def action_choose_preset(self) -> None:
        site_id, room = self._meant_room()
        if room is not None:
            await self._ask_preset(site_id, room)

    async def _chosen(self, site_id: str, name: str) -> None:
        room = self._room(site_id)
        if room is None or self.is_refused():
            return
        match name:
            case "mute":
                await self._mute(site_id)
            case "open":
                self.order(OpenRoom(site_id), "order.room.open", site_id)
            case "preset":
                await self._ask_preset(site_id, room)
            case "sleep":
                await self._sleep(site_id, room)
            case "wake":
                self.order(WakeCodec(site_id), "order.room.wake", site_id)
            case "hang-up":
                await self._hang_up(site_id, room)

    async def _mute(self, site_id: str) -> None:
        """Who is heard by all only after a question: the room alone may be able to open it again."""
        if self._is_main(site_id):
            consequence = self.look.words("confirm.room.mute-main")
            question = self._said("order.room.mute", site_id)
            command = MuteRoom(site_id, is_sure=True)
            await self.ask(question, consequence, command, "order.room.mute", site_id)
        else:
            self.order(MuteRoom(site_id), "order.room.mute", site_id)

    async def _sleep(self, site_id: str, room: ShownRoom) -> None:
        """A codec that is in no call falls asleep at once; another only after a question."""
        if room.calls == ():
            self.order(SleepCodec(site_id), "order.room.sleep", site_id)
            return
        is_main = "-main" if self._is_main(site_id) else ""
        code = f"confirm.room.sleep{is_main}" if room.calls else "confirm.room.sleep-unknown"
        consequence = self.look.words(code, calls=", ".join(self._numbers(room)))
        await self._ask_sure(site_id, SleepCodec(site_id, is_sure=True), "order.room.sleep", consequence)

    async def _hang_up(self, site_id: str, room: ShownRoom) -> None:
        if room.calls == ():
            self.tell("room.no-call", site_id)
            return
        words = self.look.words
        calls = ", ".join(self._numbers(room)) or words("room.calls-unknown")
        code = "confirm.room.hang-up-main" if self._is_main(site_id) else "confirm.room.hang-up"
        consequence = words(code, calls=calls)
        await self._ask_sure(site_id, HangUpRoom(site_id, is_sure=True), "order.room.hang-up", consequence)

    async def _ask_sure(self, site_id: str, command: RoomCommand, what: str, consequence: str) -> None:
        """Order it once a person said yes to these calls; others that came meanwhile were not asked about."""
        words, before = self.look.words, self._calls(site_id)
        stay, go = words("confirm.stay"), words("confirm.go")
        dialog = ConfirmScreen(self._clock, self._said(what, site_id), consequence, stay=stay, go=go)

        def answered(is_sure: bool) -> None:
            if is_sure and self._calls(site_id) != before:
                self.tell("room.calls-changed", site_id)
            elif is_sure:
                self.order(command, what, site_id)

        await self._orders.put(dialog, answered)

    async def _ask_preset(self, site_id: str, room: ShownRoom) -> None:
        words, called = self.look.words, self._called(site_id)

        def chosen(preset: int) -> None:
            what = words("room.preset.which", preset=preset)
            self.follow(RecallPreset(site_id, preset), words("ask.line", target=called, what=what))

        await self._orders.put(PresetScreen(self.look, called, room.view.floor_preset), chosen)

    def _meant_room(self) -> tuple[str, ShownRoom | None]:
        """The site that is meant and its codec; where there is none, that is said."""
        site_id = self.room_meant()
        room = self._room(site_id) if site_id else None
        if site_id and room is None:
            self.tell("room.none", site_id)
        return site_id, room

    def _room(self, site_id: str) -> ShownRoom | None:
        return self.view.rooms.get(site_id) if self.view is not None else None

    def _calls(self, site_id: str) -> object:
        room = self._room(site_id)
        return None if room is None or room.calls is None else tuple((c.id, c.number) for c in room.calls)

    def _numbers(self, room: ShownRoom) -> list[str]:
        return [number or self.look.words("room.call.nameless") for number in room.numbers]

    def _is_main(self, site_id: str) -> bool:
        """Whether the whole meeting hears or sees this site: the chair, or who has the floor."""
        conference = self.conference
        if conference is None or not conference.is_meeting:
            return False
        return site_id in (conference.floor.chair, conference.floor.speaker)


def _offered(room: ShownRoom) -> Iterator[tuple[str, str]]:
    """Keys and names; each name has its own key whatever else is offered."""
    may_open = room.microphone is not Microphone.OPEN and room.view.may_be_opened is not False
    offers = (
        ("1", "mute", room.microphone is not Microphone.CLOSED),
        ("2", "open", may_open),
        ("3", "preset", True),
        ("4", "sleep", room.is_asleep is not True),
        ("5", "wake", room.is_asleep is not False),
        ("6", "hang-up", room.calls != ()),
    )
    return ((key, name) for key, name, is_offered in offers if is_offered)
