"""Judges whether a server of messages took one, by its own answer to our own request.

No redirect is followed: a POST would become a GET without the message, and whatever answers that (the login
page of a network, mostly) answers 200.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from gbdt_console.core.json_value import Json

if TYPE_CHECKING:
    import requests

_PAGE = re.compile(rb"<!doctype html|<html|<head|<meta|<script", re.IGNORECASE)
_LOOKED_AT = 4096
"""Limits the bytes of an answer in which a page is looked for."""
_IS_YES: Mapping[str, Callable[[Mapping[str, Json]], bool]] = {
    "tgram": lambda said: said.get("ok") is True,
    "ntfy": lambda said: bool(said.get("id")),
    "ntfys": lambda said: bool(said.get("id")),
    "gotify": lambda said: bool(said.get("id")),
    "gotifys": lambda said: bool(said.get("id")),
    "pover": lambda said: said.get("status") == 1,
}
"""By the kind of address, what its API documents as its yes: core.telegram.org/bots/api#making-requests,
docs.ntfy.sh/publish, gotify.net/api-docs (POST /message), pushover.net/api#response."""


class WebAnswers:
    """Keeps the last answer to what is posted by `requests` in this process, which follows no redirect from
    now on.
    """

    def __init__(self) -> None:
        import requests  # comes with the extra of notifications only
        from requests.adapters import HTTPAdapter

        self._last: requests.Response | None = None
        usual: Callable[..., requests.Response] = HTTPAdapter.send

        def send(adapter: HTTPAdapter, request: requests.PreparedRequest, **how: Any) -> requests.Response:
            answer = usual(adapter, request, **how)
            if request.method in ("POST", "PUT"):
                self._last = answer
            return answer

        HTTPAdapter.send = send  # type: ignore[assignment, method-assign]
        requests.Session.get_redirect_target = lambda *_: None  # type: ignore[method-assign]

    def fault(self, kind: str) -> tuple[str, int]:
        """Return fault and status, as in SendOutcome; none where the channel is not of the web.

        kind: the scheme of the channel's address
        """
        answer = self._last
        if answer is None:
            return "", 0
        if not 200 <= answer.status_code < 300:
            return "status", answer.status_code
        is_yes = _IS_YES.get(kind)
        is_taken = not _is_page(answer) and (is_yes is None or is_yes(_object(answer)))
        return ("", 0) if is_taken else ("not-its-answer", 0)


def _is_page(answer: "requests.Response") -> bool:
    return _PAGE.search(answer.content[:_LOOKED_AT]) is not None


def _object(answer: "requests.Response") -> Mapping[str, Json]:
    """Return the JSON object of an answer; an empty one where it is something else."""
    try:
        said = json.loads(answer.content)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
