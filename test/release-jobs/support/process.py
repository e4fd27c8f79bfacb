"""The program as a process, with loopback in place of the cluster's DNS and API server."""

from __future__ import annotations

import json
import os
import sys

from leanvibe_release.__main__ import main
from leanvibe_release.kubernetes import Api
from leanvibe_release.world import World, logger

services = json.loads(os.environ["TEST_SERVICES"])
log = logger()
world = World(
    Api(os.environ["TEST_API"], log, longest_pause=0.1),
    lambda host, _port: [(address, port) for address, port in services.get(host, [])],
    log,
    os.environ,
)
os._exit(main(sys.argv[1:], os.environ, world))
