"""The verbs that are made from a command: their names, and parameters that are no fields."""

import click
import pytest

from gbdt_console.cli.client.command_verb import NUMBER, SITE, command_verb, typed, yes
from gbdt_console.core.conference.commands import GiveFloor
from gbdt_console.core.outages.commands import CloseOutage, SetRemedy


def test_a_verb_has_the_name_of_the_command_table() -> None:
    verb = command_verb(SetRemedy, "Record the remedy of outage N.", NUMBER, typed("remedy", "TEXT"))
    assert (verb.name, verb.help) == ("remedy", "Record the remedy of outage N.")


def test_what_records_can_be_done_again_and_what_acts_on_devices_cannot() -> None:
    options = [
        {one.name for one in verb.params if isinstance(one, click.Option)}
        for verb in (command_verb(CloseOutage, "", NUMBER, yes()), command_verb(GiveFloor, "", SITE, yes()))
    ]
    assert options[0] - options[1] == {"again"}


def test_a_parameter_that_is_no_field_fails_when_the_verb_is_made() -> None:
    with pytest.raises(TypeError, match=r"SetRemedy has no field \['cure'\]"):
        command_verb(SetRemedy, "", NUMBER, typed("cure", "TEXT"))
