"""The programme of somebody who names none: that of their province, else the main one."""

from __future__ import annotations

from api.access.deciding import Who
from api.workflow.office import Office


def home_set(office: Office, who: Who) -> str:
    """Return the first set in force that names a province of theirs, the main one first; else the main one.

    Whoever has a role everywhere, or none, works with the main one.
    """
    main, books = office.settings.main_set, office.folder.books()
    provinces = office.access.provinces(who, office.today)
    if provinces:
        for key in sorted(books.versions, key=lambda each: (each != main, each)):
            version = books.in_force(key, office.today)
            if version is not None and version.criteria.province in provinces:
                return key
    return main
