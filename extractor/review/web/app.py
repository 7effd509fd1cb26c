"""The application: which address shows or does what. All but pictures is done on one thread, since the store's connection is."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from extractor.errors import KaimenError, StoreError, UsageError
from extractor.review.display import Row, decided
from extractor.review.queue import Selection
from extractor.review.web.editing import changed, told
from extractor.review.web.guard import Guard, Guarded
from extractor.review.web.pages import FOLDER, environment, review_page, selection_of
from extractor.review.web.papers import NoPicture, Papers
from extractor.review.web.sittings import Begin, OutOfDate, Sitting, Sittings
from extractor.store import Store

#: How long a decision may wait for another writer of the store.
_PATIENCE_MS = 1000
_TOLD = {"accept": "accepted", "skip": "skipped until the next sitting", "reject": "rejected"}


def review_app(path: str | Path, begin: Begin, guard: Guard, folders: list[Path], first: Selection | None = None) -> Guarded:
    """The review of a store as a web application; `begin` makes the session of a new tab, which shows `first`; PDFs are looked for in `folders`."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        store = Store.open(path, create=False)
        store.db.conn.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        app.state.desk = Desk(Sittings(store, begin), Papers(folders), guard, first or Selection())
        yield
        app.state.desk.sittings.end()
        store.close()

    routes = [
        Route("/", _to("start")),
        Route("/sitting/{key}", _to("page")),
        Route("/sitting/{key}/select", _to("select")),
        Route("/sitting/{key}/next-paper", _to("next_paper")),
        Route("/sitting/{key}/decide", _to("decide"), methods=["POST"]),
        Route("/sitting/{key}/undo", _to("undo"), methods=["POST"]),
        Route("/sitting/{key}/check", _to("check"), methods=["POST"]),
        Route("/picture/{sha256}/{page:int}.png", _to("picture")),
        Mount("/static", StaticFiles(directory=FOLDER / "static")),
    ]
    failures = {HTTPException: _failed, KaimenError: _failed, sqlite3.Error: _failed, Exception: _failed}
    return Guarded(Starlette(routes=routes, lifespan=lifespan, exception_handlers=failures), guard)


