"""Reaches the stream on one nats-server; only with `standby:` in sites.yaml is its client loaded."""

import asyncio
import json
import logging
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from gbdt_console.core.clean_text import clean
from gbdt_console.core.standby.settings import Machine, StandbySettings
from gbdt_console.core.units import Utc
from gbdt_console.engine.standby.message import (
    Fenced,
    Kind,
    Malformed,
    Message,
    NotKnown,
    Stored,
    TooLarge,
    Unreachable,
)
from gbdt_console.engine.standby.seat import Seat

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.js.client import JetStreamContext

USER = "gbdt"
"""What the engines log in as; `setup --standby` writes it into the configuration of nats-server."""
_STREAM, _SUBJECT, _HELD, _BEATS = "GBDT", "gbdt.journal", "gbdt.held", "gbdt.beat"
_ALL = ">"
"""Every subject of the stream: one row of numbers goes through both, and the fence asks for the last."""
_API = "$JS.API.STREAM"
SAYS = (
    _SUBJECT, _HELD, f"{_BEATS}.*",
    *(f"{_API}.{one}.{_STREAM}" for one in ("CREATE", "UPDATE", "INFO", "MSG.GET", "PURGE")),
)  # fmt: skip
HEARS = (_SUBJECT, f"{_BEATS}.*", "_INBOX.>")
"""Subjects that an engine needs: its password opens no other, so no stream can be removed by it."""
_MOST_BYTES = 1 << 30
"""Limits what waits for an engine that does not follow, 1 GB; then the commanding PC keeps the rest."""
_ANSWERS_WITHIN_S = 2.0
_WRONG_LAST_SEQUENCE = 10071
"""Code of nats-server for a message whose Nats-Expected-Last-Sequence is not the last one's."""
_NO_SUCH_STREAM = 10059
_MADE_OTHERWISE = 10058
_LONGEST_NAME = 60

T = TypeVar("T")
log = logging.getLogger(__name__)


class StreamTold(NamedTuple):
    """What a server says of the stream.

    at_utc: the time by its clock
    away: of several copies, the servers whose one is not up to date; None where there is one copy alone
    """

    at_utc: Utc
    away: tuple[str, ...] | None


