"""What OBS 30.2.3 said once: the driver reads it, and our simulator says nothing of another shape."""

from typing import Any

from gbdt_console.core.clock import ManualClock
from gbdt_console.core.pictures import Bus
from gbdt_console.core.secret import Secret
from gbdt_console.devices.drivers.obs import ObsMixer
from gbdt_console.devices.obs.messages import ObsLogin
from tests.support.mixer.mixer_contract import on_air, showing, take
from tests.support.mixer.obs_replay import recorded_answers, replaying
from tests.support.mixer.office import BACHA, BREAK, CAMDUONG, CHAIR, FULL, LONE, SPLIT
from tests.support.mixer.real_obs import PASSWORD
from tests.support.mixer.simulated_mixer import prepared_studio
from tests.support.mixer.studio.answers import answer


async def test_the_driver_reads_and_takes_as_with_the_recorded_obs() -> None:
    async with replaying() as (replay, port):
        mixer = ObsMixer(ObsLogin("127.0.0.1", port, Secret(PASSWORD)), Bus.BRANCHES, ManualClock())
        await mixer.open()
        assert replay.proof == replay.recorded_proof
        frame = await mixer.frame()
        assert [layout.id for layout in frame.layouts] == [FULL, SPLIT, LONE, BREAK]
        assert frame.programs == {Bus.BRANCHES: showing(FULL, CHAIR)}
        await take(mixer, FULL, BACHA)
        assert await on_air(mixer) == showing(FULL, BACHA)
        await take(mixer, SPLIT, BACHA, CAMDUONG)
        assert await on_air(mixer) == showing(SPLIT, BACHA, CAMDUONG)
        await mixer.close()


def test_our_simulator_answers_with_the_fields_of_the_recorded_obs() -> None:
    asked = set()
    for request, fields, said in recorded_answers():
        if request.startswith("Get"):
            asked.add(request)
            assert _shape(answer(prepared_studio(), request, fields)) == _shape(said), request
    assert len(asked) == 6


def _shape(value: Any) -> Any:
    """Names and types; a list by its first entry. Whole numbers and fractions are one type in JSON."""
    if isinstance(value, dict):
        return {name: _shape(inner) for name, inner in value.items() if not name.startswith("currentPreview")}
    if isinstance(value, list):
        return [_shape(value[0])] if value else []
    return (
        "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__
    )
