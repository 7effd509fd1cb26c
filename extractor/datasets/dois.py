"""DOIs as people write them: as addresses, in any case, several in one cell."""

from __future__ import annotations

import re

#: Up to a blank, a bar, or a separator that another DOI follows: ";" and "," may stand in a DOI.
_DOI = re.compile(r"10\.\d{4,9}/(?:(?![;,](?:https?:|doi:|10\.\d{4}))[^\s|])+", re.IGNORECASE)
#: Places where publishers write the year of a paper into its DOI.
_YEARS = (
    re.compile(r"^10\.1016/j\.[a-z]+\.((?:19|20)\d\d)\.\d\d\."),  # Elsevier: j.ssi.2008.04.015
    re.compile(r"^10\.1016/(?:0|s?)\d{3,4}-\d{3}[\dx]\((\d\d)\)"),  # Elsevier before that: 0167-2738(93)90015-u
    re.compile(r"^10\.1006/[a-z]+\.((?:19|20)\d\d)\."),  # Academic Press: jssc.2000.8658
    re.compile(r"^10\.1002/[a-z]+\.((?:19|20)\d\d)\d{5}$"),  # Wiley: zaac.201200277
    re.compile(r"^10\.1002/[^()]*\(((?:19|20)\d\d)\d{4}\)"),  # Wiley before that: 1521-3765(20020118)8:2<349
    re.compile(r"^10\.1007/s\d{5}-0?(\d\d)-\d{4}-[\dx]$"),  # Springer: s10008-012-1780-x
    re.compile(r"^10\.48550/arxiv\.(\d\d)\d\d\."),  # arXiv: 2502.14234
)
#: Letter or digit of the decade, digit of the year: acs.chemmater.7b00886 is of 2017, c4ta05231e of 2014.
_ACS = re.compile(r"^10\.1021/acs[a-z]*\.(?:[a-z]+\.)?(\d)([bcd])\d{5}$")
_RSC = re.compile(r"^10\.1039/([bcd])(\d)[a-z]{2}\d{5}[a-z\d]$")


def dois(text: str | None) -> tuple[str, ...]:
    """The DOIs that a cell names, in lower case and without the resolver's address.

    >>> dois("https://doi.org/10.1016/J.SSI.2008.04.015 | doi:10.1039/C2TA00001A.")
    ('10.1016/j.ssi.2008.04.015', '10.1039/c2ta00001a')
    >>> dois("Journal De Physique 26 339-341. 1965")
    ()
    """
    unquoted = (text or "").replace("%2F", "/").replace("%2f", "/")
    return tuple(dict.fromkeys(found.lower().rstrip(".,;") for found in _DOI.findall(unquoted)))


def year_of_doi(doi: str) -> int | None:
    """The year that a publisher writes into its DOIs, right to a year or so; None for a DOI that does not tell.

    >>> [year_of_doi(doi) for doi in ("10.1016/0167-2738(93)90015-u", "10.1021/acs.chemmater.7b00886", "10.1039/c4ta05231e", "10.1038/nmat3066")]
    [1993, 2017, 2014, None]
    """
    for pattern in _YEARS:
        if found := pattern.match(doi):
            return _full(int(found[1]))
    if found := _ACS.match(doi):
        return {"b": 2010, "c": 2020, "d": 2030}[found[2]] + int(found[1])
    if found := _RSC.match(doi):
        return {"b": 2000, "c": 2010, "d": 2020}[found[1]] + int(found[2])
    return None


def _full(year: int) -> int:
    """Of two digits the century: DOIs stand on papers of 1940 and later."""
    return year if year > 99 else 1900 + year if year >= 40 else 2000 + year
