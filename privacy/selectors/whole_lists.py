"""Lists that pages show a page at a time, whole, as a copy of somebody's data holds them."""

from collections_app.models import Disclosure
from collections_app.selectors import disclosures
from personal_data.models import DataSubject
from privacy.selectors import openings
from privacy.selectors.openings import Opening


def log_of(subject: DataSubject) -> list[Opening]:
    """Everybody who has looked, newest first."""
    found: list[Opening] = []
    before: int | None = None
    while True:
        page = openings.of_subject(subject, before=before)
        found += page.openings
        before = page.before
        if before is None:
            break
    return found


def disclosures_of(subject: DataSubject) -> list[Disclosure]:
    """Every line of the register about the person, newest first."""
    found: list[Disclosure] = []
    page = disclosures.of_subjects([subject])
    found += page.lines
    while page.after:
        page = disclosures.of_subjects([subject], after=page.after)
        found += page.lines
    return found
