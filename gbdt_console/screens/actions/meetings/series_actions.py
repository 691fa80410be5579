"""Acts on the recurring meeting behind the highlighted one: leaves a day out, or ends it."""

from gbdt_console.core.meetings.commands import EndSeries, SkipSeriesDay
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.screens.actions.meetings.meeting_asks import MeetingAsks
from gbdt_console.screens.dialogs.form import Field, FormScreen
from gbdt_console.ui.meetings.typed import typed_opening
from gbdt_console.ui.view import View


class SeriesActions:
    """Acts on the series of one screen's highlighted meeting."""

    def __init__(self, asks: MeetingAsks) -> None:
        self._asks = asks

    def is_of_series(self, meeting: Registration) -> bool:
        """Tell whether the meeting belongs to a series that goes on."""
        view = self._asks.ready()
        return view is not None and any(one.number == meeting.series for one in view.snapshot.series)

    async def choose(self) -> None:
        """Ask whether to leave a day out or to end the series."""
        view, meeting = self._asks.ready(), self._asks.meeting
        if view is None or meeting is None:
            return
        acts = {"skip-day": self.skip_day, "end-series": self.end}
        question = self._asks.menu(self._asks.what(meeting, view), list(acts))
        await self._asks.put(question, lambda act: self._asks.soon(acts[act]))

    async def skip_day(self) -> None:
        """Ask for the day, and leave it out."""
        view, meeting = self._asks.ready(), self._asks.meeting
        if view is None or meeting is None:
            return
        words = self._asks.words

        def wrong(values: tuple[str, ...]) -> str:
            return "" if _day(meeting, values[0], view) else words("meetings.day-typed")

        form = FormScreen(
            self._asks.appearance,
            self._asks.what(meeting, view),
            (Field(words("meetings.form.day")),),
            lambda values: wrong(tuple(values)),
        )

        def typed(values: tuple[str, ...]) -> None:
            self._asks.give(SkipSeriesDay(meeting.series, _day(meeting, values[0], view)))

        await self._asks.put(form, typed)

    async def end(self) -> None:
        """End the series after a yes; what is registered stays."""
        meeting = self._asks.meeting
        if meeting is not None:
            consequence = self._asks.words("confirm.series-end", number=meeting.series)
            await self._asks.ask(EndSeries(meeting.series), consequence)


def _day(meeting: Registration, text: str, view: View) -> str:
    """Return the typed day as 'YYYY-MM-DD'; empty where it is none."""
    time = meeting.plan.opening.partition("T")[2]
    opening = typed_opening(f"{time} {text}", view.now_utc, meeting.plan.zone) if text else None
    return "" if opening is None else opening.partition("T")[0]
