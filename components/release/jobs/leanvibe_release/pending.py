"""Which revisions `alembic upgrade …` would run. A program of its own: it runs under the application's Python, which has Alembic.

It goes the very way of that command (the same command line, configuration and env.py, so the same connection), but where
Alembic would run the revisions it writes them down, as JSON, into the file that the first argument names.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def look(target: str, arguments: list[str]) -> None:
    """Writes {"heads": [...], "pending": [{"revision", "title", "phase", "safe_from"}, ...]}, in the order in which they run."""
    from alembic.config import CommandLine  # type: ignore[import-not-found,unused-ignore]
    from alembic.runtime.environment import EnvironmentContext  # type: ignore[import-not-found,unused-ignore]
    from alembic.script import ScriptDirectory  # type: ignore[import-not-found,unused-ignore]

    found: dict[str, Any] = {"heads": [], "pending": []}

    class Look(CommandLine):
        def run_cmd(self, config: Any, options: Any) -> None:
            command = options.cmd[0].__name__
            if command != "upgrade":
                raise SystemExit(f"alembic {command} is no upgrade")
            script = ScriptDirectory.from_config(config)

            def instead(heads: Any, _context: Any) -> list[Any]:
                found["heads"] = list(heads)
                for one in script.iterate_revisions(options.revision, heads, implicit_base=True):
                    phase, safe_from = (getattr(one.module, name, None) for name in ("release_phase", "safe_from"))
                    entry = {"revision": one.revision, "title": one.doc or "", "phase": phase, "safe_from": safe_from}
                    found["pending"].insert(0, entry)
                return []

            with EnvironmentContext(config, script, fn=instead, destination_rev=options.revision, dont_mutate=True):
                script.run_env()

    Look().main(arguments)
    with open(target, "w", encoding="utf-8") as file:
        json.dump(found, file, default=str)


if __name__ == "__main__":
    look(sys.argv[1], sys.argv[2:])
