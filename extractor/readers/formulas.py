"""Formulas to readable text: MathML and TeX become what a sentence would say.

A value in a formula must read like one in running text ("3.2 × 10⁻⁴ S cm⁻¹", "σ = A/T"), because the
quantity grammar knows only text. Powers become Unicode superscripts, indices plain, fractions a/b.
"""

from __future__ import annotations

import re

from lxml import etree

from extractor.readers.markup import local, superscript

_INVISIBLE = str.maketrans(dict.fromkeys("\u2061\u2062\u2063\u2064"))
_SPACED = re.compile(r"[=<>≤≥≈∼~≃≅≡≠∝→←↔×±≪≫⩽⩾:]|:=|->")
_ATTACHED = frozenset("′″'*†‡°∗⁎⋆⊤")
_COMPOUND = re.compile(r"[+\-−–/=×·,\s]")
_ACCENTS = {"¯": "\u0304", "‾": "\u0304", "―": "\u0304", "_": "\u0304", "^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303", "∼": "\u0303", "→": "\u20d7", "⃗": "\u20d7", "˙": "\u0307", ".": "\u0307"}
_COMBINING = frozenset(_ACCENTS.values())
_SILENT = frozenset(("annotation", "annotation-xml", "mphantom", "none", "mprescripts", "maligngroup", "malignmark"))


def raised(text: str) -> str:
    """A power: Unicode where possible, else marked with "^" so that it never joins its base.

    >>> raised("−4"), raised("1/2"), raised("°")
    ('⁻⁴', '^(1/2)', '°')
    """
    text = " ".join(text.split())
    compact = re.sub(r"\s?([+\-−–=])\s?", r"\1", text)
    risen = superscript(compact)
    return risen if risen != compact or set(text) <= _ATTACHED else f"^{_wrapped(text)}"


def _wrapped(text: str) -> str:
    """Parentheses around what would else change its meaning beside another operand."""
    text = text.strip()
    enclosed = text.startswith("(") and text.find(")") == len(text) - 1
    return f"({text})" if _COMPOUND.search(text) and not enclosed else text


def math_text(element: etree._Element) -> str:
    """A MathML element as text.

    >>> math_text(etree.fromstring("<math><msup><mn>10</mn><mrow><mo>−</mo><mn>4</mn></mrow></msup></math>"))
    '10⁻⁴'
    """
    name = local(element)
    if name in _SILENT:
        return ""
    if name == "mspace":
        return " "
    children = [child for child in element if isinstance(child.tag, str)]
    if name == "mo":
        before = element.getprevious()
        binary = before is not None and (local(before) != "mo" or "".join(before.itertext()).strip() in (")", "]", "|"))
        return _operator("".join(element.itertext()), binary=binary)
    if name in ("mi", "mn", "mtext", "ms") or not children:
        return "".join(element.itertext()).translate(_INVISIBLE)
    if name == "semantics":
        return math_text(children[0])
    if name == "mmultiscripts":
        return _multiscripts(children)
    parts = [math_text(child) for child in children]
    for place, child in enumerate(children[:-1]):
        # "1/2 mv", for "1/2mv" would divide by all of it
        if local(child) == "mfrac" and parts[place + 1][:1].isalnum() and name not in ("msup", "msub", "mfrac"):
            parts[place] += " "
    if name in ("msup", "msub", "msubsup", "mover", "munder", "munderover", "mfrac", "mroot"):
        parts += [""] * (3 - len(parts))
        return _scripted(name, *parts[:3]) + "".join(parts[3:])
    if name == "msqrt":
        return f"√{_wrapped(''.join(parts))}"
    if name == "mfenced":
        separator = (element.get("separators", ",").strip() or " ")[0]
        return f"{element.get('open', '(')}{f'{separator} '.join(parts)}{element.get('close', ')')}"
    if name == "mtr":
        return " ".join(filter(None, (part.strip() for part in parts)))
    if name == "mtable":
        # a row that starts or ends with an operator goes on with the one before
        return re.sub(r"(?<=[+\-−–=×·(,]);(?= )|;(?= [+\-−–=×·])", "", "; ".join(filter(None, (part.strip() for part in parts))))
    # text between elements is no MathML, yet it is printed; blanks there only lay out the source
    loose = [(element.text or "").strip(), *((child.tail or "").strip() for child in children)]
    return loose[0] + "".join(part + tail for part, tail in zip(parts, loose[1:], strict=True))


