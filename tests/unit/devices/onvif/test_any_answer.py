"""Whatever a camera answers, it is read, or refused as no answer; nothing else comes of it."""

from collections.abc import Callable

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from gbdt_console.core.secret import Secret
from gbdt_console.devices.onvif import answers, soap
from gbdt_console.devices.safe_xml import Element, XmlError
from gbdt_console.simulator.onvif.logins import Logins
from gbdt_console.simulator.onvif.service import OnvifCameraService, Request
from gbdt_console.simulator.world.camera import SimulatedCamera

pytestmark = pytest.mark.search

READERS: dict[str, Callable[[Element], object]] = {
    "GetSystemDateAndTime": answers.clock_of,
    "GetCapabilities": lambda answer: answers.service_place(answer, "PTZ"),
    "GetProfiles": answers.profiles_of,
    "GetPresets": answers.presets_of,
    "GetStatus": answers.status_of,
    "GetSnapshotUri": lambda answer: answers.place_at(answer, "MediaUri", "Uri"),
}
BYTES = st.binary(max_size=8) | st.sampled_from([b"<", b"1e9", b"&#0;"])
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), BYTES), max_size=4)


def whole(method: str) -> bytes:
    camera = SimulatedCamera.of_room(lambda seconds, action: None)
    service = OnvifCameraService(camera, Logins("", Secret("")))
    service._logins.is_token = lambda text, now: True  # type: ignore[method-assign]
    asked = soap.request_of("urn:x", method, {"ProfileToken": "Profile_1"})
    path = "/onvif/ptz_service" if method in ("GetPresets", "GetStatus") else "/onvif/device_service"
    answer = service.answer(Request("POST", path, {"host": "10.0.0.9:80"}, asked))
    assert answer is not None
    assert answer.status == 200
    return answer.body


@pytest.mark.parametrize("method", READERS)
@given(edits=EDITS)
@settings(max_examples=80, deadline=None)
def test_any_answer_is_read_or_refused(method: str, edits: list[tuple[float, int, bytes]]) -> None:
    body = whole(method)
    for place, length, text in edits:
        at = round(place * len(body))
        body = body[:at] + text + body[at + length :]
    try:
        READERS[method](soap.answer_of(body, method))
    except (XmlError, soap.SoapFault):
        assert edits, "what is whole is read"
