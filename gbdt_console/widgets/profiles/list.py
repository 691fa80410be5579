"""Draws the profiles of the network with the meeting's own, its steps and what differs from it."""

from collections.abc import Iterator

from rich.style import Style
from textual.strip import Strip

from gbdt_console.core.profiles.drift import DriftKind
from gbdt_console.core.profiles.profile import Profile
from gbdt_console.core.profiles.run import ProfileStep
from gbdt_console.core.requests import Stage
from gbdt_console.text.profiles.profile_text import (
    backup_text,
    drift_text,
    profile_summary,
    shot_text,
    site_call_text,
    step_end,
    step_name,
)
from gbdt_console.ui.drawing.line_writer import LineWriter, crop, safe, titled
from gbdt_console.ui.profiles.rows import ProfileRow
from gbdt_console.ui.view import View
from gbdt_console.widgets.list_and_sheet import ListAndSheet
from gbdt_console.widgets.sheet import Sheet


class ProfileListView(ListAndSheet[ProfileRow]):
    """Draws the list under headings, and the highlighted line in full."""

    def part(self, row: ProfileRow) -> str:
        return f"profiles.part.{row.part.name.lower()}"

    def write(self, pen: LineWriter, row: ProfileRow, *, is_cursor: bool) -> LineWriter:
        text, ink = self._text(row)
        pen.write(" ", self.inks.quiet)
        return pen.write(crop(text, pen.width - 3), self.inks.cursor if is_cursor else ink)

    def title(self, width: int) -> Strip:
        look, snapshot = self.look, self.view.snapshot
        if not snapshot.profiles:
            text = look.words("profile.none")
        elif snapshot.profile is None:
            text = look.words("profiles.no-own" if snapshot.meeting is not None else "profiles.no-meeting")
        else:
            text = profile_summary(look.words, snapshot.profiles, snapshot.profile)
        return titled(look, width, (text, look.inks.strong))

    def _text(self, row: ProfileRow) -> tuple[str, Style]:
        look = self.look
        words, inks = look.words, look.inks
        if row.drift is not None:
            return drift_text(
                words, look.formats, row.drift, self.view.now_utc, self.view.called
            ), inks.suspect
        if row.step is not None:
            text = words(
                "profiles.step",
                step=step_name(words, row.step, self.view.called),
                end=step_end(words, row.step),
            )
            return text, _ink_of(row.step, inks.poor, inks.plain, inks.quiet)
        assert row.profile is not None
        own = self.view.snapshot.profile
        is_own = own is not None and own.profile_id == row.profile.id
        return self._named(row.profile), inks.strong if is_own else inks.plain

    def _named(self, profile: Profile) -> str:
        n = len(profile.participants)
        return self.words("profile.line", id=profile.id, name=profile.name, n=n)

    def sheet(self, row: ProfileRow, width: int) -> Iterator[Strip]:
        sheet = ProfileSheet(self.look, width)
        return sheet.told(row, self.view) if row.profile is None else sheet.profile(row.profile, self.view)


class ProfileSheet(Sheet):
    """Paints a profile, or what differs from one and the key that helps, in lines of one width."""

    def profile(self, profile: Profile, view: View) -> Iterator[Strip]:
        yield from self._paragraph("", profile.name, self.inks.strong, is_labelled=False)
        yield from self._paragraph("profiles.label.enter", self.words("profiles.enter.apply"))
        frame = view.snapshot.frame
        for bus, shot in profile.shots.items():
            shown = shot_text(self.words, shot, view.called, None if frame is None else frame.bus(bus))
            yield from self._paragraph(self.words(f"profile.bus.{bus}"), shown, is_text=True)
        settings = (("entry", profile.is_blocking), ("lock", profile.is_locked))
        for code in (code for code, is_on in settings if is_on):
            yield from self._paragraph("", self.words(f"profile.has-{code}"))
        if profile.backup is not None:
            yield from self._paragraph(
                "profiles.label.backup", backup_text(self.words, profile.backup), self.inks.strong
            )
        yield self.rule("profiles.participants")
        for one in profile.participants:
            yield from self._paragraph("", site_call_text(self.words, one, view.called), is_labelled=False)

    def told(self, row: ProfileRow, view: View) -> Iterator[Strip]:
        """Paint a difference or a step, and what Enter does about it."""
        if row.drift is not None:
            text = drift_text(self.words, self.formats, row.drift, view.now_utc, view.called)
            yield from self._paragraph("", text, self.inks.strong, is_labelled=False)
        elif row.step is not None:
            yield from self._paragraph(
                "", step_name(self.words, row.step, view.called), self.inks.strong, is_labelled=False
            )
            ink = _ink_of(row.step, self.inks.poor, self.inks.plain, self.inks.plain)
            yield from self._paragraph("profiles.label.end", safe(step_end(self.words, row.step)), ink)
        is_picture = row.drift is not None and bool(row.drift.difference.bus)
        code = "call" if calls_site(row) else "load" if is_picture else "repeat" if can_repeat(row) else ""
        if code:
            yield from self._paragraph("profiles.label.enter", self.words(f"profiles.enter.{code}"))


def calls_site(row: ProfileRow) -> bool:
    """Tell whether Enter on that line calls its site again."""
    if row.drift is not None:
        return row.drift.difference.kind is DriftKind.MISSING
    return bool(row.site_id) and row.step is not None and row.step.is_bad


def can_repeat(row: ProfileRow) -> bool:
    """Tell whether applying the profile again mends what that line tells."""
    if row.drift is not None:
        return row.drift.difference.kind is not DriftKind.UNEXPECTED
    return row.step is not None and row.step.is_bad


def _ink_of(step: ProfileStep, bad: Style, open_: Style, done: Style) -> Style:
    if step.is_bad:
        return bad
    return done if step.stage in (Stage.VERIFIED, Stage.RECORDED) else open_
