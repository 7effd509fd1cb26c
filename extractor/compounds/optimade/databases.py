"""Names of public OPTIMADE databases and their addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.errors import UsageError

#: Base URLs as the providers' index databases tell them: https://github.com/Materials-Consortia/providers,
#: src/index-metadbs/*/v1/links.json; NOMAD's is that of its present release.
KNOWN: dict[str, str] = {
    "aflow": "https://aflow.org/API/optimade",
    "alexandria": "https://alexandria.icams.rub.de/pbe",
    "alexandria-pbesol": "https://alexandria.icams.rub.de/pbesol",
    "cod": "https://www.crystallography.net/cod/optimade",
    "jarvis": "https://jarvis.nist.gov/optimade/jarvisdft",
    "mp": "https://optimade.materialsproject.org",
    "mpds": "https://api.mpds.io",
    "nomad": "https://nomad-lab.eu/prod/v1/optimade",
    "oqmd": "https://oqmd.org/optimade",
    "tcod": "https://www.crystallography.net/tcod/optimade",
}
#: Where all providers are listed.
PROVIDERS = "https://providers.optimade.org"
_VERSION = re.compile(r"/v1(\.\d+)*$")
#: What people copy from a browser behind the base URL.
_ENDPOINT = re.compile(r"/(?:(?:structures|info|links|versions)(?:[/?].*)?)?$")


@dataclass(frozen=True, slots=True)
class Database:
    """A database by the name that the store gives it; `url` is its base URL, with or without version."""

    name: str
    url: str

    @property
    def versioned(self) -> str:
        """Base URL of the interface's version 1.

        >>> Database("mp", "https://optimade.materialsproject.org/").versioned
        'https://optimade.materialsproject.org/v1'
        """
        return self.url if _VERSION.search(self.url) else f"{self.unversioned}/v1"

    @property
    def unversioned(self) -> str:
        return _VERSION.sub("", self.url).rstrip("/")


def named(text: str) -> Database | None:
    """What ``NAME``, ``URL`` or ``NAME=URL`` means; None for a name that only the providers' list may know.

    Raises UsageError for what is none of them.

    >>> named("cod")
    Database(name='cod', url='https://www.crystallography.net/cod/optimade')
    >>> named("http://127.0.0.1:8000/v1/structures").name
    '127.0.0.1:8000'
    """
    if text in KNOWN:
        return Database(text, KNOWN[text])
    name, equals, url = text.partition("=") if re.match(r"[\w.-]+=", text) else ("", "", text)
    if not re.match(r"https?://[^/\s]", url):
        if equals or not re.fullmatch(r"[\w.-]+", text):
            raise UsageError(f"{text!r} is no database; give a name, a URL that begins with http, or NAME=URL")
        return None
    database = Database(name, _ENDPOINT.sub("", url))
    if name:
        return database
    names = {address: known for known, address in KNOWN.items()}
    return Database(names.get(database.unversioned) or database.unversioned.split("://", 1)[1], database.url)
