"""Sessions of a simulated codec's shell, as they look on the wire of SSH without a terminal.

A line ends in LF. The bare line `OK` after the welcome says that the codec is ready. In JSON mode each answer
and each feedback is a document over several lines; the switch to it is answered by nothing.
"""

import re
from collections import deque
from collections.abc import Callable, Mapping

from gbdt_console.simulator.cisco.device import Result, XapiDevice
from gbdt_console.simulator.cisco.tree import Tree, cut, document, lines, wrapped

_LONGEST_INPUT = 65_536
"""Octets; limits what a client without line ends can make the simulated codec keep."""
_MOST_REGISTRATIONS = 38
_PARAMETER = re.compile(r'(\w+):\s*("(?:[^"\\]|\\.)*"|\S+)')
_TAG = re.compile(r'\s*\|\s*resultid="([^"]*)"\s*$', re.IGNORECASE)
_SEVERAL_LINES = re.compile(rb"\{(\d{1,5})\} ?\n")


class ShellSession:
    """One session, from `start` to `end`; the password was checked before it."""

    def __init__(self, device: XapiDevice, write: Callable[[bytes], None], close: Callable[[], None]) -> None:
        self._device = device
        self._write = write
        self._close = close
        self._input = b""
        self._waiting: deque[str] = deque()
        self._is_busy = False
        self._is_json = False
        self._echoes = device.manners.echoes
        self._registered: list[str] = []
        self._is_over = False

    def start(self) -> None:
        """Greet, or drop a session too many."""
        device = self._device
        if device.is_full:
            self._send("Too many sessions\n")
            self._drop()
            return
        device.sessions.append(self._on_change)
        device.codec.listeners.append((_ignore, self._drop))
        software = device.manners.software
        welcome = (
            f"\nWelcome to {device.codec.name}\nCisco Codec Release {software}\n"
            "SW Release Date: 2021-06-17\n*r Login successful\n\nOK\n\n"
        )
        delay_s = device.codec.misbehaviour.banner_delay_s
        if delay_s:
            device.codec.call_later(delay_s, lambda: self._send(welcome))
        else:
            self._send(welcome)

    def feed(self, data: bytes) -> None:
        """Take bytes from the client, in lines or as `{N}` and N octets."""
        self._input = (self._input + data).replace(b"\r\n", b"\n").replace(b"\r", b"\n")[-_LONGEST_INPUT:]
        while (line := self._next_line()) is not None:
            if line:
                self._waiting.append(line)
        self._run_waiting()

    def end(self) -> None:
        """Stop serving: the connection is gone."""
        self._is_over = True
        if self._on_change in self._device.sessions:
            self._device.sessions.remove(self._on_change)
        codec = self._device.codec
        codec.listeners = [pair for pair in codec.listeners if pair[1] != self._drop]

    def _next_line(self) -> str | None:
        several = _SEVERAL_LINES.match(self._input)
        if several is not None:
            end = several.end() + int(several[1])
            if len(self._input) < end:
                return None
            whole, self._input = self._input[several.end() : end], self._input[end:]
            return whole.decode("utf-8", "replace").partition("\n")[0].strip()
        line, found, rest = self._input.partition(b"\n")
        if not found:
            return None
        self._input = rest
        return line.decode("utf-8", "replace").strip()

    def _run_waiting(self) -> None:
        """Run the commands in turn. A camera that turns delays those behind it."""
        while self._waiting and not self._is_busy and not self._is_over:
            line = self._waiting.popleft()
            turn_s = self._device.codec.misbehaviour.preset_s if " preset activate " in line.lower() else 0.0
            if turn_s:
                self._is_busy = True
                self._device.codec.call_later(turn_s, lambda line=line: self._turned(line))  # type: ignore[misc]
            else:
                self._run(line)

    def _turned(self, line: str) -> None:
        self._is_busy = False
        self._run(line)
        self._run_waiting()

    def _run(self, line: str) -> None:
        self._device.codec.commands.append(line)
        if self._echoes:
            self._send(f"{line}\n")
        tag = found[1] if (found := _TAG.search(line)) is not None else None
        head, *words = _TAG.sub("", line).split()
        match head.lower(), [word.lower() for word in words]:
            case "echo", ["on" | "off" as word]:
                self._echoes = word == "on"
                self._send("OK\n")
            case "xpreferences", ["outputmode", "json"] if self._device.manners.has_json:
                self._is_json = True
            case "xpreferences", ["outputmode", "terminal"]:
                self._is_json = False
            case "xstatus", _:
                self._status(words, tag)
            case "xcommand", _:
                self._command(line, tag)
            case "xfeedback", ["register" | "deregister" as word, _] if self._device.manners.takes_feedback:
                self._register(words[-1], tag, is_wanted=word == "register")
            case "bye", _:
                self._drop()
            case _:
                self._answer_error("Result", "Unknown command", line.split()[0], tag)

    def _status(self, words: list[str], tag: str | None) -> None:
        path = [part for word in words for part in re.split(r"[\[\]/]+", word) if part]
        whole = self._device.status()
        found = cut(whole, path)
        if found is None and (len(path) != 1 or not any(path[0].lower() == name.lower() for name in whole)):
            self._answer_error("Status", "No match on address expression", f"Status/{'/'.join(path)}", tag)
        else:
            self._answer_tree("Status", {} if found is None else found, tag)

    def _command(self, line: str, tag: str | None) -> None:
        text = _TAG.sub("", line).partition(" ")[2]
        found = list(_PARAMETER.finditer(text))
        path = (text[: found[0].start()] if found else text).split()
        parameters = {one[1]: _unquoted(one[2]) for one in found}
        result = self._device.run(path, parameters)
        if result is None:
            self._answer_error("Result", "Unknown command", f"/{'/'.join(path)}", tag)
        elif self._is_json:
            fields = {name: {"Value": value} for name, value in result.fields.items()}
            self._send_document({"CommandResponse": {result.name: {"status": result.status, **fields}}}, tag)
        else:
            self._send_text(_result_lines(result), tag)

    def _register(self, path: str, tag: str | None, *, is_wanted: bool) -> None:
        if is_wanted and len(self._registered) >= _MOST_REGISTRATIONS:
            self._answer_error("Result", "Too many feedback expressions", path, tag)
            return
        if is_wanted:
            self._registered.append(path)
        else:
            self._registered = [one for one in self._registered if one != path]
        if self._is_json:
            self._send_document({}, tag)
        else:
            self._send_text(["OK"], tag)

    def _on_change(self, root: str, path: tuple[str, ...], status: Tree) -> None:
        place = f"/{root}/{'/'.join(path)}".lower()
        of = [one for one in self._registered if place.startswith(one.lower())]
        found = cut(status, path) if of else None
        if found is None:
            return
        if self._is_json:
            self._send_document({root: wrapped(found)}, None)
        else:
            told = lines(found, f"*{root[0].lower()}")
            self._send("".join(f"{line}\n" for line in (*told, "** end")))

    def _answer_tree(self, root: str, tree: Tree, tag: str | None) -> None:
        if self._is_json:
            self._send_document({root: wrapped(tree)}, tag)
        else:
            self._send_text(lines(tree, "*s"), tag)

    def _answer_error(self, root: str, reason: str, path: str, tag: str | None) -> None:
        if self._is_json:
            error = {"status": "Error", "Reason": {"Value": reason}, "XPath": {"Value": path}}
            self._send_document({"CommandResponse": {root: error}}, tag)
        else:
            told = [
                f"*r {root} (status=Error):",
                f'*r {root} Reason: "{reason}"',
                f'*r {root} XPath: "{path}"',
            ]
            self._send_text(told, tag)

    def _send_document(self, answer: Mapping[str, object], tag: str | None) -> None:
        whole = document({**answer, **({} if tag is None else {"ResultId": tag})})
        manners = self._device.manners
        self._send(manners.says_between + (whole[: len(whole) // 2] if manners.breaks_off else whole))

    def _send_text(self, told: object, tag: str | None) -> None:
        assert not isinstance(told, str)
        named = [] if tag is None else [f'** resultId: "{tag}"']
        self._send("".join(f"{line}\n" for line in (*told, *named, "** end")))  # type: ignore[misc]

    def _drop(self) -> None:
        self.end()
        self._close()

    def _send(self, text: str) -> None:
        if not self._is_over and not self._device.codec.misbehaviour.is_silent:
            self._write(text.encode("utf-8", "surrogatepass"))


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value


def _result_lines(result: Result) -> list[str]:
    fields = [f"*r {result.name} {name}: {value}" for name, value in result.fields.items()]
    return [*(["OK"] if result.is_ok else []), f"*r {result.name} (status={result.status}):", *fields]


def _ignore(_: str) -> None:
    """Take a notification of the text port, which this session does not have."""
