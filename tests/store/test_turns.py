import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from api.store.turns import Turns

SOON = 10.0


def waiting(turns: Turns, many: int) -> None:
    """Wait until so many are in the queue."""
    ends = time.monotonic() + SOON
    while len(turns._waiting) < many and time.monotonic() < ends:
        time.sleep(0.001)
    assert len(turns._waiting) == many


@contextmanager
def held(turns: Turns) -> Iterator[None]:
    """Hold the turn."""
    assert turns.acquire(timeout=SOON)
    try:
        yield
    finally:
        turns.release()


def test_those_who_wait_go_in_the_order_in_which_they_came() -> None:
    """Of five that come one after the other while the turn is taken, each goes after the one before."""
    turns, went = Turns(), list[int]()

    def go(number: int) -> None:
        with held(turns):
            went.append(number)

    threads = [threading.Thread(target=go, args=(number,)) for number in range(5)]
    with held(turns):
        for number, each in enumerate(threads, start=1):
            each.start()
            waiting(turns, number)
    for each in threads:
        each.join(SOON)

    assert went == [0, 1, 2, 3, 4]


def test_only_one_has_the_turn() -> None:
    """Eight threads that add to a number a thousand times, reading and writing apart, lose nothing."""
    turns, count = Turns(), [0]

    def go() -> None:
        for _ in range(1000):
            with held(turns):
                seen = count[0]
                time.sleep(0)
                count[0] = seen + 1

    threads = [threading.Thread(target=go) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(SOON)

    assert count == [8000]


def test_whoever_gives_up_holds_nobody_up() -> None:
    """One whose time is up gets no turn and leaves the queue; the next one gets it as soon as it is free."""
    turns = Turns()
    with held(turns):
        assert not turns.acquire(timeout=0.01)
        assert not turns._waiting

    assert turns.acquire(timeout=0)
