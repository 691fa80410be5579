"""Scenes and their items as OBS 30.2 sends them."""

from typing import Any

from gbdt_console.devices.obs.scenes import Canvas, Scene, read_scene

CANVAS = Canvas(1920, 1080)
NO_BOUNDS = {"boundsType": "OBS_BOUNDS_NONE"}


def transform(
    x: float = 0, y: float = 0, width: float = 960, height: float = 540, **more: object
) -> dict[str, Any]:
    """As OBS 30.2 sends it; `alignment` 5 is the upper left corner."""
    return {
        "alignment": 5, "boundsAlignment": 0, "boundsHeight": height, "boundsType": "OBS_BOUNDS_SCALE_INNER",
        "boundsWidth": width, "cropBottom": 0, "cropLeft": 0, "cropRight": 0, "cropToBounds": False,
        "cropTop": 0, "height": 36.0, "positionX": x, "positionY": y, "rotation": 0.0, "scaleX": 1.0,
        "scaleY": 1.0, "sourceHeight": 36.0, "sourceWidth": 64.0, "width": 64.0, **more,
    }  # fmt: skip


def item(
    source: str, number: int = 1, is_on: bool = True, where: dict[str, Any] | None = None, **more: object
) -> Any:
    return {
        "inputKind": "ffmpeg_source", "isGroup": None, "sceneItemEnabled": is_on, "sceneItemId": number,
        "sceneItemIndex": number, "sceneItemLocked": False, "sceneItemTransform": where or transform(),
        "sourceName": source, "sourceType": "OBS_SOURCE_TYPE_INPUT", **more,
    }  # fmt: skip


def scene(*items: Any, name: str = "Lưới") -> Scene:
    return read_scene(name, name, {"sceneItems": list(items)}, CANVAS)
