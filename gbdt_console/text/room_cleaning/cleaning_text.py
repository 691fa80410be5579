"""Writes the care of rooms: posted rules, the last cleaning, and when the next one is due."""

from datetime import date

from gbdt_console.core.clean_text import clean
from gbdt_console.core.meetings.regulation import Duty, Regulation
from gbdt_console.core.room_cleaning.rooms import RoomCleaning, Signed
from gbdt_console.text.technicians.technician_text import day_text
from gbdt_console.text.words import Words


def article_text(words: Words, regulation: Regulation, duty: Duty) -> str:
    """Write where the regulation asks for a duty: ' (Quy chế, Điều 10.1)'; empty where it does not say."""
    number = regulation.article(duty).number
    return words("regulation.article", number=number) if number else ""


class CleaningWords:
    """Writes the texts about rooms in one language.

    today: the local day from which due and overdue are judged
    """

    def __init__(self, words: Words, today: date, regulation: Regulation) -> None:
        self._words = words
        self._regulation = regulation
        self.today = today

    def cleaning(self, room: RoomCleaning) -> str:
        """Write the last cleaning and when the next is due: '12/11/2026, An ký; hạn 12/12/2026'."""
        words = self._words
        last = words("care.never-cleaned") if room.cleaned is None else self._signed(room.cleaned)
        due = room.due
        if due is None:
            return last
        late = (self.today - due).days
        code = "care.due" if late <= 0 else "care.overdue"
        return f"{last}; {words(code, day=day_text(due.isoformat()), n=late)}"

    def rules(self, room: RoomCleaning) -> str:
        """Write when the room rules were last confirmed as posted."""
        if room.rules is not None:
            return self._signed(room.rules)
        return self._words("care.no-rules") + article_text(self._words, self._regulation, Duty.ROOM_RULES)

    def short(self, room: RoomCleaning) -> str:
        """Write in a few words what the room lacks, else when its next cleaning is due."""
        is_late, has_rules = room.is_overdue(self.today), room.rules is not None
        if is_late and not has_rules:
            return self._words("care.short.both")
        if is_late:
            return self._words("care.short.cleaning")
        if not has_rules:
            return self._words("care.short.rules")
        return "" if room.due is None else self._words("care.short.due", day=f"{room.due:%d/%m}")

    def _signed(self, signed: Signed) -> str:
        person = clean(signed.person)
        text = self._words("care.signed", day=day_text(signed.day), person=person) if person else ""
        note = f" ({clean(signed.note)})" if signed.note else ""
        return (text or day_text(signed.day)) + note
