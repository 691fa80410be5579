"""Removes from a recorded conversation what identifies its owner.

All replacements keep the length, so sizes in the conversation stay right and it can be replayed.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

from gbdt_console.core.driver_options import Carrier
from gbdt_console.core.sites import DeviceControl, OptionValue
from gbdt_console.devices.recording import forms, units
from gbdt_console.devices.recording.framing import Form, Part, is_visca, parts_of
from gbdt_console.devices.recording.pseudonyms import IPV4, Pseudonyms, is_ipv4
from gbdt_console.devices.recording.tape import Piece, written
from gbdt_console.devices.recording.vocabulary import is_known
from gbdt_console.devices.recording.wording import Wording, words_told
from gbdt_console.devices.registry import control_specs

_TELLING_LETTERS, _TELLING_DIGITS = 5, 7
"""Shorter hidden texts may come up again by chance, as part of what replaces others."""


class StillNamed(Exception):
    """A hidden text stayed in the recording, which must not be written then."""


class TapeRedaction:
    """Redacts one recording.

    hidden: texts that must not stay anywhere: names, addresses, numbers, accounts, secrets
    """

    def __init__(self, hidden: Sequence[str], key: bytes) -> None:
        self._hidden = [text for text in hidden if text.strip()]
        self._spelled = {
            text.lower().encode().decode("latin-1"): bool(words_told(text)) or len(text) < _TELLING_LETTERS
            for text in self._hidden
            if not IPV4.fullmatch(text)
        }
        self._wording = Wording(Pseudonyms(key), self._hidden)

    def pieces(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Return the same conversation without what names anybody. Raises StillNamed."""
        done = [replace(piece, data=b"") for piece in pieces]
        for link in dict.fromkeys(piece.link for piece in pieces):
            for is_to_device in (True, False):
                self._redact(pieces, done, link, is_to_device=is_to_device)
        self._check(done)
        return done

    def options(self, options: Mapping[str, OptionValue], own: Collection[str]) -> dict[str, OptionValue]:
        """Return a driver's options with the words that stand for theirs in the recording.

        own: names of the options whose texts are the owner's and not the driver's
        """
        return {
            name: self._wording.value(value.encode().decode("latin-1"), name)
            if isinstance(value, str) and name in own
            else value
            for name, value in options.items()
        }

    def _redact(self, pieces: Sequence[Piece], done: list[Piece], link: int, *, is_to_device: bool) -> None:
        places = [
            at for at, one in enumerate(pieces) if one.link == link and one.is_to_device == is_to_device
        ]
        stream = b"".join(pieces[at].data for at in places)
        if all(is_visca(pieces[at].data) for at in places):
            redacted = stream
        else:
            secrets = self._answers_to_prompts(pieces, places) if is_to_device else []
            redacted = self._stream(stream, secrets, is_to_device=is_to_device)
        first = 0
        for at in places:
            past = first + len(pieces[at].data)
            done[at] = replace(pieces[at], data=redacted[first:past])
            first = past

    @staticmethod
    def _answers_to_prompts(pieces: Sequence[Piece], places: Sequence[int]) -> list[tuple[int, int]]:
        """Return where the client answered a prompt for an account, in all that it said."""
        spans, first = [], 0
        for at in places:
            said = next(
                (
                    one
                    for one in reversed(pieces[:at])
                    if one.link == pieces[at].link and not one.is_to_device
                ),
                None,
            )
            past = first + len(pieces[at].data)
            if said is not None and forms.asks_for_secret(said.data):
                spans.append((first, past))
            first = past
        return spans

    def _stream(self, data: bytes, secrets: Sequence[tuple[int, int]], *, is_to_device: bool) -> bytes:
        done = bytearray(data)
        for part in parts_of(data):
            kept = self._part(part, part.octets(data), secrets, is_to_device=is_to_device)
            if part.mask:
                first = part.spans[0][0]
                done[first - len(part.mask) : first] = bytes(len(part.mask))
            at = 0
            for first, past in part.spans:
                done[first:past] = kept[at : at + past - first]
                at += past - first
        return bytes(done)

    def _part(
        self, part: Part, octets: bytes, secrets: Sequence[tuple[int, int]], *, is_to_device: bool
    ) -> bytes:
        text = self._wording.without_addresses(self._without_spelled(octets.decode("latin-1")))
        match part.form:
            case Form.BINARY:
                return b" " * len(octets)
            case Form.HEAD:
                kept = forms.head(self._wording, text)
            case Form.BODY:
                kept = forms.body(self._wording, text)
            case Form.LINES:
                begin = part.spans[0][0]
                own = [(first - begin, past - begin) for first, past in secrets]
                kept = forms.lines(self._wording, text, own, is_order=is_to_device)
        if len(kept) != len(octets):
            raise AssertionError(f"a replacement of another length in {part.form}")
        return kept.encode("latin-1")

    def _without_spelled(self, text: str) -> str:
        """Replace hidden texts that Wording would not find: of escapes, or of parts too short to be words."""
        read, places = units.as_read(text)
        said, done = read.lower(), bytearray(text.encode("latin-1"))
        for hidden, is_told in self._spelled.items():
            at = said.find(hidden)
            while at >= 0:
                ends = places[at : at + len(hidden) + 1]
                if ends[-1] - ends[0] > len(hidden) or not is_told:
                    for char, (first, past) in zip(hidden, pairwise(ends), strict=True):
                        done[first:past] = b"x" * (past - first) if char.isalnum() else done[first:past]
                at = said.find(hidden, at + len(hidden))
        return done.decode("latin-1")

    def _check(self, done: Sequence[Piece]) -> None:
        plain = b"\n".join(piece.data for piece in done).decode("latin-1")
        whole = f"{plain}\n{units.as_read(plain)[0]}".lower()
        for text in self._hidden:
            least = _TELLING_DIGITS if text.isdigit() else _TELLING_LETTERS
            is_nobody = is_known(text) or (IPV4.fullmatch(text) and not is_ipv4(text))
            if len(text) >= least and not is_nobody and text.lower().encode().decode("latin-1") in whole:
                raise StillNamed(text)


def anonymous(
    pieces: Sequence[Piece], over: Carrier, control: DeviceControl | None, wire: str, hidden: Sequence[str]
) -> str | None:
    """Write a recording without what names anybody; None where a hidden text stays in it.

    over: what carried it to the device
    control: the settings of its driver; None where no driver asked
    wire: what the driver spoke
    """
    for _ in range(3):  # what replaces others may spell a hidden text by chance
        redaction = TapeRedaction(hidden, secrets.token_bytes(32))
        head: dict[str, object] = {"over": over}
        if control is not None:
            offered = control_specs()[control.driver].offer.options
            own = {name for name, option in offered.items() if not option.choices}
            options = redaction.options(control.options, own)
            head |= {"driver": control.driver, "wire": wire, "options": options}
        with suppress(StillNamed):
            return written(redaction.pieces(pieces), head)
    return None
