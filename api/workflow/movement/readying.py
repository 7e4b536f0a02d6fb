"""The register made ready before anybody asks for it: in moments when nobody is answered, a piece at a time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from api.workflow.office import Office

LOG = logging.getLogger("dienhinh.register")
LOOK_SECONDS = 0.2
QUIET_LOOKS = 5
"""So many looks in a row must find nobody waiting for an answer."""
MOST_LOOKS = 300
"""After a minute without quiet it is begun anyway: by then somebody has asked for it, or will."""


def in_background(office: Office, busy: Callable[[], bool]) -> threading.Thread:
    """Make the register ready from a thread of its own; ``busy`` tells whether somebody waits for an answer."""
    thread = threading.Thread(target=make_ready, args=(office, busy), name="register", daemon=True)
    thread.start()
    return thread


def make_ready(office: Office, busy: Callable[[], bool]) -> None:
    """Read the register and work out what lists and roll-ups need; what fails is left to whoever asks first."""
    try:
        _until_quiet(busy)
        movement = office.movements.at(office.known_now(), office.today).movement
        movement.on(office.today)
        movement.prepare(lambda: _until_quiet(busy))
    except Exception:
        LOG.exception("the register was not made ready")


def _until_quiet(busy: Callable[[], bool]) -> None:
    pause, quiet = threading.Event(), 0
    for _ in range(MOST_LOOKS):
        quiet = 0 if busy() else quiet + 1
        if quiet >= QUIET_LOOKS:
            return
        pause.wait(LOOK_SECONDS)
