"""What the program meets outside of itself, in one value, so that tests can put loopback in its place."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .kubernetes import Api

Address = tuple[str, int]


class World(NamedTuple):
    """The API server, the cluster's DNS, the log and the environment of this process."""

    api: Api
    resolve: Callable[[str, int], list[Address]]
    log: Callable[[str], None]
    environment: Mapping[str, str]


def resolve(host: str, port: int) -> list[Address]:
    """The addresses of a Service by DNS: one for a usual Service, one per ready pod for a headless one.

    An empty list: the name exists nowhere, which is what a headless Service without ready pods looks like.
    Raises OSError when DNS itself does not answer.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)):
            return []
        raise
    return sorted({(str(address[0]), int(address[1])) for *_, address in found})


def logger() -> Callable[[str], None]:
    """Prints a line per step, with the seconds since the program began."""
    began = time.monotonic()

    def log(text: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {text}", flush=True)

    return log
