"""Controls a room's codec: microphone, camera, sleep, calls, content, monitor."""

from collections.abc import Iterator
from dataclasses import replace

from gbdt_console.core.abilities import Ability
from gbdt_console.core.rooms import commands
from gbdt_console.screens.actions.screen_actions import ScreenActions
from gbdt_console.screens.dialogs.preset import PresetScreen
from gbdt_console.text.reasons import screen_text
from gbdt_console.ui.rooms.shown_room import Microphone, ShownRoom


class RoomActions(ScreenActions):
    """Controls a room's codec; the site of a question is fixed when the question opens."""

    name = "rooms"

    async def choose(self) -> None:
        """Offer what its codec can be asked for, each by its number; what holds already has none."""
        site_id, room = self._meant_room()
        if room is None:
            return
        words, dialogs = self._words, self._dialogs
        question = words("room.ask", site=self._commands.name_of(site_id))
        options = [(key, words(f"room.choose.{name}"), name) for key, name in _offered(room)]
        if not options:
            self._commands.say("room.unable", site_id)
            return
        await dialogs.choose(question, options, lambda name: dialogs.soon(self._chosen, site_id, name))

    async def choose_preset(self) -> None:
        """Ask for a preset of the site; where that is refused, its digit does nothing."""
        site_id, room = self._meant_room()
        if room is None:
            self._commands.services.console.take_next_key()
        elif not room.view.can(Ability.PRESETS):
            self._commands.services.console.take_next_key()
            self._commands.say("room.unable", site_id)
        else:
            await self._ask_preset(site_id, room)

    async def _chosen(self, site_id: str, name: str) -> None:
        room = self._room(site_id)
        if room is None or self._commands.is_refused():
            return
        at_once = {"open": commands.OpenRoom, "wake": commands.WakeCodec}
        asked = {
            "mute": lambda: self._mute(site_id),
            "preset": lambda: self._ask_preset(site_id, room),
            "sleep": lambda: self._sleep(site_id, room),
            "hang-up": lambda: self._hang_up(site_id, room),
            "call": lambda: self._ask_number(site_id),
            "present": lambda: self._content(site_id, room, commands.PresentRoom(site_id)),
            "stop-presenting": lambda: self._content(site_id, room, commands.StopPresenting(site_id)),
            "layout": lambda: self._ask_layout(site_id, room),
        }
        if name in at_once:
            self._commands.order(at_once[name](site_id), site_id)
        else:
            await asked[name]()

    async def _mute(self, site_id: str) -> None:
        """Mute it; a site heard by all only after a question: only the room may be able to open it again."""
        if self._is_main(site_id):
            consequence = self._words("confirm.room.mute-main")
            await self._commands.ask(commands.MuteRoom(site_id, is_sure=True), consequence, site_id)
        else:
            self._commands.order(commands.MuteRoom(site_id), site_id)

    async def _sleep(self, site_id: str, room: ShownRoom) -> None:
        """Put a codec to sleep; one in a call only after a question."""
        if room.calls == ():
            self._commands.order(commands.SleepCodec(site_id), site_id)
            return
        is_main = "-main" if self._is_main(site_id) else ""
        code = f"confirm.room.sleep{is_main}" if room.calls else "confirm.room.sleep-unknown"
        consequence = self._words(code, calls=", ".join(self._numbers(room)))
        await self._ask_sure(site_id, commands.SleepCodec(site_id, is_sure=True), consequence)

    async def _hang_up(self, site_id: str, room: ShownRoom) -> None:
        if room.calls == ():
            self._commands.say("room.no-call", site_id)
            return
        words = self._words
        calls = ", ".join(self._numbers(room)) or words("room.calls-unknown")
        code = "confirm.room.hang-up-main" if self._is_main(site_id) else "confirm.room.hang-up"
        consequence = words(code, calls=calls)
        await self._ask_sure(site_id, commands.HangUpRoom(site_id, is_sure=True), consequence)

    async def _ask_number(self, site_id: str) -> None:
        """Ask for the number; where others host the meeting, theirs stands there already."""
        conference = self._commands.conference
        usual = "" if conference is None else conference.view.hosted_at
        title = self._commands.asked(commands.CallFromRoom(site_id, ""), site_id)

        def given(number: str) -> None:
            self._commands.order(commands.CallFromRoom(site_id, number), site_id)

        await self._dialogs.ask_text(
            title, "room.number", given, value=usual, missing="room.number-missing", keys="room.number.keys"
        )

    async def _content(
        self, site_id: str, room: ShownRoom, command: commands.PresentRoom | commands.StopPresenting
    ) -> None:
        """Begin or end content; in a call only after a question: everybody sees it."""
        if room.calls == ():
            self._commands.order(command, site_id)
            return
        code = "present" if isinstance(command, commands.PresentRoom) else "stop-presenting"
        calls = ", ".join(self._numbers(room)) or self._words("room.calls-unknown")
        consequence = self._words(f"confirm.room.{code}", calls=calls)
        await self._commands.ask(replace(command, is_sure=True), consequence, site_id)

    async def _ask_layout(self, site_id: str, room: ShownRoom) -> None:
        """Offer the layouts that the codec has now, each by a digit; the present one is marked."""
        words, state, dialogs = self._words, room.state, self._dialogs
        if state is None or not state.screen_layouts:
            self._commands.say("room.no-layouts", site_id)
            return
        now = (state.screen_layout or "").casefold()
        options = [
            ("", words("room.layout.now", layout=name) if one.casefold() == now else name, one)
            for one in state.screen_layouts
            for name in (screen_text(words, one),)
        ]

        def chosen(layout: str | None) -> None:
            if layout:
                self._commands.order(commands.DivideScreen(site_id, layout), site_id)

        question = words("room.layout.ask", site=self._commands.name_of(site_id))
        await dialogs.choose(question, options, chosen)

    async def _ask_sure(self, site_id: str, command: commands.RoomCommand, consequence: str) -> None:
        """Order it once a person said yes to the calls shown; later ones were not asked about."""
        before = self._calls(site_id)

        def answered(is_sure: bool) -> None:
            if is_sure and self._calls(site_id) != before:
                self._commands.say("room.calls-changed", site_id)
            elif is_sure:
                self._commands.order(command, site_id)

        await self._commands.confirm(command, self._commands.name_of(site_id), consequence, answered)

    async def _ask_preset(self, site_id: str, room: ShownRoom) -> None:
        words, called = self._words, self._commands.name_of(site_id)

        def chosen(preset: int) -> None:
            what = words("room.preset.which", preset=room.view.preset_called(preset))
            self._commands.give(
                commands.RecallPreset(site_id, preset), words("ask.line", target=called, what=what)
            )

        dialog = PresetScreen(self.look, called, room.view)
        await self._dialogs.put(dialog, chosen)

    def _meant_room(self) -> tuple[str, ShownRoom | None]:
        """Return the site that a key means and its codec; where there is none, say so."""
        site_id = self._commands.site_to_act_on()
        room = self._room(site_id) if site_id else None
        if site_id and room is None:
            self._commands.say("room.none", site_id)
        return site_id, room

    def _room(self, site_id: str) -> ShownRoom | None:
        view = self._commands.view
        return view.rooms.get(site_id) if view is not None else None

    def _calls(self, site_id: str) -> object:
        room = self._room(site_id)
        return None if room is None or room.calls is None else tuple((c.id, c.number) for c in room.calls)

    def _numbers(self, room: ShownRoom) -> list[str]:
        return [number or self._words("room.call.nameless") for number in room.numbers]

    def _is_main(self, site_id: str) -> bool:
        """Return whether this site chairs the meeting or has the floor."""
        conference = self._commands.conference
        if conference is None or not conference.is_meeting:
            return False
        return site_id in (conference.floor.chair, conference.floor.speaker)


def _offered(room: ShownRoom) -> Iterator[tuple[str, str]]:
    """Return keys and names; each name has its own key whatever else is offered."""
    content = None if room.state is None else room.state.content_source
    may_open = room.microphone is not Microphone.OPEN and room.view.may_be_opened is not False
    offers = (
        ("1", "mute", Ability.MUTE, room.microphone is not Microphone.CLOSED),
        ("2", "open", Ability.MUTE, may_open),
        ("3", "preset", Ability.PRESETS, True),
        ("4", "sleep", Ability.SLEEP, room.is_asleep is not True),
        ("5", "wake", Ability.SLEEP, room.is_asleep is not False),
        ("6", "hang-up", Ability.CALLS, room.calls != ()),
        ("7", "call", Ability.PLACE_CALL, room.calls == ()),
        ("8", "present", Ability.PRESENT, not content),
        ("9", "stop-presenting", Ability.PRESENT, content != ""),
        ("0", "layout", Ability.LAYOUT, room.state is not None and room.state.screen_layouts != ()),
    )
    able = room.view if room.view.has_codec else replace(room.view, able=(Ability.PRESETS,))
    return ((key, name) for key, name, ability, is_useful in offers if is_useful and able.can(ability))