class NatsStream:
    """One connection, which is opened anew after each loss.

    Whatever the client makes of odd bytes counts as no answer: it ends no engine. With an authority in
    sites.yaml nothing is said, not the password either, before the server has proven itself.
    """

    def __init__(
        self,
        settings: StandbySettings,
        at: Machine,
        here: str,
        on_beat: Callable[[int], None] = lambda seq: None,
        on_news: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare it.

        at: the PC whose nats-server is meant; with a witness the first of three to be tried
        here: host name of this PC
        on_beat: takes the number of the other engine's last row, each time that it tells it
        on_news: called when something was written into the stream
        """
        self._settings, self._here = settings, here
        others = () if settings.witness is None else (one for one in settings.servers if one != at)
        self._ways = (at, *others)
        """With a witness all three have the one stream, whichever of them is asked."""
        self._on_beat, self._on_news = on_beat, on_news
        self._client: Client | None = None
        self._stream: JetStreamContext | None = None

    async def open(self, *, makes_stream: bool = False) -> None:
        """Connect anew.

        makes_stream: whether the stream is made where there is none; of three servers two must agree to it
        Raises Unreachable.
        """
        for at in self._ways:
            try:
                await self._open_at(at, makes_stream=makes_stream)
            except Unreachable:
                if at is self._ways[-1]:
                    raise
            else:
                return

    async def _open_at(self, at: Machine, *, makes_stream: bool) -> None:
        import nats

        await self.close()
        settings = self._settings
        try:
            context = ssl.create_default_context(cafile=settings.ca) if settings.ca else None
            self._client = await asyncio.wait_for(
                nats.connect(
                    f"nats://{at.address}:{settings.port}",
                    user=USER, password=settings.password.reveal(), tls=context, name=f"gbdt-{self._here}",
                    allow_reconnect=False, connect_timeout=2, max_reconnect_attempts=1,
                    reconnect_time_wait=0.0, error_cb=_note, tls_handshake_first=context is not None,
                ),
                2 * _ANSWERS_WITHIN_S,
            )  # fmt: skip
        except Exception as error:
            raise Unreachable(str(error) or type(error).__name__) from None
        self._stream = self._client.jetstream(timeout=_ANSWERS_WITHIN_S)
        if makes_stream:
            await self._asked(self._make)
        await self._listen()

    async def _make(self, at: "JetStreamContext") -> None:
        """Make the stream, or make one of three that is otherwise what it is now; what it keeps stays.

        A PC whose sites.yaml alone lost its witness takes no copy of it away: the other one counts on them.
        """
        from nats.js.api import DiscardPolicy, RetentionPolicy, StreamConfig
        from nats.js.errors import APIError

        is_shared = len(self._ways) > 1
        made = StreamConfig(
            name=_STREAM, subjects=[_SUBJECT, _HELD] if is_shared else [_SUBJECT],
            retention=RetentionPolicy.LIMITS, max_bytes=_MOST_BYTES, discard=DiscardPolicy.NEW,
            duplicate_window=120, num_replicas=len(self._ways), allow_rollup_hdrs=is_shared,
        )  # fmt: skip
        try:
            await at.add_stream(made)
        except APIError as error:
            if error.err_code != _MADE_OTHERWISE or not is_shared:
                raise
            await at.update_stream(made)

    async def close(self) -> None:
        """End the connection, and do not wait for a server that is silent."""
        client, self._client, self._stream = self._client, None, None
        if client is not None:
            with suppress(Exception):
                await asyncio.wait_for(client.close(), _ANSWERS_WITHIN_S)

    async def last(self) -> Stored | None:
        from nats.js.errors import NotFoundError

        try:
            found = await self._asked(lambda stream: stream.get_msg(_STREAM, subject=_ALL))
        except NotFoundError:
            return None
        return _stored(found.seq, found.data)

    async def after(self, seq: int) -> Stored | None:
        from nats.js.errors import NotFoundError

        try:
            found = await self._asked(
                lambda stream: stream.get_msg(_STREAM, seq=seq + 1, subject=_ALL, next=True)
            )
        except NotFoundError as error:
            if error.err_code == _NO_SUCH_STREAM:  # somebody removed it: it is made anew
                raise Unreachable("no stream") from None
            return None
        return _stored(found.seq, found.data)

    async def append(self, message: Message, last_seq: int) -> int:
        import nats.errors
        from nats.js.errors import APIError, NoStreamResponseError

        stream = self._stream
        if stream is None:
            raise Unreachable
        data, headers = message.as_bytes(), {"Nats-Expected-Last-Sequence": str(last_seq)}
        if message_id := message.id_after(last_seq):
            headers["Nats-Msg-Id"] = message_id
        subject = _SUBJECT
        if message.kind is Kind.HELD:  # it takes the place of the one before, so they never fill the stream
            subject, headers["Nats-Rollup"] = _HELD, "sub"
        try:
            done = await stream.publish(subject, data, _ANSWERS_WITHIN_S, headers=headers)
        except APIError as error:
            if error.err_code == _WRONG_LAST_SEQUENCE:
                raise Fenced from None
            raise Unreachable(str(error)) from None
        except nats.errors.MaxPayloadError:
            raise TooLarge from None
        except NoStreamResponseError:
            raise Unreachable("no stream") from None
        except Exception as error:
            raise NotKnown(type(error).__name__) from None
        if done.duplicate:  # it was written before; the fence was not asked
            raise Fenced
        return done.seq

    async def told(self) -> StreamTold | None:
        """Return what the server says of the stream; None where nobody made it. Raises Unreachable."""
        if self._client is None:
            raise Unreachable
        try:
            asked = await self._client.request(f"{_API}.INFO.{_STREAM}", timeout=_ANSWERS_WITHIN_S)
            said = json.loads(asked.data)
            if "error" not in said:
                return StreamTold(datetime.fromisoformat(said["ts"]).timestamp(), _away(said))
            if said["error"].get("err_code") == _NO_SUCH_STREAM:
                return None
            raise Unreachable("no majority")
        except Exception as error:
            raise Unreachable(type(error).__name__) from None

    async def forget_before(self, seq: int) -> None:
        await self._asked(lambda stream: stream.purge_stream(_STREAM, seq=seq))

    async def beat(self, seq: int) -> None:
        """Tell the other engine that this one runs, and its last row's number. Raises Unreachable."""
        import nats.errors

        if self._client is None:
            raise Unreachable
        try:
            await self._client.publish(f"{_BEATS}.{self._here}", json.dumps(seq).encode())
        except (nats.errors.Error, OSError) as error:
            raise Unreachable(type(error).__name__) from None

    async def _listen(self) -> None:
        import nats.errors

        client = self._client
        if client is None:
            raise Unreachable

        async def heard(message: object) -> None:
            subject, data = getattr(message, "subject", ""), getattr(message, "data", b"")
            if subject == _SUBJECT:
                self._on_news()
            elif subject != f"{_BEATS}.{self._here}" and data.isdigit() and len(data) < 16:
                self._on_beat(int(data))

        try:
            await client.subscribe(f"{_BEATS}.*", cb=heard)
            await client.subscribe(_SUBJECT, cb=heard)
        except (nats.errors.Error, OSError) as error:
            raise Unreachable(type(error).__name__) from None

    async def _asked(self, ask: "Callable[[JetStreamContext], Awaitable[T]]") -> T:
        """Ask the server. Raises Unreachable, and NotFoundError of the client."""
        from nats.js.errors import NotFoundError

        if self._stream is None:
            raise Unreachable
        try:
            return await ask(self._stream)
        except NotFoundError:
            raise
        except Exception as error:
            raise Unreachable(str(error) or type(error).__name__) from None


def _away(said: dict[str, Any]) -> tuple[str, ...] | None:
    """Return as StreamTold.away. Raises Unreachable where no majority follows a leader."""
    if said["config"]["num_replicas"] == 1:
        return None
    if not said["cluster"].get("leader"):
        raise Unreachable("no majority")
    copies = said["cluster"].get("replicas", ())
    return tuple(clean(str(one["name"]), _LONGEST_NAME) for one in copies if one.get("current") is not True)


def _stored(seq: int | None, data: bytes | None) -> Stored:
    if type(seq) is not int or type(data) is not bytes:
        raise Malformed
    try:
        return Stored(seq, Message.of_bytes(data))
    except Malformed:
        raise Malformed(seq) from None


async def _note(error: Exception) -> None:
    """Keep the client from printing a traceback."""
    log.info("nats-server: %s", type(error).__name__)


def open_nats(
    seat: Seat, at: Machine, on_beat: Callable[[int], None], on_news: Callable[[], None]
) -> NatsStream:
    """Return the stream on the nats-server of a PC."""
    return NatsStream(seat.settings, at, seat.here, on_beat, on_news)
