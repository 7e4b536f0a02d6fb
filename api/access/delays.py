"""How long someone waits after wrong passwords: longer each time, never for good, hardly at all for another's faults.

Failures are counted twice, for a login from one address and for the login from anywhere. The first slows a guesser at
one machine down to 96 tries a day. The second slows down one who changes addresses; it stays at seconds, because
its wait also meets the owner of the login. An attempt refused while waiting is neither checked nor counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

FREE = 5
"""The failure from which on one waits."""
MOST_AT_ADDRESS = 15 * 60
"""Seconds that a login waits at most at an address where it failed."""
MOST_ANYWHERE = 8
"""Seconds that it waits at most elsewhere."""
FORGOTTEN = timedelta(days=1)
_DOUBLINGS = 20  # beyond every bound; keeps the numbers small whatever the count


@dataclass(frozen=True, slots=True)
class Failures:
    """Wrong passwords since the last right one, and when the last of them was; both clocks carry a time zone."""

    count: int
    last: datetime


def after_failure(before: Failures | None, now: datetime) -> Failures:
    """Count one more failure; ``before`` is None at the first and after a success."""
    if before is None or _forgotten(before, now):
        return Failures(1, now)
    return Failures(before.count + 1, max(before.last, now))


def seconds_to_wait(at_address: Failures | None, anywhere: Failures | None, now: datetime) -> int:
    """Return the whole seconds until the next attempt is looked at, 0 for at once.

    ``at_address`` are the failures of this login from this address, ``anywhere`` those of this login from all.
    Hand in None for ``anywhere`` at an address where the login has succeeded: its owner then waits for no stranger.
    """
    return max(_wait(at_address, MOST_AT_ADDRESS, now), _wait(anywhere, MOST_ANYWHERE, now))


def wait_sentence(seconds: int) -> str:
    """Say how long to wait, and what to do meanwhile."""
    minutes, rest = divmod(seconds, 60)
    parts = ([f"{minutes} phút"] if minutes else []) + ([f"{rest} giây"] if rest or not minutes else [])
    return f"Đã sai mật khẩu nhiều lần; thử lại sau {' '.join(parts)}. Nếu quên mật khẩu, nhờ người quản trị đặt lại."


def _wait(failures: Failures | None, most: int, now: datetime) -> int:
    if failures is None or failures.count < FREE or _forgotten(failures, now):
        return 0
    whole = min(most, 2 ** min(failures.count - FREE, _DOUBLINGS))
    passed = max(now - failures.last, timedelta())  # requests of one moment may be counted out of turn
    return max(0, ceil((timedelta(seconds=whole) - passed) / timedelta(seconds=1)))


def _forgotten(failures: Failures, now: datetime) -> bool:
    """Tell whether a day has passed, or the clock was set back so far that the wait would outlast every bound."""
    passed = now - failures.last
    return passed >= FORGOTTEN or passed < -timedelta(seconds=MOST_AT_ADDRESS)
