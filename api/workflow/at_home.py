"""The programme of somebody who names none: that of their province, else the main one."""

from __future__ import annotations

from api.access.deciding import Who
from api.store import assessments, figures
from api.workflow.office import Office


def home_set(office: Office, who: Who) -> str:
    """Return the set in force that names a province of theirs: the main one, else the first that is worked with.

    Worked with is a set that has figures or a period that was opened; where none has, the first by id. Whoever has a
    role everywhere, or none, works with the main one; so does everybody where there is one province.
    """
    main, books = office.settings.main_set, office.folder.books()
    provinces = office.access.provinces(who, office.today) if office.settings.beside else None
    if not provinces:
        return main
    in_force = ((key, books.in_force(key, office.today)) for key in sorted(books.versions))
    found = [key for key, version in in_force if version is not None and version.criteria.province in provinces]
    if not found or main in found:
        return main
    return found[0] if len(found) == 1 else _worked_with(office, found)


def _worked_with(office: Office, found: list[str]) -> str:
    with office.database.reading() as session:
        used = (key for key in found if figures.periods(session, key) or assessments.plans(session, key))
        return next(used, found[0])
