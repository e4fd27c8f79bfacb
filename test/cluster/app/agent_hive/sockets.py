"""The open WebSockets of this pod, and how they are told to go elsewhere."""

import asyncio

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from .metrics import ACTIVE_AGENTS

GOING_AWAY = 1001  # RFC 6455, section 7.4.1: "such as a server going down"


class Sockets:
    """Keeps track of open WebSockets. `draining` is true from the first drain on."""

    def __init__(self) -> None:
        self.draining = False
        self._open: set[WebSocket] = set()

    def add(self, socket: WebSocket) -> None:
        self._open.add(socket)
        ACTIVE_AGENTS.set(len(self._open))

    def remove(self, socket: WebSocket) -> None:
        self._open.discard(socket)
        ACTIVE_AGENTS.set(len(self._open))

    async def drain(self, seconds: float) -> int:
        """Closes what is open now, and after that time what came meanwhile, because the gateway had not heard yet."""
        self.draining = True
        closed = await self._close_all()
        await asyncio.sleep(seconds)
        return closed + await self._close_all()

    async def _close_all(self) -> int:
        sockets = list(self._open)
        for socket in sockets:
            self.remove(socket)
        await asyncio.gather(*(_close(socket) for socket in sockets))
        return len(sockets)


async def _close(socket: WebSocket) -> None:
    if socket.application_state is not WebSocketState.CONNECTED:
        return
    try:
        await socket.close(GOING_AWAY, "this pod is going away: connect again")
    except (RuntimeError, WebSocketDisconnect):
        # The client was faster.
        pass
