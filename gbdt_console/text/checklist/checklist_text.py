"""Puts the checklist into words: cells, answers, what is missing and what is late."""

from collections.abc import Iterable, Mapping, Sequence

from gbdt_console.core.checklist.cells import Cell, CellState
from gbdt_console.core.checklist.checks import ROLL_ANSWERS, SWITCHED_ON_BY, Check, RollQuestion
from gbdt_console.core.checklist.events import CheckChanged, ChecklistEvent, RollAnswered
from gbdt_console.core.checklist.sheet import ConfigChange
from gbdt_console.core.checklist.view import ChecklistView, SiteChecks
from gbdt_console.core.clean_text import clean
from gbdt_console.core.json_value import Json
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.text.formats import Formats
from gbdt_console.text.meetings.meeting_text import upper_facts
from gbdt_console.text.things import desk_of
from gbdt_console.text.words import Words

_MOST_NAMES = 6
"""Limits the sites that one sentence names; the number of the others follows."""


class ChecklistWords:
    """Writes the texts about a sheet in one language."""

    def __init__(self, words: Words, formats: Formats, names: Mapping[str, str]) -> None:
        """`names`: '8 Sa Pa' by site id."""
        self._words = words
        self._formats = formats
        self._names = names

    def check(self, check: str) -> str:
        return check_name(self._words, check)

    def title(self, check: Check) -> str:
        """Write the name of a column in at most five cells."""
        return self._words(f"check.{check}.short")

    def state(self, state: CellState) -> str:
        return self._words(f"checklist.state.{state}")

    def value(self, cell: Cell) -> str:
        """Write what was measured; empty where nothing was."""
        if cell.proof is None:
            return ""
        return self._words(f"checklist.value.{cell.proof.code}", **dict(cell.proof.params))

    def out_of_sight(self, *, above: int, below: int) -> str:
        """Tell how many sites are above and below those in sight."""
        sides = (("checklist.above", above), ("checklist.below", below))
        return " · ".join(self._words(code, n=n) for code, n in sides if n)

    def brief(self, cell: Cell, now_s: float) -> str:
        """Write the cell in a few letters: its value, else 'ký'; empty for an unknown one."""
        if cell.proof is not None and cell.proof.counts_at(now_s):
            return self._words(f"checklist.brief.{cell.proof.code}", **dict(cell.proof.params))
        is_signed = cell.state_at(now_s) is CellState.SIGNED
        return self._words("checklist.brief.signed") if is_signed else ""

    def whole(self, cell: Cell, now_s: float, now_utc: float) -> str:
        """Write state, value, source, age and signature of a cell."""
        parts = [self.state(cell.state_at(now_s))]
        if cell.proof is not None:
            age = self._formats.age(now_s - cell.proof.taken_s)
            code = "checklist.measured" if cell.proof.counts_at(now_s) else "checklist.too-old"
            parts.append(self._words(code, value=self.value(cell), source=cell.proof.source, age=age))
        if cell.said is not None:
            code = "checklist.signed-by" if cell.said.is_ok else "checklist.reported-by"
            code = "checklist.told-by" if cell.said.code else code
            at = self._formats.since(cell.said.at_utc, now_utc)
            parts.append(self._words(code, by=clean(cell.said.by), time=at))
            answer = _answer_of(self._words, cell.said.code)
            parts.extend(filter(None, (answer, clean(cell.said.note))))
        return "; ".join(parts)

    def roll(self, row: SiteChecks) -> str:
        """Write who switched on, who presides and how many delegates; empty before they were asked."""
        roll = row.roll
        delegates = "" if roll.delegates is None else self._words("checklist.delegates", n=roll.delegates)
        presides = self._words("checklist.presides", role=clean(roll.presides)) if roll.presides else ""
        is_told = roll.normal in SWITCHED_ON_BY
        switched_on = self._words(f"checklist.switched-on.{roll.normal}") if is_told else ""
        return "; ".join(filter(None, (switched_on, presides, delegates)))

    def upper(self, view: ChecklistView, calendar: Iterable[Registration]) -> list[str]:
        """Write what is known of the upper centre's test and order."""
        plans = (one.plan for one in calendar if str(one.number) == view.meeting_id)
        return [fact for plan in plans for fact in upper_facts(self._words, plan)]

    def missing(self, rows: Sequence[SiteChecks], now_s: float) -> str:
        """Name sites with their open checks: '8 Sa Pa (tiếng, phòng), 11 Văn Bàn (máy)'."""
        told = [
            f"{self._names.get(row.site_id, row.site_id)} "
            f"({', '.join(self.check(cell.check) for cell in row.open_cells(now_s))})"
            for row in rows[:_MOST_NAMES]
        ]
        if len(rows) > _MOST_NAMES:
            told.append(self._words("checklist.more-sites", n=len(rows) - _MOST_NAMES))
        return ", ".join(told)

    def countdown(self, view: ChecklistView, now_utc: float) -> str:
        """Write the time left to the deadline, or how late it is; after the opening nothing."""
        if now_utc >= view.opening_utc:
            return ""
        left_s = view.due_utc - now_utc
        code = "checklist.left" if left_s >= 0 else "checklist.over"
        return self._words(code, left=self._formats.duration(abs(left_s)))

    def counts(self, view: ChecklistView, now_s: float, now_utc: float) -> tuple[str, ...]:
        """Count the sites that pass; once the meeting is open those of the signature, and what is so now.

        It counts as `sentence` does.
        """
        done, every = len(view.rows) - len(view.open_rows(now_s)), len(view.rows)
        if view.closing is None or now_utc < view.opening_utc:
            return (self._words("checklist.counts", done=done, all=every),)
        signed = every - self._unsigned(view, now_s)
        told = self._words("checklist.counts-signed", done=signed, all=every)
        now = self._words("checklist.counts-now", done=done, all=every)
        return (told, now) if done != signed else (told,)

    @staticmethod
    def _unsigned(view: ChecklistView, now_s: float) -> int:
        """Count the sites that a closed sheet's signature calls not passed."""
        return sum(not all(one.is_green for one in row.signed_at(now_s)) for row in view.rows)

    def sentence(self, view: ChecklistView, now_s: float, now_utc: float) -> str:
        """Say in one sentence how far the sheet is, as one would report it to the chair.

        Once the meeting is open a closed sheet is what was signed: what fails later is no check undone.
        """
        if view.closing is not None and now_utc >= view.opening_utc:
            n = self._unsigned(view, now_s)
            return self._words(
                "checklist.closed-open" if n else "checklist.done-closed", n=n, all=len(view.rows)
            )
        late, missing = view.late_rows(now_s, now_utc), view.open_rows(now_s)
        facts = {"due": self._formats.coming(view.due_utc, now_utc), "n": len(missing), "all": len(view.rows)}
        if late:
            return self._words("checklist.late", sites=self.missing(late, now_s), **facts)
        if missing:
            return self._words("checklist.to-do", sites=self.missing(missing, now_s), **facts)
        return self._words("checklist.all-done" if view.closing is None else "checklist.done-closed", **facts)

    def closing(self, view: ChecklistView, now_utc: float | None) -> str:
        """Say who closed the sheet and when, with the first characters of its hash; empty while open.

        now_utc: time of a screen; None for paper, which names the whole day
        """
        closing = view.closing
        if closing is None:
            return ""
        said = self._words(
            "checklist.closed-by",
            by=clean(closing.by),
            desk=desk_of(closing.uid, closing.terminal),
            time=self._formats.day_and_time(closing.at_utc)
            if now_utc is None
            else self._formats.since(closing.at_utc, now_utc),
            digest=closing.digest[:12],
        )
        if view.closed_for_utc is None:
            return said
        old = self._formats.day_and_time(view.closed_for_utc)
        return f"{said}; {self._words('checklist.moved', opening=old)}"

    def closed(self, view: ChecklistView, now_utc: float) -> str:
        """Say in a few words when the sheet was closed; where the meeting moved since, for which opening."""
        if view.closing is None:
            return ""
        if view.closed_for_utc is None:
            return self._words("checklist.closed-short", time=self._formats.time(view.closing.at_utc))
        return self._words("checklist.moved", opening=self._formats.coming(view.closed_for_utc, now_utc))

    def printed(self, view: ChecklistView) -> str:
        """Say when a person said that the closed sheet is on paper, or that nobody did."""
        if view.printed is None or not view.is_on_paper:
            return self._words("checklist.unprinted")
        return self._words("checklist.printed-short", time=self._formats.time(view.printed.at_utc))

    def changes(self, view: ChecklistView, now_utc: float) -> list[str]:
        """Write each change after closing, of a check or of the configuration, oldest first."""
        found = [
            (
                change.at_utc,
                self._words(
                    "checklist.change",
                    time=self._formats.since(change.at_utc, now_utc),
                    site=self._names.get(change.site_id, change.site_id),
                    check=self.check(change.check),
                    was=self.state(change.was),
                    now=self.state(change.now),
                ),
            )
            for change in view.changes
        ]
        found += [(one.at_utc, self._config_change(view, one, now_utc)) for one in view.config_changes]
        return [text for _, text in sorted(found, key=lambda one: one[0])]

    def _config_change(self, view: ChecklistView, change: ConfigChange, now_utc: float) -> str:
        """Say that the configuration changed, and who accepted it with what reason."""
        is_signed = view.closing is not None and change.fingerprint == view.closing.fingerprint
        code = "back" if is_signed else "accepted" if change.by else "unaccepted"
        return self._words(
            f"checklist.config-change.{code}",
            time=self._formats.since(change.at_utc, now_utc),
            by=clean(change.by),
            reason=clean(change.reason),
        )


