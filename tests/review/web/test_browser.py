"""The page in a real browser: Chromium, its keys, and what it runs."""

from __future__ import annotations

import io
import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from extractor.store import Store
from extractor.store.queries import find_measurements
from tests.review.web.conftest import PDF
from tests.review.web.test_app import decisions, value_of
from tests.review.web.test_server import serving

CHROMIUM, DRIVER = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs Chromium and its driver (Debian: chromium, chromium-driver)")
LIMIT = 20.0


@pytest.fixture(scope="module")
def chromium() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,800"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    try:
        driver = webdriver.Chrome(options, webdriver.ChromeService(str(DRIVER)))
    except WebDriverException as error:
        pytest.skip(f"Chromium does not start here: {(error.msg or '').splitlines()[:1]}")
    yield driver
    driver.quit()


class Person:
    """Who sits before the browser."""

    def __init__(self, driver: webdriver.Chrome, address: str) -> None:
        self.driver = driver
        driver.get(address)

    def press(self, key: str, *, leaves: bool = True) -> None:
        """Press a key; if it leaves the page, wait for the next."""
        page = self.driver.find_element(By.TAG_NAME, "html")
        (self.driver.switch_to.active_element or page).send_keys(key)
        if leaves:
            self.until(lambda: gone(page))
        self.until(lambda: self.driver.execute_script("return document.readyState") == "complete")

    def until(self, holds: Callable[[], object]) -> None:
        ends = time.monotonic() + LIMIT
        while not holds():
            assert time.monotonic() < ends, self.driver.page_source[:2000]
            time.sleep(0.02)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    @property
    def id(self) -> str:
        return str(self.one("input[name=id]").get_attribute("value"))

    @property
    def told(self) -> str:
        return self.one("#told").text

    def complaints(self) -> list[str]:
        """What the browser's console says: scripts that the policy stopped, files that are not there."""
        return [entry["message"] for entry in self.driver.get_log("browser")]  # type: ignore[no-untyped-call]


def gone(page: WebElement) -> bool:
    try:
        page.is_enabled()
    except WebDriverException:
        return True
    return False


def state(path: Path, key: str) -> str:
    store = Store.open(path)
    (row,) = find_measurements(store, where="id = :id", parameters={"id": key})
    store.close()
    return str(row["state"])


def test_keys_decide(library: Path, chromium: webdriver.Chrome) -> None:
    with serving(library, "--property", "ionic_conductivity") as address:
        person = Person(chromium, address)
        accepted = person.id
        person.press("a")
        assert (person.told, state(library, accepted)) == ("accepted", "accept")

        edited = person.id
        person.press("e")
        field = chromium.switch_to.active_element
        assert field.get_attribute("name") == "value", "the first field has the focus"
        field.clear()
        field.send_keys("0.32 furlong")
        person.until(lambda: "no number in S/m" in person.one("#meaning").text)
        assert field.get_attribute("aria-invalid") == "true"
        field.clear()
        field.send_keys("0.32 mS/cm")
        person.until(lambda: person.one("#meaning").text == "value: stored as 0.032 S/m")
        for name in ("low", "high"):
            person.one(f"[name={name}]").clear()
        person.press(Keys.ENTER)
        assert "corrected: value" in person.told
        assert (state(library, edited), value_of(library, edited)) == ("edit", pytest.approx(0.032))

        rejected = person.id
        person.press("r", leaves=False)
        person.press("2")
        assert (person.told, state(library, rejected)) == ("rejected: wrong material or sample", "reject")
        worded = person.id
        person.press("r", leaves=False)
        chromium.switch_to.active_element.send_keys("a range, not a value")
        person.press(Keys.ENTER)
        assert decisions(library)[-1] == (worded, "reject", "ann", "a range, not a value")

        person.press("u")
        person.press("u")
        assert (person.id, state(library, rejected), state(library, worded)) == (rejected, "pending", "pending")
        person.press("j")
        moved = person.id
        person.press("k")
        assert moved != rejected == person.id
        person.press("s")
        assert [row[1] for row in decisions(library)] == ["accept", "edit", "reject", "reject", "undo", "undo", "skip"]
        assert person.complaints() == []


def test_dialogs_and_their_keys(library: Path, chromium: webdriver.Chrome) -> None:
    with serving(library) as address:
        person = Person(chromium, address)
        here = person.id
        person.press("1", leaves=False)
        assert decisions(library) == [], "a number means nothing while no reasons are asked for"
        person.press("?", leaves=False)
        assert person.one(".help .panel").is_displayed()
        person.press(Keys.ESCAPE, leaves=False)
        assert not person.one(".help .panel").is_displayed()
        person.press("/", leaves=False)
        assert chromium.switch_to.active_element.get_attribute("name") == "words"
        chromium.switch_to.active_element.send_keys("sintered at a")  # "a" is a letter here
        assert person.id == here
        person.press(Keys.ENTER)
        assert "words sintered at a" in person.one(".filter summary").text
        person.press("n")
        person.press("c")
        assert person.all(".around") and person.complaints() == []
        person.one(".help summary").click()
        person.one("#keys").click()
        person.press(Keys.ESCAPE, leaves=False)
        person.press("a", leaves=False)
        time.sleep(0.3)
        assert decisions(library) == [], "single keys can be turned off"
        chromium.execute_script("localStorage.clear()")


