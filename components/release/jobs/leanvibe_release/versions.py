"""Semantic versions (https://semver.org), as far as a release identity holds one. Pure."""

from __future__ import annotations

import re

_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?")
_DIGESTS = re.compile(r"-[0-9a-f]{8}$")
Version = tuple[int, int, int, tuple[tuple[int, int, str], ...]]


def tag_of(identity: str) -> str:
    """The tag of an identity: what is left without the eight digits that stand for the digests."""
    return _DIGESTS.sub("", identity)


def version_of(tag: str) -> Version | None:
    """A value that compares as the version does; None when the tag is no semantic version."""
    found = _VERSION.fullmatch(tag)
    if not found:
        return None
    # A number is below a word, a prerelease below its release, which "no part" of kind 2 stands for.
    parts = (
        tuple((0, int(one), "") if one.isdigit() else (1, 0, one) for one in found[4].split("."))
        if found[4]
        else ((2, 0, ""),)
    )
    return int(found[1]), int(found[2]), int(found[3]), parts


def is_below(tag: str, least: str) -> bool | None:
    """Whether a version comes before another; None when they cannot be compared."""
    one, other = version_of(tag), version_of(least)
    return None if one is None or other is None else one < other
