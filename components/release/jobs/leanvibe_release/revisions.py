"""Asks the application's own Alembic what is pending, in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

from .alembic_output import failure, masked
from .contract import Revision
from .outcome import Refused
from .settings import Migration
from .world import World

# Seconds for which a database that does not answer is asked again: a failover of RDS Multi-AZ takes about that long
# (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.Failover.html says 60 to 120 s at most).
PATIENCE = 120.0
PAUSE = 3.0
_NO_ANSWER = (
    "OperationalError",
    "InterfaceError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "TimeoutError",
    "gaierror",
)


class Standing(NamedTuple):
    """Where the database is, and what would run."""

    heads: tuple[str, ...]
    pending: tuple[Revision, ...]

    def place(self) -> str:
        """For people."""
        return " and ".join(self.heads) or "no revision yet"


def arguments_of_alembic(command: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
    """The Python that has Alembic and Alembic's own arguments; None when the command is something else."""
    if os.path.basename(command[0]) == "alembic":
        return _interpreter_of(command[0]), command[1:]
    if len(command) > 3 and os.path.basename(command[0]).startswith("python") and command[1:3] == ("-m", "alembic"):
        return command[0], command[3:]
    return None


def _interpreter_of(script: str) -> str:
    """The interpreter in the first line of a script, which need not be the one that runs this program."""
    path = shutil.which(script)
    try:
        with open(path or "", "rb") as file:
            first = file.readline(500).decode(errors="replace").strip()
    except OSError:
        return sys.executable
    words = first.removeprefix("#!").split() if first.startswith("#!") else []
    if words and os.path.basename(words[0]) == "env":
        words = [word for word in words[1:] if not word.startswith("-")]
    return words[0] if words and "python" in os.path.basename(words[0]) else sys.executable


def standing(migration: Migration, world: World, patience: float = PATIENCE) -> Standing | None:
    """What is pending; None when the command is not Alembic, so that nobody can say. Raises Refused when Alembic cannot tell."""
    found = arguments_of_alembic(migration.command)
    if found is None:
        return None
    python, arguments = found
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    paths = [root, *filter(None, [world.environment.get("PYTHONPATH")])]
    environment = {**world.environment, "PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"}
    deadline = time.monotonic() + patience
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, "pending.json")
        while True:
            code, lines = _ask([python, "-m", f"{__package__}.pending", target, *arguments], migration, environment)
            if code == 0 and os.path.exists(target):
                with open(target, encoding="utf-8") as file:
                    value = json.load(file)
                return Standing(
                    tuple(value["heads"]),
                    tuple(
                        Revision(one["revision"], one["title"], one["phase"], one["safe_from"])
                        for one in value["pending"]
                    ),
                )
            error = masked(failure(lines).error, world.environment)
            if not any(name in error.partition(": ")[0] for name in _NO_ANSWER) or time.monotonic() >= deadline:
                raise Refused(
                    f"Alembic cannot tell which revisions are pending: {error}. Nothing was changed; run "
                    f"`{' '.join(migration.command)}` in the image to see all that it prints."
                )
            world.log(f"the database does not answer ({error}): asking again")
            time.sleep(PAUSE)


def _ask(command: list[str], migration: Migration, environment: dict[str, str]) -> tuple[int, list[str]]:
    try:
        done = subprocess.run(
            command,
            cwd=migration.directory,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=60,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return 1, ["TimeoutError: Alembic did not answer within 60 s"]
    except OSError as error:
        return 1, [f"{error.strerror or error}: {error.filename or command[0]}"]
    return done.returncode, done.stdout.splitlines()
