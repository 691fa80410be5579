"""Lets browsers in by one PIN: what proves that one was let in, and how often may be guessed."""

import hmac
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from gbdt_console.core.clock import Clock
from gbdt_console.core.guess_limit import GuessLimit
from gbdt_console.core.secret import Secret
from gbdt_console.core.token_bucket import TokenBucket
from gbdt_console.core.whole_file import write_new
from gbdt_console.settings.private_file import SecretUnreadable, read_private

TICKET_LASTS_S = 180 * 86_400
"""Seconds for which a browser stays logged in after its last page: a screen on a wall has no keyboard."""
_RENEWED_AFTER_S = 86_400
_GUESSES_PER_S, _GUESSES_AT_ONCE = 2.0, 120.0
"""Limits the guesses of all together, also of those who make up addresses. Who is logged in guesses nothing,
so no number of guesses keeps a wall from its screen."""
_KEY_FILE, _KEY_BYTES = "wall.key", 32


class WallLogin:
    """Gives tickets to browsers that know the PIN.

    A ticket says when it was given. It is signed by a key of this machine and the PIN, so that it outlives
    this process, and ends with the PIN.
    """

    def __init__(self, pin: Secret, key: bytes, clock: Clock) -> None:
        self._pin = pin.reveal().encode()
        self._key = hmac.digest(key, self._pin, "sha256")
        self._clock = clock
        self._limit: GuessLimit[str] = GuessLimit()
        self._all = TokenBucket(_GUESSES_PER_S, clock.monotonic(), _GUESSES_AT_ONCE)

    def refusal(self, pin: str, guesser: str) -> str:
        """Return the code of why this PIN is refused; empty where it is right.

        guesser: the address that it comes from
        """
        now_s = self._clock.monotonic()
        if self._limit.is_locked(guesser, now_s):
            return "operator.pin-locked"
        if not self._all.take(now_s):
            return "verb.serve-pin-busy"
        if hmac.compare_digest(self._pin, pin.encode("utf-8", "surrogatepass")):
            return ""
        self._limit.note_wrong(guesser, now_s)
        return "verb.serve-pin-wrong"

    def ticket(self) -> str:
        return self._signed(int(self._clock.utc()))

    def is_in(self, ticket: str) -> bool:
        return self._age_s(ticket) is not None

    def is_to_renew(self, ticket: str) -> bool:
        """Tell whether a valid ticket is so old that its browser gets a new one."""
        age_s = self._age_s(ticket)
        return age_s is not None and age_s > _RENEWED_AFTER_S

    def _age_s(self, ticket: str) -> float | None:
        """Return the age of a ticket in seconds; None of one that is over, or was never given."""
        given = ticket.partition(".")[0]
        if not (given.isascii() and given.isdigit() and len(given) <= len("9999999999")):
            return None
        if not hmac.compare_digest(
            ticket.encode("utf-8", "surrogateescape"), self._signed(int(given)).encode()
        ):
            return None
        age_s = self._clock.utc() - int(given)
        return age_s if age_s < TICKET_LASTS_S else None

    def _signed(self, given_utc: int) -> str:
        return f"{given_utc}.{hmac.digest(self._key, str(given_utc).encode(), 'sha256').hex()}"


def key_of_machine(state: Path) -> bytes:
    """Return the key that signs tickets, made in the state directory at the first time.

    Raises OSError, and SecretUnreadable where others may read it.
    """
    path = state / _KEY_FILE
    with suppress(FileExistsError):
        write_new(path, token_hex(_KEY_BYTES).encode(), is_private=True)
    key = read_private(path, 2 * _KEY_BYTES).encode()
    if len(key) < 2 * _KEY_BYTES:
        raise SecretUnreadable("settings.secret-unusable", name=str(path))
    return key
