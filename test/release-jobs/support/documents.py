"""RELEASE_SETTINGS with good defaults for tests: a release of 2.1.0 to green while blue has 2.0.0, with small times."""

from __future__ import annotations

import copy
from typing import Any

_WORKLOADS = [
    {
        "name": name,
        "rule": rule,
        "service": f"leanvibe-{name}-{{colour}}",
        "port": port,
        "deployment": f"leanvibe-{name}-{{colour}}",
        "autoscaler": f"leanvibe-{name}-hpa-{{colour}}",
        "minReplicas": 2,
        "maxReplicas": most,
    }
    for name, rule, port, most in (("api", 0, 8000, 10), ("frontend", 1, 8080, 4))
]
_DOCUMENT: dict[str, Any] = {
    "namespace": "leanvibe",
    "route": "leanvibe",
    "ledger": "leanvibe-release-ledger",
    "fieldManager": "pulumi-release",
    "colour": "green",
    "identities": {"blue": "2.0.0", "green": "2.1.0"},
    "generation": 7,
    "workloads": _WORKLOADS,
    "verify": {
        "workload": "api",
        "paths": ["/health", "/ready"],
        "settleInARow": 3,
        "settleSeconds": 0.6,
        "requests": 30,
        "concurrency": 3,
        "maxErrorRatio": 0,
        "maxP95Milliseconds": 1000,
        "timeoutSeconds": 2,
    },
    "prewarm": {"timeoutSeconds": 5},
    "canary": {"steps": [5], "stepSeconds": 0.8},
    "watch": {
        "service": "leanvibe-api-pods-{colour}",
        "port": 8000,
        "path": "/metrics",
        "intervalSeconds": 0.25,
        "requestsMetric": "leanvibe_http_requests_total",
        "durationMetric": "leanvibe_http_request_duration_seconds",
        "maxErrorRatio": 0.05,
        "maxP95Milliseconds": 1000,
        "breachSamples": 2,
        "minRequests": 5,
    },
    "bake": {"seconds": 0.8},
    "migration": {
        "command": ["true"],
        "directory": "/",
        "timeoutSeconds": 20,
        "contract": False,
        "snapshot": None,
        "restorePoint": {"kind": "none"},
    },
}


def document(changes: dict[str, Any] | None = None) -> dict[str, Any]:
    """The document with changes by dotted key, as {"canary.steps": []}; a value of `...` takes the key away."""
    made = copy.deepcopy(_DOCUMENT)
    for key, value in (changes or {}).items():
        *path, last = key.split(".")
        place = made
        for part in path:
            place = place[int(part) if part.isdigit() else part]
        if value is ...:
            del place[last]
        else:
            place[last] = value
    return made
