"""A simulated codec as its xAPI shows it: its status, and what its commands do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import partial

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.simulator.cisco.tree import Tree
from gbdt_console.simulator.world.codec import SimulatedCall, SimulatedCodec

SOFTWARE = "ce9.15.3.22"
_PLACES = 35
"""Presets that the camera has stored, from 1 on."""
_RECEIVED = 1_000
"""Packets of the last interval, of each channel."""
_TURNED_DOWN_S = 0.6
"""Time until a call that the far end does not take is over, s."""
_CALL_ENDED = "CallDisconnect"
FAMILIES = ("auto", "custom", "equal", "overlay", "prominent", "single")
"""Layouts of software before RoomOS 10."""
_SET_FAMILY = ("LayoutFamilySetResult", "LayoutFamily")
_OK, _ERROR, _PARAMETER = "OK", "Error", "ParameterError"


@dataclass(slots=True)
class Manners:
    """How this codec differs from the newest software, and from a good one.

    software: its version, as the welcome says it
    sessions_at_most: sessions of all wires together; a further one is dropped after its login
    has_json: whether it has the output mode `json`
    echoes: whether it echoes each line until `echo off`
    wrong: values that it tells instead of the true ones, by path
    lacks: paths of status that it does not have
    refuses: commands that it refuses, by path
    breaks_off: whether its documents end in the middle
    says_between: text that it puts between two documents
    takes_feedback: whether it takes registrations
    has_ghosts: whether it tells the end of an object
    turns_down: why a call to that number ends at once, by number: 'Busy', 'No route to destination'
    input: the source that is set up for content; empty where nothing is plugged in
    layouts: names of its layouts, as since RoomOS 10; empty for the families of CE
    """

    software: str = SOFTWARE
    sessions_at_most: int = 10
    has_json: bool = True
    echoes: bool = True
    wrong: dict[tuple[str, ...], str] = field(default_factory=dict)
    lacks: set[tuple[str, ...]] = field(default_factory=set)
    refuses: set[tuple[str, ...]] = field(default_factory=set)
    breaks_off: bool = False
    says_between: str = ""
    takes_feedback: bool = True
    has_ghosts: bool = True
    turns_down: dict[str, str] = field(default_factory=dict)
    input: str = "2"
    layouts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What a command answers.

    name: the result's element, without what leads to it
    status: OK, Error or ParameterError
    fields: what else the element holds
    """

    name: str
    status: str = _OK
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_ok(self) -> bool:
        return self.status == _OK


@dataclass(frozen=True, slots=True)
class Part:
    """A device that the codec lists as its own: `kind`, `name` and `status` are its words."""

    kind: str
    name: str
    status: str = "Connected"

    def tree(self, id_: str) -> Tree:
        return {"id": id_, "Name": self.name, "Status": self.status, "Type": self.kind}


Feedback = Callable[[str, tuple[str, ...], Tree], None]
"""Takes `Status`, the path of what changed and the whole status, ghosts included; or `Event`, its name and
what happened."""


