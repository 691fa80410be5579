"""Answers the requests of obs-websocket 5 for a Studio, with the fields that OBS 30.2 sends."""

import uuid
from collections.abc import Callable, Mapping
from typing import TypeVar

from tests.support.mixer.studio.studio import RefusedError, SceneItem, Studio

Fields = Mapping[str, object]
_MISSING_FIELD = 300
_WRONG_TYPE = 401
_UNKNOWN_REQUEST = 204
_T = TypeVar("_T")


def answer(studio: Studio, request: str, data: Fields) -> Fields:
    """Carry out one request, and return the fields of its answer. Raises RefusedError."""
    if request in _WITHOUT_FIELDS:
        return _WITHOUT_FIELDS[request](studio)
    if request in _WITH_FIELDS:
        return _WITH_FIELDS[request](studio, data)
    raise RefusedError(_UNKNOWN_REQUEST, "Your request type is not valid.")


def _version(_: Studio) -> Fields:
    return {
        "obsVersion": "30.2.3", "obsWebSocketVersion": "5.5.2", "platform": "simulator",
        "platformDescription": "gbdt-console", "rpcVersion": 1, "supportedImageFormats": ["png"],
        "availableRequests": sorted({*_WITHOUT_FIELDS, *_WITH_FIELDS}),
    }  # fmt: skip


def _video(studio: Studio) -> Fields:
    return {
        "baseWidth": studio.width, "baseHeight": studio.height, "outputWidth": studio.width,
        "outputHeight": studio.height, "fpsNumerator": 10, "fpsDenominator": 1,
    }  # fmt: skip


def _scene_list(studio: Studio) -> Fields:
    preview = studio.preview if studio.is_studio_mode else None
    return {
        "currentProgramSceneName": studio.program,
        "currentProgramSceneUuid": _scene_uuid(studio, studio.program),
        "currentPreviewSceneName": preview,
        "currentPreviewSceneUuid": preview and _scene_uuid(studio, preview),
        "scenes": [
            {"sceneIndex": index, "sceneName": name, "sceneUuid": _scene_uuid(studio, name)}
            for index, name in enumerate(reversed(studio.scenes))
        ],
    }


def _scene_items(studio: Studio, data: Fields) -> Fields:
    items = studio.items(_field(data, "sceneName", str))
    return {"sceneItems": [_item(studio, item, level) for level, item in enumerate(items)]}


def _item(studio: Studio, item: SceneItem, level: int) -> Fields:
    source = studio.sources[item.source]
    width, height = (0.0, 0.0) if source.is_stopped else (64.0, 36.0)
    return {
        "inputKind": source.kind,
        "isGroup": None,
        "sceneItemBlendMode": "OBS_BLEND_NORMAL",
        "sceneItemEnabled": item.is_on,
        "sceneItemId": item.id,
        "sceneItemIndex": level,
        "sceneItemLocked": item.is_locked,
        "sceneItemTransform": {
            "positionX": item.x, "positionY": item.y, "alignment": 5, "rotation": 0.0,
            "boundsType": "OBS_BOUNDS_STRETCH", "boundsWidth": item.width, "boundsHeight": item.height,
            "boundsAlignment": 0, "cropToBounds": False,
            "sourceWidth": width, "sourceHeight": height, "width": width, "height": height,
            "scaleX": 1.0, "scaleY": 1.0, "cropLeft": 0, "cropRight": 0, "cropTop": 0, "cropBottom": 0,
        },
        "sourceName": item.source,
        "sourceType": "OBS_SOURCE_TYPE_INPUT",
        "sourceUuid": _uuid(item.source),
    }  # fmt: skip


def _active(studio: Studio, data: Fields) -> Fields:
    is_active = studio.is_active(_field(data, "sourceName", str))
    return {"videoActive": is_active, "videoShowing": is_active}


