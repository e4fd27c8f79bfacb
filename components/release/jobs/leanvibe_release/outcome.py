"""How a Job may end other than well. `__main__` turns each into an exit code, the Job's podFailurePolicy into a decision."""

from __future__ import annotations


class Refused(Exception):
    """A verdict (exit 1): refused, failed or breached. Another pod would come to the same one, so the Job fails at once."""


class BrokenSettings(Exception):
    """RELEASE_SETTINGS cannot be used (exit 2). No other pod would do better either."""


class Unavailable(Exception):
    """Something that must be asked did not answer for too long (exit 3). No verdict: a new pod goes on from what the cluster says."""


class Terminated(BaseException):
    """SIGTERM came (exit 143). A BaseException, so that no handler of errors takes it for one."""
