"""Decisions on the page without JavaScript: what its forms and links send, and what the store has then."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from extractor.store import Store
from extractor.store.decisions import decide, history
from extractor.store.link_decisions import link
from tests.review.web.conftest import ADDRESS, Open, Page, first_page


def decisions(path: Path) -> list[tuple[str, str, str, str]]:
    store = Store.open(path)
    found = store.db.execute("SELECT measurement_id, decision, reviewer, reason FROM reviews ORDER BY id").fetchall()
    store.close()
    return found


def value_of(path: Path, key: str) -> float:
    store = Store.open(path)
    (value,) = store.db.execute("SELECT value FROM measurements WHERE id = ?", (key,)).fetchone()
    store.close()
    return float(value)


def test_accept_reject_skip_and_undo_of_any_depth(library: Path, browse: Open) -> None:
    pages = [first_page(browse(library))]
    for decision, fields in (("accept", {}), ("reject", {"reason": "wrong property"}), ("reject", {"words": "a range"}), ("skip", {})):
        pages.append(pages[-1].send(decision, **fields))
    ids = [page.id for page in pages]
    assert len(set(ids)) == 5 and "3 done" in pages[-1].text
    assert decisions(library) == [(ids[0], "accept", "ann", ""), (ids[1], "reject", "ann", "wrong property"), (ids[2], "reject", "ann", "a range"), (ids[3], "skip", "ann", "")]
    page = pages[-1]
    for back in reversed(ids[:4]):
        page = page.undo()
        assert (page.id, page.told.startswith("taken back")) == (back, True)
    assert "0 done" in page.text
    assert page.undo().told == "ann has no decision to take back"


def test_undo_of_what_a_name_means(library: Path, browse: Open) -> None:
    page = first_page(browse(library))
    store = Store.open(library)
    (paper, name) = store.db.execute("SELECT paper_id, material FROM measurements WHERE id = ?", (page.id,)).fetchone()
    link(store, paper, name, "Al2O3", "ann")
    store.close()
    assert page.undo().told == f"taken back: link of {name} in {paper}"


def test_an_edit_with_a_unit(library: Path, browse: Open) -> None:
    page = first_page(browse(library), property="ionic_conductivity")
    form = page.key("e")
    kept = form.send("edit", value="3 furlong", material="kept")
    assert (kept.status, "no number in S/m" in kept.told) == (422, True)
    assert (kept.fields("edit")["value"], kept.fields("edit")["material"]) == ("3 furlong", "kept"), "what was typed stays"
    assert decisions(library) == []
    saved = form.send("edit", value="0.32 mS/cm", low="", high="")
    assert "corrected: value" in saved.told and saved.id != form.id
    assert value_of(library, form.id) == pytest.approx(0.032)
    assert saved.undo().id == form.id and len(decisions(library)) == 2


@pytest.mark.parametrize(
    ("fields", "field", "told", "wrong"),
    [
        ({"value": "0.32 mS/cm"}, "value", "value: stored as 0.032 S/m", False),
        ({"value": "0.32"}, "value", "value: stored as 32 S/m", False),
        ({"value": "0.32 K"}, "value", "value: '0.32 K' is no number in S/m, and no quantity of that kind", True),
        ({"temperature": "25 °C"}, "temperature", "temperature: stored as 298.1 K", False),
        ({"temperature": "-300 °C"}, "temperature", "temperature: kelvin, above zero", True),
        ({"comparator": "!"}, "comparator", "comparator: one of = ~ < > <= >=", True),
        ({"value": "", "low": "", "high": ""}, "value", "value: a measurement needs a value, a word or a range", True),
        ({"value": "<script>alert(1)</script>"}, "value", "value: '<script>alert(1)</script>' is no number in S/m, and no quantity of that kind", True),
    ],
)
def test_what_is_typed_is_checked(library: Path, browse: Open, fields: dict[str, str], field: str, told: str, wrong: bool) -> None:
    form = first_page(browse(library), property="ionic_conductivity").key("e")
    answer = form.client.post(f"{form.base}/check", data={**form.fields("edit"), **fields, "field": field})
    assert answer.json() == {"told": told, "wrong": wrong}
    assert decisions(library) == []


def test_a_page_that_is_out_of_date_decides_nothing(library: Path, browse: Open) -> None:
    client = browse(library)
    one, other = first_page(client), first_page(client)
    other = other.see(id=one.id)
    form = other.key("e")
    assert other.id == form.id == one.id
    one.send("accept")
    late = other.send("reject", reason="wrong property")
    assert "not stored: ann decided meanwhile (accept)" in late.told
    assert late.field("decided") == "accept by ann"
    assert [row[1] for row in decisions(library)] == ["accept"]
    assert "not stored" in form.send("edit", method="EIS").told
    late.send("reject", reason="wrong property")
    assert [row[1] for row in decisions(library)] == ["accept", "reject"], "who has seen it may differ"


def test_who_decides_beside_is_heard(library: Path, browse: Open) -> None:
    page = first_page(browse(library))
    store = Store.open(library)
    decide(store, page.id, "reject", "ben", reason="by command")
    assert "ben decided meanwhile (reject)" in page.send("accept").told
    assert [row["decision"] for row in history(store, page.id)] == ["reject"]
    store.close()


def test_two_people_lose_nothing(library: Path, browse: Open) -> None:
    ann, ben = first_page(browse(library)), first_page(browse(library, reviewer="ben"))
    for _ in range(6):
        ann, ben = ann.send("accept"), ben.send("reject")
    stored = decisions(library)
    assert len({(row[0], row[2]) for row in stored}) == len(stored), "nobody decided one record twice"
    assert {row[2] for row in stored} <= {"ann", "ben"} and len(stored) >= 6


def test_a_locked_store_is_told_and_nothing_is_lost(library: Path, browse: Open) -> None:
    page = first_page(browse(library), property="ionic_conductivity")
    form = page.key("e")
    other = sqlite3.connect(library, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused, edit = page.send("accept"), form.send("edit", value="7 mS/cm")
    other.execute("ROLLBACK")
    assert (refused.status, "locked" in refused.told, "Nothing was stored" in refused.told) == (503, True, True)
    assert (edit.status, edit.fields("edit")["value"], "locked" in edit.told) == (422, "7 mS/cm", True)
    assert decisions(library) == []
    edit.send("edit")
    assert [row[1] for row in decisions(library)] == ["edit"]


def test_moving_and_the_next_paper(library: Path, browse: Open) -> None:
    page = first_page(browse(library))
    following = page.key("j")
    assert following.id != page.id and following.key("k").id == page.id
    other = page.key("n")
    assert other.field("paper").split(",")[0] != page.field("paper").split(",")[0]
    assert {row.get("aria-current") for row in page.tree.xpath("//ol[@class='queue']//a")} == {"true", None}


def test_context_on_demand(library: Path, browse: Open) -> None:
    page = first_page(browse(library), words="sintered")
    assert not page.tree.xpath("//div[@class='around']")
    around = page.key("c")
    assert around.tree.xpath("//div[@class='around']") and around.id == page.id
    assert around.key("j").tree.xpath("//div[@class='around']"), "until it is not wanted any more"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"property": "hardness"}, "property: one of "), ({"low": "2"}, "low: a confidence from 0 to 1"), ({"high": "x"}, "high: a confidence from 0 to 1"),
        ({"low": "nan"}, "low: a confidence from 0 to 1"), ({"words": '"( NEAR zzz'}, ""), ({"words": "zzz"}, ""), ({"flag": "'"}, ""), ({"paper": "\x00"}, ""),
    ],
)  # fmt: skip
def test_filters(library: Path, browse: Open, query: dict[str, str], told: str) -> None:
    page = first_page(browse(library))
    chosen = Page(page.client, page.client.get(f"{page.base}/select", params=query))
    assert chosen.status == 200 and chosen.told.startswith(told)
    assert bool(chosen.tree.xpath("//form[contains(@class, 'decisions')]")) == (not told), "none is found, or all is as before"


def test_a_filter_chooses(library: Path, browse: Open) -> None:
    page = first_page(browse(library))
    (address,) = page.tree.xpath("//dt[.='property']/following-sibling::dd/a/@href")
    chosen = Page(page.client, page.client.get(address))
    assert {line.get("title") for line in chosen.tree.xpath("//ol[@class='queue']//span[@class='sign']")} == {page.field("property")}


@pytest.mark.parametrize("address", ["/sitting/none", "/sitting/none/select", "/nothing", "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fsession.py"])
def test_what_is_not_there(library: Path, browse: Open, address: str) -> None:
    answer = browse(library).get(address)
    assert answer.status_code == 404 and "Traceback" not in answer.text


def test_a_record_that_is_gone(library: Path, browse: Open) -> None:
    page = first_page(browse(library))
    assert page.see(id="none").told == "none: no such record any more"
    gone = page.post("decide", {**page.fields("accept"), "id": "none"})
    assert gone.status == 404 and decisions(library) == []


@pytest.mark.parametrize("fields", [{"seen": "x"}, {"seen": ""}, {"decision": "undo"}, {"decision": ""}])
def test_a_form_that_no_page_has(library: Path, browse: Open, fields: dict[str, str]) -> None:
    page = first_page(browse(library))
    assert page.post("decide", {**page.fields("accept"), **fields}).status == 400
    assert decisions(library) == []


def test_pictures_are_of_stored_papers_only(library: Path, browse: Open) -> None:
    client = browse(library)
    page = first_page(client, property="ionic_conductivity", paper="elsevier-5p.pdf")
    (address,) = page.tree.xpath("//*[local-name()='image']/@href")
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"], answer.content[:4]) == (200, "image/png", b"\x89PNG")
    sha256 = address.split("/")[2]
    for other in (f"/picture/{sha256}/0.png", f"/picture/{sha256}/999.png", f"/picture/{'0' * 64}/1.png", f"/picture/..%2f{sha256}/1.png", "/picture/elsevier-5p.pdf/1.png", "/picture/%2e%2e/1.png"):
        assert client.get(other).status_code == 404, other
    assert client.get(f"/picture/{sha256}/-1.png").status_code == 404


@pytest.mark.parametrize("change", ["gone", "other content", "no PDF any more"])
def test_a_pdf_that_is_not_there_is_one_line(library: Path, browse: Open, change: str) -> None:
    pdf = library.parent / "elsevier-5p.pdf"
    if change == "gone":
        pdf.unlink()
    else:
        pdf.write_bytes(b"%PDF-1.4 nothing" if change == "no PDF any more" else pdf.read_bytes() + b"\n")
    page = first_page(browse(library), property="ionic_conductivity", paper="elsevier-5p.pdf")
    (line,) = page.tree.xpath("//p[@class='lack']/text()")
    assert "elsevier-5p.pdf: not found in" in line and "--papers" in line
    assert page.tree.xpath("//p[@class='sentence'] | //table") and not page.tree.xpath("//*[local-name()='svg']")


def test_a_store_of_nothing(tmp_path: Path, browse: Open) -> None:
    Store.open(tmp_path / "empty.db").close()
    page = first_page(browse(tmp_path / "empty.db"))
    assert "Nothing to review" in page.text
    assert page.undo().told == "ann has no decision to take back"


def test_all_is_decided(library: Path, browse: Open) -> None:
    page = first_page(browse(library), property="sintering_time")
    left = int(page.text.split(" left,")[0].rsplit(None, 1)[-1])
    for _ in range(left):
        page = page.send("accept")
    assert "Nothing to review" in page.text and f"0 left, {left} done" in page.text
    assert page.undo().fields("accept")


def test_the_address_is_known(library: Path, browse: Open) -> None:
    assert first_page(browse(library)).address.startswith(f"{ADDRESS}/sitting/")
