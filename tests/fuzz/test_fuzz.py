"""A few hundred hostile inputs in the ordinary suite, and one test for each bug that fuzzing has found."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.compounds.formula import composition, reduced_formula, substitute
from extractor.errors import MAX_LINE, ReadError
from extractor.extraction import extract
from extractor.ingest.work import Job, Processor, Result
from extractor.isolation import Pool
from extractor.quantities import find_quantities
from extractor.quantities.numbers import find_numbers
from extractor.readers.formulas import tex_text
from extractor.readers.limits import limits_of
from extractor.readers.options import ReadOptions
from extractor.readers.pdf import read_pdf
from extractor.readers.pdf.plumber import _turn
from extractor.store import Store
from tests.fuzz.campaign import Campaign
from tests.fuzz.invariants import faults, unsafe
from tests.fuzz.mutators import case, mutators
from tests.fuzz.mutators.pdf_made import _PLAIN, one_page, stream
from tests.fuzz.mutators.prose import PIECES, encoded
from tests.fuzz.seeds import pdf_paper
from tests.fuzz.watch import Watch
from tests.helpers import document_of

#: Left to the campaign: each takes seconds.
_HEAVY = frozenset(name.name for name in mutators() if name.weight < 0.5)
PIECE = st.sampled_from(PIECES)
TEXT = st.one_of(
    st.text(max_size=300),
    st.lists(PIECE, max_size=40).map("".join),
    st.tuples(PIECE, PIECE, PIECE, st.integers(2, 60)).map(lambda parts: parts[0] + (parts[1] + parts[2]) * parts[3]),
)  # fmt: skip
HEAD = st.sampled_from((b"", b"%PDF-1.7\n", b"<?xml version='1.0'?><article dtd-version='1'><front/><body>", b"<!DOCTYPE html><html><body>", b"\xff\xfe", b"\xef\xbb\xbf"))


def result_of(name: str, data: bytes) -> Result:
    return Processor()(Job(name, name, data, "0" * 64))


def test_inputs_of_every_mutator_hold() -> None:
    light = [one for one in (case(11, number) for number in range(110)) if one.mutator not in _HEAVY and len(one.data) < 60_000]
    assert len({one.mutator for one in light}) > 30
    outcomes = list(Campaign(ReadOptions(max_seconds=20, max_memory=800)).run(light))
    assert len(outcomes) == len(light)
    assert [(outcome.case.number, outcome.case.mutator, outcome.faults) for outcome in outcomes if outcome.faults] == []
    assert sum(outcome.records for outcome in outcomes) > 20


def test_a_case_is_made_again_from_its_seed_and_number() -> None:
    assert [case(5, number) for number in range(150, 190)] == [case(5, number) for number in range(150, 190)]
    assert case(5, 150).data != case(6, 150).data


@given(TEXT)
@settings(max_examples=120, deadline=None)
def test_any_text_holds(text: str) -> None:
    assert list(faults(result_of("any.txt", encoded(text)))) == []


@given(HEAD, st.binary(max_size=300))
@settings(max_examples=80, deadline=None)
def test_any_bytes_hold(head: bytes, data: bytes) -> None:
    assert list(faults(result_of("any.bin", head + data))) == []


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_name_is_told_on_one_safe_line(name: str) -> None:
    with pytest.raises(ReadError) as caught:
        raise ReadError("corrupt", f"{name}: the file is damaged")
    assert not unsafe(str(caught.value))
    assert "\n" not in str(caught.value)


class TestWatch:
    """The watch sees what it is there to see: else a campaign without faults says nothing."""

    @pytest.fixture(scope="class")
    @staticmethod
    def deeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[str]]]:
        home = tmp_path_factory.mktemp("home")
        with Pool("tests.fuzz.test_fuzz:naughty", (str(home),)) as pool:
            yield {word: pool.ask(word, limits_of(ReadOptions(max_seconds=20))).value for word in ("write", "own", "read", "call", "run", "remove")}

    @pytest.mark.parametrize("word", ["write", "call", "run", "remove"])
    def test_sees(self, deeds: dict[str, list[str]], word: str) -> None:
        assert deeds[word]

    @pytest.mark.parametrize("word", ["own", "read"])
    def test_minds_nothing_else(self, deeds: dict[str, list[str]], word: str) -> None:
        assert deeds[word] == []


def naughty(home: str) -> object:
    """A worker that does what no reader does."""
    import os
    import socket
    import subprocess

    watch = Watch(Path(home))

    def do(word: str) -> list[str]:
        watch.seen.clear()
        watch.on = True
        try:
            if word == "write":
                Path(home).with_name("elsewhere").write_text("x", encoding="utf-8")
            elif word == "own":
                (Path(home) / "mine").write_text("x", encoding="utf-8")
            elif word == "read":
                Path(__file__).read_bytes()
            elif word == "call":
                with socket.socket() as caller:
                    caller.connect_ex(("127.0.0.1", 9))
            elif word == "run":
                subprocess.run(["true"], check=False)
            else:
                os.remove(Path(home).with_name("elsewhere"))  # noqa: PTH107 - the event is of the function
        except OSError:
            pass
        finally:
            watch.on = False
        return list(watch.seen)

    return do


class TestFound:
    """What was wrong once."""

    @pytest.mark.parametrize("name", ["a\x1b]0;owned\x07.pdf", "a\u202egpj.pdf", "a\nb.pdf"])
    def test_an_error_obeys_no_file_name(self, name: str) -> None:
        assert not unsafe(result_of(name, b"\x89PNG").error)

    def test_an_error_that_quotes_much_is_short_and_keeps_its_remedy(self) -> None:
        error = result_of("a.xml", b"<article dtd-version='1'><front/><" + b"x:" * 2000 + b"/></article>").error
        assert len(error) < MAX_LINE + 10
        assert error.endswith("fetch the file again")

    def test_ten_megabytes_on_one_line_are_read(self) -> None:
        # spaCy refuses more than five in one text; the limit of time is for what follows
        with Pool("extractor.ingest.work:processor") as pool:
            answer = pool.ask(Job("a", "a.txt", b"word " * 2_000_000, "0" * 64), limits_of(ReadOptions(max_seconds=3)))
        assert not answer.ended or answer.value.status == "ok"

    @pytest.mark.parametrize("unit", ["·H2OSrx2−δh ", "Al/Si ", "3 and 5 Ω cm2 (1−x)~", "(PO4)3", "“3 S cm−1", "1,0001,0001 °C ", "Li7La3Zr2O12, "])
    def test_work_grows_as_the_text_does(self, unit: str) -> None:
        def seconds(size: int) -> float:
            data = f"A title\n\nThe conductivity of Al2O3 was 3 S/cm at 25 °C. {unit * (size // len(unit))}. Words follow.\n".encode()
            start = time.process_time()
            assert result_of("a.txt", data).status == "ok"
            return time.process_time() - start

        seconds(100)
        small, large = seconds(2_000), seconds(12_000)
        assert large < 14 * small + 0.5  # the square would be 36

    def test_a_large_table_is_not_held_against_itself(self) -> None:
        rows = "\n".join(f"| {number} | {3 + number / 1000:.4f} × 10−4 |" for number in range(1200))
        start = time.process_time()
        result = result_of("a.md", f"Table 1. Conductivity of LLZO at 25 °C\n| x | σ (S cm−1) |\n{rows}\n".encode())
        assert result.rows is not None
        assert len(result.rows.measurements) > 900
        assert time.process_time() - start < 20

    @pytest.mark.parametrize(("text", "value"), [("0.00003 × 10−4 S/cm", 3e-9), ("88888888888888888888888 × 10−4 S/cm", 8.888888888888889e18), ("0.00002 and 3 × 10−4 S/cm", 0.00002)])
    def test_powers_of_numbers_that_python_writes_with_one(self, text: str, value: float) -> None:
        assert find_quantities(text)[0].value == value

    def test_numbers_beyond_all_are_none(self) -> None:
        assert find_numbers("9" * 400) == []
        assert find_numbers("1 ± " + "9" * 400) == []

    @pytest.mark.parametrize(("formula", "written"), [("Li4443400O3", None), ("Li0.00001Na5O3", "Na5Li0.00001O3"), ("0.7Li2S·444340.3P2S5", None)])
    def test_amounts_without_measure(self, formula: str, written: str | None) -> None:
        assert reduced_formula(formula) == written
        assert written is None or composition(written) is not None

    def test_no_amount_is_parted_by_zero(self) -> None:
        assert substitute("SrxMnx/0O3", {"x": 0.2}) == "Sr0.2Mnx/0O3"

    @pytest.mark.parametrize("text", ["The conductivity of LLZO was 3 × 10−4 S/cm at −300 °C.", "The conductivity of LLZO was 3 × 10−4 S/cm at 0 K.", "LLZO was sintered at −300 °C for 0 h in air at 0 MPa."])
    def test_no_condition_is_below_absolute_zero(self, tmp_path: Path, text: str) -> None:
        store = Store.open(tmp_path / "k.db")
        found = extract(document_of(text))
        store.save(document_of(text), found.records, found.steps, run_id=store.begin_run("1", {}), version="1")
        store.close()

    def test_a_title_that_is_no_text_is_left_out(self) -> None:
        data = one_page(more=(b"<< /Title <feffd800> /Author <feff00000001> /Subject <feff202e004> >>",), trailer=b"/Info 6 0 R")
        assert read_pdf(data, "a.pdf").blocks

    def test_a_page_that_is_given_once_only(self) -> None:
        # two objects of one number, and the list of objects lost, as everything has moved
        damaged = pdf_paper().replace(b"endobj\r6 0 obj\r", b"endobj\r1 0 obj\r").replace(b" 0 0 0 ", b" 0 0 0 0 0 0 0 ", 1)
        with closing(pypdfium2.PdfDocument(damaged)) as file:
            assert file[1]
            with pytest.raises(pypdfium2.PdfiumError):
                file[1]
        assert list(faults(result_of("a.pdf", damaged))) == []

    def test_type_larger_than_any_page(self) -> None:
        start = time.process_time()
        result_of("a.pdf", one_page(stream(_PLAIN.replace(b"50 700 Td", b"4294967296 65536 255 255 0 0 Tm"))))
        assert time.process_time() - start < 3

    @pytest.mark.parametrize("page", [b"<!DOCTYPE html><html><body>" + b"The film was sintered at 1100 K. " * 200, b"<!DOCTYPE html><html><body><article>" + b"words " * 2000])
    def test_html_without_elements(self, page: bytes) -> None:
        assert result_of("a.html", page).status == "ok"

    @pytest.mark.parametrize("name", ["undefined", "idna", "punycode", "rot13", "unicode_escape", "utf-7", "x" * 500])
    def test_an_encoding_that_is_none(self, name: str) -> None:
        data = f"<?xml version='1.0' encoding='{name}'?><article dtd-version='1'><front/><body><p>It was 3 °C \\ud800 +2AA-.</p></body></article>".encode("latin-1")
        assert list(faults(result_of("a.xml", data))) == []

    @pytest.mark.parametrize("text", ["The film\ud800 was thick, " * 20, "a\udfff 3 S/cm"])
    def test_halves_of_surrogate_pairs_do_not_reach_a_document(self, text: str) -> None:
        page = f"<!DOCTYPE html><html><body><table><tr><td>{text}</td><td>3</td></tr></table><p>{text} &#xD800;</p>"
        for data in (encoded(text), encoded(page)):
            assert list(faults(result_of("a.html", data))) == []

    @pytest.mark.parametrize("tex", ["\\sqrt" * 3000, "\\frac{" * 3000, "\\mathrm" * 3000, "^" * 3000, "_{" * 3000, "\\binom" * 3000])
    def test_formulas_in_formulas(self, tex: str) -> None:
        tex_text(f"$x = {tex} 3$")

    def test_type_of_no_size(self) -> None:
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [] /Rotate 90 /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
        content = _PLAIN.replace(b"50 700 Td", b"65536 2147483647 --5 4294967296 65536 32767 Tm")
        assert list(faults(result_of("a.pdf", one_page(stream(content), page)))) == []

    def test_a_sentence_in_pieces_cuts_no_value(self) -> None:
        number = "1." + "3" * 10_000
        assert list(faults(result_of("a.txt", f"A title\n\nThe conductivity of LLZO was {number} S/cm at 25 °C.\n".encode()))) == []

    def test_objects_without_bounds(self) -> None:
        assert list(faults(result_of("a.pdf", one_page(stream(b"1e9 0 0 1e9 1e30 1e30 cm " + _PLAIN))))) == []


def test_a_row_without_end_is_not_the_evidence_of_each_cell() -> None:
    """A thousand spanned columns made a thousand pieces of evidence of 350 kB each."""
    cells = "".join(f"<td colspan=400>garnet sintered at {1000 + i} °C</td>" for i in range(5))
    page = f"<html><body><table><caption>Conductivity</caption><tr><th>sample</th><th colspan=2000>σ (S/cm)</th></tr><tr><td>LLZO</td><td colspan=900>3e-4</td>{cells}</tr></table></body></html>"
    rows = result_of("wide.html", page.encode()).rows
    assert rows is not None
    assert rows.evidence
    assert max(len(piece["text"]) for piece in rows.evidence) < 5000


@pytest.mark.parametrize("character", ["\x1b", "\x01", "&#27;", "&#x1B;", "&#xD800;", "&#0;", "\x00", "\uffff"])
def test_characters_that_xml_lacks(character: str) -> None:
    """lxml lets them into a page, and refuses to move the text that has them."""
    page = f"<html><body><nav>x</nav>a{character}b<div><p>The ionic conductivity of Li7La3Zr2O12 was 3 × 10−4 S/cm at 25 °C.{character}</p><script>1</script>c{character}</div></body></html>"
    result = result_of("control.html", page.encode("utf-8", "surrogatepass"))
    assert result.status == "ok", result.error
    assert result.rows is not None
    assert [row["property"] for row in result.rows.measurements] == ["ionic_conductivity"]


@pytest.mark.parametrize("place", [float("inf"), float("nan"), -float("inf")])
def test_letters_set_nowhere_are_left(place: float) -> None:
    """One letter whose place is no number lost the whole paper, where pdfminer read it."""
    letter = SimpleNamespace(matrix=(1.0, 0.0, 0.0, 1.0, 50.0, 700.0), x0=50.0, x1=55.0, y0=698.0, y1=708.0)
    assert _turn(letter) == 0
    letter.matrix = (1.0, 0.0, 0.0, 1.0, place, 700.0)
    assert _turn(letter) is None
