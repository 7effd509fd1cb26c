"""`kaimen serve`: a real server on this machine, asked for every page that a person would open."""

from __future__ import annotations

import html
import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from extractor.store.dictionary import load_dictionary
from extractor.store.pages import questions
from tests.cli.conftest import COMMAND, Library, kaimen


@pytest.fixture(scope="module")
def address(library: Library) -> Iterator[str]:
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen([COMMAND, "serve", "--db", library.db, "--port", "0", "--no-open"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8")
    assert server.stdout is not None
    told = re.search(r"http://\S+", server.stdout.readline())
    assert told
    yield told.group()
    server.send_signal(signal.SIGINT)
    assert "Traceback" not in server.communicate(timeout=20)[0]


def get(url: str) -> str:
    with urlopen(url, timeout=30) as answer:
        return html.unescape(answer.read().decode())


def test_start_page_names_views_and_questions(address: str) -> None:
    page = get(address)
    for words in ("Conductivities", "sample_view", *(question["title"] for question in questions().values())):
        assert words in page


@pytest.mark.parametrize("name", load_dictionary())
def test_every_table_has_a_page_with_meaning_and_units(address: str, name: str) -> None:
    page = get(f"{address}/{name}")
    assert load_dictionary()[name].description.split(".")[0] in page
    if name == "sample_view":
        assert "Mean grain size [m]" in page and "1503.15" in page


@pytest.mark.parametrize("name", questions())
def test_every_question_has_an_answer(address: str, name: str) -> None:
    answer = json.loads(get(f"{address}/{name}.json?{urlencode(questions()[name].get('parameters', {}))}&_shape=objects"))
    assert answer["ok"] and answer["rows"] is not None
    if name == "conductivity_by_compound":
        assert {row["value_s_per_cm"] for row in answer["rows"]} == {0.00032}
    if name == "sintering_and_density":
        assert [(row["sintering_temperature_degc"], row["sintering_time_h"], row["relative_density"]) for row in answer["rows"]] == [(1230.0, 36.0, 0.94)]
    if name == "interfaces_of_a_material":
        assert answer["rows"] == []


def test_full_text_search(address: str) -> None:
    rows = json.loads(get(f"{address}/search_evidence.json?{urlencode({'words': 'sintered pellets'})}&_shape=objects"))["rows"]
    assert {row["property"] for row in rows} >= {"sintering_temperature", "relative_density"}


def test_nothing_can_be_written(address: str) -> None:
    answer = json.loads(get_anyway(f"{address}.json?{urlencode({'sql': 'delete from papers'})}"))
    assert not answer["ok"] and "SELECT" in answer["error"]


def get_anyway(url: str) -> str:
    from urllib.error import HTTPError

    try:
        return get(url)
    except HTTPError as error:
        return str(error.read().decode())


def test_port_in_use_is_one_line(library: Library, address: str) -> None:
    port = re.search(r":(\d+)/", address)
    assert port
    done = kaimen("serve", "--db", library.db, "--port", port[1], "--no-open", cwd=library.folder)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "another --port" in done.stderr