class XapiDevice:
    """One codec behind all its sessions; `alerts` are the messages that it showed on its screen."""

    def __init__(self, codec: SimulatedCodec, manners: Manners | None = None) -> None:
        self.codec = codec
        self.manners = manners or Manners()
        self.pan_tilt_zoom = (0, 0, 0)
        self.sessions: list[Feedback] = []
        self.alerts: list[str] = []
        self.sip = ["Registered"]
        self.gatekeeper = "Inactive"
        self.parts = {"1001": Part("TouchPanel", "Cisco Touch 10")}
        self._calls: list[SimulatedCall] = []
        self._causes: dict[int, str] = {}
        codec.watchers.append(self._changed)

    @property
    def is_full(self) -> bool:
        return len(self.sessions) >= self.manners.sessions_at_most

    def status(self) -> dict[str, Tree]:
        """Return the whole status."""
        codec = self.codec
        pan, tilt, zoom = map(str, self.pan_tilt_zoom)
        camera: Tree = {
            "id": "1", "Connected": "True", "Model": "PrecisionHD 1080p 4X S2",
            "Position": {"Pan": pan, "Tilt": tilt, "Zoom": zoom, "Focus": "4500"},
        }  # fmt: skip
        connected = [call for call in codec.calls if call.is_connected]
        software = self.manners.software
        found: dict[str, Tree] = {
            "Audio": {
                "Microphones": {"Mute": "On" if codec.is_muted else "Off"},
                "Volume": "50",
                "VolumeMute": "Off",
            },
            "Call": [_call(call) for call in codec.calls],
            "Cameras": {"Camera": [camera]},
            "Conference": {"Presentation": self._presentation()},
            "H323": {"Gatekeeper": {"Status": self.gatekeeper}},
            "MediaChannels": {"Call": [_channels(call, codec.loss) for call in connected]},
            "Peripherals": {"ConnectedDevice": [one.tree(id_) for id_, one in self.parts.items()]},
            "SIP": {
                "Registration": [
                    {"id": str(number), "Status": word, "URI": f"{codec.name}@vc.example"}
                    for number, word in enumerate(self.sip, 1)
                ]
            },
            "Standby": {"State": "Standby" if codec.is_asleep else "Off"},
            "SystemUnit": {
                "Hardware": {"Module": {"SerialNumber": codec.serial}},
                "ProductId": "Cisco TelePresence Codec SX80",
                "Software": {"DisplayName": f"ce {software}", "Name": "s52000", "Version": software},
                "State": {"NumberOfActiveCalls": str(len(connected))},
                "Uptime": "86400",
            },
            "Video": {"Layout": self._layout()},
        }
        return self._spoilt(found)

    def register(self, *sip: str, gatekeeper: str = "Inactive") -> None:
        """Say of each SIP server and of the gatekeeper how far the codec has got with it."""
        self.sip, self.gatekeeper = list(sip), gatekeeper
        self._changed("sip")
        self._changed("gatekeeper")

    def plug(self, id_: str, part: "Part | None") -> None:
        """Have that device in the list of the codec's own; None takes it out of it."""
        self.parts.pop(id_, None) if part is None else self.parts.update({id_: part})
        self._changed("parts")

    def run(self, path: Sequence[str], parameters: Mapping[str, str]) -> Result | None:
        """Carry a command out; None for one that the codec does not have."""
        words = tuple(word.lower() for word in path)
        known: dict[tuple[str, ...], Callable[[Mapping[str, str]], Result]] = {
            ("audio", "microphones", "mute"): lambda _: self._mute("MicrophonesMuteResult", True),
            ("audio", "microphones", "unmute"): lambda _: self._mute("MicrophonesUnmuteResult", False),
            ("camera", "preset", "activate"): self._preset,
            ("standby", "activate"): lambda _: self._sleep("StandbyActivateResult", True),
            ("standby", "deactivate"): lambda _: self._sleep("StandbyDeactivateResult", False),
            ("dial",): self._dial,
            ("presentation", "start"): lambda _: self._present(),
            ("presentation", "stop"): lambda _: self._stop_presenting(),
            ("video", "layout", *self._layout_command): self._divide,
            ("call", "disconnect"): self._disconnect,
            ("call", "disconnectall"): lambda _: self._disconnect_all(),
            ("userinterface", "message", "alert", "display"): self._alert,
            ("systemunit", "boot"): lambda _: self._boot(),
        }
        if words not in known:
            return None
        if words in self.manners.refuses:
            return Result(f"{path[-1]}Result", _ERROR, {"Reason": "Command refused"})
        return known[words](parameters)

    def _spoilt(self, found: dict[str, Tree]) -> dict[str, Tree]:
        """Tell the wrong values, and leave out what this codec does not have."""
        for path, value in self.manners.wrong.items():
            _part(found, path[:-1])[path[-1]] = value
        for path in self.manners.lacks:
            _part(found, path[:-1]).pop(path[-1], None)
        return found

    def _presentation(self) -> Tree:
        if self.codec.content == "none":
            return {"Mode": "Off"}
        shown: Tree = {"id": "1", "SendingMode": "LocalRemote", "Source": self.codec.content}
        return {"Mode": "Sending", "LocalInstance": [shown]}

    def _mute(self, name: str, is_muted: bool) -> Result:
        self.codec.order_mute(is_muted)
        return Result(name)

    def _sleep(self, name: str, is_asleep: bool) -> Result:
        self.codec.order_sleep(is_asleep)
        return Result(name)

    def _preset(self, parameters: Mapping[str, str]) -> Result:
        number = parameters.get("PresetId", "")
        if not (number.isdecimal() and 1 <= int(number) <= _PLACES):
            return Result("PresetActivateResult", _PARAMETER)
        self.codec.order_preset(int(number))
        return Result("PresetActivateResult")

    def _dial(self, parameters: Mapping[str, str]) -> Result:
        number = parameters.get("Number", "")
        if not number:
            return Result("DialResult", _PARAMETER)
        call = self.codec.order_call(number)
        if call is not None and number in self.manners.turns_down:
            self.codec.call_later(_TURNED_DOWN_S, partial(self._turn_down, call))
        return Result("DialResult", fields={"CallId": str(call.id if call else 0), "ConferenceId": "1"})

    def _turn_down(self, call: SimulatedCall) -> None:
        """End a call that the far end does not take, and say why."""
        if call in self.codec.calls:
            self._causes[call.id] = self.manners.turns_down[call.number]
            self.codec.end(call)

    def _present(self) -> Result:
        if not self.manners.input:
            return Result("PresentationStartResult", _ERROR, {"Description": "No source to present"})
        return self._show_content("PresentationStartResult", self.manners.input)

    def _stop_presenting(self) -> Result:
        return self._show_content("PresentationStopResult", "none")

    def _show_content(self, name: str, source: str) -> Result:
        if self.codec.misbehaviour.is_obedient:
            self.codec.present(source)
        return Result(name)

    @property
    def _layout_command(self) -> tuple[str, ...]:
        return ("setlayout",) if self.manners.layouts else ("layoutfamily", "set")

    def _divide(self, parameters: Mapping[str, str]) -> Result:
        known = self.manners.layouts or FAMILIES
        name, layout = ("SetLayoutResult", "LayoutName") if self.manners.layouts else _SET_FAMILY
        wanted = parameters.get(layout, "")
        if wanted not in known:
            return Result(name, _ERROR if self.manners.layouts else _PARAMETER)
        if self.codec.misbehaviour.is_obedient:
            self.codec.layout = wanted
            self._changed("layout")
        return Result(name)

    def _layout(self) -> Tree:
        layout, names = self.codec.layout, self.manners.layouts
        if not names:
            return {"LayoutFamily": {"Local": layout}}
        listed: list[Tree] = [{"id": str(n), "LayoutName": name} for n, name in enumerate(names, 1)]
        return {"CurrentLayouts": {"ActiveLayout": layout, "AvailableLayouts": listed}}

    def _disconnect(self, parameters: Mapping[str, str]) -> Result:
        gone = [call for call in self.codec.calls if str(call.id) == parameters.get("CallId", str(call.id))]
        if not gone:
            return Result("CallDisconnectResult", _ERROR, {"Cause": "1", "Description": "No such call"})
        self.codec.order_hang_up(gone)
        return Result("CallDisconnectResult")

    def _disconnect_all(self) -> Result:
        self.codec.order_hang_up(list(self.codec.calls))
        return Result("CallDisconnectAllResult")

    def _alert(self, parameters: Mapping[str, str]) -> Result:
        if not parameters.get("Text"):
            return Result("AlertDisplayResult", _PARAMETER)
        self.alerts.append(parameters["Text"])
        return Result("AlertDisplayResult")

    def _boot(self) -> Result:
        self.codec.reboot()
        return Result("SystemUnitBootResult")

    def _changed(self, subject: str) -> None:
        """Tell all sessions; a camera stands at a preset's place at once."""
        if subject == "preset" and self.codec.preset is not None:
            self.pan_tilt_zoom = place_of(self.codec.preset)
        status, gone = self.status(), list[SimulatedCall]()
        if subject == "calls":
            gone = [call for call in self._calls if call not in self.codec.calls]
            self._calls = list(self.codec.calls)
            ghosts: list[Tree] = [{"id": str(call.id), "ghost": "True"} for call in gone]
            rows = status["Call"]
            assert isinstance(rows, list)
            status["Call"] = [*rows, *(ghosts if self.manners.has_ghosts else ())]
        path = _PATHS[subject] if subject != "layout" or not self.manners.layouts else _CURRENT_LAYOUTS
        for tell in list(self.sessions):
            tell("Status", path, status)
            for call in gone:
                tell("Event", (_CALL_ENDED,), {_CALL_ENDED: self._end_of(call)})

    def _end_of(self, call: SimulatedCall) -> Tree:
        """Return the event of a call's end."""
        cause = self._causes.pop(call.id, "Normal Call Clearing")
        return {"id": "1", "CallId": str(call.id), "CauseString": cause, "CauseType": "RemoteDisconnect"}


