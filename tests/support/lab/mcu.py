"""A real MCU and real endpoints in the lab: Debian sid's Asterisk in the centre, a baresip in each site."""

import json
import socket
import subprocess
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from tests.support.lab.asterisk import AMI_PORT, FOLDER, WITNESS, WITNESS_SECRET, AsteriskProcess
from tests.support.lab.freezing import frozen
from tests.support.lab.namespaces import Namespaces, inside
from tests.support.lab.plan import CENTRE_ADDRESS, LabSite
from tests.support.signalling.peers import self_signed_pem
from tests.support.wait import until

CONFERENCE = "giaoban"
SECOND = "phongb"
"""Another conference of the same MCU; its chair is whoever the console says."""
CONSOLE, CONSOLE_SECRET = "console", "lab-console-secret"
WATCHER, WATCHER_SECRET = "watcher", "lab-watcher-secret"
"""An account as the console's, that may also ask who is registered."""
READER, READER_SECRET = "reader", "lab-reader-secret"
NO_MEDIA_S = 3

_CONFIG = {
    "manager.conf": f"""[general]
enabled = yes
bindaddr = {CENTRE_ADDRESS}
port = {AMI_PORT}
[{CONSOLE}]
secret = {CONSOLE_SECRET}
read = call,reporting
write = call,reporting,originate
[{WATCHER}]
secret = {WATCHER_SECRET}
read = call,reporting,system
write = call,reporting,originate,system
[{WITNESS}]
secret = {WITNESS_SECRET}
read = all
write = all
[{READER}]
secret = {READER_SECRET}
read = call,reporting
write = reporting
""",
    "extensions.conf": f"""[site]
exten => {CONFERENCE},1,ConfBridge({CONFERENCE},default_bridge,default_user)
exten => {SECOND},1,ConfBridge({SECOND},default_bridge,default_user)
[chair]
exten => {CONFERENCE},1,ConfBridge({CONFERENCE},default_bridge,chair)
[cascade]
exten => _X.,1,Set(CALLERID(num)=${{EXTEN}})
same => n,ConfBridge({CONFERENCE},default_bridge,default_user)
""",
}
_TRANSPORT = f"""[udp]
type = transport
protocol = udp
bind = {CENTRE_ADDRESS}
[tcp]
type = transport
protocol = tcp
bind = {CENTRE_ADDRESS}
[tls]
type = transport
protocol = tls
bind = {CENTRE_ADDRESS}:5061
cert_file = /mnt/mcu.pem
priv_key_file = /mnt/mcu.pem
method = tlsv1_2
"""
CERTIFICATE_UNTIL = datetime(2035, 1, 1, tzinfo=UTC)
_ENDPOINT = """[{number}]
type = endpoint
context = {context}
aors = {number}
disallow = all
allow = g722,vp8
direct_media = no
callerid = "{name}" <{number}>
rtp_timeout = {rtp_timeout}
[{number}]
type = aor
contact = sip:{number}@{address}
[{number}]
type = identify
endpoint = {number}
match = {address}
"""
UNREGISTERED = "khongdangky"
_UNREGISTERED = f"""[{UNREGISTERED}]
type = endpoint
context = site
aors = {UNREGISTERED}
disallow = all
allow = g722
[{UNREGISTERED}]
type = aor
max_contacts = 1
"""
# Its own picture and sound are as coarse as it takes: eleven and Asterisk cost a sixth of a core.
_BARESIP = """poll_method epoll
call_max_calls 4
audio_player aubridge,out
audio_source ausine,{hertz}
ausrc_srate 48000
auplay_srate 16000
ausrc_channels 1
auplay_channels 1
video_source fakevideo,nil
video_display fakevideo,nil
video_size 176x144
video_bitrate 100000
video_fps 1
net_interface {address}
sip_listen {address}:5060
module_path /usr/lib/baresip/modules
module g722.so
module vp8.so
module ausine.so
module aubridge.so
module fakevideo.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen {address}:4444
"""


def why_not() -> str:
    """Why Debian sid could not be installed here today: the one reason to go without the MCU. Empty where it
    is there, and where nobody tried (then whoever needs it fails)."""
    why = FOLDER.with_name(FOLDER.name + ".why")
    return why.read_text("utf-8").strip() if why.exists() else ""


