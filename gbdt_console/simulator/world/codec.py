"""A simulated codec with the text commands of Polycom HDX and RealPresence Group: its state and its answers.

Texts follow the vendor's integrator guides and field logs; they were never compared with a real device.
"""

from collections.abc import Callable
from dataclasses import field
from functools import partial

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.simulator.world.world_clock import CallLater, loop_call_later

NO_CALL = "system is not in a call"
NOT_FOUND = "error: command not found"
NEEDS_MORE = "error: command needs more parameters to execute successfully"
NO_AUDIO = "info: AUDIO call not enabled"
NO_CONTENT = "vcbutton play failed"
NOTIFICATIONS = (
    "callstatus", "linestatus", "mutestatus", "screenchanges", "sysstatus", "sysalerts", "vidsourcechanges",
    "calendarmeetings",
)  # fmt: skip
_RING_S = 1.0
"""Seconds between a dial and its answer."""
_REBOOT_S = 60.0
"""Seconds without sessions after a reboot."""


@dataclass(slots=True)
class Misbehaviour:
    """How a codec differs from the manual, and its password.

    password: remote-access password, empty for none
    asks_user: whether telnet asks for a user name first
    banner_delay_s: between login and banner, seconds
    has_blank_lines: whether a blank line precedes each line
    lags: whether a command is answered only with the next one
    echo_delay_s: between a command and its echo over SSH, seconds
    preset_s: how long a preset command takes, seconds
    is_obedient: whether it does what it accepts
    reverts_after_s: seconds after which it undoes a mute; None for never
    knows_callid: whether it has the command `callinfo callid`
    names_calls: whether a call's line has a name
    leaks_sound: whether it sends sound while it reports that it is muted
    is_silent: whether it accepts sessions and sends nothing
    knows_pictures: whether it has the commands of content source and monitor
    knows_statistics: whether it has the command `netstats`
    keeps_statistics: whether it answers nothing to `netstats`
    """

    password: str = ""
    asks_user: bool = False
    banner_delay_s: float = 0.0
    has_blank_lines: bool = False
    lags: bool = False
    echo_delay_s: float = 0.0
    preset_s: float = 0.0
    is_obedient: bool = True
    reverts_after_s: float | None = None
    knows_callid: bool = True
    names_calls: bool = True
    leaks_sound: bool = False
    is_silent: bool = False
    knows_pictures: bool = True
    knows_statistics: bool = True
    keeps_statistics: bool = False


@dataclass(slots=True)
class SimulatedCall:
    """One call of the codec.

    id: its number, counted from 1
    name: the far end's name, empty for unknown
    state: ringing, connected or disconnected, as on the wire
    direction: outgoing or incoming
    """

    id: int
    name: str
    number: str
    state: str
    direction: str = "outgoing"

    @property
    def is_connected(self) -> bool:
        return self.state == "connected"


