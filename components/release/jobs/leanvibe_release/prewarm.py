"""Gives the colour that is about to get traffic as many ready pods as the other has, and takes the surplus back after."""

from __future__ import annotations

import time

from .kubernetes import path_of
from .outcome import Refused
from .settings import Settings, Workload, named
from .world import World


def wanted(workload: Workload, live_ready: int) -> int:
    """How many pods: as many as the live colour has ready, within the autoscaler's own limits."""
    return min(workload.max_replicas, max(workload.min_replicas, live_ready))


class Prewarm:
    """The autoscalers and Deployments of this Job's colour."""

    def __init__(self, settings: Settings, world: World) -> None:
        self._settings, self._world = settings, world

    def _path(self, group: str, kind: str, name: str, colour: str) -> str:
        return path_of(group, self._settings.namespace, kind, named(name, colour))

    def _autoscaler(self, workload: Workload) -> str:
        return self._path("autoscaling/v2", "horizontalpodautoscalers", workload.autoscaler, self._settings.colour)

    def _deployment(self, workload: Workload, colour: str) -> str:
        return self._path("apps/v1", "deployments", workload.deployment, colour)

    def _ready(self, workload: Workload, colour: str) -> int:
        found = self._world.api.get(self._deployment(workload, colour)) or {}
        return int((found.get("status") or {}).get("readyReplicas") or 0)

    def raise_minimum(self) -> None:
        """Raises minimum and replicas, and waits until the pods are ready; raises Refused when that takes too long.

        Replicas alone do not do: an autoscaler puts them back to its minimum within seconds. The minimum alone would do, at
        the autoscaler's next tick, which is up to 15 s away.
        """
        began, colour = time.monotonic(), self._settings.colour
        targets = {one: wanted(one, self._ready(one, self._settings.other)) for one in self._settings.workloads}
        for workload, target in targets.items():
            self._set_minimum(workload, target)
            deployment = self._world.api.get(self._deployment(workload, colour)) or {}
            if int((deployment.get("spec") or {}).get("replicas") or 0) < target:
                self._world.api.merge_patch(
                    f"{self._deployment(workload, colour)}/scale", {"spec": {"replicas": target}}
                )
        while True:
            ready = {workload: self._ready(workload, colour) for workload in targets}
            if all(ready[workload] >= target for workload, target in targets.items()):
                break
            if time.monotonic() - began > self._settings.prewarm_seconds:
                short = ", ".join(
                    f"{one.name} {ready[one]} of {target}" for one, target in targets.items() if ready[one] < target
                )
                raise Refused(
                    f"Prewarm of {colour} {self._settings.identity} failed: ready pods after {self._settings.prewarm_seconds:g} s: {short}; "
                    "the traffic was not moved. Look at the pods' events (no room on the nodes, a failing readiness probe?), then run "
                    "`pulumi up` again."
                )
            time.sleep(0.25)
        counts = ", ".join(f"{workload.name} {count}" for workload, count in ready.items())
        asked = ", ".join(f"{workload.name} {target}" for workload, target in targets.items())
        self._world.log(
            f"prewarm: {colour} has ready pods {counts} (wanted {asked}) after {time.monotonic() - began:.1f} s"
        )

    def lower_minimum(self) -> None:
        """Puts the minimum back to the configured one. Never changes a verdict: what goes wrong here is only said."""
        try:
            for workload in self._settings.workloads:
                self._set_minimum(workload, workload.min_replicas)
        except Exception as error:  # noqa: BLE001 - the verdict stands, and must be the last line
            self._world.log(f"the minimum of {self._settings.colour}'s autoscalers stays raised: {error}")

    def _set_minimum(self, workload: Workload, target: int) -> None:
        path = self._autoscaler(workload)
        found = self._world.api.get(path)
        if found is None:
            self._world.log(
                f"there is no autoscaler {named(workload.autoscaler, self._settings.colour)}: its minimum is left alone"
            )
        elif (found.get("spec") or {}).get("minReplicas", 1) != target:
            self._world.api.merge_patch(path, {"spec": {"minReplicas": target}})
            self._world.log(f"autoscaler of {workload.name} {self._settings.colour}: minimum {target}")
