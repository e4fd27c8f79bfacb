"""`migrate`: brings the schema to what a colour's version needs, before that version starts."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time

from .alembic_output import failure, masked, ran
from .contract import refusal
from .ledger import Ledger
from .outcome import Refused, Terminated, Unavailable
from .restore_point import check_restore_point
from .revisions import Standing, standing
from .route import PREFIX, Route, Routes, describe, gets_traffic
from .settings import COLOURS, Settings
from .termination import deferred
from .world import World


def migrate(settings: Settings, world: World) -> str:
    """Checks all that could forbid it, runs the command, and returns the last line; raises Refused."""
    began = time.monotonic()
    why = Ledger(settings, world).condemned()
    if why is not None:
        # Its migration ran before it was reverted; the switch refuses it, and no other release has to wait for it to leave.
        return f"{settings.identity} was reverted earlier ({why}): nothing is migrated for it"
    route = Routes(settings, world).read()
    _refuse_live(settings, route)
    before = standing(settings.migration, world)
    if before is None:
        world.log(f"`{settings.migration.command[0]}` is not Alembic: contract revisions are not looked for")
    else:
        titles = ", ".join(map(str, before.pending)) or "none"
        world.log(f"the database is at {before.place()}; pending revisions: {titles}")
        reason = refusal(before.pending, settings.migration, _versions(settings, route))
        if reason:
            raise Refused(f"{reason} The migration did not begin.")
    done = f"The migration for {settings.colour} {settings.identity} is done"
    if before is not None and not before.pending:
        return f"{done}: nothing was pending ({time.monotonic() - began:.1f} s)"
    check_restore_point(settings.migration.restore_point, world)
    lines = _run(settings, world, before)
    revisions = ran(lines) or ([str(one) for one in before.pending] if before else [settings.migration.command[0]])
    return f"{done}: ran {', '.join(revisions)} ({time.monotonic() - began:.1f} s)"


def _versions(settings: Settings, route: Route | None) -> dict[str, list[str]]:
    """What each colour has: this one by the configuration, and both by the route, which knows what was last routed."""
    versions: dict[str, list[str]] = {colour: [] for colour in COLOURS}
    versions[settings.colour].append(settings.identity)
    for colour in COLOURS:
        routed = route.annotations.get(f"{PREFIX}{colour}") if route else None
        # Of this colour the version that goes counts only while it has traffic.
        if routed and route and (colour != settings.colour or gets_traffic(route.weights, colour)):
            versions[colour].append(routed)
    return versions


def _refuse_live(settings: Settings, route: Route | None) -> None:
    """Refuses to change the version of a colour that has traffic, or that an unfinished switch may have to go back to."""
    if route is None:
        return
    colour, identity = settings.colour, settings.identity
    routed = route.annotations.get(f"{PREFIX}{colour}")
    if gets_traffic(route.weights, colour) and routed != identity:
        raise Refused(
            f"{colour} has traffic now ({describe(route.weights)}) with {routed or 'an unknown version'}, so it is not changed to "
            f"{identity}: give the new version to {settings.other}, which is what `npm run release -- --stack {settings.stack} --tag …` does."
        )
    before = route.before
    if before and gets_traffic(before.weights, colour) and before.annotations.get(f"{PREFIX}{colour}") != identity:
        raise Refused(
            f"The switch to {before.colour} {before.identity} is not finished and may have to go back to {colour}, so {colour} is not changed "
            f"to {identity}: finish it by `pulumi up` with the configuration as it was, or run "
            f"`npm run release -- --stack {settings.stack} rollback`."
        )


def _start(settings: Settings, world: World) -> subprocess.Popen[str]:
    try:
        return subprocess.Popen(
            settings.migration.command,
            cwd=settings.migration.directory,
            env={**world.environment, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise Refused(
            f"The migration's command cannot be started ({error.strerror}: {error.filename}): migration.command and "
            "migration.directory must exist in the application's image. Nothing was changed."
        ) from None


def _run(settings: Settings, world: World, before: Standing | None) -> list[str]:
    migration, began = settings.migration, time.monotonic()
    lines: list[str] = []
    late = threading.Event()
    process: subprocess.Popen[str] | None = None
    timer: threading.Timer | None = None
    try:
        # Deferred: a SIGTERM between the start of the command and its being known would leave it running.
        with deferred():
            process = _start(settings, world)
        timer = threading.Timer(migration.timeout_seconds, _end, (process, late))
        timer.daemon = True
        timer.start()
        for line in process.stdout or ():
            lines.append(line.rstrip("\n"))
            world.log(f"| {masked(lines[-1], world.environment)}")
        code = process.wait()
    except Terminated:
        if process:
            _end(process)
        raise
    finally:
        if timer:
            timer.cancel()
    world.log(f"`{migration.command[0]}` ended with {code} after {time.monotonic() - began:.1f} s")
    if late.is_set():
        raise _failed(
            settings, world, before, lines, f"it took longer than {migration.timeout_seconds:g} s and was ended"
        )
    if code < 0:
        raise Unavailable(f"The migration's command was ended by signal {-code}")
    if code > 0:
        raise _failed(settings, world, before, lines, masked(failure(lines).error, world.environment))
    return lines


def _end(process: subprocess.Popen[str], late: threading.Event | None = None) -> None:
    """Ends the command and its children: the database then rolls their transaction back."""
    if late:
        late.set()
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(5)
            return
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _failed(settings: Settings, world: World, before: Standing | None, lines: list[str], error: str) -> Refused:
    found = failure(lines)
    pending = [str(one) for one in before.pending] if before else []
    where = (
        f"in revision {found.revision}"
        if found.revision
        else f"in one of {', '.join(pending)}"
        if pending
        else "(which revision is unknown)"
    )
    statement = f", statement `{masked(found.statement, world.environment)}`" if found.statement else ""
    return Refused(
        f"The migration for {settings.colour} {settings.identity} failed {where}{statement}: {error}. {_after(settings, world, before)} "
        "Nothing was released and the traffic is where it was; correct the revision and release another version."
    )


def _after(settings: Settings, world: World, before: Standing | None) -> str:
    """What the failed migration left, as the database itself says."""
    try:
        after = standing(settings.migration, world, patience=0) if before else None
    except Refused:
        after = None
    if before is None or after is None:
        return "What it left in the database is unknown: look."
    if after.heads == before.heads:
        return f"The database is at {after.place()} as before: what ran in the transaction was rolled back."
    return f"The database was at {before.place()} and is at {after.place()} now: the revisions up to there stay."
