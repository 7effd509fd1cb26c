"""Text that is made to hurt grammars: long, deep, repeated, and signs that no print has."""

from __future__ import annotations

from random import Random

from tests.fuzz.mutators import mutator
from tests.fuzz.seeds import SENTENCES, some_text

ESCAPES = ("\x1b[31;5m", "\x1b]0;owned\x07", "\x1b]8;;http://127.0.0.1:48211/\x1b\\x\x1b]8;;\x1b\\", "\x9b2J", "\x1bP$q\x1b\\", "\x07", "\x08" * 5, "\x7f", "\x1b[6n", "\x85", "\x0e", "\x0c", "\x0b", "\x1c", "\x1e")
MARKS = ("\u202e", "\u202a", "\u2066", "\u2069", "\u200f", "\u061c", "\u200b", "\ufeff", "\u2028", "\u2029", "\u00ad", "\u0301", "\U000e0041", "\ufffe", "\uffff", "\ufffd", "\U0001f9ea", "\ud800", "\udfff", "\x00", "\u180e", "\u3164", "\u034f", "\ufdd0")
#: What the grammars of numbers, units, formulas, names, samples and phrases look at.
PIECES = (
    "1", "12.5 ", "0.", "1,", "1 000", " 000", "10−", "× 10", "×10−4 ", "e-", "^", "^{-4}", "⁻", "⁻⁴", "±", "+/-", "(3)", "–", "-", "−", "~", "<", "/", "//", "·", "•", "*", "°", "° C ", "°C, ", "% ", "mol% ", "wt.% ",
    "S cm−1 ", "S/cm ", "mS cm^-1 ", "W m−2 K−1 ", "m2 K W−1 ", "eV ", "h ", "min ", "K", "m", "kg ", "μm ", "GPa, ", "Ω cm2 ", "Al", "O", "O3", "Al2O3", "Li7", "Li7La3Zr2O12 ", "La1−x", "Srx", "(1−x)", "x", "y ", "δ", "2−δ", "(PO4)3", "H2O", "·H2O",
    "LLZO", "LLZO-", "AB-", "A-B", "GDC20 ", "S1, ", "x = 0.1, ", "x=", "(", ")", "[", "]", "{", "}", "((", "))", "[1]", "[1,2–5] ", ", ", "; ", ". ", ".", ":", "…", "'", "“", "\"", " ", "  ", "\t", "\u00a0", "\u2009", "\n", "\n\n", "|", " | ", "$", "$_{", "$^{2}$", "\\frac{",
    "_{2}", "^{3+}", "{sup ", "{sub 2}", "<sub>2</sub>", "&lt;", "the ", "of ", "and ", "or ", "to ", "from ", "between ", "at ", "for ", "with ", "respectively", "was ", "is ", "doped ", "-doped ", "Ta-doped ", "stabilized ", "co-", "and Y ", "yttria ", "zirconia ", "lanthanum ",
    "sintered ", "sintered at ", "annealed ", "then ", "ionic conductivity ", "conductivity of ", "thermal boundary conductance ", "activation energy ", "relative density ", "grain size ", "interface ", "Al/Si ", "on ", "film ", "Fig. ", "Table 1 ", "et al. ", "i.e. ", "ca. ", "e.g., ",
    "A", "a", "Z", "É", "ß", "ﬁ", "Ω", "μ", "α-", "β''-", "²", "³⁺", "١", "५", "Ⅳ", "½", "①", "一", "denoted as ", "named ", "hereafter ", "(denoted ", "x Na2O ", "+ x", "0.7Li2S–0.3P2S5 ", "3 and 5 ", "twice ", "10.1016/j.x", "http://x.y/", "DOI: ", "References\n", "Table 2. ",
)  # fmt: skip


def encoded(text: str) -> bytes:
    """UTF-8; lone surrogates as some programs write them."""
    return text.encode("utf-8", "surrogatepass")


def broken_words(random: Random, text: str, count: int, what: tuple[str, ...]) -> str:
    """A text with pieces put in at random places."""
    for _ in range(count):
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice(what) + text[at:]
    return text