@dataclass(slots=True)
class SimulatedCodec:
    """The codec behind all its sessions.

    misbehaviour: how it differs from the manual
    is_up: whether it accepts sessions
    preset: last camera preset, None before the first
    content: input that it presents, 'none' for none
    layout: how its first monitor is divided, in its own word
    loss: lost packets of the last 5 s, as `netstats` writes them
    calls: its calls, oldest first
    registered: notifications that it sends; kept in flash, over a reboot
    commands: every command it received, in order
    listeners: for each session, what takes a notification and what drops the session
    watchers: take the subject of each change: microphone, calls, content, standby or preset
    """

    name: str = "Phong hop"
    serial: str = "8G123456789ABC"
    model: str = "RealPresence Group 700"
    software: str = "6.2.1"
    misbehaviour: Misbehaviour = field(default_factory=Misbehaviour)
    is_up: bool = True
    is_muted: bool = False
    is_asleep: bool = False
    preset: int | None = None
    content: str = "none"
    layout: str = "full_screen"
    loss: str = "0.00%"
    calls: list[SimulatedCall] = field(default_factory=list)
    registered: set[str] = field(default_factory=set)
    commands: list[str] = field(default_factory=list)
    call_later: CallLater = loop_call_later
    listeners: list[tuple[Callable[[str], None], Callable[[], None]]] = field(default_factory=list)
    watchers: list[Callable[[str], None]] = field(default_factory=list)
    _last_call: int = 0

    @property
    def is_sending_sound(self) -> bool:
        """Whether sound leaves the codec, whatever it reports."""
        return not self.is_muted or self.misbehaviour.leaks_sound

    def whoami(self) -> list[str]:
        """Return the lines of `whoami`, which are the banner too."""
        return [
            f"Hi, my name is : {self.name}",
            "Here is what I know about myself:",
            f"Model:               {self.model}",
            f"Serial Number:       {self.serial}",
            f"Software Version:    {self.software}",
            "Build Information:   540239",
            "Contact Number:      <..>",
            "Time In Last Call:   0:00:00",
            "Total Time In Calls: 21 Days, 04:43:14",
            "Total Calls:         666",
            "SNTP Time Service:   Auto",
            "Local Time is:       Fri, 31 Jul 2026 19:05:33 +0700",
            "IP Video Number:     127.0.0.1",
            "MP Enabled:          False",
            "H323 Enabled:        True",
            "HTTP Enabled:        True",
            "SNMP Enabled:        True",
        ]

    def answer(self, command: str) -> list[str]:
        """Run a command and return the lines of its answer. A command that ends the session has no lines."""
        self.commands.append(command)
        head, *words = command.lower().split()
        answers: dict[str, Callable[[], list[str]]] = {
            "whoami": self.whoami,
            "version": lambda: [f"version {self.software}"],
            "mute": lambda: self._mute(words),
            "callinfo": lambda: self._callinfo(words),
            "dial": lambda: self._dial(words, command),
            "hangup": lambda: self._hang_up(words),
            "preset": lambda: self._preset(words),
            "sleep": lambda: self._sleep(words),
            "wake": self._wake,
            "notify": lambda: self._register(words),
            "nonotify": lambda: self._unregister(words),
            "button": lambda: [f"error: button {' '.join(words)} not a recognized command"],
            "vcbutton": lambda: self._content(words),
            "netstats": self._statistics,
            "configlayout": lambda: self._layout(words),
            "reboot": lambda: self._reboot(words),
        }
        known = answers.get(head)
        return [NOT_FOUND] if known is None else known()

    def press_mute(self, is_muted: bool) -> None:
        """Mute or unmute, as a person in the room does."""
        if is_muted != self.is_muted:
            self.is_muted = is_muted
            self._changed("microphone")
            word = "muted" if is_muted else "notmuted"
            if "mutestatus" in self.registered:
                self._notify(f"notification:mutestatus:near:near:near:near:{word}")
            if "mute" in self.registered:
                self._notify(f"mute near {'on' if is_muted else 'off'}")

    def present(self, source: str) -> None:
        """Present that input, or 'none', as a person in the room does."""
        self.content = source
        self._changed("content")
        if "vidsourcechanges" in self.registered:
            name = "none" if source == "none" else "PC"
            self._notify(f"notification:vidsourcechange:near:{source}:{name}:content")

    def receive_call(self, name: str, number: str) -> SimulatedCall:
        """Add a call that came in and was answered."""
        call = self._new_call(name, number, "incoming")
        self._set_state(call, "connected")
        return call

    def connect(self, number: str) -> SimulatedCall:
        """Add a call that the codec made and that was answered."""
        call = self._new_call("", number, "outgoing")
        self._set_state(call, "connected")
        return call

    def end(self, call: SimulatedCall) -> None:
        """End a call, as the far end or the codec does."""
        self.calls.remove(call)
        self._set_state(call, "disconnected")

    def reboot(self) -> None:
        """Restart, and accept no session until the start is over."""
        self.is_up = False
        self.restart()
        self.call_later(_REBOOT_S, self._start)

    def restart(self) -> None:
        """Drop sessions and calls; flash is kept."""
        self.calls, self.is_asleep = [], False
        self.drop_sessions()

    def drop_sessions(self) -> None:
        for _, drop in list(self.listeners):
            drop()

    def order_mute(self, is_muted: bool) -> None:
        """Mute or unmute as a client orders, as obedient as it is."""
        before, after_s = self.is_muted, self.misbehaviour.reverts_after_s
        if not self.misbehaviour.is_obedient:
            return
        self.press_mute(is_muted)
        if after_s is not None:
            self.call_later(after_s, partial(self.press_mute, before))

    def order_sleep(self, is_asleep: bool) -> None:
        if self.misbehaviour.is_obedient and self.is_asleep is not is_asleep:
            self.is_asleep = is_asleep
            self._changed("standby")

    def order_preset(self, number: int) -> None:
        if self.misbehaviour.is_obedient:
            self.preset = number
            self._changed("preset")

    def order_call(self, number: str) -> SimulatedCall | None:
        """Dial; the far end answers a second later. None from a codec that does not obey."""
        if not self.misbehaviour.is_obedient:
            return None
        call = self._new_call("", number, "outgoing")
        self.call_later(_RING_S, partial(self._answer_call, call))
        return call

    def order_hang_up(self, gone: list[SimulatedCall]) -> None:
        for call in gone if self.misbehaviour.is_obedient else ():
            self.end(call)

    def _start(self) -> None:
        self.is_up = True

    def _changed(self, subject: str) -> None:
        for on_change in list(self.watchers):
            on_change(subject)

    def _notify(self, line: str) -> None:
        for on_notification, _ in list(self.listeners):
            on_notification(line)

    def _mute(self, words: list[str]) -> list[str]:
        match words:
            case ["near", "get"]:
                return [f"mute near {'on' if self.is_muted else 'off'}"]
            case ["near", "on" | "off" | "toggle" as word]:
                is_muted = not self.is_muted if word == "toggle" else word == "on"
                self.order_mute(is_muted)
                return [f"mute near {'on' if is_muted else 'off'}"]
            case ["register"]:
                self.registered.add("mute")
                return ["mute registered"]
        return [NEEDS_MORE]

    def _callinfo(self, words: list[str]) -> list[str]:
        match words:
            case ["all"]:
                if not self.calls:
                    return [NO_CALL]
                return ["callinfo begin", *map(self._call_line, self.calls), "callinfo end"]
            case ["callid", number] if self.misbehaviour.knows_callid:
                line = [self._call_line(call) for call in self.calls if str(call.id) == number]
                return line or [f"connection {number} is not active"]
        return [NEEDS_MORE if self.misbehaviour.knows_callid else "error:command not found"]

    def _call_line(self, call: SimulatedCall) -> str:
        name = f"{call.name}:" if self.misbehaviour.names_calls else ""
        mute = "muted" if self.is_muted else "notmuted"
        return f"callinfo:{call.id}:{name}{call.number}:384:{call.state}:{mute}:{call.direction}:videocall"

    def _dial(self, words: list[str], command: str) -> list[str]:
        _, quote, rest = command.partition('"')
        number, closing, _ = rest.partition('"')
        if words[:1] == ["audio"]:
            return [NO_AUDIO]
        if words[:1] != ["manual"] or not (quote and closing and number):
            return [NEEDS_MORE]
        self.order_call(number)
        return ["dialing manual"]

    def _new_call(self, name: str, number: str, direction: str) -> SimulatedCall:
        self._last_call += 1
        call = SimulatedCall(self._last_call, name, number, "ringing", direction)
        self.calls.append(call)
        self._changed("calls")
        return call

    def _answer_call(self, call: SimulatedCall) -> None:
        if call in self.calls:
            self._set_state(call, "connected")

    def _set_state(self, call: SimulatedCall, state: str) -> None:
        call.state = state
        self._changed("calls")
        if "callstatus" in self.registered:
            who = f"{call.direction}:{call.id}:{call.name}:{call.number}"
            self._notify(f"notification:callstatus:{who}:{state}:384:0:videocall")

    def _hang_up(self, words: list[str]) -> list[str]:
        match words:
            case ["all"] | ["video"]:
                gone = list(self.calls)
            case ["video", number]:
                gone = [call for call in self.calls if str(call.id) == number]
            case _:
                return [NEEDS_MORE]
        self.order_hang_up(gone)
        return [f"hanging up {words[0]}"]

    def _content(self, words: list[str]) -> list[str]:
        match words:
            case _ if not self.misbehaviour.knows_pictures:
                return [NOT_FOUND]
            case ["source", "get"]:
                return [f"vcbutton source get {self.content}"]
            case ["play"]:
                return [NO_CONTENT]
        return [NEEDS_MORE]

    def _layout(self, words: list[str]) -> list[str]:
        if not self.misbehaviour.knows_pictures:
            return [NOT_FOUND]
        return [f"configlayout monitor1 {self.layout}"] if words == ["monitor1", "get"] else [NEEDS_MORE]

    def _statistics(self) -> list[str]:
        if not self.misbehaviour.knows_statistics:
            return [NOT_FOUND]
        rates = "call:1 txrate:384k rxrate:384k"
        coding = "tvp:H.263 rvp:H.263 tvf:CIF rvf:CIF tap:G.728 rap:G.728 tcp:H.323 rcp:H.323"
        line = f"{rates} pktloss:0 %pktloss:{self.loss if self.calls else '---'} {coding}"
        return [] if self.misbehaviour.keeps_statistics else [line]

    def _preset(self, words: list[str]) -> list[str]:
        match words:
            case ["near", "go", number] if number.isdecimal() and int(number) <= 99:
                self.order_preset(int(number))
                return [f"preset near go {number}"]
        return [NEEDS_MORE]

    def _sleep(self, words: list[str]) -> list[str]:
        if words:
            return [NEEDS_MORE]
        self.order_sleep(True)
        return ["sleep"]

    def _wake(self) -> list[str]:
        self.order_sleep(False)
        return ["wake"]

    def _register(self, words: list[str]) -> list[str]:
        present = [name for name in NOTIFICATIONS if name in self.registered]
        if not words:
            return [":".join([f"registered for {len(present)} notifications", *present])]
        name = words[0]
        if name not in NOTIFICATIONS:
            return [NEEDS_MORE]
        if name in present:
            return [f"info: event/notification already active:{name}"]
        self.registered.add(name)
        return [f"notify {name} success"]

    def _unregister(self, words: list[str]) -> list[str]:
        self.registered -= set(words)
        return [f"nonotify {' '.join(words)} success"]

    def _reboot(self, words: list[str]) -> list[str]:
        if words != ["now"]:
            return [NEEDS_MORE]
        self.reboot()
        return []
