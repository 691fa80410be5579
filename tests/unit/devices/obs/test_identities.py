"""A scene keeps its id over a renaming, and never shares it with another scene."""

import pytest

from gbdt_console.devices.obs.identities import SceneIds


def listed(**names: str) -> dict[str, object]:
    """The answer of OBS, which turns its own order around, with the name of each uuid."""
    rows = [{"sceneName": name, "sceneUuid": scene_uuid} for scene_uuid, name in names.items()]
    return {"scenes": rows[::-1]}


def test_a_renamed_scene_keeps_its_id_and_its_place() -> None:
    ids = SceneIds()
    assert list(ids.of(listed(a="Một", b="Hai")).items()) == [("Một", "Một"), ("Hai", "Hai")]
    assert list(ids.of(listed(a="Ba", b="Hai")).items()) == [("Ba", "Một"), ("Hai", "Hai")]
    assert ids.of(listed(a="Bốn", b="Hai"))["Bốn"] == "Một"
    assert ids.of(listed(a="Một", b="Hai"))["Một"] == "Một"


def test_a_name_that_another_scene_bears_now_is_that_one_s_id() -> None:
    ids = SceneIds()
    ids.of(listed(a="Một", b="Hai"))
    assert ids.of(listed(a="Hai", b="Một")) == {"Hai": "Hai", "Một": "Một"}
    assert ids.of(listed(a="Ba", c="Một", b="Hai")) == {"Ba": "Ba", "Một": "Một", "Hai": "Hai"}


def test_without_uuids_the_name_is_the_id() -> None:
    ids = SceneIds()
    assert ids.of({"scenes": [{"sceneName": "Một"}]}) == {"Một": "Một"}
    assert ids.of({"scenes": [{"sceneName": "Hai"}]}) == {"Hai": "Hai"}


@pytest.mark.parametrize("scenes", [None, "x", {}, [None], [{"sceneName": 1}], [[]]])
def test_what_is_no_list_of_scenes_has_none(scenes: object) -> None:
    assert SceneIds().of({"scenes": scenes}) == {}
