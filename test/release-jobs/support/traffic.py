"""Users, and the gateway that sends them to a colour by the weights that the route has at that moment."""

from __future__ import annotations

import http.client
import random
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from support.scene import Scene


class Answer(NamedTuple):
    colour: str
    right: bool


class Traffic:
    """About so many requests a second, from four users with kept-alive connections."""

    def __init__(self, scene: Scene, rate: float = 160) -> None:
        self._scene, self._pause = scene, 4 / rate
        self.answers: list[Answer] = []
        self._end = threading.Event()
        self._users = [threading.Thread(target=self._use, args=(seed,), daemon=True) for seed in range(4)]

    def __enter__(self) -> Traffic:
        for user in self._users:
            user.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for user in self._users:
            user.join()

    def of(self, colour: str) -> list[Answer]:
        return [one for one in self.answers if one.colour == colour]

    @property
    def wrong(self) -> list[Answer]:
        return [one for one in self.answers if not one.right]

    def _use(self, seed: int) -> None:
        chance = random.Random(seed)
        connections: dict[tuple[str, int], http.client.HTTPConnection] = {}
        while not self._end.is_set():
            colour = "green" if chance.random() * 100 < self._scene.cluster.weight("api", "green") else "blue"
            address = chance.choice(self._scene.pods[colour]).address
            right = False
            connection = connections.setdefault(address, http.client.HTTPConnection(*address, timeout=5))
            try:
                connection.request("GET", "/api/tasks")
                response = connection.getresponse()
                response.read()
                right = response.status == 200
            except (OSError, http.client.HTTPException):
                connection.close()
            self.answers.append(Answer(colour, right))
            time.sleep(self._pause)
