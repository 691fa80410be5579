"""Defines the shape of a regulation's file."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from gbdt_console.core.meetings.registration import MeetingKind
from gbdt_console.core.meetings.regulation import ChairRule, Duty
from gbdt_console.settings.device_schema import Strict
from gbdt_console.settings.scalars import Flag, Text, Whole, one_of
from gbdt_console.settings.schema import FormatVersion

_Kind = Annotated[MeetingKind, BeforeValidator(one_of(MeetingKind))]
_Duty = Annotated[Duty, BeforeValidator(one_of(Duty))]
_Minutes = Annotated[Whole, Field(ge=0, le=240)]


class BodiesEntry(Strict):
    """The bodies as papers write them; core's Regulation describes each."""

    superior: Text | None
    manager: Text | None
    office: Text | None
    power: Text | None
    power_branches: Text | None


class KindEntry(Strict):
    """The name of a kind of meeting, and whose room chairs it."""

    name: Text | None
    chair: Annotated[ChairRule, BeforeValidator(one_of(ChairRule))] | None


class ArticleEntry(Strict):
    """The number and the title of an article."""

    number: Text | None
    title: Text | None


class RegisterEntry(Strict):
    """A kind of entries of the register; core's RegisterKind describes each."""

    name: Text | None
    article: Text | None = ""
    each_meeting: Flag | None = False
    amount: Flag | None = False


class RegulationFile(Strict):
    """The whole file; core's Regulation describes each. A kind that is left out keeps the program's rule."""

    version: Annotated[FormatVersion, BeforeValidator(one_of(FormatVersion))] | None
    title: Text | None
    bodies: BodiesEntry | None
    signer: Text | None
    notice_days: Annotated[Whole, Field(ge=0, le=30)] | None
    ready_min: _Minutes | None
    posts_min: _Minutes | None
    kinds: dict[_Kind, KindEntry | None] = Field(default_factory=dict)
    articles: dict[_Duty, ArticleEntry | None] = Field(default_factory=dict)
    change_days: Annotated[Whole, Field(ge=0, le=30)] | None = 1
    register_kinds: dict[Text, RegisterEntry | None] = Field(default_factory=dict)
