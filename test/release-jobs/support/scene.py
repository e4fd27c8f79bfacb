"""A cluster in the middle of its life: blue has all traffic with 2.0.0, green stands idle with 2.1.0."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from leanvibe_release import settings
from leanvibe_release.kubernetes import Api
from leanvibe_release.outcome import Refused
from leanvibe_release.world import World
from support.application import Application
from support.cluster import LEDGER, ROUTE, Cluster, autoscaler, deployment
from support.documents import document
import contextlib

HERE = Path(__file__).resolve().parent


def route_object(green: int = 0) -> dict[str, Any]:
    """The route as the program makes it."""

    def refs(workload: str, port: int) -> list[dict[str, Any]]:
        return [
            {"group": "", "kind": "Service", "name": f"leanvibe-{workload}-{colour}", "port": port, "weight": weight}
            for colour, weight in (("blue", 100 - green), ("green", green))
        ]

    return {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": {
            "name": "leanvibe",
            "namespace": "leanvibe",
            "labels": {"app.kubernetes.io/part-of": "leanvibe-agent-hive"},
            "annotations": {
                "example.com/kept": "as it is",
                "leanvibe.dev/live": "green" if green == 100 else "blue",
                "leanvibe.dev/blue": "2.0.0",
                "leanvibe.dev/green": "2.1.0" if green == 100 else "1.9.0",
                "leanvibe.dev/generation": "7" if green == 100 else "6",
            },
        },
        "spec": {
            "parentRefs": [{"name": "leanvibe"}],
            "rules": [
                {"matches": [{"path": {"type": "PathPrefix", "value": "/api"}}], "backendRefs": refs("api", 8000)},
                {"matches": [{"path": {"type": "PathPrefix", "value": "/"}}], "backendRefs": refs("frontend", 8080)},
            ],
        },
    }


class Scene:
    """Everything that the program meets, on loopback. `pods` may be changed while it runs."""

    def __init__(self, live_ready: int = 2, idle_ready: int = 2) -> None:
        self.cluster = Cluster()
        self.pods = {colour: [Application(), Application()] for colour in ("blue", "green")}
        self.lines: list[str] = []
        self.patience = 20.0
        for colour, ready in (("blue", live_ready), ("green", idle_ready)):
            for workload, count in (("api", ready), ("frontend", 2)):
                scaler = {"metadata": {}, "spec": {"minReplicas": 2}}
                self.cluster.objects[autoscaler(workload, colour)] = scaler
                pods = {"metadata": {}, "spec": {"replicas": count}, "status": {"readyReplicas": count}}
                self.cluster.objects[deployment(workload, colour)] = pods
        self.cluster.objects[LEDGER] = {"metadata": {"name": "leanvibe-release-ledger"}, "data": {"blue.2.0.0": "good"}}
        self.route()

    def route(self, green: int = 0) -> None:
        """The route as the program wrote it, with so much weight for green."""
        made = route_object(green)
        self.cluster.objects[ROUTE] = {"metadata": {"name": "leanvibe"}, "spec": {}}
        assert self.cluster._apply(ROUTE, made, "pulumi-release", force=True) is None
        self.cluster.history.clear()

    def annotate(self, name: str, text: str) -> None:
        """Writes an annotation of the route as an earlier pod of a Job did."""
        self.cluster.annotations()[name] = text
        self.cluster.owners[ROUTE][f"annotations/{name}"] = {"pulumi-release"}

    def close(self) -> None:
        for server in (self.cluster, *self.pods["blue"], *self.pods["green"]):
            with contextlib.suppress(OSError):
                server.stop()

    def resolve(self, host: str, port: int) -> list[tuple[str, int]]:
        """DNS: a Service gives its first pod, a headless one all that are there."""
        colour = host.rsplit("-", 1)[-1]
        addresses = [pod.address for pod in self.pods[colour]]
        return addresses if "-pods-" in host else addresses[:1]

    def world(self, **environment: str) -> World:
        api = Api(self.cluster.url, self.lines.append, patience=self.patience, longest_pause=0.1)
        return World(api, self.resolve, self.lines.append, {"PATH": os.environ["PATH"], **environment})

    def run(self, command: Any, changes: dict[str, Any] | None = None, **environment: str) -> str:
        """Runs `switch` or `migrate` in this process; the verdict, or what was refused after `Refused: `."""
        try:
            return command(settings.read(json.dumps(document(changes)), command.__name__), self.world(**environment))
        except Refused as refused:
            return f"Refused: {refused}"

    def start(self, command: str, changes: dict[str, Any] | None = None, **environment: str) -> subprocess.Popen[str]:
        """Runs the program as a process of its own, which can be killed. Its pods are those of now."""
        services = {f"leanvibe-api-pods-{colour}": [pod.address for pod in pods] for colour, pods in self.pods.items()}
        services |= {f"leanvibe-api-{colour}": [pods[0].address] for colour, pods in self.pods.items()}
        paths = os.pathsep.join([str(Path(settings.__file__).resolve().parents[1]), str(HERE.parent)])
        return subprocess.Popen(
            [sys.executable, str(HERE / "process.py"), command],
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": paths,
                "PYTHONDONTWRITEBYTECODE": "1",
                "RELEASE_SETTINGS": json.dumps(document(changes)),
                "TEST_API": self.cluster.url,
                "TEST_SERVICES": json.dumps(services),
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
