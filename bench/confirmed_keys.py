"""Find how long keys took until the recorded screen said that the device has confirmed what they ordered."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.figure import Figure, Work
from bench.screen_replay import Replay
from gbdt_console.core.command_table import DEFINITION_OF
from gbdt_console.core.commands import Command
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.sites import Site
from gbdt_console.text.reasons import end_text
from gbdt_console.text.words import Words

WITHIN_S = 5.0
"""Seconds after a key in which its confirmation counts; the same key at the same site comes later again."""
_DEVICE = "MCU"


@dataclass(frozen=True, slots=True)
class OrderKey:
    """A key that orders something.

    at_s: seconds since the start of the console
    command: what the key orders
    site: the site that it means
    """

    at_s: float
    command: Command
    site: Site

    def confirmations(self, words: Words) -> tuple[str, str]:
        """Return both forms in which a screen says that the device confirmed it, from the catalogue."""
        what, target = words(DEFINITION_OF[type(self.command)].code_of(self.command)), str_of(self.site)
        asked = words("ask.line", target=target, what=what)
        return (
            words("result.verified", what=what, target=target, device=_DEVICE),
            end_text(words, asked, Progress("", Stage.VERIFIED)),
        )

    def shown_s(self, replay: Replay, words: Words) -> float | None:
        """Return the second at which the screen said so; None where it did not within WITHIN_S."""
        return replay.shown_s(self.confirmations(words), self.at_s, WITHIN_S)


def str_of(site: Site) -> str:
    """Name a site as the screen does."""
    return f"{site.number} {site.name}"


def figures(title: str, replay: Replay, keys: Sequence[OrderKey], words: Words) -> Iterator[Figure]:
    """Yield the median and the 95th of a hundred. Raises RuntimeError where no key was confirmed."""
    found_s = (key.shown_s(replay, words) for key in keys)
    took_ms = sorted(
        (at_s - key.at_s) * 1_000 for at_s, key in zip(found_s, keys, strict=True) if at_s is not None
    )
    if not took_ms:
        raise RuntimeError(f"the screen said of no key that it was confirmed, at last {replay.last_said!r}")
    work = Work(len(took_ms), len(keys), "keys confirmed")
    yield Figure(f"{title}, p50", "ms", statistics.median(took_ms), work)
    yield Figure(f"{title}, p95", "ms", took_ms[int(len(took_ms) * 0.95)], work)
