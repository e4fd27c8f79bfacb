"""`python3 -m leanvibe_release <migrate|switch>`: the commands, and what their ends mean to the Job.

Exit codes: 0 done; 1 a verdict and 2 broken settings (both end the Job); 3 no verdict, 143 SIGTERM (both get a new pod).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from . import termination
from .outcome import BrokenSettings, Refused, Terminated, Unavailable
from .settings import Settings, read
from .world import World, logger, resolve

USAGE = "usage: python3 -m leanvibe_release <migrate|switch>"


def _run(command: str, settings: Settings, world: World) -> str:
    if command == "migrate":
        from .migrate import migrate

        return migrate(settings, world)
    from .switch import switch

    return switch(settings, world)


def main(arguments: Sequence[str], environment: Mapping[str, str], world: World | None = None) -> int:
    """Runs a command. The last line is the verdict: it is what Kubernetes shows as the reason of a failed pod."""
    if len(arguments) != 1 or arguments[0] not in ("migrate", "switch"):
        print(USAGE, flush=True)
        return 2
    code, last = 0, ""
    try:
        termination.install()
        settings = read(environment.get("RELEASE_SETTINGS"), arguments[0])
        if world is None:
            from .kubernetes import in_cluster

            log = logger()
            world = World(in_cluster(environment, log), resolve, log, environment)
        generation = f", generation {settings.generation}" if settings.generation else ""
        world.log(f"{arguments[0]} {settings.colour} {settings.identity}{generation}")
        last = _run(arguments[0], settings, world)
    except Refused as refusal:
        code, last = 1, str(refusal)
    except BrokenSettings as mistake:
        code, last = 2, str(mistake)
    except Unavailable as unavailable:
        code, last = 3, f"{unavailable}. No verdict: a new pod goes on from here."
    except Terminated:
        code, last = 143, "Ended by SIGTERM. No verdict: a new pod goes on from here."
    except Exception as error:  # noqa: BLE001 - exit code 1 is Python's own for this, and would be taken for a verdict
        import traceback

        traceback.print_exc(file=sys.stdout)
        code, last = (
            3,
            f"The release's program itself failed ({type(error).__name__}: {error}). No verdict: a new pod tries again.",
        )
    print(last, flush=True)
    return code


if __name__ == "__main__":
    # Not sys.exit: a thread that still waits for DNS must not hold the verdict up.
    status = main(sys.argv[1:], os.environ)
    os._exit(status)
