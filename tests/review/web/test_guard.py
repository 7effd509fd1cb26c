"""Who may ask the review page's server, and what its answers let a browser do."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from extractor.review.web.guard import HEADERS, Guard
from extractor.store import Store
from tests.review.web.conftest import Open, Page, first_page
from tests.review.web.test_app import decisions

TOKEN = "a-long-token"


@pytest.mark.parametrize(
    ("host", "alone", "open_to_others"),
    [
        ("127.0.0.1:8002", True, True), ("127.0.0.1", True, True), ("localhost:8002", True, True), ("LOCALHOST", True, True), ("[::1]:8002", True, True),
        ("192.168.1.7:8002", False, True), ("kaimen.example:8002", False, False), ("127.0.0.1.kaimen.example", False, False), ("localhost.kaimen.example", False, False),
        ("", False, False), ("localhost:port", False, False), ("[::1", False, False), ("0x7f000001", False, False), ("2130706433", False, False), ("user@127.0.0.1", True, True),
    ],
)  # fmt: skip
def test_a_name_that_leads_here_is_not_enough(host: str, alone: bool, open_to_others: bool) -> None:
    assert (Guard().knows(host), Guard(TOKEN).knows(host)) == (alone, open_to_others)


@pytest.mark.parametrize("address", ["/", "/static/review.js", "/nothing"])
def test_rebinding_gets_nothing(library: Path, browse: Open, address: str) -> None:
    answer = browse(library).get(address, headers={"host": "kaimen.example"})
    assert answer.status_code == 400 and "not known by that name" in answer.text


FORGED = {
    "no token": ({"csrf": ""}, {}),
    "a wrong token": ({"csrf": "x"}, {}),
    "a token of other letters": ({"csrf": "ü"}, {}),
    "another site": ({}, {"sec-fetch-site": "cross-site"}),
    "another port": ({}, {"sec-fetch-site": "same-site"}),
    "an origin": ({}, {"origin": "http://kaimen.example"}),
    "an origin of another port": ({}, {"origin": "http://127.0.0.1:80"}),
    "no origin": ({}, {"origin": "null"}),
}


@pytest.mark.parametrize("action", ["decide", "undo", "check"])
@pytest.mark.parametrize(("fields", "headers"), FORGED.values(), ids=FORGED)
def test_forged_forms_change_nothing(library: Path, browse: Open, action: str, fields: dict[str, str], headers: dict[str, str]) -> None:
    page = first_page(browse(library)).send("accept")
    before = decisions(library)
    answer = page.client.post(f"{page.base}/{action}", data={**page.fields("accept"), **fields}, headers=headers)
    assert answer.status_code == 403
    assert decisions(library) == before


def test_a_browsers_own_forms_are_taken(library: Path, browse: Open) -> None:
    page = first_page(browse(library))
    page.client.headers |= {"origin": "http://127.0.0.1:8002", "sec-fetch-site": "same-origin"}
    page.send("accept")
    assert len(decisions(library)) == 1


@pytest.mark.parametrize("action", ["decide", "undo", "check"])
def test_only_forms_change_anything(library: Path, browse: Open, action: str) -> None:
    page = first_page(browse(library))
    assert page.client.get(f"{page.base}/{action}", params=page.fields("accept")).status_code == 405
    assert decisions(library) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"x=" + b"y" * 70_000, 413), (b"&".join(b"f%d=1" % n for n in range(100)), 400), (b"csrf=\xff\xfe", 400), (b"", 403), (b"\x00" * 100, 403)],
    ids=["large", "many fields", "no text", "empty", "nulls"],
)
def test_bodies_that_are_no_form(library: Path, browse: Open, body: bytes, status: int) -> None:
    page = first_page(browse(library))
    assert page.client.post(f"{page.base}/decide", content=body, headers={"content-type": "application/x-www-form-urlencoded"}).status_code == status


@pytest.mark.parametrize("address", ["/", "/static/review.js", "/nothing", "/sitting/none"])
def test_every_answer_is_fenced(library: Path, browse: Open, address: str) -> None:
    answer = browse(library).get(address)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in answer.headers["content-security-policy"] and "http" not in answer.headers["content-security-policy"]


def test_a_slip_is_one_line_and_fenced(library: Path, browse: Open) -> None:
    store = Store.open(library)
    store.db.execute("UPDATE evidence SET repairs = 'no JSON'")
    store.close()
    answer = browse(library).get("/")
    assert answer.status_code == 500 and "please report it" in answer.text.lower() and "Traceback" not in answer.text
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_a_token_opens_and_stays_in_a_cookie(library: Path, browse: Open) -> None:
    client: TestClient = browse(library, guard=Guard(TOKEN), address="http://192.168.1.7:8002")
    for address in ("/", "/static/review.css", "/?token=wrong", "/?token=%C3%BC", "/sitting/x?token="):
        assert client.get(address).status_code == 403, address
    opened = client.get(f"/?token={TOKEN}&property=grain_size", follow_redirects=False)
    assert (opened.status_code, opened.headers["location"]) == (303, "/?property=grain_size")
    cookie = opened.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "kaimen-8002=" in cookie
    page = Page(client, client.get("/"))
    assert page.status == 200 and TOKEN not in page.text
    page.send("accept")
    assert len(decisions(library)) == 1


def test_the_token_leads_nowhere_else(library: Path, browse: Open) -> None:
    client = browse(library, guard=Guard(TOKEN), address="http://192.168.1.7:8002")
    answer = client.get(f"http://192.168.1.7:8002//kaimen.example/?token={TOKEN}", follow_redirects=False)
    assert answer.headers["location"] == "/kaimen.example/"
