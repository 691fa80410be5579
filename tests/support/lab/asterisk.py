"""An Asterisk of Debian sid in one namespace of the lab, with a client of the tests' own."""

import re
import subprocess
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from tests.support.conference.ami_raw import RawAmi
from tests.support.lab.freezing import frozen
from tests.support.lab.namespaces import Namespaces, inside
from tests.support.wait import until

FOLDER = Path("/var/tmp/gbdt-asterisk-sid")
AMI_PORT = 5038
WITNESS, WITNESS_SECRET = "witness", "lab-witness-secret"
_LAST = b"CoreStatus"
"""An action that the console never asks for, and no test."""
_RAN = re.compile(rb"manager\.c: Running action '(.*)'$", re.MULTILINE)
_MODULES = (
    "app_confbridge", "app_mixmonitor", "bridge_builtin_features", "bridge_builtin_interval_features",
    "bridge_simple", "bridge_softmix", "chan_pjsip", "codec_g722", "codec_resample", "codec_ulaw",
    "format_wav", "func_callerid", "pbx_config", "res_format_attr_vp8", "res_pjproject", "res_pjsip",
    "res_pjsip_caller_id", "res_pjsip_endpoint_identifier_ip", "res_pjsip_endpoint_identifier_user",
    "res_pjsip_pubsub", "res_pjsip_registrar", "res_pjsip_sdp_rtp",
    "res_pjsip_session", "res_rtp_asterisk", "res_sorcery_astdb", "res_sorcery_config",
    "res_sorcery_memory", "res_timing_timerfd",
)  # fmt: skip
_GENERAL = {
    "asterisk.conf": """[directories]
astetcdir => /mnt
astvarlibdir => /mnt
astdbdir => /mnt
astkeydir => /mnt
astspooldir => /mnt
astrundir => /mnt
astlogdir => /mnt
""",
    "modules.conf": "\n".join(["[modules]", "autoload=no", *(f"load = {name}.so" for name in _MODULES), ""]),
    "logger.conf": "[general]\n[logfiles]\nfull => notice,warning,error,verbose,debug\n",
    "confbridge.conf": """[general]
[default_bridge]
type = bridge
mixing_interval = 80
video_mode = follow_talker
[default_user]
type = user
quiet = yes
announce_only_user = no
talk_detection_events = yes
dsp_silence_threshold = 400
[chair](default_user)
admin = yes
""",
}


class AsteriskProcess:
    """Asterisk over these files of configuration, beside what all have, in a folder of its own for this run.

    Its manager interface, which the files open for WITNESS, is at `address`.
    """

    def __init__(self, namespaces: Namespaces, where: str, address: str, files: Mapping[str, str]) -> None:
        """`where`: the namespace, by its short name."""
        self._namespaces = namespaces
        self._where = where
        self._address = address
        self._folder = namespaces.folder / f"{where}-asterisk"
        self._folder.mkdir(exist_ok=True)
        self._log = self._folder / "full"
        self._log.unlink(missing_ok=True)
        for name, text in (_GENERAL | files).items():
            (self._folder / name).write_text(text, encoding="utf-8")
        self._process: subprocess.Popen[bytes] | None = None
        self._client: RawAmi | None = None

    def start(self) -> None:
        """Start, and wait until it is booted."""
        steps = (
            "hostname mcu",
            f"mount --bind {self._folder} {FOLDER}/mnt",
            f"exec chroot {FOLDER} /usr/sbin/asterisk -f -C /mnt/asterisk.conf",
        )
        argv = ["unshare", "--uts", "sh", "-c", " && ".join(steps)]
        with (self._folder / "said").open("wb") as said:
            self._process = subprocess.Popen(
                self._namespaces.command(self._where, argv),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        until(self._is_booted, "Asterisk is booted")

    def witness(self) -> RawAmi:
        """Another client, that shares no code with ours."""
        with inside(self._namespaces, self._where):
            return RawAmi(self._address, AMI_PORT, WITNESS, WITNESS_SECRET)

    def mark(self) -> int:
        """A place in its log behind all that it has run, to look only at what comes later."""
        size = self._log.stat().st_size
        return size + self._ran(size)[-1].end()

    def actions(self, mark: int = 0) -> list[str]:
        """The names of the manager actions it has run since that place, oldest first, by its own log."""
        return [one[1].decode() for one in self._ran(mark) if one[1] != _LAST]

    def frozen(self) -> AbstractContextManager[None]:
        return frozen(self._process)

    def crash(self) -> None:
        """End it at once, with all its calls; `start` starts it again."""
        assert self._process is not None
        self._end_client()
        self._process.kill()
        self._process.wait(timeout=60)

    def close(self) -> None:
        """End it; the namespaces' closing ends what does not obey."""
        self._end_client()
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=60)

    def _end_client(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _ran(self, mark: int) -> list[re.Match[bytes]]:
        """What it ran since that place, up to a last action of ours.

        It writes its log in a thread of its own, which a busy machine lets wait.
        """
        assert self._client is not None
        before = self._log.stat().st_size - mark
        self._client.ask(_LAST.decode())
        ran: list[re.Match[bytes]] = []

        def is_written() -> bool:
            with self._log.open("rb") as log:
                log.seek(mark)
                ran[:] = _RAN.finditer(log.read())
            while ran and ran[-1][1] != _LAST:
                ran.pop()
            return bool(ran) and ran[-1].start() >= before

        until(is_written, "Asterisk has written its log")
        return ran

    def _is_booted(self) -> bool:
        """As soon as a client gets in. From then on its log tells every manager action."""
        assert self._process is not None
        if self._process.poll() is not None:
            raise RuntimeError(f"Asterisk ended: {(self._folder / 'said').read_text()}")
        self._end_client()
        try:
            self._client = self.witness()
            self._client.ask("Events", EventMask="off")
            self._client.command("core waitfullybooted")
            self._client.command("core set debug 1 manager")
        except OSError:
            return False
        return True
