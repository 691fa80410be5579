"""Asks one camera: one request at a time for its services, and a connection of its own for pictures.

A login counts only for the camera's own clock, which is often wrong. So that is asked first, without a login
as the Core specification allows, and asked again where a login that held is refused. Cameras that want HTTP
Digest in place of the SOAP header, or beside it, say so by a challenge.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from gbdt_console.core.clock import Clock
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.onvif.answers import WebPlace, clock_of, place_of
from gbdt_console.devices.onvif.soap import (
    CONTENT_TYPE,
    OnvifLogin,
    SoapFault,
    answer_of,
    request_of,
    username_token,
)
from gbdt_console.devices.safe_xml import Element, XmlError
from gbdt_console.devices.transports.http import HttpAnswer, HttpConnection, HttpPlace
from gbdt_console.devices.transports.http_digest import DigestLogin

DEVICE = "http://www.onvif.org/ver10/device/wsdl"
MEDIA = "http://www.onvif.org/ver10/media/wsdl"
PTZ = "http://www.onvif.org/ver20/ptz/wsdl"
DEVICE_PATH = "/onvif/device_service"
"""Where every camera's device service is (Core specification, 5.1.1)."""


class OnvifClient:
    """One camera; no two of its requests run at once but for a picture beside another request."""

    def __init__(self, place: HttpPlace, login: OnvifLogin, clock: Clock) -> None:
        self._place = place
        self._login = login
        self._clock = clock
        self._digest = DigestLogin(login.user, login.password)
        self._service = HttpConnection(place)
        self._pictures: tuple[int, HttpConnection, DigestLogin] | None = None
        self._ahead = timedelta()
        self._has_held = False

    def at(self, path: str) -> WebPlace | None:
        """Return a place at the port that was configured; None where that is no path."""
        place = place_of(f"http://camera{path}") if path.startswith("/") else None
        return None if place is None else WebPlace(place.scheme, self._place.port, place.path)

    async def meet(self) -> None:
        """Ask for the camera's clock. Raises ControlError where it does not answer at all."""
        body = request_of(DEVICE, "GetSystemDateAndTime", {})
        answer = await self._posted(DEVICE_PATH, "GetSystemDateAndTime", DEVICE, body, is_command=False)
        try:
            told = clock_of(answer_of(answer.body, "GetSystemDateAndTime"))
        except (SoapFault, XmlError):
            told = None  # some cameras want a login here too (Vivotek, Panasonic): HTTP tells a time as well
        told = told or _http_time(answer)
        if told is not None:
            self._ahead = told - self._now()

    async def ask(self, path: str, namespace: str, method: str, fields: Mapping[str, str]) -> Element:
        """Ask, and once more after a lost connection. Raises ControlError."""
        return await self._asked(path, namespace, method, fields, is_command=False)

    async def order(self, path: str, namespace: str, method: str, fields: Mapping[str, str]) -> None:
        """Send a command once; it is sent again only where its login was refused. Raises ControlError.

        DENIED: the account may ask questions, but not give this command.
        """
        try:
            await self._asked(path, namespace, method, fields, is_command=True)
        except ControlError as error:
            if error.fault is ControlFault.CREDENTIALS:
                raise ControlError(ControlFault.DENIED) from None
            raise

    async def picture(self, place: WebPlace) -> bytes:
        """Return what is at that place, by the camera's own address. Raises ControlError."""
        connection, digest = self._picture_connection(place)

        async def sent() -> HttpAnswer:
            headers = digest.headers("GET", place.path)
            return await connection.send("GET", place.path, headers, b"", may_repeat=True)

        answer = await sent()
        answer = await sent() if digest.take(answer) else answer
        if answer.status in (401, 403):
            raise ControlError(ControlFault.DENIED, f"HTTP {answer.status}")
        if answer.status != 200:
            raise ControlError(ControlFault.REFUSED, f"HTTP {answer.status}")
        return answer.body

    async def close(self) -> None:
        """Close the connections; a second call does nothing."""
        await self._service.close()
        if self._pictures is not None:
            await self._pictures[1].close()

    def _picture_connection(self, place: WebPlace) -> tuple[HttpConnection, DigestLogin]:
        """Return the connection to that port; over TLS all goes to the port that was configured."""
        own = self._place
        port = own.port if own.tls is not None or place.scheme == "https" else place.port or 80
        if self._pictures is None or self._pictures[0] != port:
            connection = HttpConnection(HttpPlace(own.host, port, own.tls))
            self._pictures = port, connection, DigestLogin(self._login.user, self._login.password)
        return self._pictures[1:]

    async def _asked(
        self, path: str, namespace: str, method: str, fields: Mapping[str, str], *, is_command: bool
    ) -> Element:
        held = await self._tried(path, namespace, method, fields, is_command=is_command)
        if held is None and self._has_held:
            self._has_held = False
            await self.meet()  # its clock may have been set since
            held = await self._tried(path, namespace, method, fields, is_command=is_command)
        if held is None:
            # Not once more: some cameras lock an account after a few refusals.
            raise ControlError(ControlFault.CREDENTIALS, code="camera.login")
        self._has_held = True
        return held

    async def _tried(
        self, path: str, namespace: str, method: str, fields: Mapping[str, str], *, is_command: bool
    ) -> Element | None:
        """Return the answer; None where the login is refused. Raises ControlError for all else."""
        security = username_token(self._login, self._now() + self._ahead)
        body = request_of(namespace, method, fields, security)
        answer = await self._posted(path, method, namespace, body, is_command=is_command)
        is_refused = answer.status in (401, 403)
        try:
            return answer_of(answer.body, method)
        except SoapFault as fault:
            if is_refused or fault.is_about_login:
                return None
            raise ControlError(ControlFault.REFUSED, fault.words) from None
        except XmlError:
            if is_refused:
                return None
            if answer.status != 200:
                raise ControlError(ControlFault.REFUSED, f"HTTP {answer.status}") from None
            raise ControlError(ControlFault.MALFORMED, "not a SOAP answer") from None

    async def _posted(
        self, path: str, method: str, namespace: str, body: bytes, *, is_command: bool
    ) -> HttpAnswer:
        kind = f'{CONTENT_TYPE}; action="{namespace}/{method}"'

        async def sent() -> HttpAnswer:
            headers = {"Content-Type": kind} | dict(self._digest.headers("POST", path))
            return await self._service.send("POST", path, headers, body, may_repeat=not is_command)

        answer = await sent()
        return await sent() if self._digest.take(answer) else answer

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.utc(), UTC)


def _http_time(answer: HttpAnswer) -> datetime | None:
    """Return the time of an answer's head; None where it tells none."""
    try:
        told = parsedate_to_datetime(answer.headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return told if told.tzinfo is not None else None
