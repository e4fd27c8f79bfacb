"""With a real Alembic, on SQLite. RELEASE_JOBS_ALEMBIC_PYTHON names a Python that has alembic and sqlalchemy."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import tempfile
import unittest
from pathlib import Path

from leanvibe_release import revisions
from leanvibe_release.migrate import migrate
from support.scene import Scene

PYTHON = os.environ.get("RELEASE_JOBS_ALEMBIC_PYTHON", "")
HAS_ALEMBIC = (
    PYTHON and subprocess.run([PYTHON, "-c", "import alembic, sqlalchemy"], capture_output=True).returncode == 0
)

INI = """[alembic]
script_location = migrations
[loggers]
keys = root,alembic
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = WARNING
handlers = console
[logger_alembic]
level = INFO
handlers =
qualname = alembic
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain
[formatter_plain]
format = %(levelname)-5.5s [%(name)s] %(message)s
"""
# SQLite's driver begins no transaction before DDL; PostgreSQL needs none of this
# (https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#pysqlite-serializable).
ENV = """import os
from logging.config import fileConfig
from alembic import context
from sqlalchemy import create_engine, event
fileConfig(context.config.config_file_name)
print("env.py may print")
engine = create_engine(os.environ["DATABASE_URL"])
@event.listens_for(engine, "connect")
def plain(connection, record):
    connection.isolation_level = None
@event.listens_for(engine, "begin")
def begin(connection):
    connection.exec_driver_sql("BEGIN")
with engine.connect() as connection:
    context.configure(connection=connection, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()
"""


def revision(name: str, down: str | None, statements: list[str], more: str = "") -> str:
    run = "\n".join(f"    op.execute({statement!r})" for statement in statements) or "    pass"
    head = f'"""the {name} one"""\nfrom alembic import op\nrevision = {name!r}\ndown_revision = {down!r}\n{more}\n'
    return f"{head}def upgrade():\n{run}\n\ndef downgrade():\n    pass\n"


@unittest.skipUnless(HAS_ALEMBIC, "RELEASE_JOBS_ALEMBIC_PYTHON names no Python with alembic and sqlalchemy")
class AnAlembicMigration(unittest.TestCase):
    def setUp(self) -> None:
        self.scene = Scene()
        self.addCleanup(self.scene.close)
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.versions = self.folder / "migrations/versions"
        self.versions.mkdir(parents=True)
        (self.folder / "alembic.ini").write_text(INI)
        (self.folder / "migrations/env.py").write_text(ENV)
        self.write(
            "a1",
            None,
            ["create table tasks (id integer primary key, title text)", "insert into tasks values (1, 'kept')"],
        )
        self.database = self.folder / "data.db"

    def write(self, name: str, down: str | None, statements: list[str], more: str = "") -> None:
        (self.versions / f"{name}.py").write_text(revision(name, down, statements, more))

    def migrate(
        self,
        changes: dict[str, object] | None = None,
        command: tuple[str, ...] = (PYTHON, "-m", "alembic", "upgrade", "head"),
    ) -> str:
        made = {"migration.command": list(command), "migration.directory": str(self.folder), **(changes or {})}
        return self.scene.run(migrate, made, DATABASE_URL=f"sqlite:///{self.database}")

    def state(self) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.database) as connection:
            found = connection.execute("select sql from sqlite_master where name = 'tasks'").fetchall()
            return (
                found
                + connection.execute("select * from tasks").fetchall()
                + connection.execute("select * from alembic_version").fetchall()
            )

    def test_runs_what_is_pending_and_nothing_the_next_time(self) -> None:
        self.assertRegex(self.migrate(), r"is done: ran a1 \(the a1 one\) \(")
        self.assertIn("the database is at no revision yet; pending revisions: a1 (the a1 one)", self.scene.lines)
        self.assertRegex(self.migrate(), "is done: nothing was pending")
        self.assertEqual(self.state()[-1], ("a1",))

    def test_is_looked_at_in_the_python_of_the_alembic_command_itself(self) -> None:
        alembic = str(Path(PYTHON).parent / "alembic")
        self.assertTrue(Path(alembic).exists())
        self.assertRegex(
            self.migrate(command=(alembic, "-c", "alembic.ini", "upgrade", "a1")), r"is done: ran a1 \(the a1 one\)"
        )

    def test_that_fails_leaves_schema_and_data_as_they_were_and_says_where(self) -> None:
        self.migrate()
        before = self.state()
        self.write("b2", "a1", ["alter table tasks add column owner text", "update tasks set title = 'changed'"])
        self.write("c3", "b2", ["insert into missing values ('a row')"])
        self.assertRegex(
            self.migrate(),
            r"^Refused: The migration for green 2\.1\.0 failed in revision c3 \(the c3 one\), statement `insert into missing values "
            r"\('a row'\)`: sqlalchemy\.exc\.OperationalError: \(sqlite3\.OperationalError\) no such table: missing\. The database is at a1 "
            r"as before",
        )
        self.assertEqual(self.state(), before)

    def test_does_not_touch_the_database_when_a_contract_revision_is_refused(self) -> None:
        self.migrate()
        before = self.state()
        self.write(
            "b2", "a1", ["alter table tasks drop column title"], 'release_phase = "contract"\nsafe_from = "2.1.0"'
        )
        allowed = {"migration.contract": True, "migration.snapshot": "before-b2"}
        self.assertRegex(
            self.migrate(),
            r"^Refused: Revision b2 \(the b2 one\) is a contract revision: .* not allowed .* did not begin\.$",
        )
        self.assertRegex(
            self.migrate(allowed), "the other colour may still be needed: blue has 2.0.0, which is below 2.1.0"
        )
        # The configuration says 2.1.0 already, but what has traffic is still 2.0.0.
        both = {**allowed, "identities": {"blue": "2.1.0", "green": "2.1.0"}}
        self.assertRegex(self.migrate(both), "blue has 2.0.0, which is below 2.1.0")
        self.assertEqual(self.state(), before)
        self.scene.cluster.annotations()["leanvibe.dev/blue"] = "2.1.0"
        self.assertRegex(self.migrate(both), r"ran b2 \(the b2 one\)")

    def test_is_not_begun_when_alembic_cannot_tell_what_is_pending(self) -> None:
        self.write("b2", "zz", [])
        self.assertRegex(
            self.migrate(),
            "^Refused: Alembic cannot tell which revisions are pending: .*KeyError: 'zz'. Nothing was changed",
        )

    def test_waits_for_a_database_that_does_not_answer_yet(self) -> None:
        self.addCleanup(setattr, revisions, "PAUSE", revisions.PAUSE)
        revisions.PAUSE = 0.1
        self.database = self.folder / "later" / "data.db"
        log = self.scene.lines.append

        def appear(line: str) -> None:
            log(line)
            if "asking again" in line:
                self.database.parent.mkdir(exist_ok=True)

        world = self.scene.world
        self.scene.world = lambda **environment: world(**environment)._replace(log=appear)
        self.assertRegex(self.migrate(), "is done: ran a1")
        self.assertIn("the database does not answer", "\n".join(self.scene.lines))
