"""Contract revisions: what they remove may still be needed by the other colour, or by the one to roll back to. Pure.

A revision module says `release_phase = "contract"` and `safe_from = "2.1.0"`: every version of the application from that one
on works without what the revision removes. One that says neither is an expanding one, which every version can live with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from .settings import Migration
from .versions import is_below, tag_of, version_of


class Revision(NamedTuple):
    """A revision that has not run yet."""

    revision: str
    title: str
    phase: Any = None
    safe_from: Any = None

    def __str__(self) -> str:
        return f"{self.revision} ({self.title})" if self.title else self.revision


def refusal(pending: Iterable[Revision], migration: Migration, colours: Mapping[str, Iterable[str]]) -> str | None:
    """Why the pending revisions must not run, and what to do; None when they may. `colours` gives each colour's versions."""
    for one in pending:
        if one.phase not in (None, "expand", "contract"):
            return f'Revision {one} says release_phase = {one.phase!r}: "expand" and "contract" are allowed; correct the revision.'
        if one.phase != "contract":
            continue
        if not isinstance(one.safe_from, str) or version_of(one.safe_from) is None:
            return (
                f"Revision {one} is a contract revision and says safe_from = {one.safe_from!r}: it must name the first version that works "
                'without what it removes, for example safe_from = "2.1.0".'
            )
        removes = f"Revision {one} is a contract revision: it removes what versions below {one.safe_from} need"
        if not migration.contract:
            return (
                f"{removes}. Contract revisions are not allowed in this release: allow them in the configuration when both "
                f"colours are at {one.safe_from} or above."
            )
        if not migration.snapshot:
            return f"{removes}. No snapshot is named to go back to: have the configuration make one, which is kept."
        needed = _still_needed(colours, one.safe_from)
        if needed:
            return (
                f"{removes}, and the other colour may still be needed: {needed}. Release {one.safe_from} or newer to both colours first, "
                "then this revision."
            )
    return None


def _still_needed(colours: Mapping[str, Iterable[str]], least: str) -> str:
    said = []
    for colour, identities in colours.items():
        for identity in sorted(set(identities)):
            below = is_below(tag_of(identity), least)
            if below is None:
                said.append(f"{colour} has {identity}, which is no version that can be compared with {least}")
            elif below:
                said.append(f"{colour} has {identity}, which is below {least}")
    return "; ".join(said)
