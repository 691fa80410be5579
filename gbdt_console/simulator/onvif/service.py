"""The services of one simulated camera: clock, capabilities, profiles, presets, status and pictures."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import UTC, datetime, timedelta
from html import escape, unescape

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.simulator.onvif.faults import PICTURE, OnvifFaults, OnvifHarm
from gbdt_console.simulator.onvif.logins import Logins
from gbdt_console.simulator.onvif.picture import picture_of
from gbdt_console.simulator.world.camera import SimulatedCamera

PICTURE_PATH = "/onvif-http/snapshot"
_PATHS = {"Device": "/onvif/device_service", "Media": "/onvif/media_service", "PTZ": "/onvif/ptz_service"}
_SOAP = {"Content-Type": "application/soap+xml; charset=utf-8"}
_NAMES = " ".join(
    f'xmlns:{prefix}="http://www.{address}"'
    for prefix, address in {
        "env": "w3.org/2003/05/soap-envelope", "ter": "onvif.org/ver10/error",
        "tt": "onvif.org/ver10/schema", "tds": "onvif.org/ver10/device/wsdl",
        "trt": "onvif.org/ver10/media/wsdl", "tptz": "onvif.org/ver20/ptz/wsdl",
    }.items()
)  # fmt: skip
_PROFILES = {"Profile_1": (1920, 1080), "Profile_2": (640, 360)}
_STEPS, _ZOOM_STEPS = 2_500, 0x4000
"""Steps of the motors for 1.0 of the generic spaces."""
_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'
)
_FIXED = {
    OnvifHarm.BOMB: _BOMB,
    OnvifHarm.NOT_XML: b"<html><body><h1>IP Camera</h1><p>Busy &nbsp;</body></html>",
    OnvifHarm.OVERSIZED: b" " * 2_000_000,
    OnvifHarm.EMPTY: f"<env:Envelope {_NAMES}><env:Body/></env:Envelope>".encode(),
}


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back.

    is_whole: False where it ends within its body, and the connection with it
    """

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = True


