"""Puts the shutdown after a meeting into words: steps, proofs, doubts and what is still on."""

from collections.abc import Mapping, Sequence

from gbdt_console.core.clean_text import clean
from gbdt_console.core.json_value import Json
from gbdt_console.core.shutdown.events import PowerSwitched, ShutdownEvent, ShutdownOpened, StepJudged
from gbdt_console.core.shutdown.record import StepEnd
from gbdt_console.core.shutdown.steps import Step, StepState
from gbdt_console.core.shutdown.view import ShutdownView, SiteOff
from gbdt_console.text.formats import Formats
from gbdt_console.text.reasons import reason_text, why_text
from gbdt_console.text.things import desk_of
from gbdt_console.text.words import Words

MOST_NAMES = 6
"""Limits the sites that one sentence names."""


class ShutdownWords:
    def __init__(self, words: Words, formats: Formats, names: Mapping[str, str]) -> None:
        """`names`: '8 Sa Pa' by site id."""
        self._words = words
        self._formats = formats
        self._names = names

    def step(self, step: str) -> str:
        return step_name(self._words, step)

    def title(self, step: Step) -> str:
        """Write the name of a column in at most nine cells."""
        return self._words(f"step.{step}.short")

    def brief(self, site: SiteOff, step: Step, now_utc: float) -> str:
        """Write a step in a few letters: its time, 'ký', or what it waits for; an order by its time."""
        end = site.ends[tuple(Step).index(step)]
        if end.is_unread:
            return self._formats.time(end.at_utc)
        if end.state is StepState.UNPROVEN:
            return self._words("shutdown.brief.unproven")
        if end.state is StepState.SIGNED:
            return self._words("shutdown.brief.signed", time=self._formats.time(end.at_utc))
        if end.state is StepState.PROVED:
            return self._formats.time(end.at_utc)
        if step is Step.COOLED and site.waits_until_utc is not None:
            return self._formats.duration(max(0.0, site.waits_until_utc - now_utc))
        if step is Step.POWER and site.commanded is not None:
            return self._words("shutdown.brief.waits")
        if step is Step.LEFT and step is site.next_step and site.may_act:
            return self._words("shutdown.brief.in-call")
        return self._words("shutdown.brief.next") if step is site.next_step else ""

    def whole(self, site: SiteOff, now_utc: float) -> list[str]:
        """Write how the site's steps stand, one sentence a step that was touched, then what is next."""
        lines = [
            f"{self.step(step)}: {self.end(end, now_utc)}"
            for step, end in zip(Step, site.ends, strict=True)
            if end.state is not StepState.OPEN
        ]
        if site.commanded is not None and site.commanded.is_off is False:
            why = reason_text(self._words, site.commanded.code, site.commanded.words)
            lines.append(self._words("shutdown.not-switched", why=why))
        return [*lines, self.what_next(site, now_utc)]

    def end(self, end: StepEnd, now_utc: float) -> str:
        """Write state, evidence or doubt, and signature of a step."""
        time = self._formats.since(end.at_utc, now_utc)
        if end.state is StepState.SIGNED:
            signed = self._words("shutdown.signed-by", by=clean(end.by), time=time)
            return f"{signed}: {clean(end.note)}" if end.note else signed
        said = doubt_text(self._words, end.code)
        return self._words(f"shutdown.state.{end.state}", said=said, time=time)

    def what_next(self, site: SiteOff, now_utc: float) -> str:
        """Say what the site waits for, and which key does it."""
        step = site.next_step
        if step is None:
            return self._words("shutdown.next.on-again" if site.is_answering else "shutdown.next.off")
        if site.is_unproven:
            return self._words("shutdown.next.unread" if site.is_unread else "shutdown.next.sign")
        if step is Step.COOLED and site.waits_until_utc is not None:
            left = self._formats.duration(max(0.0, site.waits_until_utc - now_utc))
            return self._words("shutdown.next.cooled", left=left)
        if step is Step.POWER and site.commanded is not None and site.commanded.is_off is not False:
            return self._words("shutdown.next.proof")
        return self._words(f"shutdown.next.{step}.{'act' if site.may_act else 'person'}")

    def sentence(self, view: ShutdownView, most: int = MOST_NAMES) -> str:
        """Say how many sites are off, and name those that are not, at most so many."""
        left = view.stragglers
        facts = {"done": len(view.sites) - len(left), "all": len(view.sites)}
        if not left:
            return self._words("shutdown.all-off", **facts)
        carried = [one.site_id for one in left if one.site_id in view.carried]
        named = self.sites([one.site_id for one in left], most)
        told = self._words("shutdown.still-on", sites=named, **facts)
        before = self._words("shutdown.carried", sites=self.sites(carried, most)) if carried else ""
        return f"{before} {told}".lstrip()

    def on_again(self, view: ShutdownView, most: int = MOST_NAMES) -> str:
        """Name the sites that answer although the signed record has them off; empty where none does."""
        again = view.on_again
        return self._words("shutdown.on-again", sites=self.sites(again, most)) if again else ""

    def sites(self, site_ids: Sequence[str], most: int = MOST_NAMES) -> str:
        """Name the sites, the first few of many."""
        named = [self._names.get(site_id, site_id) for site_id in site_ids[:most]]
        if len(site_ids) > most:
            named.append(self._words("checklist.more-sites", n=len(site_ids) - most))
        return ", ".join(named)

    def closing(self, view: ShutdownView, now_utc: float) -> str:
        """Say who signed 'System off' and when; empty while it is open."""
        closing = view.closing
        if closing is None:
            return ""
        said = self._words(
            "shutdown.closed-by",
            by=clean(closing.by),
            desk=desk_of(closing.uid, closing.terminal),
            time=self._formats.since(closing.at_utc, now_utc),
            digest=closing.digest[:12],
        )
        left = (
            self._words("shutdown.left-on", sites=self.sites(closing.open_sites))
            if closing.open_sites
            else ""
        )
        return " ".join(filter(None, (said, left, clean(closing.problems))))


def step_name(words: Words, step: str) -> str:
    """Return the name of a step; a code of another version as it is."""
    return words.named(f"step.{step}.name", clean(step))


def doubt_text(words: Words, code: str) -> str:
    return words.named(f"shutdown.code.{code}", clean(code))


def event_params(words: Words, event: ShutdownEvent, data: Mapping[str, Json]) -> dict[str, object]:
    params: dict[str, object] = {}
    if "step" in data:
        params["step"] = step_name(words, str(data["step"]))
    if isinstance(event, StepJudged):
        state = f"shutdown.judged.{event.state}"
        said = doubt_text(words, event.code)
        params["end"] = words(state, said=said) if words.has(state) else clean(event.state)
    if isinstance(event, PowerSwitched):
        params["why"] = why_text(words, event.code, event.words)
    if isinstance(event, ShutdownOpened):
        n = len(event.carried)
        params["carried"] = words("shutdown.opened.carried", n=n) if n else ""
    for name in ("note", "problems"):
        if name in data:
            params[name] = f": {clean(str(data[name]))}" if data[name] else ""
    return params