_PATHS: Mapping[str, tuple[str, ...]] = {
    "microphone": ("Audio", "Microphones", "Mute"),
    "calls": ("Call",),
    "content": ("Conference", "Presentation"),
    "standby": ("Standby", "State"),
    "preset": ("Cameras", "Camera"),
    "layout": ("Video", "Layout", "LayoutFamily"),
    "sip": ("SIP", "Registration", "Status"),
    "gatekeeper": ("H323", "Gatekeeper", "Status"),
    "parts": ("Peripherals", "ConnectedDevice", "Status"),
}
"""Where the status changes with each subject of the codec."""
_CURRENT_LAYOUTS = ("Video", "Layout", "CurrentLayouts")


def place_of(preset: int) -> tuple[int, int, int]:
    """Return where the camera looks at that preset: pan, tilt and zoom."""
    return 400 * preset - 3_000, 100 - 40 * preset, 200 * preset


def _part(tree: Tree, path: Sequence[str]) -> dict[str, Tree]:
    """Return the object at that path; the instances of an object are counted from 1."""
    for name in path:
        tree = tree[int(name) - 1] if isinstance(tree, list) else _object(tree)[name]
    return _object(tree)


def _object(tree: Tree) -> dict[str, Tree]:
    assert isinstance(tree, dict)
    return tree


