"""Write profiles, their steps and the differences from them as plain lines."""

from collections.abc import Callable, Iterator

from gbdt_console.core.clean_text import clean
from gbdt_console.core.profiles.profile import Profile, profile_of
from gbdt_console.core.profiles.view import ProfileView
from gbdt_console.core.site_view import numbered_names
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.formats import Formats
from gbdt_console.text.profiles.profile_text import (
    backup_text,
    drift_text,
    shot_text,
    site_call_text,
    step_end,
    step_name,
)
from gbdt_console.text.words import Words


class ProfileLines:
    """Writes in one language.

    name_of: returns the name of a site by its id; any other text cleaned
    """

    def __init__(self, words: Words, names: dict[str, str]) -> None:
        """`names`: the names of the sites by id, as in '8 Sa Pa'."""
        self._words = words
        self.name_of: Callable[[str], str] = lambda target: names.get(target) or clean(target)

    @classmethod
    def of(cls, snapshot: Snapshot, words: Words) -> "ProfileLines":
        return cls(words, numbered_names(snapshot.sites))

    def whole(self, profile: Profile) -> Iterator[str]:
        words = self._words
        yield self.line(profile)
        for one in profile.participants:
            yield f"  {site_call_text(words, one, self.name_of)}"
        for bus, shot in profile.shots.items():
            yield f"{words(f'profile.bus.{bus}')}: {shot_text(words, shot, self.name_of)}"
        for code, is_on in (("entry", profile.is_blocking), ("lock", profile.is_locked)):
            if is_on:
                yield words(f"profile.has-{code}")
        if profile.backup is not None:
            yield words("profile.has-backup", backup=backup_text(words, profile.backup))

    def line(self, profile: Profile) -> str:
        return self._words("profile.line", id=profile.id, name=profile.name, n=len(profile.participants))

    def state(self, snapshot: Snapshot, view: ProfileView) -> Iterator[str]:
        words, formats = self._words, Formats(self._words)
        profile = profile_of(snapshot.profiles, view.profile_id)
        name = profile.name if profile is not None else view.profile_id
        if view.applied_utc is None:
            yield words("profile.not-applied", name=name)
            return
        at = formats.since(view.applied_utc, snapshot.at_utc)
        yield words("profile.applied", name=name, at=at, operator=clean(view.operator))
        yield from self.steps(view)
        if view.is_known and not view.drift and not view.is_applying:
            yield words("profile.no-drift")
        for drift in view.drift:
            yield f"  {drift_text(words, formats, drift, snapshot.at_utc, self.name_of)}"

    def steps(self, view: ProfileView) -> Iterator[str]:
        for step in view.steps:
            yield f"  {step_name(self._words, step, self.name_of)}: {step_end(self._words, step)}"
