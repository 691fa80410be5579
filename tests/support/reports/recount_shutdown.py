"""Recounts the record of a shutdown from raw journal rows; it shares no code with the program."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

Row = Mapping[str, Any]
STEPS = ("done", "left", "codec", "cooled", "power")
OVER = ("proved", "signed")
WORDS = {"open": "open", "unproven": "not proved", "proved": "measured", "signed": "signed"}
Told = tuple[str, int | None, str]
"""A step's state, when it got it, and who signed it with what note."""


class ShutdownCount:
    """Recomputes the paper of one sheet: `sites` and `carried` by id, `told` by site and step."""

    def __init__(self, rows: Sequence[Row], sheet: str, zone: str) -> None:
        own = [row["data"] | {"kind": row["kind"]} for row in rows if row["kind"].startswith("shutdown.")]
        place = next(n for n, one in enumerate(own) if one["meeting"] == sheet and _opens(one))
        begun, self._zone = own[place], ZoneInfo(zone)
        self.sites, self.carried = begun["sites"], begun["carried"]
        self.opened_s = math.floor(begun["at_utc"])
        self.told: dict[tuple[str, str], Told] = {}
        before = {one["meeting"] for one in own[:place]}
        for meeting in dict.fromkeys(one["meeting"] for one in own if one["meeting"] in before):
            earlier, _ = _until_signed([one for one in own[:place] if one["meeting"] == meeting])
            self.told |= {key: told for key, told in earlier.items() if key[0] in self.carried}
        after = [one for one in own[place + 1 :] if one["meeting"] == sheet]
        self.told, self.closing = _until_signed(after, self.told)
        self.left = [site for site in self.sites if any(not self.is_over(site, step) for step in STEPS)]

    def is_over(self, site: str, step: str) -> bool:
        return self.told.get((site, step), ("open",))[0] in OVER

    def clock(self, at_s: float) -> str:
        return f"{datetime.fromtimestamp(at_s, self._zone):%H:%M:%S}"

    def sites_table(self) -> list[tuple[str, ...]]:
        """Return one row a site: its steps, each with its time where something happened."""
        rows = []
        for site in self.sites:
            states = [self.told.get((site, step), ("open", None, "")) for step in STEPS]
            texts = (
                WORDS[state] + (f" {self.clock(at_s)}" if state != "open" and at_s is not None else "")
                for state, at_s, _ in states
            )
            rows.append((site, *texts))
        return rows

    def steps_table(self) -> list[tuple[str, str, int | None]]:
        keys = [(site, step) for site in self.sites for step in STEPS]
        found = [(key[0], *self.told.get(key, ("open", None, ""))) for key in keys]
        return [(site, WORDS[state], at_s) for site, state, at_s, _ in found]

    def sentences(self) -> list[str]:
        """Return the sentences with figures, but for that of the meeting's end."""
        off = f"Shutdown: {len(self.sites) - len(self.left)} of {len(self.sites)} sites are off; "
        off += "not signed yet."
        if self.closing is not None:
            end = f"signed by {self.closing['operator']} at {self.clock(math.floor(self.closing['at_utc']))}."
            off = off.replace("not signed yet.", end)
        still = f" Not confirmed off: {', '.join(self.left)}." if self.left else ""
        signed = {site for (site, step), told in self.told.items() if (step, told[0]) == ("power", "signed")}
        by_word = [site for site in self.sites if site in signed and site not in self.left]
        are = "site is" if len(by_word) == 1 else "sites are"
        word = f" Of these, {len(by_word)} {are} off by a person's word, not by measurement: "
        word = f"{word}{', '.join(by_word)}." if by_word else ""
        told = [off + word + still]
        if self.carried:
            told.append(f"With the sites that were left on before: {', '.join(self.carried)}.")
        if self.closing is not None and self.closing["problems"]:
            told.append(f"Problems: {self.closing['problems']}")
        return told


def _opens(data: Row) -> bool:
    return bool(data["kind"] == "shutdown.opened")


def _until_signed(
    events: Sequence[Row], known: Mapping[tuple[str, str], Told] | None = None
) -> tuple[dict[tuple[str, str], Told], Row | None]:
    """Return how each step stands when the record is signed, or at the end, and its signature."""
    told = dict(known or {})
    for one in events:
        if one["kind"] == "shutdown.closed":
            return told, one
        if one["kind"] == "shutdown.commanded":
            told.pop((one["site"], "power"), None)  # waits for a proof of its own
        elif one["kind"] == "shutdown.signed":
            said = ": ".join(filter(None, (one["operator"], one["note"])))
            told[one["site"], one["step"]] = ("signed", math.floor(one["at_utc"]), said)
        elif one["kind"] == "shutdown.judged":
            told[one["site"], one["step"]] = (one["state"], math.floor(one["at_utc"]), "")
    return told, None
