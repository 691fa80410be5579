"""Logs in over telnet. The codec asks by prompts without a line end, or not at all."""

from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.secret import Secret
from gbdt_console.devices.control import ControlError
from gbdt_console.devices.polycom import answers
from gbdt_console.devices.polycom.line_listener import LineListener
from gbdt_console.devices.transports.text_line import TextLine

FIRST_SIGN_S = 3.0
"""Limit for the codec's first text, s; a codec that sends none is late with its banner."""

_PROMPTS = 3
"""Limit of prompts in one login: user, password, and one that the codec repeats."""


@dataclass(frozen=True, slots=True)
class CodecLogin:
    """Account of a codec.

    user: name; empty where the codec asks for none
    password: remote-access password; None where the codec asks for none
    """

    user: str = ""
    password: Secret | None = None

    def hide(self, words: str) -> str:
        """Mask the password in `words`, where the codec repeats it."""
        secret = self.password.reveal() if self.password else ""
        return words.replace(secret, "•••") if secret else words


class PromptedLogin:
    """Logs in once on one connection. It sends the password once at most, and only at a prompt for it."""

    def __init__(self, login: CodecLogin, line: TextLine, listener: LineListener) -> None:
        self._login = login
        self._line = line
        self._listener = listener
        self._has_told_password = False

    async def run(self) -> None:
        """Answer the prompts; return at any other text or silence. Raises ControlError."""
        for _ in range(_PROMPTS):
            said = await self._listener.until(self._sign, FIRST_SIGN_S)
            if not said:
                return
            self._answer(said)
        raise ControlError(ControlFault.CREDENTIALS)

    def check(self) -> None:
        """Raise ControlError where the codec asks for a password out of turn.

        It refused the password it got, or its prompt is late.
        """
        if self._listener.is_asking_password():
            is_late = self._login.password is not None and not self._has_told_password
            self._listener.lose(ControlFault.SILENT if is_late else ControlFault.CREDENTIALS)
            self._listener.check()

    def _sign(self) -> str | None:
        """Return the prompt; empty for other text, None for silence."""
        said = self._listener.prompt()
        if answers.asks_user(said) or answers.asks_password(said):
            return said
        return "" if said else None

    def _answer(self, prompt: str) -> None:
        if answers.asks_user(prompt):
            answer = Secret(self._login.user) if self._login.user else None
        else:
            answer = None if self._has_told_password else self._login.password
            self._has_told_password = True
        if answer is None:
            raise ControlError(ControlFault.CREDENTIALS)
        self._listener.forget_prompt()
        try:
            self._line.send(answer.reveal())
        except ValueError:
            raise ControlError(ControlFault.CREDENTIALS, "a password that cannot be typed") from None
