"""Requests to strangers' servers: kept on disk, few a second, asked again, and within limits.

requests-cache keeps answers, requests-ratelimiter spaces the requests that it lets through, urllib3
asks again. What they leave open is here: an answer's size and time, and redirects to other hosts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import requests
from platformdirs import user_cache_path
from requests.exceptions import InvalidSchema, InvalidURL, ReadTimeout, SSLError, TooManyRedirects
from requests_cache import AnyResponse, CachedSession
from requests_ratelimiter import LimiterAdapter
from urllib3 import HTTPResponse, Retry
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError, ProtocolError, TimeoutError

from extractor import __version__
from extractor.errors import KaimenError, UsageError

#: Databases grow slowly; an answer of a month ago is good enough for ids.
EXPIRY = timedelta(days=30)
MAX_BYTES = 20_000_000
#: No wait that a server asks for is longer (s).
MAX_WAIT = 60
#: A whole answer may take so many times what a silence may.
MAX_SILENCES = 4
_RETRIED = (429, 500, 502, 503, 504)


class OptimadeError(KaimenError):
    """A database gave no answer that can be used; the text says why, not which database."""


class NotCached(OptimadeError):
    """Nothing may be asked, and the cache does not know."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How servers are asked.

    `rate` in requests a second for each host, `timeout` in seconds of silence, `backoff` in seconds
    (doubled with each repetition). `cache` is a file, by default in the user's cache folder.
    `offline`: answer from the cache alone. `refresh`: ask even where the cache knows.
    """

    rate: float = 2.0
    timeout: float = 20.0
    cache: Path | None = None
    offline: bool = False
    refresh: bool = False
    retries: int = 3
    backoff: float = 0.5
    max_bytes: int = MAX_BYTES

    @property
    def cache_file(self) -> Path:
        return self.cache or user_cache_path("kaimen") / "optimade.sqlite"


def host(url: str) -> str:
    """Whom a URL asks: the host, and the port if it is neither http's nor https's; "" for no URL.

    >>> host("https://example.org/optimade/v1/structures"), host("http://example.org:80"), host("http://[")
    ('example.org', 'example.org', '')
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    return (parts.hostname or "") + ("" if port in (None, 80, 443) else f":{port}")


class _Adapter(LimiterAdapter):
    """Reads an answer while it comes in, so that it can be given up, or asked for again where it was cut."""

    def __init__(self, settings: Settings) -> None:
        # a silent server is asked once more only, since each silence costs the whole time-out
        retry = Retry(
            total=settings.retries, connect=min(2, settings.retries), read=min(1, settings.retries), redirect=0, raise_on_status=False,
            status_forcelist=_RETRIED, backoff_factor=settings.backoff, retry_after_max=MAX_WAIT,
        )
        super().__init__(per_second=settings.rate, max_retries=retry)
        self.settings = settings

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]  # the limiter's
        retry = self.max_retries
        while True:
            response = super().send(request, **{**kwargs, "stream": True})
            try:
                response._content = self._body(response.raw)
                response._content_consumed = True
                return response
            except ProtocolError as error:
                retry = retry.increment(request.method, request.url, error=error)
                retry.sleep()
            finally:
                response.close()

    def _body(self, raw: HTTPResponse) -> bytes:
        """Reads what has come rather than what was asked for, so that drops count against the time."""
        body = bytearray()
        end = monotonic() + MAX_SILENCES * self.settings.timeout
        while piece := raw.read1(65536, decode_content=True):
            body += piece
            if len(body) > self.settings.max_bytes:
                raise OptimadeError(f"its answer is larger than {self.settings.max_bytes / 1e6:g} MB")
            if monotonic() > end:
                raise ReadTimeout
        return bytes(body)


class Session(CachedSession):
    """Answers from the cache or the network, as `Settings` say.

    Raises UsageError if the cache's file cannot be used.
    """

    max_redirects = 5

    def __init__(self, settings: Settings) -> None:
        file = settings.cache_file
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            # JSON, since a pickle in a file that others can write would run their code
            super().__init__(str(file), serializer="json", expire_after=EXPIRY, stale_if_error=True, allowable_codes=(200,))
            self.cache.responses.get("")
        except (OSError, sqlite3.Error) as error:
            raise UsageError(f"{file}: cannot be used as a cache ({error}); give another --cache") from None
        self.only_known = settings.offline
        self.anew = settings.refresh
        self.silence = settings.timeout
        self.headers["User-Agent"] = f"kaimen/{__version__} (OPTIMADE client)"
        self.headers["Accept"] = "application/vnd.api+json, application/json"
        adapter = _Adapter(settings)
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        target = super().get_redirect_target(resp)
        if target and (other := host(target)) and other != host(resp.url):
            raise OptimadeError(f"it sends on to another host ({other}); give that URL if you trust it")
        return target

    def ask(self, url: str, parameters: Mapping[str, str] | None = None) -> AnyResponse:
        """The answer, whatever its status.

        Raises NotCached if only the cache may answer and cannot, OptimadeError if no answer comes.
        """
        try:
            response = self.get(url, params=parameters, timeout=self.silence, only_if_cached=self.only_known, force_refresh=self.anew)
        except (requests.RequestException, HTTPError) as error:
            raise OptimadeError(self._plain(error)) from None
        except sqlite3.Error as error:
            raise OptimadeError(f"the cache cannot be used ({error})") from None
        if self.only_known and response.status_code == 504:
            raise NotCached("not in the cache")
        return response

    def forget(self, response: AnyResponse) -> None:
        """Keep an answer no longer that turned out to be of no use."""
        self.cache.delete(getattr(response, "cache_key", ""))

    def _plain(self, error: Exception) -> str:
        """A line without the objects that urllib3 prints."""
        cause = error.args[0] if error.args else error
        reason = getattr(error, "reason", None) or getattr(cause, "reason", None) or cause
        if isinstance(reason, NameResolutionError):
            return "its host is not known (is there a network?)"
        if isinstance(reason, NewConnectionError):
            return f"cannot be reached ({str(reason).rsplit(']', 1)[-1].strip()})"
        if isinstance(error, (requests.Timeout, TimeoutError)) or isinstance(reason, TimeoutError):
            return f"no answer within {self.silence:g} s"
        if isinstance(error, SSLError):
            return "its certificate cannot be verified"
        if isinstance(error, TooManyRedirects):
            return "it sends on and on"
        if isinstance(error, (InvalidURL, InvalidSchema)):
            return "no http or https URL"
        if isinstance(error, requests.ConnectionError) or isinstance(reason, ProtocolError):
            return "the connection was cut"
        return f"the request failed ({type(error).__name__})"
