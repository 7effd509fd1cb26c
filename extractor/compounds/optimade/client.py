"""Asks OPTIMADE databases for the structures of a compound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self, TypeVar

from pydantic import BaseModel, ValidationError
from requests_cache import AnyResponse

from extractor.compounds.formula import composition
from extractor.compounds.optimade.answers import Faults, Link, Links, Structure, Structures
from extractor.compounds.optimade.databases import KNOWN, PROVIDERS, Database, named
from extractor.compounds.optimade.formulas import likeness, optimade_formula, same_elements_filter, same_formula_filter
from extractor.compounds.optimade.http import NotCached, OptimadeError, Session, Settings, host
from extractor.errors import UsageError

#: What is read of an answer: pages, and structures of the same formula or of the same elements.
MAX_PAGES, MAX_EXACT, MAX_LOOKED_AT = 10, 100, 300
#: Near compositions that are kept, the nearest first, and how near they must be.
MAX_NEAR, MIN_LIKENESS = 5, 0.95
#: Score of a structure of the right formula whose crystal system is not the compound's.
OTHER_POLYMORPH = 0.9
#: A composition that is only near never scores as the same.
MAX_NEAR_SCORE = 0.99

_WISHES = {"response_fields": "chemical_formula_reduced,space_group_it_number,space_group_symbol_hermann_mauguin", "page_limit": "100"}
#: For servers that know no space groups, which came with version 1.2 (HTTP 400), or have smaller pages (HTTP 403).
_MODEST_WISHES = {"response_fields": "chemical_formula_reduced", "page_limit": "10"}
#: Last space group number of each crystal system (International Tables for Crystallography A).
_SYSTEMS = {"triclinic": 2, "monoclinic": 15, "orthorhombic": 74, "tetragonal": 142, "trigonal": 167, "hexagonal": 194, "cubic": 230}
_Answer = TypeVar("_Answer", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Match:
    """A structure in a database; `score` is 1 for the same formula, less for other polymorphs and near compositions."""

    identifier: str
    formula: str | None
    space_group: str | None
    score: float

    @property
    def exact(self) -> bool:
        return self.score == 1


class _Refused(OptimadeError):
    """A server answered with an error."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"HTTP {status}{f', {detail!r}' if detail else ''}")
        self.status = status


