"""Runs one test file and prints a line of JSON per test, for the mocha file that shows them."""

from __future__ import annotations

import json
import sys
import time
import unittest
import warnings
from pathlib import Path


class _Result(unittest.TestResult):
    def startTest(self, test: unittest.TestCase) -> None:
        super().startTest(test)
        self.began = time.monotonic()

    def _say(self, test: unittest.TestCase, outcome: str, why: str = "") -> None:
        name = test.id().split(".", 1)[-1]
        print(
            json.dumps({"name": name, "outcome": outcome, "why": why, "seconds": time.monotonic() - self.began}),
            flush=True,
        )

    def addSuccess(self, test: unittest.TestCase) -> None:
        self._say(test, "passed")

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        self._say(test, "skipped", reason)

    def addFailure(self, test: unittest.TestCase, err: object) -> None:
        self._say(test, "failed", self._exc_info_to_string(err, test))

    addError = addFailure

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: object) -> None:
        if err is not None:
            self._say(test, "failed", self._exc_info_to_string(err, subtest))


if __name__ == "__main__":
    folder, module = Path(sys.argv[1]).resolve(), sys.argv[2]
    sys.path.insert(0, str(folder))
    # A server that is taken down like a process leaves sockets behind.
    warnings.simplefilter("ignore", ResourceWarning)
    unittest.defaultTestLoader.loadTestsFromName(module).run(_Result())
