from __future__ import annotations

import unittest

from leanvibe_release.alembic_output import Failure, failure, masked, ran

FAILED = """INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.
INFO  [alembic.runtime.migration] Running upgrade  -> a1, create
INFO  [alembic.runtime.migration] Running upgrade a1 -> b2, fill, and index
Traceback (most recent call last):
  File "/app/x.py", line 1, in <module>
    raise ValueError("inner: no")
psycopg.errors.UniqueViolation: duplicate key value violates unique constraint "tasks_pkey"
DETAIL:  Key (email)=(somebody@example.com) already exists.

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
sqlalchemy.exc.IntegrityError: (psycopg.errors.UniqueViolation) duplicate key value violates unique constraint "tasks_pkey"
DETAIL:  Key (email)=(somebody@example.com) already exists.
[SQL: INSERT INTO tasks (email)
VALUES (%(email)s)]
[parameters: {'email': 'somebody@example.com'}]
(Background on this error at: https://sqlalche.me/e/20/gkpj)
""".splitlines()


class WhatAlembicPrinted(unittest.TestCase):
    def test_gives_revision_statement_and_the_databases_first_line_but_no_row(self) -> None:
        error = 'sqlalchemy.exc.IntegrityError: (psycopg.errors.UniqueViolation) duplicate key value violates unique constraint "tasks_pkey"'
        self.assertEqual(
            failure(FAILED), Failure("b2 (fill, and index)", "INSERT INTO tasks (email) VALUES (%(email)s)", error)
        )

    def test_names_the_revisions_that_it_was_running(self) -> None:
        self.assertEqual(ran(FAILED), ["a1 (create)", "b2 (fill, and index)"])

    def test_gives_alembics_own_complaint_when_there_is_no_exception(self) -> None:
        lines = ["INFO  [alembic] x", "  FAILED: Can't locate revision identified by 'zz'", "bye"]
        self.assertEqual(failure(lines).error, "FAILED: Can't locate revision identified by 'zz'")
        self.assertEqual(failure(["sh: alembic: not found", ""]).error, "sh: alembic: not found")
        self.assertEqual(failure([]).error, "it printed nothing")

    def test_is_shown_without_credentials(self) -> None:
        for text, shown in (
            ("postgresql+psycopg://leanvibe:p@ss@db:5432/x", "postgresql+psycopg://leanvibe:***@db:5432/x"),
            ('connection to "host=db password=abc user=x"', 'connection to "host=db password=*** user=x"'),
            ("{'password': 'a b c', 'host': 'db'}", "{'password': ***, 'host': 'db'}"),
            ("PASSWORD = 'x y'; next", "PASSWORD = ***; next"),
            ("key tops3cret here", "key *** here"),
            (
                'no password authentication failed for user "leanvibe"',
                'no password authentication failed for user "leanvibe"',
            ),
        ):
            with self.subTest(text=text):
                self.assertEqual(
                    masked(text, {"DATABASE_PASSWORD": "tops3cret", "REDIS_PASSWORD": "", "PATH": "db"}), shown
                )