def _to(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        found: Response = await getattr(request.app.state.desk, name)(request)
        return found

    return answer


async def _failed(request: Request, error: Exception) -> Response:
    """One line on a page of its own."""
    desk: Desk = request.app.state.desk
    status, line = 400, str(error)
    if isinstance(error, HTTPException):
        status, line = error.status_code, error.detail
    elif isinstance(error, (sqlite3.Error, StoreError)):
        status, line = 503, f"{desk.sittings.store.path}: {error}. Nothing was stored; try again."
    elif not isinstance(error, KaimenError):
        status, line = 500, f"This is a slip in Kaimen ({type(error).__name__}: {error}); nothing was stored. Please report it."
    return desk.html("failed.html", {"line": line}, status)


class Desk:
    """Answers to requests."""

    def __init__(self, sittings: Sittings, papers: Papers, guard: Guard, first: Selection) -> None:
        self.sittings, self.papers, self.guard, self.first = sittings, papers, guard, first
        self.templates = environment()

    def html(self, name: str, values: Mapping[str, Any], status: int = 200) -> HTMLResponse:
        return HTMLResponse(self.templates.get_template(name).render(csrf=self.guard.form_token, store=self.sittings.store.path, **values), status)

    def sitting(self, request: Request) -> Sitting:
        found = self.sittings.find(request.path_params["key"])
        if found is None:
            raise HTTPException(404, "This tab is of an earlier start of the server; nothing was stored. Begin anew.")
        return found

    async def start(self, request: Request) -> Response:
        """A new tab."""
        selection = selection_of(request.query_params) if request.query_params else self.first
        return _see(self.sittings.begin(selection))

    async def page(self, request: Request) -> Response:
        sitting, asked = self.sitting(request), request.query_params
        if "around" in asked:
            sitting.around = asked["around"] == "1"
        row = sitting.show(asked.get("id", ""))
        if row is None and asked.get("id"):
            sitting.tell(f"{asked['id']}: no such record any more", wrong=True)
            row = sitting.show("")
        return self.html("review.html", review_page(sitting, self.papers, row, editing="edit" in asked))

    async def select(self, request: Request) -> Response:
        sitting = self.sitting(request)
        try:
            sitting.session.select(selection_of(request.query_params))
        except UsageError as error:
            sitting.tell(str(error), wrong=True)
        return _see(sitting)

    async def next_paper(self, request: Request) -> Response:
        sitting = self.sitting(request)
        sitting.show(request.query_params.get("id", ""))
        if not sitting.session.next_paper():
            sitting.tell("no further paper in the queue")
        here = sitting.session.current
        return _see(sitting, here["id"] if here else "")

    async def decide(self, request: Request) -> Response:
        fields, sitting = await self.guard.form(request), self.sitting(request)
        key, decision = fields.get("id", ""), fields.get("decision", "")
        row = sitting.find(key)
        if row is None:
            raise HTTPException(404, f"{key}: no such record any more; nothing was stored.")
        if decision == "edit":
            return self._edit(sitting, row, fields)
        if decision not in _TOLD:
            raise HTTPException(400, "accept, edit, reject or skip")
        reason = (fields.get("reason") or fields.get("words", "")).strip() if decision == "reject" else ""
        try:
            sitting.decide(key, _number(fields), decision, reason=reason)  # type: ignore[arg-type]
        except OutOfDate as error:
            sitting.tell(str(error), wrong=True)
            return _see(sitting, key)
        sitting.tell(f"{_TOLD[decision]}{': ' if reason else ''}{reason}")
        return _see(sitting)

    def _edit(self, sitting: Sitting, row: Row, fields: Mapping[str, str]) -> Response:
        changes = changed(row, fields)
        if not changes:
            sitting.tell("nothing changed")
            return _see(sitting, row["id"])
        try:
            sitting.decide(row["id"], _number(fields), "edit", changes=changes)
        except (UsageError, StoreError, sqlite3.Error) as error:  # what was typed stays
            sitting.tell(str(error), wrong=True)
            return self.html("review.html", review_page(sitting, self.papers, row, typed=fields, editing=True), 422)
        sitting.tell(f"corrected: {', '.join(changes)}")
        return _see(sitting)

    async def undo(self, request: Request) -> Response:
        await self.guard.form(request)
        sitting = self.sitting(request)
        last = sitting.session.undo()
        sitting.tell(f"taken back: {decided(last)}" if last else f"{sitting.session.reviewer} has no decision to take back")
        return _see(sitting, last.get("measurement_id", "") if last else "")

    async def check(self, request: Request) -> Response:
        """What the text that is being typed means."""
        fields, sitting = await self.guard.form(request), self.sitting(request)
        row = sitting.find(fields.get("id", ""))
        text, wrong = told(row, fields, fields.get("field", "")) if row else ("no such record any more", True)
        return JSONResponse({"told": text, "wrong": wrong})

    async def picture(self, request: Request) -> Response:
        """A page of a stored paper; nothing else has a picture."""
        sha256, page = request.path_params["sha256"], request.path_params["page"]
        paper = next(self.sittings.store.db.query("SELECT file, sha256 FROM papers WHERE sha256 = ? AND reader = 'pdf'", (sha256,)), None)
        if paper is None:
            raise HTTPException(404, "No such paper in the store.")
        try:
            png = await run_in_threadpool(self.papers.picture, paper, page)
        except NoPicture as error:
            raise HTTPException(404, str(error)) from None
        return Response(png, media_type="image/png", headers={"Cache-Control": "private, max-age=86400, immutable"})


def _see(sitting: Sitting, measurement_id: str = "") -> Response:
    """Go to the page of a tab."""
    query = f"?{urlencode({'id': measurement_id})}" if measurement_id else ""
    return RedirectResponse(f"/sitting/{sitting.key}{query}", 303)


def _number(fields: Mapping[str, str]) -> int:
    try:
        return int(fields.get("seen", ""))
    except ValueError:
        raise HTTPException(400, "The form does not say what it was made on.") from None
