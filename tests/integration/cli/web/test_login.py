"""With a PIN, a browser sees nothing before it, and the PIN stands in no address, page or log."""

from pathlib import Path

import aiohttp

from tests.support.web.serving import Served, serving

PIN, GUESS = "hoa-ban-1234", "hoa-dao-9999"


def browser() -> aiohttp.ClientSession:
    """A browser of its own, that takes cookies of an address too."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


async def page(session: aiohttp.ClientSession, served: Served, path: str = "") -> tuple[int, str]:
    async with session.get(served.url + path) as answer:
        return answer.status, await answer.text()


async def post(
    session: aiohttp.ClientSession, served: Served, pin: str, origin: str = ""
) -> tuple[int, str, str]:
    """Type a PIN; return status, text and where the browser is sent."""
    headers = {"Origin": origin or served.origin}
    url = f"{served.url}login?fontsize=28"
    async with session.post(url, data={"pin": pin}, headers=headers, allow_redirects=False) as answer:
        return answer.status, await answer.text(), answer.headers.get("Location", "")


async def test_a_browser_sees_the_wall_with_the_pin_alone_and_guessers_lock_out_themselves(
    tmp_path: Path,
) -> None:
    (secret := tmp_path / "wall.pin").write_text(PIN)
    secret.chmod(0o600)
    log = tmp_path / "log"
    async with serving(tmp_path, "--pin", f"file:{secret}", log=log) as served:
        async with browser() as viewer, browser() as guesser:
            status, text = await page(viewer, served, "?fontsize=28")
            assert (status, 'action="login?fontsize=28"' in text, "engine" in text) == (403, True, False)
            assert [(await page(viewer, served, path))[0] for path in ("told", "ws/dark", "wall.css")] == [
                403, 403, 200,
            ]  # fmt: skip
            assert await post(viewer, served, PIN, "http://evil.example") == (
                403, f"Refused: this page opens only at {served.url}", "",
            )  # fmt: skip
            assert await post(viewer, served, PIN) == (303, "", "./?fontsize=28")
            (ticket,) = viewer.cookie_jar
            assert (ticket["httponly"], ticket["samesite"], ticket["path"]) == (True, "Lax", "/")
            assert (await page(viewer, served))[0] == 503, "in, where no engine runs"

            told = [await post(guesser, served, GUESS) for _ in range(6)]
            assert [status for status, _, _ in told] == [403] * 5 + [429]
            assert "Wrong PIN." in told[0][1]
            assert (await post(guesser, served, PIN))[0] == 429
            assert list(guesser.cookie_jar) == []
            assert (await page(viewer, served))[0] == 503, "who is in stays in"
        assert await served.end() == 0
    logged = log.read_text()
    assert "a PIN for the wall was refused (serve-pin-wrong), from 127.0.0.1" in logged
    assert all(secret not in logged for secret in (PIN, GUESS, ticket.value))


async def test_behind_a_proxy_guessers_are_told_apart(tmp_path: Path) -> None:
    """Each proxy writes the address that it saw at the end; what a browser wrote stands before it."""
    (secret := tmp_path / "wall.pin").write_text(PIN)
    secret.chmod(0o600)
    public = ("--public-url", "https://wall.office.example/gbdt/")
    async with serving(tmp_path, "--pin", f"file:{secret}", *public, log=tmp_path / "log") as served:
        async with browser() as session:

            async def guess(seen: str, pin: str) -> aiohttp.ClientResponse:
                headers = {"Origin": served.origin, "X-Forwarded-For": seen}
                sent = {"headers": headers, "allow_redirects": False}
                return await session.post(f"{served.url}login", data={"pin": pin}, **sent)

            for number in range(5):
                await guess(f"192.0.2.{number}, 10.1.1.1", GUESS)
            assert (await guess("10.1.1.2, 10.1.1.1", PIN)).status == 429
            taken = await guess("10.1.1.2", PIN)
            assert taken.status == 303
            assert taken.cookies["gbdt-wall"]["secure"] is True
        assert await served.end() == 0
