"""A real Kamailio on loopback: a registrar that answers OPTIONS and tells by JSON-RPC who is registered."""

import socket
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from tests.support.signalling.peers import self_signed_pem
from tests.support.wait import until

HOST, USER, PASSWORD = "127.0.0.126", "dieuhanh", "zq-registrar-password"
UNTIL = datetime(2035, 1, 1, tzinfo=UTC)

_SCRIPT = """#!KAMAILIO
debug=1
log_stderror=yes
children=1
tcp_children=2
auto_aliases=no
tcp_accept_no_cl=yes
enable_tls=yes
listen=udp:{host}:{sip}
listen=tcp:{host}:{sip}
listen=tls:{host}:{tls}
listen=tcp:{host}:{http}
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "siputils.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "xhttp.so"
loadmodule "jsonrpcs.so"
loadmodule "tls.so"
modparam("jsonrpcs", "transport", 1)
modparam("usrloc", "timer_interval", 3600)
modparam("registrar", "min_expires", 1)
modparam("tls", "tls_method", "TLSv1.2+")
modparam("tls", "private_key", "{pem}")
modparam("tls", "certificate", "{pem}")
request_route {{
  if ($rm == "REGISTER") {{ save("location"); exit; }}
  if ($rm == "OPTIONS") {{ sl_send_reply("200", "OK"); exit; }}
  sl_send_reply("405", "Method Not Allowed");
}}
event_route[xhttp:request] {{
  if ($hu == "/open") {{ jsonrpc_dispatch(); exit; }}
  if ($hdr(Authorization) != "Basic {account}") {{
    xhttp_reply("401", "Unauthorized", "text/plain", "no");
    exit;
  }}
  if ($hu == "/RPC") {{ jsonrpc_dispatch(); }} else {{ xhttp_reply("404", "Not Found", "text/plain", "no"); }}
}}
"""


class Registrar:
    """Ports of the running server: SIP over UDP and TCP, SIP over TLS, JSON-RPC over HTTP."""

    def __init__(self) -> None:
        self.sip, self.tls, self.http = _free_ports(3)

    def register(self, name: str, expires_s: int) -> None:
        """Register by one REGISTER of our own; with 0 s it goes again."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
            phone.settimeout(30)
            phone.connect((HOST, self.sip))
            host, port = phone.getsockname()
            lines = (
                f"REGISTER sip:{HOST} SIP/2.0",
                f"Via: SIP/2.0/UDP {host}:{port};branch=z9hG4bK{name}{expires_s}",
                f"From: <sip:{name}@{HOST}>;tag=1",
                f"To: <sip:{name}@{HOST}>",
                f"Call-ID: {name}@{port}",
                "CSeq: 1 REGISTER",
                f"Contact: <sip:{name}@{HOST}:{port}>",
                f"Expires: {expires_s}",
                "Max-Forwards: 70",
                "Content-Length: 0",
            )
            phone.send("".join(f"{line}\r\n" for line in (*lines, "")).encode())
            assert phone.recv(4096).startswith(b"SIP/2.0 200")


@contextmanager
def running(folder: Path) -> Iterator[Registrar]:
    registrar = Registrar()
    pem = folder / "kamailio.pem"
    pem.write_text(self_signed_pem(UNTIL))
    account = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    script = folder / "kamailio.cfg"
    script.write_text(
        _SCRIPT.format(
            host=HOST, sip=registrar.sip, tls=registrar.tls, http=registrar.http, account=account, pem=pem
        )
    )
    said = folder / "kamailio.log"
    with said.open("wb") as log:
        server = subprocess.Popen(
            ["/usr/sbin/kamailio", "-f", script, "-DD", "-E", "-w", folder, "-Y", folder],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        until(lambda: _listens(registrar.http) or server.poll() is not None, "Kamailio listens")
        assert server.poll() is None, said.read_text()
        yield registrar
    finally:
        server.terminate()
        server.wait(timeout=30)


@contextmanager
def registering(
    folder: Path, registrar: Registrar, name: str, expires_s: int
) -> Iterator["subprocess.Popen[bytes]"]:
    """A real baresip is registered under that name until it is stopped, and then takes itself out.

    It would not before it has read that it is registered.
    """
    (folder / "config").write_text(
        f"sip_listen {HOST}:0\nmodule_path /usr/lib/baresip/modules\nmodule stdio.so\nmodule_app account.so\n"
    )
    account = f"<sip:{name}@{HOST}:{registrar.sip}>;regint={expires_s};auth_pass=none;audio_codecs="
    (folder / "accounts").write_text(f"{account}\n")
    with (folder / "baresip.log").open("wb") as log:
        codec = subprocess.Popen(
            ["baresip", "-4", "-f", folder], stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        until(lambda: " 200 OK " in (folder / "baresip.log").read_text(), "baresip is registered")
        yield codec
    finally:
        codec.terminate()
        codec.wait(timeout=30)


def _listens(port: int) -> bool:
    with socket.socket() as link:
        return link.connect_ex((HOST, port)) == 0


def _free_ports(count: int) -> list[int]:
    """Ports that are free for UDP and TCP, on an address of loopback that no other test uses."""
    with ExitStack() as held:
        ports: list[int] = []
        while len(ports) < count:
            stream = held.enter_context(socket.socket())
            stream.bind((HOST, 0))
            datagrams = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            with suppress(OSError):
                datagrams.bind(stream.getsockname())
                ports.append(stream.getsockname()[1])
        return ports
