"""Grades that machines gave of persons: which are withheld, and which somebody has decided to show (INTRUM-119)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from collections_app.models import Grade
from personal_data import reach
from personal_data.models import Controller, DataSubject
from privacy.models import GradeRelease
from privacy.policies.copies.cuts import GRADE, Cut, Cuts, by_place
from privacy.selectors import packs

_FIELD = "grade.grade"


def withheld(controller: Controller, rows: Iterable[Any]) -> Cuts:
    """The grades among some rows that their person is not shown: all that nobody has decided to show.

    Where the notice does not say that grades are withheld, they are shown. Opens nothing and asks the database nothing.
    """
    found = list(rows)
    grades = {row.pk for row in found if isinstance(row, Grade)}
    pack = packs.every().get(controller.reference)
    if pack is not None and pack.automated_decisions.grade_is_shown:
        return {}
    shown = {row.grade_id for row in found if isinstance(row, GradeRelease)}
    return by_place(Cut(row=each, field=_FIELD, ground=GRADE, citation="") for each in grades - shown)


def of_subject(subject: DataSubject) -> QuerySet[Grade]:
    """The grades of one person within reach, newest first. Opens nothing."""
    grades = Grade.objects.filter(reach.within(), envelope__parts__subject=subject)
    return grades.select_related("controller", "envelope").order_by("-reference")


def with_releases(subject: DataSubject) -> list[tuple[Grade, GradeRelease | None]]:
    """The grades of one person, each with the decision to show it. Opens nothing."""
    grades = list(of_subject(subject))
    shown = {each.grade_id: each for each in GradeRelease.objects.filter(grade__in=grades)}
    return [(each, shown.get(each.pk)) for each in grades]