class OptimadeClient:
    """A client of OPTIMADE 1.x servers. A context manager; every error is an OptimadeError of one line."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._session = Session(settings or Settings())
        self._modest: set[Database] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()  # type: ignore[no-untyped-call]

    def databases(self, text: str, providers: str = PROVIDERS) -> list[Database]:
        """The databases that a name, URL or ``NAME=URL`` means; other names are those of providers in their list.

        Raises UsageError if a name is known nowhere.
        """
        if found := named(text):
            return [found]
        unknown = f"no database {text!r}: known are {', '.join(KNOWN)}"
        try:
            indexes = {link.id: link.attributes.url for link in self._links(Database("providers", providers)) if link.attributes.url}
            children = self._links(Database(text, indexes[text])) if text in indexes else []
        except OptimadeError as error:
            raise UsageError(f"{unknown}; the list at {host(providers)} cannot be read: {error}") from None
        databases = [named(f"{link.id}={link.attributes.url}") for link in children if link.attributes.link_type == "child" and link.attributes.url]
        if not databases:
            raise UsageError(f"{unknown}; {host(providers)} lists {', '.join(sorted(indexes))}")
        return [database for database in databases if database]

    def find(self, database: Database, formula: str, phase: str = "") -> list[Match]:
        """Structures of a compound, best first.

        Asks for the same formula and, where there is none, for the same elements; of these the
        nearest compositions come back, as candidates. `phase` is a crystal system, if known
        ("cubic"). Raises OptimadeError, with `NotCached` for what an offline client does not know.
        """
        amounts = composition(formula)
        if not amounts:
            return []
        if filter_ := same_formula_filter(formula):
            # a server's word is not enough: some ignore filters that they do not know
            exact = [s for s in self._some(database, filter_, MAX_EXACT) if _formula(s) == optimade_formula(formula)]
            if exact:
                matches = [_match(s, OTHER_POLYMORPH if _contradicts(s, phase) else 1.0) for s in exact]
                return sorted(matches, key=lambda match: -match.score)
        if len(amounts) == 1:
            return []
        near = []
        for structure in self._some(database, same_elements_filter(amounts), MAX_LOOKED_AT):
            other = composition(structure.attributes.chemical_formula_reduced or "")
            if other and (score := likeness(amounts, other)) >= MIN_LIKENESS:
                near.append((score, structure))
        nearest = sorted(near, key=lambda scored: -scored[0])[:MAX_NEAR]
        return [_match(structure, min(MAX_NEAR_SCORE, round(score, 3))) for score, structure in nearest]

    def _some(self, database: Database, filter_: str, at_most: int) -> list[Structure]:
        """Structures of the first pages. Pages that lead nowhere are not kept in the cache."""
        found: dict[str, Structure] = {}
        answers: list[AnyResponse] = []
        try:
            for answer, page in self._pages(database, filter_):
                answers.append(answer)
                before = len(found)
                found.update({structure.id: structure for structure in page.data})
                if len(found) >= at_most:
                    break
                if page.links.url and len(found) == before:
                    raise OptimadeError("its pages go in circles")
        except OptimadeError:
            for answer in answers:
                self._session.forget(answer)
            raise
        return list(found.values())[:at_most]

    def _pages(self, database: Database, filter_: str) -> Iterator[tuple[AnyResponse, Structures]]:
        """Pages of `/structures` with the answers that they came in, each asked for when it is needed."""
        answer, page = self._first_page(database, filter_)
        for _ in range(MAX_PAGES):
            yield answer, page
            following = page.links.url
            if not following:
                return
            if host(following) != host(database.url) or not following.startswith(("http://", "https://")):
                raise OptimadeError(f"its next page is on another host ({host(following) or 'none'})")
            answer = self._session.ask(following)
            page = self._read(answer, Structures)

    def _first_page(self, database: Database, filter_: str) -> tuple[AnyResponse, Structures]:
        refused = database in self._modest
        if not refused:
            try:
                return self._structures(database, filter_, _WISHES)
            except NotCached:
                pass  # what the cache knows of a modest server is under other parameters
            except _Refused as error:
                refused = error.status in (400, 403)
                if not refused:
                    raise
        first = self._structures(database, filter_, _MODEST_WISHES)
        if refused:
            self._modest.add(database)
        return first

    def _structures(self, database: Database, filter_: str, wishes: dict[str, str]) -> tuple[AnyResponse, Structures]:
        answer = self._session.ask(f"{database.versioned}/structures", {"filter": filter_, **wishes})
        if answer.status_code == 404:
            raise OptimadeError(self._offered(database))
        return answer, self._read(answer, Structures)

    def _offered(self, database: Database) -> str:
        """Why there is no version 1, as the list of versions tells it (a CSV with one column)."""
        response = self._session.ask(f"{database.unversioned}/versions")
        versions = [line.strip() for line in response.text[:200].splitlines() if line.strip().isdigit()] if response.status_code == 200 else []
        if not versions:
            return f"no OPTIMADE server at {database.url}"
        return f"it offers version {', '.join(versions)} of OPTIMADE, but no structures in version 1"

    def _links(self, database: Database) -> list[Link]:
        return self._read(self._session.ask(f"{database.versioned}/links"), Links).data

    def _read(self, response: AnyResponse, shape: type[_Answer]) -> _Answer:
        if response.status_code != 200:
            raise _Refused(response.status_code, _detail(response.content))
        try:
            return shape.model_validate_json(response.content)
        except ValidationError as error:
            self._session.forget(response)
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise OptimadeError(f"its answer is not OPTIMADE's ({f'{where}: ' if where else ''}{first['msg']})") from None


def _formula(structure: Structure) -> str | None:
    return optimade_formula(structure.attributes.chemical_formula_reduced or "")


def _match(structure: Structure, score: float) -> Match:
    known = structure.attributes
    number = known.space_group_it_number
    return Match(structure.id, known.chemical_formula_reduced, known.space_group_symbol_hermann_mauguin or (str(number) if number else None), score)


def _detail(body: bytes) -> str:
    """What a server's error says, if it says it as OPTIMADE asks, shortened."""
    try:
        fault = Faults.model_validate_json(body).errors[0]
    except ValidationError:
        return ""
    return " ".join((fault.detail or fault.title or "").split())[:200]


def _contradicts(structure: Structure, phase: str) -> bool:
    """Whether a structure's space group is of another crystal system than the compound's.

    Rhombohedral crystals are trigonal; their space groups are numbered so.
    """
    number = structure.attributes.space_group_it_number
    wanted = {"rhombohedral": "trigonal"}.get(phase, phase)
    if number is None or wanted not in _SYSTEMS:
        return False
    return next(system for system, last in _SYSTEMS.items() if number <= last) != wanted
