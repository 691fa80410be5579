"""Asks a browser for the wall's PIN, and knows it again."""

import logging
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import jinja2
from aiohttp import web

from gbdt_console.cli.web.page_look import PageLook
from gbdt_console.cli.web.page_policy import HAS_FORM
from gbdt_console.cli.web.place import Place
from gbdt_console.cli.web.wall_login import TICKET_LASTS_S, WallLogin

LOGIN_PATH = "/login"
_COOKIE = "gbdt-wall"
_SITE_BITS = 64
"""Leading bits of an IPv6 address that name a network; one machine has all addresses of it."""
log = logging.getLogger(__name__)


class LoginDoor:
    """Stands before everything but the page's own files."""

    def __init__(self, login: WallLogin, place: Place, page: jinja2.Template) -> None:
        self._login, self._place = login, place
        self._page = page
        self._is_encrypted = place.public_url.startswith("https:")

    def is_in(self, request: web.Request) -> bool:
        return self._login.is_in(request.cookies.get(_COOKIE, ""))

    def renew(self, request: web.Request, response: web.StreamResponse) -> None:
        """Give a browser a new ticket in the place of an old one."""
        if self._login.is_to_renew(request.cookies.get(_COOKIE, "")):
            self._give_ticket(response)

    def ask(self, request: web.Request, look: PageLook, refusal: str = "") -> web.Response:
        """Answer the page that asks for the PIN; `refusal` is the code of why the last one was refused."""
        request[HAS_FORM] = True
        text = self._page.render(look=look, refusal=refusal)
        is_late = refusal not in ("", "verb.serve-pin-wrong")
        status = HTTPStatus.TOO_MANY_REQUESTS if is_late else HTTPStatus.FORBIDDEN
        return web.Response(text=text, content_type="text/html", charset="utf-8", status=status)

    async def take(self, request: web.Request, look: PageLook) -> web.Response:
        """Take a PIN. The guesser's address is logged, never what was typed."""
        given = (await request.post()).get("pin", "")
        guesser = self._guesser(request)
        refusal = self._login.refusal(given if isinstance(given, str) else "", guesser)
        if refusal:
            log.warning("a PIN for the wall was refused (%s), from %s", refusal.rpartition(".")[2], guesser)
            return self.ask(request, look, refusal)
        # Relative: only the proxy knows below which path browsers see the page.
        answer = web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": f"./{look.query}"})
        self._give_ticket(answer)
        return answer

    def _give_ticket(self, response: web.StreamResponse) -> None:
        """Set the cookie for the page's own path, which is the proxy's."""
        response.set_cookie(
            _COOKIE,
            self._login.ticket(),
            max_age=TICKET_LASTS_S,
            path=None,  # type: ignore[arg-type]
            httponly=True,
            secure=self._is_encrypted,
            samesite="Lax",
        )

    def _guesser(self, request: web.Request) -> str:
        """Return the address of who guesses; of an IPv6 address its network.

        The proxy of this machine appends the address that it saw; what stands before it anybody may write.
        """
        peer = _address(request.remote or "")
        if peer is not None and peer.is_loopback and self._place.public_url:
            seen = ",".join(request.headers.getall("X-Forwarded-For", ()))
            peer = _address(seen.rpartition(",")[2].strip()) or peer
        if isinstance(peer, IPv6Address):
            return str(IPv6Network((peer, _SITE_BITS), strict=False))
        return str(peer)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
