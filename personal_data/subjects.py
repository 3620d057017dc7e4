"""Data subjects: making them known to a controller."""

from personal_data.models import Controller, DataSubject


def create(*, controller: Controller, kind: str) -> DataSubject:
    """Make a data subject under a fresh random pseudonym. It goes when its last envelope has gone."""
    return DataSubject.objects.create(controller=controller, kind=kind)
