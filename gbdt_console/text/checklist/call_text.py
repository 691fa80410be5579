"""Puts the call round into words: who was called, answered, calls back, and is called by whom."""

from collections import Counter
from collections.abc import Mapping, Sequence

from gbdt_console.core.checklist.view import SiteChecks, Standing
from gbdt_console.core.clean_text import clean
from gbdt_console.core.units import Utc
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words

_COUNTED = (Standing.BACK, Standing.SILENT, Standing.LEFT)
"""What the sum of a round names beside the sites that answered."""


class CallWords:
    """Writes the texts about the roll-call of a sheet in one language."""

    def __init__(self, words: Words, formats: Formats) -> None:
        self._words, self._formats = words, formats

    def standing(self, row: SiteChecks, now_utc: Utc) -> str:
        """Say how far the call of a site is: 'Trực ca 2 đang gọi · 45 s', 'không ai trả lời (Trực ca)'."""
        standing, call = row.standing_at(now_utc), row.call
        if call is None:
            return self._words(f"checklist.standing.{standing}")
        if standing is Standing.CALLING:
            age = self._formats.age(now_utc - call.at_utc)
            return self._words("checklist.calling", by=clean(call.by), age=age)
        said = self._words(f"checklist.standing.{standing}")
        at = self._formats.since(call.at_utc, now_utc)
        is_told = standing in (Standing.BACK, Standing.SILENT)
        return self._words("checklist.called-by", said=said, by=clean(call.by), time=at) if is_told else said

    def brief(self, row: SiteChecks, now_utc: Utc, *, is_next: bool) -> str:
        """Say it in at most five cells; empty where the mark says it, or nothing is to be said."""
        standing = row.standing_at(now_utc)
        if standing is Standing.CALLING and row.call is not None:
            return self._formats.age(now_utc - row.call.at_utc)
        if is_next:
            return self._words("checklist.brief.next")
        is_said = standing in _COUNTED
        return self._words(f"checklist.brief.{standing}") if is_said else ""

    def facts(
        self,
        rows: Sequence[SiteChecks],
        numbers: Mapping[str, int],
        following: SiteChecks | None,
        now_utc: Utc,
    ) -> list[str]:
        """Return what the whole round has come to, the most important first; nothing before its first call.

        numbers: the sites' numbers by their ids
        """
        standings = {row.site_id: row.standing_at(now_utc) for row in rows}
        count = Counter(standings.values())
        if count[Standing.UNCALLED] == len(rows):
            return []
        parts = [self._words("checklist.round", n=count[Standing.ANSWERED], all=len(rows))]
        parts += [self._words(f"checklist.round.{one}", n=count[one]) for one in _COUNTED if count[one]]
        calls = [
            self._words("checklist.round.calling", by=clean(row.call.by), number=numbers.get(row.site_id, ""))
            for row in rows
            if row.call is not None and standings[row.site_id] is Standing.CALLING
        ]
        coming = [] if following is None else [numbers.get(following.site_id, "")]
        return [
            ", ".join(parts),
            *calls,
            *(self._words("checklist.round.next", number=number) for number in coming),
        ]
