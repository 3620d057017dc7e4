"""What was left out of a person's copy by hand. Opens nothing: places and grounds stand in the clear."""

from collections.abc import Iterable

from personal_data.models import DataSubject
from privacy.models import CopyCut, DataSubjectRequest
from privacy.policies.copies.cuts import Cut, Cuts, by_place


def in_force(subject: DataSubject) -> Cuts:
    """What a second person has approved, over all requests of the person."""
    found = CopyCut.objects.filter(envelope__parts__subject=subject, approved_at__isnull=False, taken_back_at=None)
    return _by_place(found.order_by("approved_at", "id"))


def of_request(request: DataSubjectRequest) -> Cuts:
    """What is left out for one request, approved or not."""
    return _by_place(standing(request))


def standing(request: DataSubjectRequest) -> list[CopyCut]:
    """The cuts of one request that nobody has taken back, oldest first."""
    return list(CopyCut.objects.filter(request=request, taken_back_at=None).order_by("id"))


def _by_place(cuts: Iterable[CopyCut]) -> Cuts:
    return by_place(
        Cut(
            row=each.row,
            field=each.field,
            ground=each.ground,
            citation=each.citation,
            is_secret=each.is_secret,
            spans=tuple(zip(each.spans[::2], each.spans[1::2], strict=True)),
            of_length=each.of_length,
        )
        for each in cuts
    )
