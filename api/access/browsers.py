"""What a browser brings along: its cookie, where it says it comes from, and the token of its forms.

Nothing here needs HTTPS: over plain HTTP on an intranet name browsers drop Secure cookies and send no Sec-Fetch-*.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from urllib.parse import urlsplit

from api.access.secrets import csrf_matches, csrf_token

SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
"""Methods that change nothing, so that nobody gains by forging them."""
MOST_PATH = 500
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_TOKEN_DIGITS = 64


def cookie_name(scheme: str) -> str:
    """Return the name of the session's cookie; under HTTPS one that no other site of the domain can set."""
    return "__Host-dienhinh" if scheme == "https" else "dienhinh"


def comes_from_here(scheme: str, host: str, origin: str | None, referer: str | None) -> bool:
    """Tell whether a request was made by a page of the host that it asks; also when it says nothing of its origin.

    Programs say nothing. Browsers send Origin with every request that a form or a script makes to another site.
    """
    said = origin if origin is not None else referer
    if said is None:
        return True
    try:
        parts = urlsplit(said)
    except ValueError:
        return False
    if parts.scheme not in _DEFAULT_PORTS or (scheme == "https" and parts.scheme != "https"):
        return False
    return _host(parts.netloc, parts.scheme) == _host(host, parts.scheme)


def _host(text: str, scheme: str) -> str:
    return text.casefold().removesuffix(_DEFAULT_PORTS[scheme])


def form_token(session_id: str, address: str) -> str:
    """Return the token for the forms of a page: each address shows it under another mask.

    A page that is packed and repeats what was searched for would otherwise tell the token by its length (BREACH). The
    mask depends on the address alone, so an unchanged page keeps its entity tag.
    """
    mask = hmac.new(session_id.encode(), b"dienhinh: mask\0" + address.encode("utf-8", "replace"), sha256).digest()
    return (mask + _xor(mask, bytes.fromhex(csrf_token(session_id)))).hex()


def form_token_fits(session_id: str, token: str) -> bool:
    """Tell whether a form, or the head of a request, carries the token of the session, masked or not."""
    if len(token) == 2 * _TOKEN_DIGITS:
        try:
            mask, masked = bytes.fromhex(token[:_TOKEN_DIGITS]), bytes.fromhex(token[_TOKEN_DIGITS:])
        except ValueError:
            return False
        token = _xor(mask, masked).hex()
    return csrf_matches(session_id, token)


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=False))


def path_here(text: str | None) -> str:
    """Return an address of this site to go on to; the first page for whatever leads elsewhere."""
    if not text or len(text) > MOST_PATH or not text.startswith("/") or text[1:2] in ("/", "\\"):
        return "/"
    return "/" if any(not sign.isprintable() for sign in text) or "\\" in text else text