def _operator(text: str, *, binary: bool) -> str:
    """An operator with blanks where print has them: "a − b", but "−4"."""
    text = text.translate(_INVISIBLE).strip()
    if _SPACED.fullmatch(text) or (binary and text in ("+", "-", "−", "–")):
        return f" {text} "
    return f"{text} " if text in (",", ";") else text


def _scripted(name: str, base: str, one: str, two: str) -> str:
    if name == "mfrac":
        return f"{_wrapped(base)}/{_wrapped(one)}"
    if name == "mroot":
        return f"{raised(one)}√{_wrapped(base)}"
    accent = _ACCENTS.get(one.strip(), one.strip() if one.strip() in _COMBINING else "")
    if name == "mover" and accent and len(base.strip()) <= 2:
        return base.strip() + accent
    if name in ("mover", "munder", "munderover"):
        under, over = ("", one) if name == "mover" else (one, two)
        return base + (f"_{_wrapped(under)}" if under.strip() else "") + (f"^{_wrapped(over)} " if over.strip() else " ")
    power = one if name == "msup" else two
    index = "" if name == "msup" else one.strip()
    if power.strip() and len(base.strip()) > 1 and re.search(r"[+\-−/=\s]", base.strip()) and not base.strip().endswith(")"):
        base = f"({base.strip()})"
    return base + index + raised(power)


def _multiscripts(children: list[etree._Element]) -> str:
    """Indices and powers in pairs behind the base, those after <mprescripts> before it."""
    before = after = ""
    prescripts, position = False, 0
    for child in children[1:]:
        if local(child) == "mprescripts":
            prescripts, position = True, 0
            continue
        script = math_text(child)
        script = raised(script) if position % 2 else script.strip()
        position += 1
        if prescripts:
            before += script
        else:
            after += script
    return before + math_text(children[0]) + after


