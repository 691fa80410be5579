"""Define the commands about recordings of meetings; the journal alone carries them out."""

from gbdt_console.core.commands import Command, CommandDefinition, PlacedCommand
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import Day


@dataclass(frozen=True, slots=True)
class StateRecording(PlacedCommand):
    """Enter that somebody records, where no device tells it.

    source: who records with what, in the person's words
    """

    source: str


@dataclass(frozen=True, slots=True)
class EndRecording(Command):
    """Enter that a stated recording ended.

    file: name of its file; may be empty
    """

    number: int
    file: str = ""


@dataclass(frozen=True, slots=True)
class KeepRecording(Command):
    """Enter what became of a recording; what is empty stays as it was."""

    number: int
    file: str = ""
    digest: str = ""
    handed_to: str = ""
    kept_until: Day = ""


RECORDING_COMMANDS = (
    CommandDefinition(StateRecording, ("ask.recording-begin",), verb="recording begin", is_record=True),
    CommandDefinition(EndRecording, ("ask.recording-end",), verb="recording end", is_record=True),
    CommandDefinition(KeepRecording, ("ask.recording-keep",), verb="recording keep", is_record=True),
)
