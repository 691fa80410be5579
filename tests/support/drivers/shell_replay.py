"""A Cisco codec's shell over SSH that says again what a recording of `record --control` has."""

import json
import re
from collections.abc import Sequence

import asyncssh

from gbdt_console.devices.recording.tape import Piece

_TAG = re.compile(r'\s*\|\s*resultid="([^"]*)"\s*$', re.IGNORECASE)
_DECODER = json.JSONDecoder()


class ShellReplay:
    """One codec; `missed` takes what it was asked and never recorded."""

    def __init__(self, pieces: Sequence[Piece], missed: list[bytes]) -> None:
        self._missed = missed
        link = pieces[0].link
        said, asked = (
            b"".join(piece.data for piece in pieces if piece.link == link and piece.is_to_device is way)
            for way in (False, True)
        )
        text, _, documents = said.decode("utf-8", "replace").partition("{")
        self._welcome, _, self._echo = text.rpartition("OK")[0].rpartition("OK")
        documents, answers = "{" + documents, dict[str, dict[str, object]]()
        while documents.strip():
            document, end = _DECODER.raw_decode(documents.lstrip())
            documents = documents.lstrip()[end:]
            answers[document.get("ResultId", "")] = document
        self._answers = {
            _TAG.sub("", line): answers[tag[1]]
            for line in asked.decode("utf-8", "replace").splitlines()
            if (tag := _TAG.search(line)) is not None and tag[1] in answers
        }

    def _said_to(self, line: str) -> str:
        tag = _TAG.search(line)
        if tag is None:  # the switch to JSON is answered by nothing
            return "OK\n" if line.startswith("echo") else ""
        found = self._answers.get(_TAG.sub("", line))
        if found is None:
            self._missed.append(line.encode())
            return ""
        return json.dumps(found | {"ResultId": tag[1]}, indent=2) + "\n"

    async def _serve(self, process: "asyncssh.SSHServerProcess[str]") -> None:
        process.stdout.write(f"{self._welcome}OK\n\n")
        async for line in process.stdin:
            process.stdout.write(self._said_to(line.rstrip("\n")))
        process.close()

    async def listen(self, host: str) -> asyncssh.SSHAcceptor:
        """Listen; everybody is let in."""
        return await asyncssh.listen(
            host, 0, server_factory=_Open, process_factory=self._serve, line_editor=False,
            server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")], config=None,
        )  # fmt: skip


class _Open(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return False
