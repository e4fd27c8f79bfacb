"""A client of the Kubernetes API with what the Jobs need: get, merge patch, server-side apply; and patience.

The API server may restart in the middle of a release. Connection errors, 429, 5xx and 401 (which a server that has just
started says before it knows its service accounts) are therefore asked again, with a growing pause, until the patience is
over. What the server decides (403, 409, 422 …) is an answer, and never asked twice.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .outcome import BrokenSettings, Refused, Unavailable

if TYPE_CHECKING:
    import ssl

ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
ASK_AGAIN = (401, 429)
MERGE = "application/merge-patch+json"
# JSON is YAML, and this is the name under which every server since 1.16 knows server-side apply.
APPLY = "application/apply-patch+yaml"


class ApiRefusal(Refused):
    """The API server said no."""

    def __init__(self, method: str, path: str, status: int, message: str) -> None:
        self.status, self.said = status, message
        super().__init__(f"the API server refused {method} {path.partition('?')[0]} ({status}): {message}")


def path_of(group: str, namespace: str, kind: str, name: str) -> str:
    """An object's path, for example ("apps/v1", "leanvibe", "deployments", "leanvibe-api-blue"); group "v1" is the core."""
    return f"/{'api' if group == 'v1' else 'apis'}/{group}/namespaces/{namespace}/{kind}/{name}"


class Api:
    """One kept-alive connection to the API server. For one thread only."""

    def __init__(
        self,
        address: str,
        log: Callable[[str], None],
        token: Callable[[], str] | None = None,
        tls: ssl.SSLContext | None = None,
        patience: float = 120,
        timeout: float = 10,
        longest_pause: float = 2,
    ) -> None:
        """`address` as https://host:port. `patience`, `timeout` (of one try) and `longest_pause` in seconds."""
        parts = urlsplit(address)
        self.patience, self.timeout, self.longest_pause = patience, timeout, longest_pause
        self._log, self._token, self._tls = log, token, tls
        self._host, self._port, self._secure = parts.hostname or "", parts.port, parts.scheme == "https"
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> dict[str, Any] | None:
        """An object, or None when there is none of that name."""
        try:
            return self._request("GET", path)
        except ApiRefusal as refusal:
            if refusal.status == 404:
                return None
            raise

    def merge_patch(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Changes the given fields. As the field manager of Jobs, which is not the program's."""
        return self._request("PATCH", f"{path}?fieldManager=leanvibe-release-job", body, MERGE)

    def apply(self, path: str, body: dict[str, Any], manager: str) -> dict[str, Any]:
        """Applies a whole object as a field manager, taking over what others own."""
        return self._request("PATCH", f"{path}?fieldManager={manager}&force=true", body, APPLY)

    def _request(self, method: str, path: str, body: dict[str, Any] | None = None, kind: str = "") -> dict[str, Any]:
        began, pause, lost = time.monotonic(), 0.1, ""
        while True:
            try:
                status, answer, wait = self._once(method, path, body, kind)
                reason = f"{status} {_message(answer)}"
                if status < 300:
                    if lost:
                        self._log(f"the API server answers again after {time.monotonic() - began:.1f} s")
                    found: dict[str, Any] = json.loads(answer)
                    return found
                if not _ask_again(status, answer):
                    raise ApiRefusal(method, path, status, _message(answer))
            except (OSError, http.client.HTTPException, ValueError) as error:
                self._close()
                reason, wait = f"{type(error).__name__}: {error}", 0.0
            passed = time.monotonic() - began
            if passed >= self.patience:
                raise Unavailable(
                    f"the API server could not do {method} {path.partition('?')[0]} for {passed:.0f} s: {reason}"
                )
            if not lost:
                self._log(f"the API server does not do {method} {path.partition('?')[0]} ({reason}): asking again")
            lost = reason
            time.sleep(min(max(pause, wait), max(0.0, self.patience - passed)))
            pause = min(pause * 2, self.longest_pause)

    def _once(self, method: str, path: str, body: dict[str, Any] | None, kind: str) -> tuple[int, bytes, float]:
        """One try. A kept-alive connection that the server had closed meanwhile is not one."""
        used = self._connection is not None
        try:
            return self._exchange(method, path, body, kind)
        except (ConnectionError, http.client.HTTPException):
            self._close()
            if not used:
                raise
            return self._exchange(method, path, body, kind)

    def _exchange(self, method: str, path: str, body: dict[str, Any] | None, kind: str) -> tuple[int, bytes, float]:
        if self._connection is None:
            self._connection = (
                http.client.HTTPSConnection(self._host, self._port, timeout=self.timeout, context=self._tls)
                if self._secure
                else http.client.HTTPConnection(self._host, self._port, timeout=self.timeout)
            )
        headers = {"Accept": "application/json"}
        if kind:
            headers["Content-Type"] = kind
        if self._token:
            headers["Authorization"] = f"Bearer {self._token()}"
        self._connection.request(method, path, None if body is None else json.dumps(body), headers)
        response = self._connection.getresponse()
        answer = response.read()
        pause = response.getheader("Retry-After", "")
        return response.status, answer, float(pause) if pause.isdigit() else 0.0

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _status_of(answer: bytes) -> dict[str, Any]:
    try:
        value = json.loads(answer)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _message(answer: bytes) -> str:
    text = str(_status_of(answer).get("message") or answer.decode(errors="replace"))
    return " ".join(text.split())[:600]


def _ask_again(status: int, answer: bytes) -> bool:
    if status == 404:
        # A server that has just started does not know custom resources yet: its 404 names no object, and must not be taken
        # for "there is no route".
        return not (_status_of(answer).get("details") or {}).get("name")
    return status in ASK_AGAIN or status >= 500


def in_cluster(environment: Mapping[str, str], log: Callable[[str], None], account: str = ACCOUNT) -> Api:
    """The client of a pod: the address from its environment, token and certificate authority from its service account."""
    host, port = environment.get("KUBERNETES_SERVICE_HOST"), environment.get("KUBERNETES_SERVICE_PORT", "443")
    if not host:
        raise BrokenSettings("KUBERNETES_SERVICE_HOST is not set: this program runs in a pod of the cluster only.")
    import ssl

    def token() -> str:
        # Read anew each time: the kubelet replaces the token before it ends.
        with open(f"{account}/token", encoding="ascii") as file:
            return file.read().strip()

    try:
        token()
        tls = ssl.create_default_context(cafile=f"{account}/ca.crt")
    except OSError as error:
        raise BrokenSettings(
            f"{account} cannot be read ({error}): the pod needs automountServiceAccountToken: true."
        ) from None
    return Api(f"https://{f'[{host}]' if ':' in host else host}:{port}", log, token, tls)
