"""Reads the answers of a camera: its clock, services, profiles, presets and where it looks."""

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.rooms.room import CameraPosition
from gbdt_console.devices.safe_xml import Element

_LONGEST_TOKEN = 64
"""Limit of a token, characters (tt:ReferenceToken)."""
_LONGEST_PATH = 1_024
_GENERIC_STEPS, _DEGREE_STEPS, _ZOOM_STEPS = 2_500, 14.4, 0x4000
"""Steps of a CameraPosition: of 1.0 of the generic space (180 degrees at most), a degree, the lens."""
_NUMBER = re.compile(r"[^\d]*?0*(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Profile:
    """One media profile.

    pixels: width by height of its pictures; None where it does not tell
    """

    token: str
    can_turn: bool
    pixels: int | None


@dataclass(frozen=True, slots=True)
class PtzStatus:
    """What a camera tells of itself.

    position: where it looks; None where it does not tell, or in a space that is not known
    is_moving: None where it does not tell
    """

    position: CameraPosition | None
    is_moving: bool | None


@dataclass(frozen=True, slots=True)
class WebPlace:
    """Where something is at the camera itself; the host of its address does not count.

    port: None where it is the port of the protocol
    """

    scheme: str
    port: int | None
    path: str


def clock_of(answer: Element) -> datetime | None:
    """Return the camera's UTC of GetSystemDateAndTime; None where it tells none."""
    for kind in ("UTCDateTime", "LocalDateTime"):
        found = answer.at("SystemDateAndTime", kind)
        parts = [
            found.text_at(*path) if found is not None else ""
            for path in (
                ("Date", "Year"), ("Date", "Month"), ("Date", "Day"),
                ("Time", "Hour"), ("Time", "Minute"), ("Time", "Second"),
            )
        ]  # fmt: skip
        if all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
            try:
                return datetime(*map(int, parts[:5]), min(59, int(parts[5])), tzinfo=UTC)  # type: ignore[arg-type, misc]
            except ValueError:
                return None
    return None


def service_place(answer: Element, service: str) -> WebPlace | None:
    """Return the place of 'Media' or 'PTZ' by GetCapabilities; None where the camera has none."""
    return place_at(answer, "Capabilities", service, "XAddr")


def place_at(answer: Element, *path: str) -> WebPlace | None:
    """Return the place that is told at that path of an answer; None where there is none."""
    found = answer.at(*path)
    return None if found is None else place_of(found.text.strip())


def place_of(url: str) -> WebPlace | None:
    """Return path and port of an address; None for anything else.

    Behind address translation cameras tell a host that nobody can reach, and a hostile one could name any.
    """
    if len(url) > _LONGEST_PATH or not url.isascii() or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    path = parts.path or "/"
    return WebPlace(parts.scheme, port, f"{path}?{parts.query}" if parts.query else path)


def profiles_of(answer: Element) -> tuple[Profile, ...]:
    """Return the profiles of GetProfiles that have a token."""
    return tuple(
        Profile(token, found.at("PTZConfiguration") is not None, _pixels(found))
        for found in answer.all("Profiles")
        if (token := _token(found))
    )


def _pixels(profile: Element) -> int | None:
    size = ("VideoEncoderConfiguration", "Resolution")
    sides = [profile.text_at(*size, side) for side in ("Width", "Height")]
    if not all(re.fullmatch(r"[0-9]{1,5}", side) for side in sides):
        return None
    return int(sides[0]) * int(sides[1]) or None


def presets_of(answer: Element) -> dict[int, str]:
    """Return the token of each preset by its number, as GetPresets tells them.

    The number is that of its token ('3', 'preset_03'), else that in front of its name. A number that two
    tokens, or two names, claim is nobody's.
    """
    found = [(token, one.text_at("Name")) for one in answer.all("Preset") if (token := _token(one))]
    by_token = _numbered((_number(token, whole=True), token) for token, _ in found)
    by_name = _numbered((_number(name, whole=False), token) for token, name in found)
    taken = set(by_token.values())
    return {n: token for n, token in by_name.items() if token not in taken} | by_token


def _number(text: str, *, whole: bool) -> int | None:
    found = _NUMBER.fullmatch(text) if whole else re.match(r"0*(\d{1,3})\b", text)
    return int(found[1]) if found else None


def _numbered(found: Iterable[tuple[int | None, str]]) -> dict[int, str]:
    tokens: dict[int, str] = {}
    doubtful = set[int]()
    for number, token in found:
        if number is None:
            continue
        if number in tokens:
            doubtful.add(number)
        tokens[number] = token
    return {number: token for number, token in tokens.items() if number not in doubtful}


def status_of(answer: Element) -> PtzStatus:
    """Return what GetStatus tells."""
    status = answer.at("PTZStatus")
    if status is None:
        return PtzStatus(None, None)
    moves = {status.text_at("MoveStatus", kind) for kind in ("PanTilt", "Zoom")}
    is_moving = True if "MOVING" in moves else False if "IDLE" in moves else None
    return PtzStatus(_position(status), is_moving)


def _position(status: Element) -> CameraPosition | None:
    turned, zoom = status.at("Position", "PanTilt"), status.at("Position", "Zoom")
    if turned is None:
        return None
    space = turned.attributes.get("space", "").rpartition("/")[2] or "PositionGenericSpace"
    steps, limit = {
        "PositionGenericSpace": (float(_GENERIC_STEPS), 1.0),
        "SphericalPositionSpaceDegrees": (_DEGREE_STEPS, 360.0),
    }.get(space, (0.0, 0.0))
    pan, tilt = (_figure(turned, axis, limit) for axis in ("x", "y"))
    lens = 0.0 if zoom is None else _figure(zoom, "x", 1.0)
    if pan is None or tilt is None or lens is None:
        return None
    return CameraPosition(round(pan * steps), round(tilt * steps), round(lens * _ZOOM_STEPS))


def _figure(element: Element, axis: str, limit: float) -> float | None:
    """Return a figure between these limits; None for any other text."""
    text = element.attributes.get(axis, "")
    if not re.fullmatch(r"[+-]?[0-9]{0,6}\.?[0-9]{1,12}(?:[eE][+-]?[0-9]{1,2})?", text.strip()):
        return None
    value = float(text)
    return value if math.isfinite(value) and abs(value) <= limit else None


def _token(element: Element) -> str:
    """Return the element's token; empty where it has none, or one that is no token."""
    token = element.attributes.get("token", "")
    return token if len(token) <= _LONGEST_TOKEN and token.isprintable() else ""
