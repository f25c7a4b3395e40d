"""How many requests a client may make in a minute."""

from collections import OrderedDict, deque
from time import monotonic

MINUTE = 60.0
REMEMBERED = 10_000
"""Clients of whom the last minute is known; of more, those who asked longest ago are forgotten."""


class Limits:
    """Counts the requests of each client in the last minute."""

    def __init__(self) -> None:
        self._clients: OrderedDict[str, deque[tuple[float, int]]] = OrderedDict()

    def wait(self, client: str, a_minute: int, cost: int = 1, now: float | None = None) -> int:
        """0 where the client may go on, and then the request counts; else the seconds until it may."""
        now = monotonic() if now is None else now
        made = self._clients.setdefault(client, deque())
        self._clients.move_to_end(client)
        while len(self._clients) > REMEMBERED:
            self._clients.popitem(last=False)
        while made and made[0][0] <= now - MINUTE:
            made.popleft()
        if made and sum(count for _, count in made) + cost > a_minute:
            return max(1, int(made[0][0] + MINUTE - now) + 1)
        made.append((now, cost))
        return 0
