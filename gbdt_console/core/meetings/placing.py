"""Finds the conference that a command means."""

from collections.abc import Collection, Mapping

from gbdt_console.core.meetings.meeting import Meeting


class Unplaced(Exception):
    """No conference is meant, or it is not clear which one.

    detail: the names among which to choose
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def place_of(named: str | None, running: Mapping[str, Meeting], conferences: Collection[str]) -> str:
    """Return the id of the conference that is meant.

    A name is a conference's id, or the number or the id of the meeting that runs in it; without one the only
    running meeting is meant, and without any the first conference. Raises Unplaced.

    named: the name as a person typed it; None without one
    """
    if named is None:
        if len(running) > 1:
            raise Unplaced("meeting.which", names_of(running))
        return next(iter(running), "")
    if named in conferences:
        return named
    for conference, meeting in running.items():
        if named in (meeting.id, str(meeting.registration or meeting.id)):
            return conference
    raise Unplaced("meeting.not-running", names_of(running) or ", ".join(filter(None, conferences)))


def names_of(running: Mapping[str, Meeting]) -> str:
    """Name running meetings: number or id, and the title of each that is not closed."""
    listed = (
        f"{meeting.registration or meeting.id} {meeting.without_closed_title().title}".strip()
        for meeting in running.values()
    )
    return "; ".join(listed)