def pumped(random: Random, size: int) -> str:
    """A few pieces over and over: what makes a regular expression try all ways."""
    unit = "".join(random.choices(PIECES, k=random.choice((1, 1, 2, 2, 3, 4, 6))))
    head, tail = "".join(random.choices(PIECES, k=random.randrange(4))), "".join(random.choices(PIECES, k=random.randrange(4)))
    return head + unit * (size // len(unit)) + tail


def _said(random: Random, what: str) -> bytes:
    """A hostile word as a text, in the midst of one, or on a line of its own."""
    before, after = random.choice(SENTENCES), random.choice(SENTENCES)
    return encoded(random.choice((what, f"A title\n\n{before} {what} {after}\n", f"{before}\n{what}\n{after}\n", f"{before[:-1]} {what}.\n")))


@mutator("pieces of grammar repeated", 14)
def repetition(random: Random) -> tuple[str, bytes]:
    return ".txt", _said(random, pumped(random, random.choice((200, 1000, 4000, 4000, 20_000))))


@mutator("two repetitions, one after the other", 3)
def two_repetitions(random: Random) -> tuple[str, bytes]:
    size = random.choice((500, 2000, 5000))
    return ".txt", _said(random, pumped(random, size) + random.choice((" ", ", ", ". ", "")) + pumped(random, size))


@mutator("pieces of grammar shuffled", 8)
def salad(random: Random) -> tuple[str, bytes]:
    return ".txt", encoded("".join(random.choices(PIECES, k=random.choice((5, 20, 100, 600)))))


@mutator("pieces of grammar in a paper", 4)
def salted(random: Random) -> tuple[str, bytes]:
    return ".txt", encoded(broken_words(random, some_text(random).decode("utf-8", "replace"), random.choice((1, 5, 30)), PIECES))


@mutator("escape codes in text", 2)
def escapes(random: Random) -> tuple[str, bytes]:
    return ".txt", encoded(broken_words(random, some_text(random).decode("utf-8", "replace"), random.choice((1, 10, 60)), ESCAPES))


@mutator("marks of direction and invisible signs", 2)
def marks(random: Random) -> tuple[str, bytes]:
    return ".txt", encoded(broken_words(random, some_text(random).decode("utf-8", "replace"), random.choice((1, 10, 60)), MARKS))


@mutator("one sign over and over", 2)
def one_sign(random: Random) -> tuple[str, bytes]:
    return ".txt", _said(random, random.choice((*MARKS, *PIECES, *ESCAPES))[:1] * random.choice((100, 5000, 50_000)))


@mutator("marks piled on letters")
def zalgo(random: Random) -> tuple[str, bytes]:
    text = "".join(c + "".join(chr(random.randrange(0x300, 0x370)) for _ in range(random.choice((1, 5, 40)))) for c in random.choice(SENTENCES))
    return ".txt", _said(random, text)


@mutator("numbers of many digits")
def digits(random: Random) -> tuple[str, bytes]:
    count = random.choice((20, 310, 4400, 10_000))
    number = random.choice(("9" * count, "1." + "3" * count, "." + "1" * count, "1,000" * (count // 4), "1 000" * (count // 4), "0" * count, "१" * count))
    return ".txt", _said(random, f"{random.choice(('', '(', '1.2(3) × '))}{number}{random.choice(('', '(5)', ' ± ' + number, ' × 10−4', 'e5', '–' + number))} {random.choice(('S cm−1', '°C', '%', 'MW m−2 K−1', 'h'))}")


@mutator("lists of many members")
def lists(random: Random) -> tuple[str, bytes]:
    count = random.choice((50, 400, 2000, 10_000))
    member = random.choice(("{} °C", "{}", "Li{}O2", "{} and", "x = {}", "S{}", "{}–{}", "0.{} S cm−1", "Al{}O3 (A{})", "{} × 10−4"))
    text = random.choice((", ", " and ", "/", "; ", ",")).join(member.format(n, n + 1) for n in range(count))
    return ".txt", _said(random, f"The pellets were sintered at {text} {random.choice(('°C', 'S cm−1', 'h', '', 'respectively'))}")


@mutator("formulas of many elements")
def formulas(random: Random) -> tuple[str, bytes]:
    count = random.choice((30, 170, 1000, 5000))
    unit = random.choice(("Li", "La0.5", "(OH)2", "AlO", "Al2O3·", "x", "Zr1−x", "(La,Sr)", "[Al", "((H", "Na3/2", "δ", "Ⅲ", "O2−", "Co(III)"))
    return ".txt", _said(random, f"The conductivity of {unit * count} was 3 S/cm")


@mutator("brackets in brackets")
def brackets(random: Random) -> tuple[str, bytes]:
    count, pair = random.choice((30, 300, 3000, 10_000)), random.choice(("()", "[]", "{}", "([)]", "“”", "<>", "$$", "{sup }"))
    half = len(pair) // 2 if pair != "{sup }" else 5
    inner = random.choice(("", "Al", "1", "3 S cm−1", "a "))
    return ".txt", _said(random, (pair[:half] + inner) * count + random.choice(("", pair[half:] * count)))


@mutator("long lines", 0.25)
def long_lines(random: Random) -> tuple[str, bytes]:
    unit = random.choice((*PIECES, *SENTENCES, "word ", "\x00", " "))
    return ".txt", encoded(unit * (random.choice((100_000, 500_000)) // len(unit)))


@mutator("very long lines", 0.03)
def very_long_lines(random: Random) -> tuple[str, bytes]:
    unit = random.choice((*SENTENCES, "word ", "a", "1", "Al2O3 and ", "\x1b[31m", " "))
    return ".txt", encoded(unit * (10_000_000 // len(unit)))


@mutator("many short lines", 0.5)
def short_lines(random: Random) -> tuple[str, bytes]:
    return ".txt", encoded((random.choice(PIECES) + random.choice(("\n", "\n\n", "\r", "\u2028", "\x0b"))) * random.choice((100, 3000, 20_000)))


@mutator("tables of text")
def tables(random: Random) -> tuple[str, bytes]:
    columns, rows = random.choice(((2, 5), (6, 40), (300, 3), (3, 700), (60, 60)))
    cells = (*PIECES, "σ (S cm−1)", "x", "Ea (eV)", "3.2 × 10−4", "Li7La3Zr2O12", "25 °C", "Sample", "")
    lines = (" | ".join(random.choice(cells).strip() for _ in range(columns + random.choice((0, 0, 0, 1)))) for _ in range(rows))
    return ".md", encoded("Table 1. Conductivity of samples\n" + "\n".join(f"| {line} |" for line in lines))
