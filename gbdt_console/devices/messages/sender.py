"""Has one message sent by a child process, for a limited time."""

import asyncio
import json
import os
import sys
from contextlib import suppress
from typing import Protocol

from gbdt_console.core.notify.rules import Channel, SendFault, SendOutcome
from gbdt_console.devices.messages import send_child

_LONGEST_S = 30.0
"""Limits one attempt: a mail server that greets slowly takes ten seconds."""
_AT_ONCE = 3
"""Limits the children at one time: each has 45 MB."""
_KEPT = ("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "TZ")
"""Limits what a child gets of the environment, which holds secrets."""


class MessageSender(Protocol):
    async def send(self, channel: Channel, title: str, text: str) -> SendOutcome:
        """Send one message and return how that ended; without a text only read the channel's address."""
        ...


class ChildSender:
    """Sends with a child for each message; its address goes by a pipe, so that no process list has it."""

    def __init__(self, longest_s: float = _LONGEST_S) -> None:
        self._longest_s = longest_s
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def send(self, channel: Channel, title: str, text: str) -> SendOutcome:
        order = json.dumps({"url": channel.url.reveal(), "title": title, "text": text})
        async with self._places:
            try:
                return await self._by_child(order.encode())
            except OSError:
                return SendOutcome(SendFault.NO_CHILD)

    async def _by_child(self, order: bytes) -> SendOutcome:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-m", send_child.__name__,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            cwd="/", start_new_session=True,
        )  # fmt: skip
        try:
            async with asyncio.timeout(self._longest_s):
                answer, _ = await child.communicate(order)
            return SendOutcome(*json.loads(answer))
        except TimeoutError:
            return SendOutcome(SendFault.TOO_LONG)
        except (ValueError, TypeError):  # it died, or wrote something else
            return SendOutcome(SendFault.REFUSED)
        finally:
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    child.kill()
                await child.wait()
