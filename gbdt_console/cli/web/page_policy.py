"""Keeps a page to its own files, its own web socket and its own form."""

from collections.abc import Iterable

from aiohttp import web

HAS_FORM = "has_form"
"""Key of a request whose page sends a form: the one that asks for the PIN."""


class PagePolicy:
    """Sets the headers of every answer."""

    def __init__(self, origins: Iterable[str]) -> None:
        """`origins` are the page's own."""
        # Older browsers do not count a web socket as the page's own, so they are named.
        self._sockets = " ".join(sorted(origin.replace("http", "ws", 1) for origin in origins))

    async def harden(self, request: web.Request, response: web.StreamResponse) -> None:
        """Close what a page does not need.

        The sandbox lets it open no window and save no file, so that an address in a device's text leads
        nowhere. A form's Origin is told to its own page alone: with no referrer it would be 'null'.
        """
        has_form = HAS_FORM in request
        form, allowed = ("'self'", " allow-forms") if has_form else ("'none'", "")
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
            f"img-src 'self' data:; connect-src 'self' {self._sockets}; base-uri 'none'; form-action {form}; "
            f"frame-ancestors 'none'; sandbox allow-scripts allow-same-origin{allowed}"
        )
        response.headers["Server"] = "gbdt-console"  # else the versions of Python and libraries
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Referrer-Policy"] = "same-origin" if has_form else "no-referrer"
        is_file = isinstance(response, web.FileResponse)
        response.headers["Cache-Control"] = "no-cache" if is_file else "no-store"
