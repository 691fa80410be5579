"""Opens what a simulated camera's port speaks: VISCA over TCP, ONVIF over HTTP."""

from gbdt_console.simulator.onvif.logins import Logins
from gbdt_console.simulator.onvif.service import OnvifCameraService
from gbdt_console.simulator.onvif.session import OnvifSession
from gbdt_console.simulator.sessions import OpenSession
from gbdt_console.simulator.visca.sessions import RawSession
from gbdt_console.simulator.world.camera import SimulatedCamera
from gbdt_console.simulator.world.plan import PlannedControl

_ONVIF = "onvif"


def camera_opener(camera: SimulatedCamera, control: PlannedControl) -> OpenSession:
    """Return what opens a session with that camera by its driver's protocol."""
    if control.driver != _ONVIF:
        return RawSession.opener(camera)
    return OnvifSession.opener(OnvifCameraService(camera, Logins(control.user, control.password)))