def _call(call: SimulatedCall) -> Tree:
    return {
        "id": str(call.id),
        "AnswerState": "Answered" if call.is_connected else "Unanswered",
        "CallType": "Video",
        "CallbackNumber": f"h323:{call.number}",
        "DisplayName": call.name,
        "Direction": call.direction.capitalize(),
        "Duration": "12",
        "Protocol": "h323",
        "ReceiveCallRate": "1920",
        "RemoteNumber": call.number,
        "Status": "Connected" if call.is_connected else "Dialling",
        "TransmitCallRate": "1920",
    }


def _channels(call: SimulatedCall, loss: str) -> Tree:
    """Return the media of a call: what it receives has that loss, what it sends none."""
    lost = round(float(loss.rstrip("%")) * _RECEIVED / 100)
    rows: list[Tree] = []
    for number, (kind, direction) in enumerate(
        [("Audio", "Incoming"), ("Video", "Incoming"), ("Audio", "Outgoing"), ("Video", "Outgoing")], 1
    ):
        missing = lost if direction == "Incoming" else 0
        rows.append(
            {
                "id": str(number),
                "Direction": direction,
                "Netstat": {
                    "Jitter": "3",
                    "LastIntervalLost": str(missing),
                    "LastIntervalReceived": str(_RECEIVED - missing),
                    "Loss": str(missing),
                    "Packets": "50000",
                },
                "Type": kind,
            }
        )
    return {"id": str(call.id), "Channel": rows}
