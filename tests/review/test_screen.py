"""The review screen, used as a person uses it: Textual's pilot presses the keys, on a store file."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from extractor.review.dialogs import REASONS, FilterDialog, HelpDialog, LinkDialog, RejectDialog, SearchDialog
from extractor.review.edit import EditForm
from extractor.review.panes import StatusLine
from extractor.review.queue import Selection
from extractor.review.screen import KEYS, ReviewApp
from extractor.store import Store
from extractor.store.decisions import history
from extractor.store.queries import find_measurements

Screen = tuple[ReviewApp, Pilot[None]]
SMALL, LARGE = (80, 24), (120, 40)


def use(store: Store, steps: Callable[[ReviewApp, Pilot[None]], Awaitable[None]], *, size: tuple[int, int] = SMALL, selection: Selection | None = None) -> None:
    async def run() -> None:
        app = ReviewApp(store, "ann", selection)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await steps(app, pilot)

    asyncio.run(run())


def shown(app: ReviewApp) -> str:
    """The characters on the screen."""
    return "\n".join("".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips())


def told(app: ReviewApp) -> str:
    return app.query_one(StatusLine).told


def hand(app: ReviewApp) -> str:
    assert app.row is not None
    return str(app.row["id"])


def state(store: Store, key: str) -> str:
    (row,) = find_measurements(store, where="id = :id", parameters={"id": key})
    return str(row["state"])


async def typed(pilot: Pilot[None], text: str) -> None:
    field = pilot.app.focused
    assert isinstance(field, Input)
    field.value = text
    await pilot.pause()


async def in_field(app: ReviewApp, pilot: Pilot[None], field: str, text: str) -> None:
    app.screen.query_one(f"#{field}", Input).focus()
    await pilot.pause()
    await typed(pilot, text)


CONDUCTIVITY = Selection(property="ionic_conductivity")


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_queue_record_evidence_and_keys_are_on_the_screen(store: Store, size: tuple[int, int]) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        text = shown(app)
        assert len(text.splitlines()) == size[1] and {len(line) for line in text.splitlines()} == {size[0]}
        assert "3.2×10⁻⁴ S/cm" in text and "298.15 K (25 °C)" in text and "1 left, 0 done" in text
        assert "of Li7La3Zr2O12 was ⟦3.2 × 10−4 S cm−1⟧ at 25 °C." in text
        assert all(f":{name} " in text for _, _, name, _ in KEYS if name)
        for line in ("property", "title A garnet"):
            assert line in text

    use(store, steps, size=size, selection=CONDUCTIVITY)


def test_a_decision_moves_on_at_once_and_undo_goes_back(store: Store) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        left, decided = app.session.left, []
        for key in "asa":
            decided.append(hand(app))
            await pilot.press(key)
            assert hand(app) != decided[-1]
        assert [state(store, key) for key in decided] == ["accept", "pending", "accept"]
        assert f"{left - 3} left, 2 done" in shown(app)
        for key in reversed(decided):
            await pilot.press("u")
            assert hand(app) == key and state(store, key) == "pending"
        assert f"{left} left, 0 done" in shown(app)
        await pilot.press("u")
        assert told(app) == "ann has no decision to take back"

    use(store, steps)


def test_undo_after_a_restart(path: Path) -> None:
    kept: list[str] = []

    async def decide(app: ReviewApp, pilot: Pilot[None]) -> None:
        for key in "as":
            kept.append(hand(app))
            await pilot.press(key)

    async def take_back(app: ReviewApp, pilot: Pilot[None]) -> None:
        assert hand(app) == kept[1]  # what was skipped comes again
        await pilot.press("u", "u")
        assert (hand(app), app.session.left, app.session.done) == (kept[0], total, 0)
        assert "taken back: accept" in told(app)

    first = Store.open(path)
    total = len(find_measurements(first))
    use(first, decide)
    first.close()
    second = Store.open(path)
    use(second, take_back)
    second.close()


def test_reject_with_a_common_reason_or_other_words(store: Store) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        first = hand(app)
        await pilot.press("r", "escape")
        assert (hand(app), state(store, first)) == (first, "pending")
        await pilot.press("r")
        assert isinstance(app.screen, RejectDialog)
        assert "⟦" in shown(app) and "kaimen review" in shown(app) and ":reject" in shown(app), "the evidence stays to be read"
        await pilot.press("2")
        second = hand(app)
        await pilot.press("r", "down", "enter")
        third = hand(app)
        await pilot.press("r", "tab")
        await pilot.press(*"a2q", "enter")
        assert [history(store, key)[0]["reason"] for key in (first, second, third)] == [REASONS[1], REASONS[1], "a2q"]
        assert told(app) == "rejected: a2q"

    use(store, steps)


def test_edit_with_a_bad_then_a_good_unit(store: Store) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        key = hand(app)
        await pilot.press("e")
        assert app.screen.query_one("#value", Input).value == "0.00032 S/cm" and told(app).startswith("Enter saves")
        await typed(pilot, "5 eV")
        assert told(app).startswith("value: '5 eV' is no number in S/m")
        assert app.screen.query_one("#value").has_class("wrong")
        await pilot.press("enter")
        assert app.editing and state(store, key) == "pending"
        await typed(pilot, "0.5 mS/cm")
        assert told(app) == "value: stored as 0.05 S/m" and not app.screen.query_one("#value").has_class("wrong")
        await in_field(app, pilot, "temperature", "60 °C")
        await in_field(app, pilot, "cited", "yes")
        await pilot.press("enter")
        await pilot.pause()
        assert not app.editing and told(app) == "corrected: value, temperature, cited"
        (row,) = find_measurements(store, where="id = :id", parameters={"id": key})
        assert (row["state"], row["value"], row["temperature"], row["cited"]) == ("edit", pytest.approx(0.05), pytest.approx(333.15), 1)
        assert "Nothing to review" in shown(app)

    use(store, steps, selection=CONDUCTIVITY)


def test_a_bare_number_is_in_the_unit_that_its_field_shows(store: Store) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        key = hand(app)
        await pilot.press("e")
        await typed(pilot, "0.0005")
        assert told(app) == "value: stored as 0.05 S/m"
        await pilot.press("enter")
        (row,) = find_measurements(store, where="id = :id", parameters={"id": key})
        assert row["value"] == pytest.approx(0.05)

    use(store, steps, selection=CONDUCTIVITY)


def test_leaving_or_saving_an_unchanged_form_changes_nothing(store: Store) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        key = hand(app)
        await pilot.press("e", "a", "q", "escape")  # letters go into the form
        await pilot.pause()
        assert not app.editing and history(store, key) == []
        await pilot.press("e", "down", "up", "enter")
        await pilot.pause()
        assert (told(app), hand(app), history(store, key)) == ("nothing changed", key, [])
        await pilot.press("a")
        assert state(store, key) == "accept"

    use(store, steps, selection=CONDUCTIVITY)


def test_moving_and_the_next_paper(store: Store) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        first = hand(app)
        await pilot.press("j", "down")
        assert app.session.at == 2 and hand(app) != first
        await pilot.press("k", "up", "up")
        assert hand(app) == first
        await pilot.press("pagedown")
        assert app.session.at == app.session.left - 1
        await pilot.press("home")
        assert hand(app) == first
        paper = app.row and app.row["paper_id"]
        await pilot.press("n")
        assert app.row and app.row["paper_id"] != paper
        await pilot.press("pagedown", "n")
        await pilot.press("n")
        assert told(app) in ("", "no further paper in the queue")

    use(store, steps)


def test_filter_and_search(store: Store) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        total = app.session.left
        await pilot.press("f")
        assert isinstance(app.screen, FilterDialog)
        await in_field(app, pilot, "property", "beauty")
        await pilot.press("enter")
        assert isinstance(app.screen, FilterDialog) and "property: one of" in shown(app)
        await in_field(app, pilot, "property", "")
        await in_field(app, pilot, "low", "2")
        await pilot.press("enter")
        assert "a confidence from 0 to 1" in shown(app)
        await in_field(app, pilot, "low", "")
        await in_field(app, pilot, "paper", "contact")
        await pilot.press("enter")
        assert app.session.left == 1 and "Au | MoS2" in shown(app) and "showing paper contact" in shown(app)
        await pilot.press("f", "escape")
        assert app.session.left == 1
        await pilot.press("f")
        await in_field(app, pilot, "paper", "")
        await pilot.press("enter")
        assert app.session.left == total
        await pilot.press("slash")
        assert isinstance(app.screen, SearchDialog)
        await typed(pilot, 'density "94%')
        await pilot.press("enter")
        assert [row["property"] for row in app.session.rows] == ["relative_density"]
        await pilot.press("slash")
        await typed(pilot, "")
        await pilot.press("enter")
        assert app.session.left == total

    use(store, steps)


@pytest.mark.parametrize(
    ("selection", "properties"),
    [
        (Selection(compound="Li7La3Zr2O12", property="relative_density"), ["relative_density"]), (Selection(flag="run_on"), []), (Selection(words="boundary conductance"), ["interfacial_thermal_resistance"]),
        (Selection(low=0.999, high=1.0), []), (Selection(paper="contact.txt"), ["interfacial_thermal_resistance"]), (Selection(words='") OR *'), []),
    ],
)  # fmt: skip
def test_selections(store: Store, selection: Selection, properties: list[str]) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        assert [row["property"] for row in app.session.rows] == properties
        assert app.session.left == len(properties)

    use(store, steps, selection=selection)


def test_the_text_around_on_demand(store: Store) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        assert "We made pellets." not in shown(app)
        await pilot.press("c")
        assert "We made pellets. The relative density of Li7La3Zr2O12 was ⟦94%⟧. More is told" in shown(app)
        await pilot.press("space", "c")
        assert "We made pellets." not in shown(app)

    use(store, steps, selection=Selection(property="relative_density"))


def test_help_names_every_key(store: Store) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpDialog)
        text = shown(app)
        assert all(does[:40] in text for _, _, _, does in KEYS)
        await pilot.press("escape", "q")
        assert not app.is_running

    use(store, steps)


def test_linking_a_name(store: Store) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        key, left = hand(app), app.session.left
        await pilot.press("l")
        assert isinstance(app.screen, LinkDialog) and "1 Li7La3Zr2O12  (formula, 1.00, holds now)" in shown(app) and "⟦" in shown(app)
        await pilot.press("escape", "l", "tab")
        await typed(pilot, "sand")
        await pilot.press("enter")
        assert told(app).startswith("'sand' is no compound") and store.db["link_decisions"].count == 0
        await pilot.press("l", "tab")
        await typed(pilot, "Li5La3Ta2O12")
        await pilot.press("enter")
        assert told(app) == "Li7La3Zr2O12 is Li5La3Ta2O12 in this paper"
        assert (hand(app), app.session.left, app.row and app.row["compound_id"]) == (key, left, "Li5La3Ta2O12") and "Li5La3Ta2O12 (a person)" in shown(app)
        await pilot.press("l", "3")
        assert told(app) == "Li7La3Zr2O12 is no compound that can be named, in this paper" and app.row and app.row["compound_id"] is None
        await pilot.press("u", "u")
        assert told(app).startswith("taken back: link of Li7La3Zr2O12 in ") and app.row and app.row["compound_id"] == "Li7La3Zr2O12"
        await pilot.press("a", "u")
        assert told(app).startswith("taken back: accept") and hand(app) == key

    use(store, steps, selection=CONDUCTIVITY)


def test_the_sides_of_an_interface_are_linked_and_edited(store: Store) -> None:
    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        key = hand(app)
        assert "Au (formula, 1.00) | MoS2 (formula, 1.00)" in shown(app)
        await pilot.press("l")
        assert "Which side?" in shown(app)
        await pilot.press("1", "2")
        assert "not linked; Au? (formula, 1.00) | MoS2" in shown(app)
        await pilot.press("u", "e")
        await in_field(app, pilot, "side_a", "")
        assert told(app) == "side_a: an interface has two sides"
        await in_field(app, pilot, "side_a", "Al")
        await in_field(app, pilot, "interlayer", "Ti")
        await pilot.press("enter")
        await pilot.pause()
        assert told(app) == "corrected: side_a, interlayer"
        (row,) = find_measurements(store, where="id = :id", parameters={"id": key})
        assert (row["side_a"], row["side_b"], row["interlayer"], row["material"]) == ("Al", "MoS2", "Ti", "Al/MoS2")

    use(store, steps, selection=Selection(property="interfacial_thermal_resistance"), size=LARGE)


def hostile(path: Path, **texts: str) -> None:
    connection = sqlite3.connect(path)
    for column, text in texts.items():
        connection.execute(f"UPDATE measurements SET {column} = ? WHERE property = 'ionic_conductivity'", (text,))
    connection.execute("UPDATE papers SET title = ?", ("\x1b]0;title\x07[bold]x[/bold] \u202egnp.exe",))
    connection.execute("UPDATE evidence SET text = replace(text, 'The ', ?)", ("\x1b[31m[red]T[/]\u202e\u200f[@click=app.quit]",))
    connection.commit()
    connection.close()


def test_hostile_text_is_shown_as_text(path: Path, store: Store) -> None:
    material = "[red]Li[/]\x1b[2J\u202eX[/nothing]"
    hostile(path, material=material, label="[@click=app.quit]s[/]", raw="\x1b[8m3.2")

    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        await pilot.press("c", "c", "e")
        text = shown(app)
        assert "[red]T[/]" in text and "[red]Li[/]" in text
        assert app.screen.query_one(EditForm).changes() == {}
        await pilot.press("escape")
        await pilot.pause()
        text += shown(app)
        assert "[bold]x[/bold]" in text
        await pilot.press("r", "1")
        assert not set(text) & {"\x1b", "\x07", "\u202e", "\u200f", "\x9b"}

    use(store, steps, selection=CONDUCTIVITY, size=LARGE)


def test_an_empty_queue(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "empty.db")

    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        assert "Nothing to review." in shown(app) and "0 left, 0 done" in shown(app)
        await pilot.press(*"aersnck", "down", "pagedown", "home", "space", "u")
        assert told(app) == "ann has no decision to take back" and not app.editing

    use(store, steps)


def broken(kind: str, path: Path, store: Store) -> sqlite3.Connection | None:
    if kind == "closed":
        store.close()
        return None
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE" if kind == "locked" else "PRAGMA foreign_keys = OFF")
    if kind == "vanished":
        other.execute("DELETE FROM measurements WHERE property = 'ionic_conductivity'")
    return other


@pytest.mark.parametrize(("kind", "message"), [("closed", "closed"), ("locked", "locked"), ("vanished", "no such measurement")])
@pytest.mark.parametrize("keys", ["a", "s", "r1", "u"])
def test_an_error_of_the_store_is_one_line(path: Path, store: Store, kind: str, message: str, keys: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.review.screen._PATIENCE_MS", 10)

    async def steps(app: ReviewApp, pilot: Pilot[None]) -> None:
        other = broken(kind, path, store)
        await pilot.press(*keys)
        line: Any = told(app)
        assert message in line or (kind == "vanished" and keys == "u")
        assert "\n" not in line and "Traceback" not in shown(app)
        await pilot.press("j", "k", "c", "e", "escape")
        assert app.is_running
        if other is not None:
            other.close()

    use(store, steps, selection=CONDUCTIVITY)
