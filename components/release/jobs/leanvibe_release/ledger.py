"""The ledger: a ConfigMap that remembers which versions were good, and which were reverted. Only Jobs write it."""

from __future__ import annotations

from .kubernetes import path_of
from .outcome import Refused
from .settings import Settings
from .world import World


class Ledger:
    """`<colour>.<identity>: good` and `reverted.<identity>: <colour>, <reason>`."""

    def __init__(self, settings: Settings, world: World) -> None:
        self._settings, self._api = settings, world.api
        self._path = path_of("v1", settings.namespace, "configmaps", settings.ledger)
        found = world.api.get(self._path)
        if found is None:
            raise Refused(
                f"The ledger (ConfigMap {settings.ledger} in {settings.namespace}) is missing, so nobody knows which versions were "
                "reverted: run `pulumi up --refresh`, which makes it again."
            )
        self._data: dict[str, str] = found.get("data") or {}

    def is_good(self) -> bool:
        """Whether this Job's version was good in this Job's colour before."""
        return self._data.get(f"{self._settings.colour}.{self._settings.identity}") == "good"

    def condemned(self) -> str | None:
        """Where and why this Job's version was reverted, in whichever colour; None when it was not."""
        return self._data.get(f"reverted.{self._settings.identity}")

    def refuse_condemned(self) -> None:
        """Raises Refused, with what to do, when this Job's version was reverted."""
        why = self.condemned()
        if why is not None:
            raise Refused(
                f"{self._settings.identity} was reverted earlier ({why}), so it is refused in either colour: run "
                f"`npm run release -- --stack {self._settings.stack} rollback`, or release another version "
                "(docs/runbooks/release-refused.md says how a person may take it back)."
            )

    def remember_good(self) -> None:
        """Writes that this Job's version is good in its colour."""
        self._write(f"{self._settings.colour}.{self._settings.identity}", "good")

    def condemn(self, reason: str) -> None:
        """Writes that this Job's version was reverted. From then on the guard denies it traffic."""
        self._write(f"reverted.{self._settings.identity}", f"{self._settings.colour}, {reason}")

    def _write(self, key: str, value: str) -> None:
        self._api.merge_patch(self._path, {"data": {key: value}})
        self._data[key] = value
