"""Says the steps of profiles."""

from gbdt_console.core.clean_text import clean
from gbdt_console.core.profiles.events import ProfileStepBegan, ProfileStepEnded
from gbdt_console.core.profiles.run import ended_step, step_of
from gbdt_console.text.event_words import EventWords, Saying, Values
from gbdt_console.text.profiles.profile_text import step_end, step_name


def _params(saying: Saying, event: ProfileStepBegan | ProfileStepEnded, _: Values) -> dict[str, object]:
    """Name a step of a profile, and how it ended; one of another version of the program by its code."""
    step, names = step_of(event.step), saying.names
    named = (
        clean(event.step)
        if step is None
        else step_name(saying.words, step, lambda target: names.get(target, clean(target)))
    )
    ended = ended_step(event) if isinstance(event, ProfileStepEnded) else None
    return {"step": named, "end": step_end(saying.words, ended) if ended is not None else ""}


PROFILE_EVENTS = EventWords((ProfileStepBegan, ProfileStepEnded), params=_params)
