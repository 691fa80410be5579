"""A headless Chromium, driven over its DevTools web socket, and what its pages show."""

import asyncio
import base64
import os
import shutil
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

from tests.support.terminal.emulator import Screen, Stream

PROGRAM = shutil.which("chromium-headless-shell") or "chromium-headless-shell"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--remote-debugging-port=0",
)  # fmt: skip
LIMIT_S = 60
LOOK_EVERY_S = 0.05
_DROPPED_AFTER_S = 5.0
"""A busy console drops keys that waited for some seconds: what brought nothing by then is pressed again."""
_LISTENS = b"DevTools listening on "
_NAVIGATED = "Inspected target navigated"
"""What Chromium answers of a page that another took the place of meanwhile."""


class Page:
    """One tab: what it asked for, and the console that its terminal shows."""

    def __init__(self, browser: "Browser", session: str, profile: str) -> None:
        """`profile` is whose browser it is."""
        self._browser, self._session = browser, session
        self.profile = profile
        self.requested: list[str] = []
        self.screen = Screen(200, 100)
        self._stream = Stream(self.screen)
        self._changed = asyncio.Event()

    async def say(self, method: str, **params: Any) -> dict[str, Any]:
        return await self._browser.say(method, self._session, **params)

    def text(self) -> str:
        return "\n".join(self.screen.display)

    def hear(self, method: str, params: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.requested.append(params["request"]["url"])
        if method == "Network.webSocketCreated":
            self.requested.append(params["url"])
        if method == "Network.webSocketFrameReceived" and params["response"]["opcode"] == 2:
            self._stream.feed(base64.b64decode(params["response"]["payloadData"]))
        self._changed.set()

    async def wait_until(self, condition: Callable[[], object], what: str) -> None:
        try:
            async with asyncio.timeout(LIMIT_S):
                while not condition():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"{what} never came:\n{self.text()}") from None

    async def wait_for(self, text: str) -> None:
        await self.wait_until(lambda: text in self.text(), text)

    async def press(self, key: str) -> None:
        """Press a key that writes one character."""
        code = ord(key.upper())
        named = {"key": key, "windowsVirtualKeyCode": code}
        await self.say("Input.dispatchKeyEvent", type="keyDown", text=key, **named)
        await self.say("Input.dispatchKeyEvent", type="keyUp", **named)

    async def press_until(self, keys: str, text: str) -> None:
        """Press these keys until they bring that text, as one does who is not heard at once."""
        try:
            async with asyncio.timeout(LIMIT_S):
                while text not in self.text():
                    for key in keys:
                        await self.press(key)
                    await self._look_for(text, _DROPPED_AFTER_S)
        except TimeoutError:
            raise AssertionError(f"{keys} never brought {text}:\n{self.text()}") from None

    async def _look_for(self, text: str, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while text not in self.text():
                    self._changed.clear()
                    await self._changed.wait()

    async def type(self, text: str) -> None:
        """Type into the field that has the focus, and press Enter."""
        await self.say("Input.insertText", text=text)
        enter = {"key": "Enter", "windowsVirtualKeyCode": 13}
        await self.say("Input.dispatchKeyEvent", type="keyDown", text="\r", **enter)
        await self.say("Input.dispatchKeyEvent", type="keyUp", **enter)

    async def evaluate(self, script: str) -> Any:
        found = await self.say("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        return found["result"].get("value")

    async def wait_for_script(self, condition: str) -> None:
        """Until that script is true on the page, also on one that is loaded meanwhile."""
        try:
            async with asyncio.timeout(LIMIT_S):
                while not await self._is_true(condition):
                    await asyncio.sleep(LOOK_EVERY_S)
        except TimeoutError:
            shown = await self.evaluate("document.body.innerText")
            raise AssertionError(f"{condition} never came: {shown}") from None

    async def _is_true(self, condition: str) -> bool:
        """Tell whether that script is true; on a page that goes while it is asked, it is not."""
        try:
            return await self.evaluate(f"Boolean({condition})") is True
        except AssertionError as error:
            if _NAVIGATED in str(error):
                return False
            raise

    async def close(self) -> None:
        await self.say("Page.close")

    async def picture(self, path: Path) -> None:
        shot = await self.say("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))


class Browser:
    """Talks to one Chromium."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._pages: dict[str, Page] = {}
        self._hearing = asyncio.ensure_future(self._hear())

    async def say(self, method: str, session: str = "", /, **params: Any) -> dict[str, Any]:
        number = len(self._asked)
        self._asked[number] = asyncio.get_running_loop().create_future()
        said: dict[str, Any] = {"id": number, "method": method, "params": params}
        await self._socket.send_json(said | ({"sessionId": session} if session else {}))
        async with asyncio.timeout(LIMIT_S):
            return await self._asked[number]

    async def open(self, url: str, size: tuple[int, int] = (1280, 800), profile: str = "") -> Page:
        """Open a page with a profile of its own, as another person's browser would, or with a given one."""
        context = profile or (await self.say("Target.createBrowserContext"))["browserContextId"]
        target = await self.say("Target.createTarget", url="about:blank", browserContextId=context)
        attached = await self.say("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        page = self._pages[attached["sessionId"]] = Page(self, attached["sessionId"], context)
        width, height = size
        await page.say("Network.enable")
        await page.say("Page.enable")
        await page.say("Emulation.setDeviceMetricsOverride", width=width, height=height,
                       deviceScaleFactor=1, mobile=False)  # fmt: skip
        await page.say("Page.navigate", url=url)
        return page

    async def close(self) -> None:
        self._hearing.cancel()
        await asyncio.gather(self._hearing, return_exceptions=True)

    async def _hear(self) -> None:
        async for message in self._socket:
            told = message.json()
            if "id" in told:
                answer = self._asked[told["id"]]
                if "error" in told:
                    answer.set_exception(AssertionError(str(told["error"])))
                else:
                    answer.set_result(told["result"])
            elif page := self._pages.get(told.get("sessionId", "")):
                page.hear(told["method"], told["params"])


@asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[Browser]:
    """Run a Chromium whose profile lies in `folder`."""
    process = await asyncio.create_subprocess_exec(
        PROGRAM, *FLAGS, f"--user-data-dir={folder}",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        async with asyncio.timeout(LIMIT_S):
            while not (line := await process.stderr.readline()).startswith(_LISTENS):
                assert line, "Chromium ended"
        address = line.removeprefix(_LISTENS).decode().strip()
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(address, max_msg_size=0) as socket,
        ):
            browser = Browser(socket)
            try:
                yield browser
            finally:
                await browser.close()
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # its helpers hold the pipe that `wait` waits for
        await process.wait()
