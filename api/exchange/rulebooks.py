"""The criteria files that serve at one moment, by set and day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from engine.criteria import CriteriaSet
from engine.faults import Fault
from engine.scoring import Rules


@dataclass(frozen=True)
class Version:
    """A sound criteria file: its name in the folder, its text and what it says."""

    name: str
    text: str
    digest: str
    criteria: CriteriaSet

    @cached_property
    def rules(self) -> Rules:
        """The set made ready to be applied."""
        return Rules.of(self.criteria)


@dataclass(frozen=True)
class Rulebooks:
    """The files of the folder at one moment: the sound ones by set, oldest first, and the faults of the others."""

    versions: Mapping[str, tuple[Version, ...]]
    faults: Mapping[str, tuple[Fault, ...]]

    def in_force(self, set_id: str, on: date) -> Version | None:
        """Return the published version of a set in force on a day."""
        found = [
            each
            for each in self.versions.get(set_id, ())
            if each.criteria.status == "published" and each.criteria.effective_from <= on
        ]
        newest = found[-1] if found else None
        if newest is None or (newest.criteria.effective_to is not None and newest.criteria.effective_to < on):
            return None
        return newest

    def of_period(self, set_id: str, period: str) -> Version | None:
        """Return the published version in force on the last day of a period; ValueError when it is no year."""
        found = None
        for each in self.versions.get(set_id, ()):
            if self.in_force(set_id, each.criteria.period.bounds(period)[1]) is each:
                found = each
        return found

    def newest(self, set_id: str) -> Version | None:
        """Return the newest published version of a set, in force or not yet."""
        published = [each for each in self.versions.get(set_id, ()) if each.criteria.status == "published"]
        return published[-1] if published else None

    def before(self, set_id: str, day: date) -> Version | None:
        """Return the newest published version that is in force from before a day, None when there is none."""
        older = [
            each
            for each in self.versions.get(set_id, ())
            if each.criteria.status == "published" and each.criteria.effective_from < day
        ]
        return older[-1] if older else None

    def by_name(self, name: str) -> Version | None:
        """Return the version of a file, by set and file name; None when there is no sound one."""
        return next((each for found in self.versions.values() for each in found if each.name == name), None)

    def by_digest(self, digest: str) -> Version | None:
        """Return the version with a digest."""
        return next((each for found in self.versions.values() for each in found if each.digest == digest), None)
