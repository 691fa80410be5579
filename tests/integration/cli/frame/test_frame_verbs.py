"""`frame` over an engine whose MCU composes pictures."""

import json

from tests.support.cli.meeting_room import meeting
from tests.support.cli.station import Station
from tests.support.conference.composing_mcu import QUAD, ComposingMcu


def shown(station: Station) -> dict[str, object]:
    result = station.run("frame", "show", "--json")
    assert result.exit_code == 0, result.stderr
    form: dict[str, object] = json.loads(result.stdout)
    return form


def done(station: Station, *words: str) -> None:
    """Ask, again where the last take was just made."""
    while "was just made" in (result := station.run("frame", *words)).stderr:
        pass
    assert result.exit_code == 0, result.stderr


def test_a_layout_is_filled_taken_kept_and_brought_back_by_verbs(station: Station) -> None:
    with meeting(station, ComposingMcu()):
        done(station, "load", "3", "--layout", QUAD.id)
        done(station, "seat", "2", "sa-pa")
        done(station, "take")
        done(station, "save", "Hai điểm", "--on-air")
        done(station, "take", "8")
        form = shown(station)
        assert [bus["panes"][0]["site"] for bus in form["buses"]] == ["sa-pa", "sa-pa"]
        done(station, "undo")
        form = shown(station)
        assert [pane["site"] for pane in form["buses"][0]["panes"]] == ["bat-xat", "sa-pa", None, None]
        done(station, "recall", "hai ĐIỂM")
        (kept,) = shown(station)["saved"]
        assert kept == {
            "name": "Hai điểm",
            "branches": {"layout": QUAD.id, "seats": ["bat-xat", "sa-pa", None, None]},
            "chair": {"layout": QUAD.id, "seats": ["bat-xat", "sa-pa", None, None]},
        }
        assert shown(station)["buses"][0]["preview"] == kept["branches"]
        done(station, "delete", "Hai điểm")
        assert shown(station)["saved"] == []


def test_one_picture_is_loaded_alone_and_an_unknown_one_is_refused(station: Station) -> None:
    with meeting(station, ComposingMcu()):
        done(station, "load", "3", "--bus", "chair")
        previews = {bus["bus"]: bus["preview"] for bus in shown(station)["buses"]}
        assert previews["branches"] is None
        assert previews["chair"]["seats"] == ["bat-xat"]
        assert station.run("frame", "load", "3", "--bus", "nobody").exit_code == 2


def test_the_rolling_view_is_said_and_refused_while_the_meeting_goes_on(station: Station) -> None:
    with meeting(station, ComposingMcu()):
        refused = station.run("frame", "roll", "on")
        assert refused.exit_code == 4
        assert "only before the planned opening and in a break" in refused.stderr
        assert station.run("floor", "break", "on").exit_code == 0
        assert station.run("frame", "roll", "on", "--every", "9").exit_code == 2
        done(station, "keep-off", "11")
        done(station, "roll", "on", "--every", "120")
        form = shown(station)
        assert form["rolling_s"] == 120.0
        assert len(form["kept_off"]) == 1
        lines = station.run("frame", "show").stdout
        assert "one after the other, 120 s each" in lines
        done(station, "roll", "off")
        done(station, "keep-off", "11", "--off")
        form = shown(station)
        assert (form["rolling_s"], form["kept_off"]) == (None, [])
