"""Names the addresses by which a browser may reach the wall."""

import ipaddress
from urllib.parse import urlsplit

from gbdt_console.core.quick_dataclass import dataclass

HERE = "127.0.0.1"
_LOOPBACK_NAMES = (HERE, "localhost", "[::1]")
_USUAL_PORTS = {"http": 80, "https": 443}


class WrongPlace(ValueError):
    """The wall cannot be served there; the text is the message code of the reason."""


@dataclass(frozen=True, slots=True)
class Place:
    """Describes where the wall is served.

    public_url: address that the office's proxy shows to browsers; empty without a proxy
    """

    bind: str = HERE
    port: int = 8765
    public_url: str = ""

    def __post_init__(self) -> None:
        """Raise WrongPlace where the address is none, or no browser could name it."""
        try:
            address = ipaddress.ip_address(self.bind)
        except ValueError:
            raise WrongPlace("verb.serve-no-address") from None
        if self.public_url and not _is_public_url(self.public_url):
            raise WrongPlace("verb.serve-no-url")
        if address.is_unspecified and not self.public_url:
            raise WrongPlace("verb.serve-needs-url")

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches it."""
        return ipaddress.ip_address(self.bind).is_loopback

    @property
    def url(self) -> str:
        """The address to open in a browser."""
        return self.public_url or f"http://{_host(self._bound, self.port, 'http')}/"

    def hosts(self) -> frozenset[str]:
        """Return the values of the header Host that are answered.

        A page of another name that was pointed at this address (DNS rebinding) sends its own name.
        """
        names = _LOOPBACK_NAMES if self.is_loopback else (*_LOOPBACK_NAMES, self._bound)
        own = {_host(name, self.port, "http") for name in (*names, self._bound)}
        return frozenset(own | {_origin(self.public_url)[1]} if self.public_url else own)

    def origins(self) -> frozenset[str]:
        """Return the values of the header Origin by which a page may open the web socket.

        Browsers let any page open a web socket to any address, and send the page's own Origin with it.
        """
        own = {f"http://{host}" for host in self.hosts()}
        return frozenset(own | {"://".join(_origin(self.public_url))} if self.public_url else own)

    @property
    def _bound(self) -> str:
        return f"[{self.bind}]" if ":" in self.bind else self.bind


def _is_public_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_plain = not (parts.username or parts.password or parts.query or parts.fragment)
    return parts.scheme in _USUAL_PORTS and bool(parts.hostname) and has_port and is_plain


def _origin(url: str) -> tuple[str, str]:
    """Return scheme and host of a URL as browsers write them."""
    parts = urlsplit(url)
    name = parts.hostname or ""
    name = f"[{name}]" if ":" in name else name
    return parts.scheme, _host(name, parts.port or _USUAL_PORTS[parts.scheme], parts.scheme)


def _host(name: str, port: int, scheme: str) -> str:
    return name.lower() if port == _USUAL_PORTS[scheme] else f"{name.lower()}:{port}"