class OnvifCameraService:
    """Answers requests; None is silence.

    asked: the methods that were asked for, in their order
    """

    def __init__(self, camera: SimulatedCamera, logins: Logins, faults: OnvifFaults | None = None) -> None:
        self.faults = faults or OnvifFaults()
        self.asked: list[str] = []
        self._camera = camera
        self._logins = logins
        self._methods: dict[str, Callable[[str, str], str]] = {
            "GetSystemDateAndTime": self._clock,
            "GetDeviceInformation": self._information,
            "GetCapabilities": self._capabilities,
            "GetServices": self._services,
            "GetProfiles": self._profiles,
            "GetSnapshotUri": self._snapshot_uri,
            "GetPresets": self._presets,
            "GotoPreset": self._goto,
            "GetStatus": self._status,
        }

    def answer(self, request: Request) -> Answer | None:
        """Answer one request; None where nothing is sent. Raises ConnectionError to end the connection."""
        text = request.body.decode("utf-8", "replace")
        found = re.search(r"<(?:\w+:)?Body\b[^>]*>\s*<(?:\w+:)?(\w+)", text)
        method = PICTURE if request.method == "GET" else found[1] if found else ""
        self.asked.append(method)
        harm = self.faults.harms.get(method)
        if harm is OnvifHarm.SILENT:
            return None
        if harm is OnvifHarm.DROPPED:
            raise ConnectionError
        if harm in _FIXED:
            return Answer(200, _FIXED[harm], _SOAP)
        answer = self._picture(request) if method == PICTURE else self._said(method, request, text, harm)
        return Answer(answer.status, answer.body, answer.headers, harm is not OnvifHarm.TRUNCATED)

    def _picture(self, request: Request) -> Answer:
        if not self._logins.is_digest(request.headers, "GET", request.path):
            return Answer(401, b"", self._logins.challenge())
        if not request.path.startswith(PICTURE_PATH) or self._camera.misbehaviour.is_off:
            return Answer(404, b"")
        return Answer(200, picture_of(self._camera.place, time.monotonic()), {"Content-Type": "image/bmp"})

    def _said(self, method: str, request: Request, text: str, harm: OnvifHarm | None) -> Answer:
        is_open = method == "GetSystemDateAndTime" and self.faults.tells_clock
        by_http = self._logins.is_digest(request.headers, "POST", request.path)
        if self.faults.wants_http_digest and not (is_open or by_http):
            return Answer(401, b"", self._logins.challenge())
        is_known = by_http or self._logins.is_token(text, self._now())
        if harm is OnvifHarm.DENIED or not (is_open or is_known):
            return _fault("ter:NotAuthorized", "Sender not Authorized")
        is_ptz = request.path == _PATHS["PTZ"]
        if method not in self._methods or (is_ptz and not self.faults.has_ptz) or harm is OnvifHarm.REFUSED:
            return _fault("ter:ActionNotSupported", "Optional Action Not Implemented")
        asked = request.headers.get("host", "")
        host = f"{self.faults.told_host or asked.rpartition(':')[0]}:{asked.rpartition(':')[2]}"
        try:
            return Answer(200, _envelope(self._methods[method](text, host)), _SOAP)
        except LookupError:
            return _fault("ter:NoToken", "The requested token does not exist")

    def _now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.faults.clock_off_s)

    def _clock(self, text: str, host: str) -> str:
        now = self._now()
        return (
            "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>Manual</tt:DateTimeType>"
            "<tt:DaylightSavings>false</tt:DaylightSavings><tt:TimeZone><tt:TZ>UTC-7</tt:TZ></tt:TimeZone>"
            f"<tt:UTCDateTime><tt:Time><tt:Hour>{now.hour}</tt:Hour><tt:Minute>{now.minute}</tt:Minute>"
            f"<tt:Second>{now.second}</tt:Second></tt:Time><tt:Date><tt:Year>{now.year}</tt:Year>"
            f"<tt:Month>{now.month}</tt:Month><tt:Day>{now.day}</tt:Day></tt:Date></tt:UTCDateTime>"
            "</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>"
        )

    def _information(self, text: str, host: str) -> str:
        names = {"Manufacturer": "Simulated", "Model": "PTZ", "FirmwareVersion": "1.0", "SerialNumber": "0"}
        fields = "".join(f"<tds:{name}>{value}</tds:{name}>" for name, value in names.items())
        return f"<tds:GetDeviceInformationResponse>{fields}</tds:GetDeviceInformationResponse>"

    def _capabilities(self, text: str, host: str) -> str:
        found = "".join(
            f"<tt:{name}><tt:XAddr>http://{escape(host)}{path}</tt:XAddr></tt:{name}>"
            for name, path in _PATHS.items()
            if name != "PTZ" or self.faults.has_ptz
        )
        capabilities = f"<tds:Capabilities>{found}</tds:Capabilities>"
        return f"<tds:GetCapabilitiesResponse>{capabilities}</tds:GetCapabilitiesResponse>"

    def _services(self, text: str, host: str) -> str:
        names = {"Device": "ver10/device", "Media": "ver10/media", "PTZ": "ver20/ptz"}
        rows = "".join(
            f"<tds:Service><tds:Namespace>http://www.onvif.org/{names[name]}/wsdl</tds:Namespace>"
            f"<tds:XAddr>http://{escape(host)}{path}</tds:XAddr>"
            "<tds:Version><tt:Major>2</tt:Major><tt:Minor>5</tt:Minor></tds:Version></tds:Service>"
            for name, path in _PATHS.items()
            if name != "PTZ" or self.faults.has_ptz
        )
        return f"<tds:GetServicesResponse>{rows}</tds:GetServicesResponse>"

    def _profiles(self, text: str, host: str) -> str:
        turns = '<tt:PTZConfiguration token="ptz"><tt:Name>ptz</tt:Name></tt:PTZConfiguration>'
        rows = "".join(
            f'<trt:Profiles token="{token}" fixed="true"><tt:Name>{token}</tt:Name>'
            f'<tt:VideoEncoderConfiguration token="{token}"><tt:Resolution><tt:Width>{size[0]}</tt:Width>'
            f"<tt:Height>{size[1]}</tt:Height></tt:Resolution></tt:VideoEncoderConfiguration>"
            f"{turns if self.faults.has_ptz else ''}</trt:Profiles>"
            for token, size in _PROFILES.items()
        )
        return f"<trt:GetProfilesResponse>{rows}</trt:GetProfilesResponse>"

    def _snapshot_uri(self, text: str, host: str) -> str:
        address = f"http://{escape(host)}{PICTURE_PATH}?{self._profile(text)}"
        return (
            f"<trt:GetSnapshotUriResponse><trt:MediaUri><tt:Uri>{address}</tt:Uri>"
            "<tt:InvalidAfterConnect>false</tt:InvalidAfterConnect>"
            "<tt:InvalidAfterReboot>false</tt:InvalidAfterReboot><tt:Timeout>PT60S</tt:Timeout>"
            "</trt:MediaUri></trt:GetSnapshotUriResponse>"
        )

    def _presets(self, text: str, host: str) -> str:
        self._profile(text)
        own = {self.faults.preset_form.format(memory): f"Preset {memory}" for memory in self._camera.presets}
        rows = "".join(
            f'<tptz:Preset token="{escape(token)}"><tt:Name>{escape(name)}</tt:Name></tptz:Preset>'
            for token, name in (own | self.faults.more_presets).items()
        )
        return f"<tptz:GetPresetsResponse>{rows}</tptz:GetPresetsResponse>"

    def _goto(self, text: str, host: str) -> str:
        self._profile(text)
        by_token = {self.faults.preset_form.format(memory): memory for memory in self._camera.presets}
        self._camera.turn_to(by_token[_field(text, "PresetToken")])
        return "<tptz:GotoPresetResponse/>"

    def _status(self, text: str, host: str) -> str:
        self._profile(text)
        pan, tilt, zoom = self._camera.place
        spaces = "http://www.onvif.org/ver10/tptz"
        position = (
            f'<tt:Position><tt:PanTilt x="{pan / _STEPS:.5f}" y="{tilt / _STEPS:.5f}" '
            f'space="{spaces}/PanTiltSpaces/PositionGenericSpace"/><tt:Zoom x="{zoom / _ZOOM_STEPS:.5f}" '
            f'space="{spaces}/ZoomSpaces/PositionGenericSpace"/></tt:Position>'
        )
        word = "MOVING" if self._camera.is_turning else "IDLE"
        moves = f"<tt:MoveStatus><tt:PanTilt>{word}</tt:PanTilt><tt:Zoom>{word}</tt:Zoom></tt:MoveStatus>"
        parts = (position if self.faults.tells_position else "") + (moves if self.faults.tells_moves else "")
        at = f"<tt:UtcTime>{self._now():%Y-%m-%dT%H:%M:%SZ}</tt:UtcTime>"
        return (
            f"<tptz:GetStatusResponse><tptz:PTZStatus>{parts}{at}</tptz:PTZStatus></tptz:GetStatusResponse>"
        )

    def _profile(self, text: str) -> str:
        """Return the profile that is asked about. Raises LookupError where there is none of that token."""
        token = _field(text, "ProfileToken")
        if token not in _PROFILES:
            raise LookupError
        return token


def _field(text: str, name: str) -> str:
    found = re.search(rf"<(?:\w+:)?{name}\b[^>]*>([^<]*)<", text)
    return unescape(found[1].strip()) if found else ""


def _envelope(body: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{head}<env:Envelope {_NAMES}><env:Body>{body}</env:Body></env:Envelope>".encode()


def _fault(subcode: str, words: str) -> Answer:
    body = (
        "<env:Fault><env:Code><env:Value>env:Sender</env:Value><env:Subcode>"
        f"<env:Value>{subcode}</env:Value></env:Subcode></env:Code>"
        f'<env:Reason><env:Text xml:lang="en">{words}</env:Text></env:Reason></env:Fault>'
    )
    return Answer(400, _envelope(body), _SOAP)