def number_of(site: LabSite) -> str:
    """What the site is known by in the conference."""
    return f"0214000{site.number:04}"


def name_of(site: LabSite) -> str:
    return f"Điểm {site.id}"


class Asterisk(AsteriskProcess):
    """The MCU, in a folder of its own for this run. The first site is the chair's; the last one's call ends
    after NO_MEDIA_S without media, the others' never."""

    def __init__(self, namespaces: Namespaces, sites: Sequence[LabSite]) -> None:
        super().__init__(
            namespaces,
            "centre",
            CENTRE_ADDRESS,
            _CONFIG | {"pjsip.conf": _sip(sites), "mcu.pem": self_signed_pem(CERTIFICATE_UNTIL)},
        )


def _sip(sites: Sequence[LabSite]) -> str:
    ends = [
        _ENDPOINT.format(
            context="chair" if site is sites[0] else "site",
            name=name_of(site),
            number=number_of(site),
            address=site.address("codec"),
            rtp_timeout=NO_MEDIA_S if site is sites[-1] else 0,
        )
        for site in sites
    ]
    return "\n".join([_TRANSPORT, *ends, _UNREGISTERED])


class Endpoint:
    """The codec of one site. It answers by itself; `crashes` counts how often it had to be started again."""

    def __init__(self, namespaces: Namespaces, site: LabSite) -> None:
        self.site = site
        self.crashes = 0
        self._namespaces = namespaces
        self._folder = namespaces.folder / f"{site.id}-codec"
        self._folder.mkdir(exist_ok=True)
        address = site.address("codec")
        config = _BARESIP.format(address=address, hertz=300 + 20 * site.number)
        (self._folder / "config").write_text(config)
        account = f'"{name_of(site)}" <sip:{number_of(site)}@{address}>;regint=0;answermode=auto'
        (self._folder / "accounts").write_text(f"{account}\n")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        argv = ["sh", "-c", f"ulimit -c 0; exec baresip -4 -f {self._folder}"]
        with (self._folder / "said").open("wb") as said:
            self._process = subprocess.Popen(
                self._namespaces.command(self.site.id, argv),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )

    def call(self, conference: str = CONFERENCE) -> None:
        """Call into a conference; who hangs already calls anew."""
        self._order("dial", f"sip:{conference}@{CENTRE_ADDRESS}")

    def register(self, number: str) -> None:
        """Register at the MCU under a number of its own, beside the site's."""
        self._order("uanew", f"<sip:{number}@{CENTRE_ADDRESS}>;regint=60;answermode=auto")

    def unregister(self, number: str) -> None:
        self._order("uadel", f"sip:{number}@{CENTRE_ADDRESS}")

    def hang_up(self) -> None:
        self._order("hangup")

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=60)

    def mute(self) -> None:
        """The room's own microphone; a toggle."""
        self._order("mute")

    def frozen(self) -> AbstractContextManager[None]:
        return frozen(self._process)

    def _order(self, command: str, params: str = "") -> None:
        """Once, since to mute is a toggle and to dial is a call; again only where it crashed meanwhile."""
        text = json.dumps({"command": command, "params": params, "token": "lab"})
        for _ in range(2):
            self.revive()
            try:
                self._send(f"{len(text)}:{text},".encode())
                return
            except ConnectionError:
                continue
        raise RuntimeError(f"baresip of {self.site.id} takes no order: {(self._folder / 'said').read_text()}")

    def _send(self, netstring: bytes) -> None:
        with inside(self._namespaces, self.site.id):
            link = socket.socket()
        with link:
            link.settimeout(30)
            until(lambda: link.connect_ex((self.site.address("codec"), 4444)) == 0, "baresip listens")
            link.sendall(netstring)
            heard = b""
            while b'"response":true' not in heard:
                piece = link.recv(4096)
                if not piece:
                    raise ConnectionResetError("baresip ended before it answered")
                heard += piece

    def revive(self) -> bool:
        """It may crash: started again once, and counted. True if it had to be."""
        assert self._process is not None
        has_crashed = self._process.poll() is not None and not self.crashes
        if has_crashed:
            self.crashes += 1
            self.start()
        return has_crashed
