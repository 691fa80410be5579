"""Says how this PC and the second one stand to each other."""

from collections.abc import Iterator

from gbdt_console.core.standby.view import Role, StandbyView
from gbdt_console.core.units import Utc
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words

_HEARD_WITHIN_S = 3.0
"""The other PC is heard once a second: for so long what it last told is all that it has."""


def standby_lines(words: Words, view: StandbyView, now_utc: Utc) -> Iterator[str]:
    """Yield how they stand, then what was put aside."""
    lasted = "" if not view.behind_since_utc else Formats(words).duration(now_utc - view.behind_since_utc)
    if view.role is Role.FOLLOWING:
        text = words("standby.follows", there=view.there, heard=heard_text(words, view, now_utc))
        if view.behind:
            text += f"; {words('standby.lacks', n=view.behind)}"
    elif view.behind is None:
        text = words("standby.untold", there=view.there)
    elif view.sent_share is not None:
        text = words("standby.sending", there=view.there, percent=view.sent_percent, n=view.behind)
    elif view.behind:
        text = words("standby.behind", there=view.there, n=view.behind, lasted=lasted)
    else:
        text = words("standby.level", there=view.there)
    if view.fault is not None:
        text = words("standby.why", text=text, reason=words(f"standby.fault.{view.fault}"))
    yield text
    if view.has_quorum is not None:
        said = words(f"standby.quorum.{'held' if view.has_quorum else 'lost'}")
        yield words(
            "standby.witness" if not view.needs_two else "standby.witness.two",
            witness=view.witness,
            said=said,
        )
    if view.takes_over_after_s:
        yield words("standby.automatic", s=f"{view.takes_over_after_s:.0f}")
    if view.automatic_utc:
        time = Formats(words).since(view.automatic_utc, now_utc)
        taker = view.here if view.role is Role.COMMANDING else view.there
        yield words("standby.automatic.done", machine=taker, time=time)
    yield from (words("standby.apart", file=file) for file in view.apart)


def heard_text(words: Words, view: StandbyView, now_utc: Utc) -> str:
    """Say when the other PC was last heard."""
    if not view.heard_utc:
        return words("standby.heard-never")
    return words("standby.heard", lasted=Formats(words).duration(max(0.0, now_utc - view.heard_utc)))


def lost_text(words: Words, view: StandbyView, now_utc: Utc) -> str:
    """Say what a takeover loses: the entries of the other PC that this one knows of and has not."""
    heard = heard_text(words, view, now_utc)
    if view.behind is None:
        return words("standby.lost.untold", there=view.there, heard=heard)
    is_heard_now = now_utc - view.heard_utc <= _HEARD_WITHIN_S
    if is_heard_now and not view.behind:
        return words("standby.lost.none", there=view.there, heard=heard)
    code = "standby.lost" if is_heard_now else "standby.lost.since" if view.behind else "standby.lost.quiet"
    return words(code, there=view.there, n=view.behind, heard=heard)