_TOKENS = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|.", re.S)
_PREAMBLE = re.compile(r"\\documentclass.*?\\begin\{document\}|\\end\{document\}|\\(?:begin|end)\{[a-z]+\*?\}(?:\{[lcr|@ ]*\})?", re.S)
_DELIMITERS = re.compile(r"\\[()\[\]](?!\w*\})|\${1,2}")
_SYMBOLS = dict(zip(
    ["alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "varphi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega"],
    "αβγδεεζηθικλμνξπρστυφφχψωΓΔΘΛΞΠΣΦΨΩ", strict=True,
)) | {
    "times": " × ", "cdot": "·", "pm": " ± ", "sim": " ∼ ", "approx": " ≈ ", "le": " ≤ ", "leq": " ≤ ", "leqslant": " ≤ ", "ge": " ≥ ", "geq": " ≥ ", "geqslant": " ≥ ",
    "lt": " < ", "gt": " > ", "ll": " ≪ ", "gg": " ≫ ", "ne": " ≠ ", "neq": " ≠ ", "equiv": " ≡ ", "propto": " ∝ ", "to": " → ", "rightarrow": " → ", "circ": "°", "degree": "°",
    "infty": "∞", "partial": "∂", "nabla": "∇", "sum": "∑", "int": "∫", "prod": "∏", "prime": "′", "AA": "Å", "ell": "ℓ", "hbar": "ħ", "upmu": "μ", "langle": "⟨", "rangle": "⟩",
    "in": " ∈ ", "subset": " ⊂ ", "subseteq": " ⊆ ", "forall": "∀", "cup": " ∪ ", "cap": " ∩ ", "setminus": " ∖ ", "wedge": " ∧ ", "oplus": " ⊕ ", "otimes": " ⊗ ", "ast": "∗", "star": "⋆",
    "bullet": "•", "dagger": "†", "top": "⊤", "bot": "⊥", "perp": "⊥", "parallel": "∥", "angle": "∠", "mid": "|", "vert": "|", "Vert": "‖", "|": "‖", "ldots": "…", "dots": "…", "cdots": "⋯", "colon": ":",
    "backsim": " ∽ ", "simeq": " ≃ ", "cong": " ≅ ", "gtrsim": " ≳ ", "lesssim": " ≲ ", "mp": " ∓ ", "div": " ÷ ", "leftarrow": " ← ", "Rightarrow": " ⇒ ", "leftrightarrow": " ↔ ",
    "rightleftharpoons": " ⇌ ", "Leftrightarrow": " ⇔ ", "iff": " ⇔ ", "imath": "ı", "percent": "%", "ohm": "Ω", "micro": "μ", "oint": "∮", "surd": "√", "lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]", "deg": "°",
    **dict.fromkeys(["left", "right", "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "nonumber", "notag", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr"], ""),
    **dict.fromkeys(["quad", "qquad", "enspace", "hfill", "thinspace", "allowbreak"], " "),
}  # fmt: skip
_ALIKE = frozenset(["mathrm", "mathit", "mathbf", "mathsf", "mathcal", "mathbb", "mathop", "rm", "it", "bf", "text", "textrm", "textit", "textbf", "textsf", "mbox", "hbox", "boldsymbol", "bm", "operatorname", "ce", "mathfrak", "mathscr", "mathnormal", "rmfamily", "upshape", "substack", "underline", "ensuremath"])
_TEX_ACCENTS = {"hat": "^", "widehat": "^", "tilde": "~", "widetilde": "~", "bar": "¯", "overline": "¯", "dot": "˙", "vec": "→"}
#: Commands whose argument only makes room.
_TEX_ROOM = frozenset(("hspace", "vspace", "vphantom", "hphantom", "phantom", "label", "kern"))
#: Braces and arguments nested deeper than this are no formula.
_MAX_BRACES = 40


def tex_text(tex: str) -> str:
    r"""A TeX formula as text; unknown commands leave their name.

    >>> tex_text(r"$\sigma = 3.2\times 10^{-4}\,\mathrm{S\,cm^{-1}}$")
    'σ = 3.2 × 10⁻⁴ S cm⁻¹'
    >>> tex_text(r"\frac{E_{\mathrm{a}}}{k_B T}")
    'Ea/(kB T)'
    """
    return " ".join(_Tex(_PREAMBLE.sub(" ", _DELIMITERS.sub(" ", tex))).group(0).split())


class _Tex:
    """A reader of TeX by recursive descent, one token at a time."""

    def __init__(self, tex: str) -> None:
        self.tokens = _TOKENS.findall(tex)
        self.at = 0

    def group(self, depth: int) -> str:
        """Text up to the closing brace (or the end)."""
        parts: list[str] = []
        while self.at < len(self.tokens):
            if self.tokens[self.at] == "}":
                self.at += 1
                if depth:
                    break
                continue
            parts.append(self.atom(depth))
        return "".join(parts)

    def atom(self, depth: int) -> str:
        token = self.tokens[self.at]
        self.at += 1
        if token == "{":
            return self.group(depth + 1) if depth < _MAX_BRACES else ""
        if token == "^":
            return raised(self.argument(depth))
        if token == "_":
            return self.argument(depth).strip()
        if token in ("$", "&"):
            return ""
        if not token.startswith("\\"):
            # a blank before an index is none
            blank = token == "~" or (token.isspace() and self.tokens[self.at : self.at + 1] not in (["_"], ["^"]))
            return " " if blank else f" {token} " if token in ("=", "<", ">") else token.strip()
        return self.command(token[1:].rstrip("*"), depth)

    def command(self, name: str, depth: int) -> str:
        if name in ("frac", "dfrac", "tfrac"):
            return f"{_wrapped(self.argument(depth))}/{_wrapped(self.argument(depth))}"
        if name == "sqrt":
            return f"√{_wrapped(self.argument(depth))}"
        if name in _TEX_ROOM:
            self.argument(depth)
            return " "
        if name == "tag":
            return f" ({self.argument(depth).strip()})"
        if name in ("binom", "dbinom"):
            return f"binom({self.argument(depth)}, {self.argument(depth)})"
        if name in ("overset", "stackrel", "underset"):
            beside, base = self.argument(depth), self.argument(depth)
            return f"{base}{'_' if name == 'underset' else '^'}{_wrapped(beside)} "
        if name in _TEX_ACCENTS:
            base = self.argument(depth).strip()
            return base + _ACCENTS[_TEX_ACCENTS[name]] if len(base) <= 2 else base
        symbol = _SYMBOLS.get(name) or _SYMBOLS.get(name.removeprefix("up").removeprefix("var"))
        if symbol is not None or name in _SYMBOLS or name in _ALIKE or name == "!":
            self.skip_blanks()
            if name in ("left", "right") and self.tokens[self.at : self.at + 1] == ["."]:
                self.at += 1
            return symbol or ""
        if name in (",", ";", ":", " ", "\\", ""):
            return " "
        return name

    def skip_blanks(self) -> None:
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1

    def argument(self, depth: int) -> str:
        self.skip_blanks()
        if self.at >= len(self.tokens) or self.tokens[self.at] == "}":
            return ""
        if depth >= _MAX_BRACES:
            self.at += 1
            return ""
        command = self.tokens[self.at][1:] in _ALIKE
        text = self.atom(depth + 1)
        # "^\mathrm{x}": the command says only how its own argument looks
        return self.argument(depth + 1) if command else text
