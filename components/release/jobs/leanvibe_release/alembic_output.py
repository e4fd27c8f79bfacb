"""Reads what `alembic` printed: which revision, which statement, what the database said; and takes credentials out of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_RUNNING = re.compile(r"Running upgrade\s+(.*?)\s*-> ([^,\s]+)(?:, (.*))?$")
_ERROR = re.compile(
    r"^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Interrupt|Exit|Violation|Failure|Timeout|Unavailable)\w*: \S"
)
_SECRET_NAME = re.compile(r"(?:PASSWORD|PASSWD|SECRET|TOKEN|API_KEY|PRIVATE_KEY)$")
_URL = re.compile(r"(\b[A-Za-z][\w+.-]*://[^\s:/@]*):\S+@")
_PAIR = re.compile(
    r"(\b(?:password|passwd|pwd|secret|token)['\"]?\s*[=:]\s*)(?:'[^']*'|\"[^\"]*\"|[^\s,;)&]+)", re.IGNORECASE
)


class Failure(NamedTuple):
    """What is known of a failed migration; empty where Alembic did not tell."""

    revision: str
    statement: str
    error: str


def masked(text: str, environment: Mapping[str, str]) -> str:
    """The text without credentials: in URLs, after `password=` and the like, and the values of secrets in the environment."""
    for name, value in environment.items():
        if _SECRET_NAME.search(name) and len(value) >= 4:
            text = text.replace(value, "***")
    return _PAIR.sub(r"\1***", _URL.sub(r"\1:***@", text))


def ran(lines: Sequence[str]) -> list[str]:
    """The revisions that Alembic said it was running, in order: `abc (title)`."""
    found = [_RUNNING.search(line) for line in lines]
    return [f"{one[2]} ({one[3].strip()})" if one[3] else one[2] for one in found if one]


def failure(lines: Sequence[str]) -> Failure:
    """What went wrong: the first line of the last error, because its next ones may hold rows."""
    errors = [index for index, line in enumerate(lines) if _ERROR.match(line)]
    failed = [line.strip() for line in lines if "FAILED: " in line]
    revision = (ran(lines) or [""])[-1]
    if not errors:
        told = failed or [line.strip() for line in lines if line.strip()] or ["it printed nothing"]
        return Failure(revision, "", told[-1][:300])
    statement: list[str] = []
    for line in lines[errors[-1] + 1 :]:
        if line.startswith("[SQL: "):
            statement.append(line.removeprefix("[SQL: "))
        elif statement and (line.startswith("[parameters: ") or statement[-1].endswith("]")):
            break
        elif statement:
            statement.append(line)
    return Failure(
        revision, " ".join(" ".join(statement).split()).removesuffix("]")[:300], lines[errors[-1]].strip()[:300]
    )
