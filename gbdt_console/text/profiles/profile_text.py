"""Put the steps of a profile, and the differences from it, into words."""

from collections.abc import Callable, Iterable, Mapping

from gbdt_console.core.clean_text import clean
from gbdt_console.core.frame.view import BusView
from gbdt_console.core.pictures import Shot
from gbdt_console.core.profiles.drift import Difference, Drift, DriftKind
from gbdt_console.core.profiles.profile import BackupConference, Profile, ProfileSite
from gbdt_console.core.profiles.run import ProfileStep, StepKind
from gbdt_console.core.profiles.view import ProfileView
from gbdt_console.core.requests import Stage
from gbdt_console.text.formats import Formats
from gbdt_console.text.frame.layout_text import layout_text
from gbdt_console.text.reasons import reason_text
from gbdt_console.text.words import Words

NameOf = Callable[[str], str]
"""Returns the name of a site by its id, as in '8 Sa Pa'; any other text as it is, cleaned."""


def step_name(words: Words, step: ProfileStep, name_of: NameOf) -> str:
    """Name a step: 'gọi 8 Sa Pa'."""
    target = words(f"profile.bus.{step.target}") if step.kind is StepKind.PICTURE else name_of(step.target)
    return words(f"profile.step.{step.kind}", target=target)


def step_end(words: Words, step: ProfileStep) -> str:
    """Say how a step stands: 'đã xác nhận', 'không được: máy bận'."""
    if step.stage is Stage.VERIFIED and step.code:
        return words("profile.stage.was-so")
    stage = words(f"profile.stage.{step.stage}")
    why = reason_text(words, step.code, step.words).rstrip(".")
    return words("profile.step-why", stage=stage, why=why) if why else stage


def drift_text(words: Words, formats: Formats, drift: Drift, now_utc: float, name_of: NameOf) -> str:
    """Say in one sentence what differs from the profile, and since when."""
    since = formats.since(drift.since_utc, now_utc)
    return words("profile.drift", what=_difference(words, drift.difference, name_of), since=since)


def profile_summary(words: Words, profiles: Iterable[Profile], view: ProfileView) -> str:
    """Say in one line how the conference stands to its profile: 'hồ sơ Giao ban: 2 điểm khác'."""
    named = {profile.id: profile.name for profile in profiles}
    name = named.get(view.profile_id, clean(view.profile_id))
    if view.is_applying:
        ended = sum(step.stage.is_final for step in view.steps)
        return words("profile.sum.applying", name=name, done=ended, all=len(view.steps))
    if view.applied_utc is None:
        return words("profile.sum.not-applied", name=name)
    counts = (("bad", len(view.bad)), ("drift", len(view.drift)))
    facts = [words(f"profile.sum.{code}", n=n) for code, n in counts if n]
    nothing = words("profile.sum.right" if view.is_known else "profile.sum.unknown")
    return words("profile.sum", name=name, facts=", ".join(facts) or nothing)


def site_call_text(words: Words, one: ProfileSite, name_of: NameOf) -> str:
    """Say how a participant is called: '8 Sa Pa: 2008, MCU gọi lại'."""
    facts = [one.dial, words("profile.redials", owner=words(f"redial.owner.{one.redial}"))]
    if one.bandwidth_kbps is not None:
        facts.append(words("profile.bandwidth", kbps=one.bandwidth_kbps))
    return f"{name_of(one.site_id)}: {', '.join(facts)}"


def shot_text(words: Words, shot: Shot, name_of: NameOf, bus: BusView | None = None) -> str:
    """Write layout and seats: 'bố cục 4 hình đều, 1: 1 VP UBND tỉnh'.

    bus: where it would be shown; None where that is not known, then the layout's id stands for its name
    """
    named = next((one for one in (bus.layouts if bus is not None else ()) if one.id == shot.layout), None)
    layout = shot.layout if named is None else layout_text(words, named)
    seats = [f"{place}: {name_of(site_id)}" for place, site_id in enumerate(shot.seats, 1) if site_id]
    return ", ".join((words("profile.layout", layout=layout), *seats))


def backups_of(profiles: Iterable[Profile], own: ProfileView | None) -> dict[BackupConference, str]:
    """Return the backup conferences that count now, with the name of a profile that has each.

    own: the profile of the running meeting; where it names none, those of all profiles count
    """
    named = {profile.id: profile for profile in profiles if profile.backup is not None}
    meant = named.get(own.profile_id) if own is not None else None
    chosen = named.values() if meant is None else [meant]
    return {profile.backup: profile.name for profile in chosen if profile.backup is not None}


def backups_text(words: Words, backups: Mapping[BackupConference, str]) -> str:
    """Say which backup conference to use now that the MCU is lost; empty where there is none."""
    texts = [(name, backup_text(words, backup)) for backup, name in backups.items()]
    if len(texts) == 1:
        return words("profile.mcu-lost", backup=texts[0][1])
    return words("profile.mcu-lost", backup="; ".join(f"{n}: {text}" for n, text in texts)) if texts else ""


def backup_text(words: Words, backup: BackupConference) -> str:
    """Say where the backup conference is: 'gọi 6200 (MCU Viettel), mã PIN: phong bì 3'."""
    text = words("profile.backup", dial=backup.dial)
    text += f" ({backup.name})" if backup.name else ""
    return text + (words("profile.backup-pin", where=backup.pin_kept) if backup.pin_kept else "")


def _difference(words: Words, one: Difference, name_of: NameOf) -> str:
    facts = {"target": name_of(one.target), "now": clean(one.is_now), "wanted": clean(one.wanted)}
    facts |= {"bus": words(f"profile.bus.{one.bus}") if one.bus else ""}
    code = f"profile.drift.{one.kind}"
    if one.kind is DriftKind.REDIAL:
        facts |= {name: words(f"redial.owner.{facts[name]}") for name in ("now", "wanted")}
    if one.kind is DriftKind.SEAT:
        code, facts["now"] = (code, name_of(one.is_now)) if one.is_now else (f"{code}-empty", "")
    return words(code, **facts)
