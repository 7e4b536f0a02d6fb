"""What can be chosen where registers are closed: the programmes that they feed, and the periods that have begun."""

from __future__ import annotations

from collections.abc import Sequence

from api.pages.choosing import Choice
from api.pages.movement.asking import CLOSING
from api.pages.movement.ground import Ground
from api.pages.programmes import PLACE, published
from api.store import assessments
from api.store import figures as stored_figures
from api.store import movement as stored
from api.workflow.office import NoVersionError, Office


def sets_fed(here: Ground, current: str, period: str) -> tuple[Choice, ...]:
    """Return the links to the same page of each programme that the book feeds."""
    office, fed_by = here.gate.office, {each.set for each in here.book.counts}
    found = {key: title for key, title in published(office).items() if key in fed_by}
    links = tuple(
        Choice(key, title, key == current, f"{PLACE}{key}{CLOSING}?ky={period}") for key, title in found.items()
    )
    return links if found.keys() - {current} else ()


def periods(office: Office) -> tuple[str, ...]:
    """Return the periods of the programme whose registers can be closed, or are, newest first."""
    today = office.today
    with office.database.reading() as session:
        known = {
            *assessments.plans(session, office.main_set),
            *stored_figures.periods(session, office.main_set),
            *(each.period for each in stored.closed(session)),
            *(f"{year:04}" for year in (today.year - 1, today.year)),
        }
    return tuple(sorted((each for each in known if _has_begun(office, each)), reverse=True)) or (f"{today.year:04}",)


def _has_begun(office: Office, period: str) -> bool:
    try:
        return office.version_of_period(office.main_set, period).criteria.period.bounds(period)[0] <= office.today
    except (NoVersionError, ValueError):
        return False


def period_asked(office: Office, raw: str, offered: Sequence[str], faults: list[str]) -> str:
    """Return the period that is asked for; by itself the newest that was opened, else the newest there is."""
    if raw in offered:
        return raw
    with office.database.reading() as session:
        plans = assessments.plans(session, office.main_set)
    usual = next((each for each in offered if each in plans and plans[each].opens <= office.today), offered[0])
    if raw:
        faults.append(f"Không chốt sổ được cho kỳ «{raw[:20]}»; đang hiện kỳ {usual}. Các kỳ: {', '.join(offered)}.")
    return usual