def _screenshot(studio: Studio, data: Fields) -> Fields:
    name = _field(data, "sourceName", str)
    if _field(data, "imageFormat", str) != "bmp":
        return {"imageData": studio.shoot(name)}
    return {
        "imageData": studio.still(name, _field(data, "imageWidth", int), _field(data, "imageHeight", int))
    }


def _switch(studio: Studio, data: Fields) -> Fields:
    is_on = _field(data, "sceneItemEnabled", bool)
    studio.switch(_field(data, "sceneName", str), _field(data, "sceneItemId", int), is_on=is_on)
    return {}


def _set_program(studio: Studio, data: Fields) -> Fields:
    studio.take(_field(data, "sceneName", str))
    return {}


def _set_preview(studio: Studio, data: Fields) -> Fields:
    studio.set_preview(_field(data, "sceneName", str))
    return {}


def _media(studio: Studio, data: Fields) -> Fields:
    action = _field(data, "mediaAction", str).rpartition("_")[2]
    source = studio.source(_field(data, "inputName", str))
    source.is_frozen = action == "PAUSE"
    source.is_stopped = action == "STOP" or (source.is_stopped and action != "RESTART")
    return {}


def _settings(studio: Studio, data: Fields) -> Fields:
    """Tell what OBS tells of a media source that plays on off the air."""
    source = studio.source(_field(data, "inputName", str))
    return {"inputKind": source.kind, "inputSettings": {"restart_on_activate": False}}


def _rename(studio: Studio, data: Fields) -> Fields:
    studio.rename(_field(data, "sceneName", str), _field(data, "newSceneName", str))
    return {}


def _duration(studio: Studio, data: Fields) -> Fields:
    studio.transition_s = _field(data, "transitionDuration", int) / 1_000
    return {}


def _studio_mode(studio: Studio) -> Fields:
    return {"studioModeEnabled": studio.is_studio_mode}


def _set_studio_mode(studio: Studio, data: Fields) -> Fields:
    studio.set_studio_mode(is_on=_field(data, "studioModeEnabled", bool))
    return {}


def _transition(studio: Studio) -> Fields:
    studio.press_transition()
    return {}


def _record_status(studio: Studio) -> Fields:
    return {"outputActive": studio.is_recording, "outputPaused": False, "outputTimecode": "00:00:00.000"}


def _cursor(studio: Studio) -> Fields:
    return {"transitionCursor": 0.5 if studio.is_in_transition else 1.0}


_WITHOUT_FIELDS: Mapping[str, Callable[[Studio], Fields]] = {
    "GetVersion": _version,
    "GetVideoSettings": _video,
    "GetSceneList": _scene_list,
    "GetStudioModeEnabled": _studio_mode,
    "GetRecordStatus": _record_status,
    "GetCurrentSceneTransitionCursor": _cursor,
    "TriggerStudioModeTransition": _transition,
}
_WITH_FIELDS: Mapping[str, Callable[[Studio, Fields], Fields]] = {
    "GetSceneItemList": _scene_items,
    "GetSourceActive": _active,
    "GetInputSettings": _settings,
    "SetSceneName": _rename,
    "GetSourceScreenshot": _screenshot,
    "SetSceneItemEnabled": _switch,
    "SetCurrentProgramScene": _set_program,
    "SetCurrentPreviewScene": _set_preview,
    "SetStudioModeEnabled": _set_studio_mode,
    "TriggerMediaInputAction": _media,
    "SetCurrentSceneTransitionDuration": _duration,
}


def _field(data: Fields, name: str, kind: type[_T]) -> _T:
    value = data.get(name)
    if value is None:
        raise RefusedError(_MISSING_FIELD, f"Your request is missing the `{name}` field.")
    if not isinstance(value, kind):
        raise RefusedError(_WRONG_TYPE, f"The field value of `{name}` must be another type.")
    return value


def _scene_uuid(studio: Studio, name: str) -> str:
    return _uuid(studio.first_names.get(name, name))


def _uuid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))
