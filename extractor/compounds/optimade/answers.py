"""What is read of a server's answers: the part of OPTIMADE's JSON (specification 1.2) that links need.

Fields that are not read here may hold anything, since servers differ in them.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

#: Longer ones are no ids or formulas.
_Short = Annotated[str, Field(max_length=500)]
_Url = Annotated[str, Field(max_length=8000)]


class _Part(BaseModel):
    # some servers give their ids as numbers
    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)


class Attributes(_Part):
    """Properties of a structure that are asked for; a server leaves out or nulls what it lacks."""

    chemical_formula_reduced: _Short | None = None
    space_group_it_number: Annotated[int, Field(ge=1, le=230)] | None = None
    space_group_symbol_hermann_mauguin: _Short | None = None


class Structure(_Part):
    """One entry of `/structures`."""

    id: Annotated[_Short, Field(min_length=1)]
    attributes: Attributes


class Target(_Part):
    """A link that is an object of JSON:API."""

    href: _Url


class Next(_Part):
    """Where the next page is."""

    next: _Url | Target | None = None

    @property
    def url(self) -> str | None:
        return self.next.href if isinstance(self.next, Target) else self.next


class Meta(_Part):
    """`api_version` is asked for, so that other JSON is not taken for an answer that found nothing."""

    api_version: _Short


class Structures(_Part):
    """A page of `/structures`.

    >>> Structures.model_validate_json('{"data": [], "meta": {"api_version": "1.1.0"}, "links": {"next": null}}').links.url
    """

    data: list[Structure]
    meta: Meta
    links: Next = Next()


class Provider(_Part):
    """Attributes of an entry of `/links`: a provider's index or one of its databases."""

    base_url: _Url | Target | None = None
    link_type: str | None = None

    @property
    def url(self) -> str | None:
        return self.base_url.href if isinstance(self.base_url, Target) else self.base_url


class Link(_Part):
    """One entry of `/links`."""

    id: _Short
    attributes: Provider


class Links(_Part):
    """A page of `/links`."""

    data: list[Link]


class Fault(_Part):
    """What a server says went wrong."""

    detail: str | None = None
    title: str | None = None


class Faults(_Part):
    """An answer that tells errors."""

    errors: Annotated[list[Fault], Field(min_length=1)]
