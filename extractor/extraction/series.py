"""Members of a doping series: "x = 0.2 and 0.4 in Li7−xLa3Zr2−xTaxO12" names two compositions."""

from __future__ import annotations

import re

from extractor.compounds.formula import has_variable, normalise, reduced_formula, substitute
from extractor.extraction.paper import Paper, Sentence
from extractor.language.materials import Mention
from extractor.quantities import Quantity

_NUMBER = r"\d+(?:\.\d+)?(?!\d|\.\d|\s?[x×·]\s?10)"
_ASSIGNMENT = re.compile(rf"\b([xyz])\s?[=≈]\s?({_NUMBER}(?:\s?(?:,|and|,\s?and|or|to|[-–])\s?{_NUMBER})*)(?![\d.]*\s?(?:°|K\b|h\b|S\b|%))")


_EXCEPT = re.compile(r"\b(?:except(?:ing)?(?: for| of)?|apart from|other than|but for)\s(?:(?:the|samples?|members?|compositions?|with)\s)*$")


def assignments(text: str) -> list[tuple[str, list[float], int]]:
    """Values that a text gives to doping variables, with their place; ranges are left out.

    >>> assignments("samples with x = 0, 0.2 and 0.4")
    [('x', [0.0, 0.2, 0.4], 13)]
    >>> assignments("for x = 0.4. The")
    [('x', [0.4], 4)]
    """
    found = []
    for match in _ASSIGNMENT.finditer(text):
        if re.search(r"to|[-–]", match.group(2)):
            continue
        found.append((match.group(1), [float(n) for n in re.findall(_NUMBER, match.group(2))], match.start()))
    return found


def member_of_series(paper: Paper, sentence: Sentence, quantity: Quantity, mention: Mention) -> Mention | None:
    """The member of a series that a value belongs to, or None where neither sentence nor paper says.

    A list of values takes the list of the variable in order; a lone value the one assignment; of several lone ones
    each value the one beside it ("from A for x = 0 to B for x = 0.4"). A paper that gives its variable one value throughout means that member.
    """
    if not has_variable(mention.text):
        return None
    members = [q for q in sentence.quantities if q.group == quantity.group]
    told_here = [told for told in assignments(sentence.text) if told[0] in normalise(mention.text)]
    if len({variable for variable, _, _ in told_here}) == 1 < len(told_here) and all(len(values) == 1 for _, values, _ in told_here):
        own = _own_assignment(told_here, sentence, quantity)
        return member(mention, {own[0]: own[1][0]}) if own else None
    for variable, values, place in told_here:
        if _EXCEPT.search(sentence.text[:place]) and quantity.start < sentence.start + place:
            return None  # "sintered at 1230 °C, except for x = 2.4"
        if len(values) == len(members):
            value = values[members.index(quantity)]
        elif len(values) == 1:
            value = values[0]
        else:
            continue
        return member(mention, {variable: value})
    told = {(variable, value) for variable, values, _ in assignments(paper.text) for value in values}
    return member(mention, dict(told)) if len(told) == 1 else None


def _own_assignment(told: list[tuple[str, list[float], int]], sentence: Sentence, quantity: Quantity) -> tuple[str, list[float], int] | None:
    """Of a variable that is told again and again the one that goes with a value: in order if there are as many, else the only one between it and its neighbours."""
    alike = [other for other in sentence.quantities if other.dimensionality == quantity.dimensionality]
    at = alike.index(quantity) if quantity in alike else 0
    if len(alike) == len(told):
        return told[at]
    before = alike[at - 1].end if at else 0
    after = alike[at + 1].start if at + 1 < len(alike) else len(sentence.text)
    following = [one for one in told if quantity.end <= one[2] < after]
    preceding = [one for one in told if before <= one[2] < quantity.start]
    near = following if len(following) == 1 else preceding
    return near[0] if len(near) == 1 else None


def series_by_variable(paper: Paper, sentence: Sentence) -> Mention | None:
    """The paper's series of which a sentence names only the variable: "with x = 0.2 the conductivity is …"."""
    variables = {variable for variable, _, _ in assignments(sentence.text)}
    if not variables or any(m.formula or has_variable(m.text) for m in sentence.materials):
        return None
    return next((m for m in paper.main_materials if has_variable(m.text) and all(v in normalise(m.text) for v in variables)), None)


def member(mention: Mention, values: dict[str, float]) -> Mention | None:
    """The member of a series for values of its variables; None if the material has no such variable."""
    if not has_variable(mention.text) or not all(variable in normalise(mention.text) for variable in values):
        return None
    formula = reduced_formula(substitute(mention.text, values))
    told = ", ".join(f"{variable} = {value:g}" for variable, value in values.items())
    return Mention(mention.start, mention.end, f"{mention.text} ({told})", "series", formula)
