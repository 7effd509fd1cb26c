"""A store of a real PDF and a real page with tables, and the review page's application on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from starlette.testclient import TestClient

from extractor.document import Document, Metadata, make_table_block
from extractor.extraction import extract
from extractor.ingest import ingest
from extractor.review.session import Session
from extractor.review.web.app import review_app
from extractor.review.web.guard import Guard
from extractor.store import Store
from extractor.store.queries import find_measurements
from tests.helpers import CORPORA, PAPERS, document_of

PDF, TABLES = CORPORA / "layouts" / "elsevier-5p.pdf", PAPERS / "digests" / "doc-garnet-series.html"
#: What a paper may say to do harm.
ATTACKS = (
    "<script>document.title='owned'</script>", "\"><img src=x onerror=\"document.title='owned'\">", "' onfocus='alert(1)' autofocus='", "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}", "</textarea></title></svg><svg onload=alert(1)>", "\u202egnp.exe\u2066", "\x1b[31m\x00\x08", "&lt;b&gt;", "<!--", "]]>",
)  # fmt: skip
ATTACK = " ".join(ATTACKS)
ADDRESS = "http://127.0.0.1:8002"
Open = Callable[..., TestClient]


@pytest.fixture(scope="session")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "kaimen.db"
    store = Store.open(path)
    assert all(event.status == "ok" for event in ingest([PDF, TABLES], store))
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture
def library(read_once: Path, tmp_path: Path) -> Path:
    """A store file of a PDF and a page with tables; the PDF lies beside it."""
    shutil.copy(read_once, tmp_path / "kaimen.db")
    shutil.copy(PDF, tmp_path / PDF.name)
    return tmp_path / "kaimen.db"


@pytest.fixture
def browse() -> Iterator[Open]:
    """Opens the application on a store, as a client that follows where it is sent."""
    with ExitStack() as opened:

        def client(path: Path, *, reviewer: str = "ann", guard: Guard | None = None, folder: Path | None = None, address: str = ADDRESS) -> TestClient:
            app = review_app(path, partial(Session, reviewer=reviewer), guard or Guard(), [folder or path.parent])
            return opened.enter_context(TestClient(app, base_url=address, raise_server_exceptions=False))

        yield client


def hostile() -> Document:
    paper = document_of(f"The ionic conductivity of Li7La3Zr2O12 was 3.2 × 10−4 S cm−1 at 25 °C {ATTACK}.", f"Before {ATTACK}", title=ATTACK)
    table = make_table_block("t1", [["Sample", f"σ (S cm−1) {ATTACK}", ATTACK], ["Li7La3Zr2O12", "0.0005", ATTACK], [ATTACK, "0.0007", "x"]], header_rows=1, caption=f"Table 1 {ATTACK}")
    return replace(
        paper, blocks=(*paper.blocks, table), file=f"{ATTACK}.pdf", reader="pdf",
        metadata=Metadata(title=ATTACK, doi=f"10.1234/{ATTACK}", licence=ATTACK, journal=ATTACK, authors=(ATTACK,)),
    )  # fmt: skip


@pytest.fixture
def attacked(tmp_path: Path) -> Path:
    """A store in which every text that a paper gives is hostile."""
    path, paper = tmp_path / "hostile.db", hostile()
    store = Store.open(path)
    store.save(paper, extract(paper).records, run_id=store.begin_run("1", {}), version="1")
    for column in ("material", "label", "method", "raw", "formula"):
        store.db.execute(f"UPDATE measurements SET {column} = ?", (ATTACK,))
    store.db.execute("UPDATE measurements SET flags = json_array(?)", (ATTACK,))
    store.db.execute("UPDATE evidence SET page = 1, repairs = json_array(?)", (ATTACK,))
    assert {row["block"] for row in find_measurements(store)} >= {"p1", "t1"}
    store.close()
    return path


class Page:
    """An answer as a person sees it: its text, links and forms."""

    def __init__(self, client: TestClient, answer: Any) -> None:
        self.client, self.status, self.text, self.address = client, answer.status_code, answer.text, str(answer.url)
        self.tree = html.document_fromstring(answer.text)

    @property
    def told(self) -> str:
        return "".join(self.tree.xpath("//*[@id='told' or @role='alert']//text()")).strip()

    @property
    def id(self) -> str:
        return str(self.tree.xpath("//input[@name='id']/@value")[0])

    def field(self, name: str) -> str:
        return "".join(self.tree.xpath(f"//dt[.='{name}']/following-sibling::dd//text()")).strip()

    def fields(self, decision: str) -> dict[str, str]:
        """The fields that the form of a decision sends."""
        (form,) = self.tree.xpath(f"//form[input[@name='decision' and @value='{decision}']]")
        return {name: value for name, value in form.form_values() if name}

    def send(self, decision: str, **fields: str) -> Page:
        return self.post("decide", {**self.fields(decision), **fields})

    def post(self, action: str, fields: dict[str, str]) -> Page:
        return Page(self.client, self.client.post(f"{self.base}/{action}", data=fields))

    def undo(self) -> Page:
        return self.post("undo", {"csrf": str(self.tree.xpath("//input[@name='csrf']/@value")[0])})

    def key(self, key: str) -> Page:
        """Follow the link that has the key."""
        (address,) = self.tree.xpath(f"//a[contains(concat(' ', @data-key, ' '), ' {key} ')]/@href")
        return Page(self.client, self.client.get(address))

    def see(self, **query: str) -> Page:
        return Page(self.client, self.client.get(self.base, params=query))

    @property
    def base(self) -> str:
        return "/".join(self.address.split("?")[0].split("/")[:5])


def first_page(client: TestClient, **query: str) -> Page:
    return Page(client, client.get("/", params=query))