def shot(person: Person, selector: str) -> tuple[Any, Any]:
    """What is seen of the page's picture, and the box of an element in it, in the screenshot's pixels."""
    element, figure = person.one(selector), person.one("figure svg")
    box, frame = (person.driver.execute_script("const r = arguments[0].getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]", one) for one in (element, figure))
    picture = np.asarray(Image.open(io.BytesIO(figure.screenshot_as_png)).convert("L"))
    scale = picture.shape[1] / (frame[2] - frame[0])
    return picture, [round((side - frame[at % 2]) * scale) for at, side in enumerate(box)]


def test_the_box_lies_over_the_value(library: Path, chromium: webdriver.Chrome) -> None:
    store = Store.open(library)
    row = next(row for row in find_measurements(store) if row["file"] == PDF.name and row["raw"] == "1100 °C" and row["evidence"].startswith("Pellets"))
    (boxes,) = store.db.execute("SELECT boxes FROM evidence WHERE id = ?", (row["evidence_id"],)).fetchone()
    store.close()
    with serving(library) as address:
        person = Person(chromium, address)
        person.driver.get(f"{person.driver.current_url.split('?')[0]}?id={row['id']}")
        person.until(lambda: chromium.execute_script("const i = document.querySelector('svg image'); return i && performance.getEntriesByName(i.href.baseVal && new URL(i.href.baseVal, location).href).length"))
        assert {spot.get_attribute("class") for spot in person.all("figure rect")} == {"evidence", "value", "unit", "property", "material"}
        value = person.one("rect.value")
        x, y, w, h = (float(str(value.get_attribute(name))) for name in ("x", "y", "width", "height"))
        assert any(box[0] <= x + 1 and x + w - 1 <= box[2] and box[1] - 3 <= y and y + h <= box[3] + 3 for box in json.loads(boxes)), "in the sentence's line"
        chromium.execute_script("for (const box of document.querySelectorAll('rect')) box.setAttribute('visibility', 'hidden')")
        person.until(lambda: shot(person, "rect.value")[0].min() < 100)
        picture, (left, top, right, bottom) = shot(person, "rect.value")
        columns = np.flatnonzero((picture[top:bottom, left:right] < 128).any(axis=0))
        assert len(columns) > 0.5 * (right - left), "four digits of ink"
        assert columns[0] < 0.12 * (right - left) and columns[-1] > 0.85 * (right - left), "which reach from end to end"
        part = "return document.querySelector('figure svg').getAttribute('viewBox')"
        near = chromium.execute_script(part)
        person.press("w", leaves=False)
        assert chromium.execute_script(part) != near
        person.press("0", leaves=False)
        assert chromium.execute_script(part) == near
        assert person.complaints() == []


def test_the_value_of_a_table_is_in_sight(library: Path, chromium: webdriver.Chrome) -> None:
    store = Store.open(library)
    row = next(row for row in find_measurements(store) if row["file"] != PDF.name and "\t" in row["evidence"])
    store.close()
    with serving(library) as address:
        person = Person(chromium, address)
        person.driver.get(f"{person.driver.current_url.split('?')[0]}?id={row['id']}")
        cell = person.one("#value")
        assert row["raw"] in cell.text and cell.is_displayed()
        assert person.one("tr.here #value").text == cell.text
        assert person.one("thead th.property").is_displayed()
        assert not person.all("figure")


def test_no_script_of_a_paper_runs(attacked: Path, chromium: webdriver.Chrome) -> None:
    with serving(attacked) as address:
        person = Person(chromium, address)
        base = person.driver.current_url.split("?")[0]
        for line in [str(line.get_attribute("href")) for line in person.all(".queue a")]:
            for more in ("", "&around=1", "&edit"):
                person.driver.get(line + more)
                assert person.driver.title.endswith("– kaimen review"), person.driver.title
                assert chromium.execute_script("return [document.scripts.length, document.querySelectorAll('img, iframe, [onload], [onerror], [onfocus]').length]") == [1, 0]
        person.driver.get(base)
        assert person.complaints() == [], "nothing had to be stopped: it was text all along"
        chromium.execute_script("const s = document.createElement('script'); s.textContent = \"document.title = 'owned'\"; document.body.append(s)")
        assert person.driver.title != "owned", "and if it were markup, the policy would stop it"
        assert any("Content Security Policy" in line for line in person.complaints())


def test_a_form_of_another_site_changes_nothing(library: Path, chromium: webdriver.Chrome, tmp_path: Path) -> None:
    with serving(library) as address:
        person = Person(chromium, address)
        action, token, here = f"{person.driver.current_url.split('?')[0]}/decide", person.one("input[name=csrf]").get_attribute("value"), person.id
        fields = "".join(f'<input name="{name}" value="{value}">' for name, value in (("csrf", token), ("id", here), ("seen", "0"), ("decision", "accept")))
        (tmp_path / "evil.html").write_text(f'<form method="post" action="{action}">{fields}<button>go</button></form>', encoding="utf-8")
        person.driver.get((tmp_path / "evil.html").as_uri())
        person.one("button").click()
        person.until(lambda: "another site" in person.driver.page_source)
        assert decisions(library) == [], "even if it knew the token"