def check_name(words: Words, check: str) -> str:
    """Return the name of a check; a code of another version as it is."""
    return words.named(f"check.{check}.name", clean(check))


def answer_name(words: Words, question: RollQuestion, answer: str) -> str:
    """Return an answer in words; a role or a number as it was spoken."""
    return words(f"roll.{question}.{answer}") if answer in ROLL_ANSWERS.get(question, {}) else clean(answer)


def event_params(words: Words, event: ChecklistEvent, data: Mapping[str, Json]) -> dict[str, object]:
    params: dict[str, object] = {}
    for name in ("checks", "signed", "faulty"):
        listed = data.get(name)
        if isinstance(listed, list):
            params[name] = ", ".join(check_name(words, str(check)) for check in listed)
    if isinstance(event, CheckChanged):
        params["check"] = check_name(words, event.check)
        states = {name: getattr(event, name) for name in ("was", "now")}
        params |= {
            name: words.named(f"checklist.state.{state}", clean(state)) for name, state in states.items()
        }
    if isinstance(event, RollAnswered):
        params["question"] = words.named(f"roll.{event.question}.name", clean(event.question))
        params["answer"] = words.named(f"roll.{event.question}.{event.answer}", clean(event.answer))
    note = data.get("note")
    params["note"] = f": {clean(str(note))}" if note else ""
    return params


def _answer_of(words: Words, code: str) -> str:
    """Return the answer of the roll-call behind a statement; empty for a cell that was signed itself."""
    for question, answers in ROLL_ANSWERS.items():
        if code in answers:
            return words(f"roll.{question}.{code}")
    return ""
