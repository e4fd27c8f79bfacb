"""A pretend Kubernetes API server, over real HTTP: objects, merge patch, server-side apply with field ownership, the guard.

Ownership is kept per annotation, per label, and for the spec as one, which is what an HTTPRoute's rules are (an atomic list).
"""

from __future__ import annotations

import copy
import json
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from support.server import Handler, Server
import contextlib

NAMESPACE = "leanvibe"
ROUTE = f"/apis/gateway.networking.k8s.io/v1/namespaces/{NAMESPACE}/httproutes/leanvibe"
LEDGER = f"/api/v1/namespaces/{NAMESPACE}/configmaps/leanvibe-release-ledger"
Object = dict[str, Any]


def autoscaler(workload: str, colour: str) -> str:
    return f"/apis/autoscaling/v2/namespaces/{NAMESPACE}/horizontalpodautoscalers/leanvibe-{workload}-hpa-{colour}"


def deployment(workload: str, colour: str) -> str:
    return f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/leanvibe-{workload}-{colour}"


class _Api(Handler):
    def do_GET(self) -> None:
        self._do("GET")

    def do_PATCH(self) -> None:
        self._do("PATCH")

    def _do(self, method: str) -> None:
        owner: Cluster = self.owner
        body = json.loads(self.body() or b"null")
        parts = urlsplit(self.path)
        status, answer = owner.handle(method, parts.path, parse_qs(parts.query), self.headers, body)
        text = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        with contextlib.suppress(OSError):
            self.answer(status, text, "application/json")


class Cluster(Server):
    """Objects by path. `history` holds what was written, in order: (path, body)."""

    handler = _Api

    def __init__(self) -> None:
        self.objects: dict[str, Object] = {}
        self.owners: dict[str, dict[str, set[str]]] = {}
        self.history: list[tuple[str, Object]] = []
        self.tokens: list[str | None] = []
        self.interfere: Callable[[str, str], tuple[int, Any] | None] = lambda _method, _path: None
        self.ready_after = 0.0
        self.lock = threading.RLock()
        super().__init__()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def outage(self, seconds: float) -> threading.Thread:
        """Connection refused for so long, from now on."""
        self.stop()
        timer = threading.Timer(seconds, self.start)
        timer.start()
        return timer

    def handle(self, method: str, path: str, query: dict[str, list[str]], headers: Any, body: Any) -> tuple[int, Any]:
        self.tokens.append(headers.get("Authorization"))
        said = self.interfere(method, path)
        if said:
            return said
        with self.lock:
            target = path.removesuffix("/scale")
            if target not in self.objects:
                name = path.rsplit("/", 1)[-1]
                return 404, {"kind": "Status", "message": f'"{name}" not found', "details": {"name": name}}
            if method == "GET":
                return 200, self.objects[target]
            manager = query["fieldManager"][0]
            if headers["Content-Type"] == "application/apply-patch+yaml":
                refused = self._apply(target, body, manager, query.get("force") == ["true"])
            else:
                refused = self._merge(target, body, manager)
            if refused:
                return refused
            self.history.append((path, copy.deepcopy(body)))
            self._reconcile(target)
            return 200, self.objects[target]

    def _fields(self, body: Object) -> dict[str, Any]:
        metadata = body.get("metadata", {})
        fields = {
            f"{kind}/{key}": value
            for kind in ("labels", "annotations")
            for key, value in metadata.get(kind, {}).items()
        }
        return {**fields, **({"spec": body["spec"]} if "spec" in body else {})}

    def _apply(self, path: str, body: Object, manager: str, force: bool) -> tuple[int, Any] | None:
        denied = self._guard(body) if path == ROUTE else None
        if denied:
            return 422, {"kind": "Status", "reason": "Invalid", "message": denied}
        old, new = self._fields(self.objects[path]), self._fields(body)
        owners = self.owners.setdefault(path, {})
        for field, value in new.items():
            others = owners.get(field, set()) - {manager}
            if others and old.get(field) != value:
                if not force:
                    return 409, {
                        "kind": "Status",
                        "message": f"Apply failed with 1 conflict: {sorted(others)[0]}: .{field}",
                    }
                owners[field] = set()
        for field in [field for field, who in owners.items() if manager in who and field not in new]:
            owners[field] -= {manager}
            if not owners[field]:
                old.pop(field, None)
        for field, value in new.items():
            owners.setdefault(field, set()).add(manager)
            old[field] = copy.deepcopy(value)
        metadata = self.objects[path]["metadata"]
        for kind in ("labels", "annotations"):
            metadata[kind] = {key.partition("/")[2]: value for key, value in old.items() if key.startswith(f"{kind}/")}
        self.objects[path]["spec"] = old["spec"]
        return None

    def _merge(self, path: str, body: Object, manager: str) -> None:
        for field in self._fields(body):
            self.owners.setdefault(path, {}).setdefault(field, set()).add(manager)

        def merge(into: Object, patch: Object) -> None:
            for key, value in patch.items():
                if value is None:
                    into.pop(key, None)
                elif isinstance(value, dict):
                    merge(into.setdefault(key, {}), value)
                else:
                    into[key] = value

        merge(self.objects[path], body)

    def _guard(self, route: Object) -> str | None:
        """What the ValidatingAdmissionPolicy does: no weight for a condemned version."""
        ledger = self.objects.get(LEDGER, {}).get("data", {})
        for colour in ("blue", "green"):
            identity = route["metadata"].get("annotations", {}).get(f"leanvibe.dev/{colour}")
            refs = [
                ref for rule in route["spec"]["rules"] for ref in rule["backendRefs"] if ref["name"].endswith(colour)
            ]
            if f"reverted.{identity}" in ledger and any(ref["weight"] > 0 for ref in refs):
                return f"ValidatingAdmissionPolicy 'leanvibe-release-guard' denied request: {identity} was reverted"
        return None

    def _reconcile(self, path: str) -> None:
        """Deployments make pods ready; autoscalers keep their minimum."""
        if "/horizontalpodautoscalers/" in path:
            path = (
                path.replace("autoscaling/v2", "apps/v1")
                .replace("horizontalpodautoscalers", "deployments")
                .replace("-hpa-", "-")
            )
        body = self.objects.get(path, {})
        if "/deployments/" in path and self.ready_after is not None:
            threading.Timer(
                self.ready_after, lambda: body["status"].update(readyReplicas=body["spec"]["replicas"])
            ).start()

    def weight(self, workload: str, colour: str) -> int:
        refs = [ref for rule in self.objects[ROUTE]["spec"]["rules"] for ref in rule["backendRefs"]]
        return next(ref["weight"] for ref in refs if ref["name"] == f"leanvibe-{workload}-{colour}")

    def ledger(self) -> dict[str, str]:
        return self.objects[LEDGER].get("data", {})

    def annotations(self) -> dict[str, str]:
        return self.objects[ROUTE]["metadata"]["annotations"]

    def weights_written(self, workload: str = "api", colour: str = "green") -> list[int]:
        """The weights that a colour was given, in order, without repetitions."""
        found: list[int] = []
        for path, body in list(self.history):
            if path == ROUTE:
                refs = [ref for rule in body["spec"]["rules"] for ref in rule["backendRefs"]]
                weight = next(ref["weight"] for ref in refs if ref["name"] == f"leanvibe-{workload}-{colour}")
                found += [weight] if found[-1:] != [weight] else []
        return found


def until(condition: Callable[[], object], seconds: float = 15) -> None:
    """Waits for something that other threads or processes bring about."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("it did not come about")
        time.sleep(0.005)
