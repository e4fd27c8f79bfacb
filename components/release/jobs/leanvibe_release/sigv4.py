"""Signature Version 4 of AWS, for one request. Pure.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote


class Credentials(NamedTuple):
    """Of a role; the token is empty for a user's long-lived key."""

    access_key: str
    secret_key: str
    token: str = ""


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def signed(
    credentials: Credentials,
    method: str,
    headers: Mapping[str, str],
    region: str,
    service: str,
    query: Mapping[str, str] | None = None,
    body: bytes = b"",
    path: str = "/",
) -> dict[str, str]:
    """The headers with Authorization (and the session token). They must hold Host and X-Amz-Date, as 20150830T123600Z."""
    everything = {**headers, **({"X-Amz-Security-Token": credentials.token} if credentials.token else {})}
    lower = {name.lower(): " ".join(value.split()) for name, value in everything.items()}
    names = ";".join(sorted(lower))
    pairs = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in (query or {}).items())
    canonical = "\n".join(
        [
            method,
            quote(path, safe="/-_.~"),
            "&".join(f"{name}={value}" for name, value in pairs),
            *(f"{name}:{lower[name]}" for name in sorted(lower)),
            "",
            names,
            hashlib.sha256(body).hexdigest(),
        ]
    )
    moment = lower["x-amz-date"]
    scope = f"{moment[:8]}/{region}/{service}/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{credentials.secret_key}".encode()
    for part in scope.split("/"):
        key = _hmac(key, part)
    signature = _hmac(key, text).hex()
    authorization = (
        f"AWS4-HMAC-SHA256 Credential={credentials.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return {**everything, "Authorization": authorization}
