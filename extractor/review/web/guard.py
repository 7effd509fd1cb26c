"""Who may ask the server, and what a browser may do with its answers.

A page of another origin can send a browser here. It is told by the Host header (a name of its own that leads to this
machine), by Sec-Fetch-Site and Origin, and by the form's token, which it cannot read.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes of a form; the longest is an edit.
_LARGEST_FORM = 64_000
_MOST_FIELDS = 60
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser sends no Origin with its own forms
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True)
class Guard:
    """What is asked of each request. Without a `token` only addresses of this machine are answered."""

    token: str = ""
    #: Names other than addresses by which the server may be called.
    names: Iterable[str] = ("localhost",)
    #: In every form of this server's pages.
    form_token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def knows(self, host: str) -> bool:
        """Whether a Host header names this server. An address does: only names can be made to lead here."""
        try:
            parts = urlsplit(f"//{host}")
            name, _ = parts.hostname or "", parts.port
        except ValueError:
            return False
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return name in self.names
        return bool(self.token) or address.is_loopback

    def right(self, told: str) -> bool:
        return secrets.compare_digest(told.encode(), self.token.encode())

    async def form(self, request: Request) -> dict[str, str]:
        """The fields of a form that one of this server's pages sent. Raises HTTPException for any other."""
        site, origin = request.headers.get("sec-fetch-site", "same-origin"), request.headers.get("origin")
        if site != "same-origin" or (origin is not None and urlsplit(origin).netloc != request.headers.get("host")):
            raise HTTPException(403, "This came from another site, and changes nothing.")
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _LARGEST_FORM:
                raise HTTPException(413, "The form is too large.")
        try:
            fields = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
        except ValueError:
            raise HTTPException(400, "The form cannot be read.") from None
        if not secrets.compare_digest(fields.pop("csrf", "").encode(), self.form_token.encode()):
            raise HTTPException(403, "The form is of an earlier start of the server: nothing was stored. Open the page anew.")
        return fields


class Guarded:
    """An ASGI application behind a guard."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self.app, self.guard = app, guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # no WebSocket is served
            return

        async def send_safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await (self._stopped(Request(scope)) or self.app)(scope, receive, send_safe)

    def _stopped(self, request: Request) -> Response | None:
        """The answer to who may not go on."""
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or not self.guard.knows(hosts[0]):
            return PlainTextResponse("This server is not known by that name; use the address that it printed.", 400)
        if not self.guard.token:
            return None
        cookie = f"kaimen-{urlsplit(f'//{hosts[0]}').port or 80}"  # cookies do not tell ports apart
        if self.guard.right(request.cookies.get(cookie, "")):
            return None
        if request.method == "GET" and self.guard.right(request.query_params.get("token", "")):
            rest = urlencode([pair for pair in request.query_params.multi_items() if pair[0] != "token"])
            path = "/" + request.url.path.lstrip("/")  # "//name" would be another server
            answer = RedirectResponse(f"{path}?{rest}" if rest else path, 303)
            answer.set_cookie(cookie, self.guard.token, httponly=True, samesite="strict")
            return answer
        return PlainTextResponse("The token is missing or wrong: open the address that the server printed, with its token.", 403)
