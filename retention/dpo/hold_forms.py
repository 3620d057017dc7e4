"""What the pages of legal holds ask for."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from collections_app.models import Case
from collections_app.record_kinds import Desk
from personal_data import reach
from personal_data.posted import PostForm
from retention.dpo.wording import target_label
from retention.models import HoldCause, LegalHold
from retention.policies.hold_terms import Terms
from retention.selectors import hold_targets
from retention.selectors.hold_targets import Target

FIRST_REVIEW = timedelta(days=90)
_INVALID = {"invalid": _("Enter a date that exists, with year, month and day.")}


def _day(**options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, error_messages=_INVALID, **options)


class FindForm(PostForm):
    """In which case something is to be held, or which record beside the cases."""

    case = forms.CharField(
        label=_("Number of the case or record"),
        help_text=_(
            "Such as K-2026-000123, or REC-0000123 for what belongs to no case. A person is held from one of their "
            "cases."
        ),
        max_length=24,
        error_messages={"required": _("Write the number of a case or record.")},
    )

    def __init__(self, data: Any, *, desks: Sequence[Desk]) -> None:
        super().__init__(data)
        self._desks = desks

    def clean_case(self) -> str:
        """The number of a case, or of a record at one of the desks, within reach."""
        wanted = str(self.cleaned_data["case"]).strip().upper()
        is_case = Case.objects.filter(reach.within(), reference=wanted).exists()
        if not is_case and hold_targets.kept(wanted, self._desks) is None:
            raise ValidationError(_("There is no such case or record. Check the number."), code="unknown")
        return wanted


class KeepForm(PostForm):
    """Why a record is kept, and until when."""

    cause = forms.ChoiceField(label=_("What for"), choices=HoldCause.choices)
    authority = forms.CharField(
        label=_("Court, authority or opponent"),
        help_text=_("With its own case number, if there is one."),
        max_length=200,
        required=False,
    )
    reason = forms.CharField(
        label=_("Why it is held"),
        help_text=_("What has to be proven or answered. It is sealed with the record; the person can ask to see it."),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write why it is held.")},
    )
    review_on = _day(label=_("Look at it again on"), help_text=_("Within a year."))
    expires_on = _day(
        label=_("Expected to end on"),
        help_text=_("The hold does not end by itself then: it shows up to be released or prolonged."),
        required=False,
    )

    def terms(self) -> Terms:
        """Why, and until when."""
        return Terms(**{name: self.cleaned_data[name] for name in _TERMS})

    def show(self, refusal: ValidationError) -> None:
        """A refusal of the service, beside the field that it is about."""
        show(self, refusal)


class HoldForm(KeepForm):
    """What is held, why, for whom, who answers for it, and until when."""

    target = forms.ChoiceField(label=_("What is held"), widget=forms.RadioSelect)
    owner = forms.ChoiceField(label=_("Who answers for the hold"))
    field_order = ("target", "cause", "authority", "reason", "owner", "review_on", "expires_on")

    def __init__(self, data: Any, *, targets: Sequence[Target], owners: Iterable[User], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self._targets = {target.key: target for target in targets}
        _choices(self, "target", [(target.key, target_label(target)) for target in targets])
        _choices(self, "owner", [(str(owner.pk), owner.name) for owner in owners])

    def target_chosen(self) -> Target:
        """What is to be held."""
        return self._targets[self.cleaned_data["target"]]

    def owner_chosen(self) -> UUID:
        """Who answers for it."""
        return UUID(self.cleaned_data["owner"])


_TERMS = ("cause", "reason", "review_on", "authority", "expires_on")


class ReviewForm(PostForm):
    """Until when a hold that was looked at goes on."""

    owner = forms.ChoiceField(label=_("Who answers for the hold"))
    review_on = _day(label=_("Look at it again on"), help_text=_("Within a year."))
    expires_on = _day(label=_("Expected to end on"), required=False)

    def __init__(self, data: Any, *, hold: LegalHold, owners: Iterable[User]) -> None:
        super().__init__(data, initial={"owner": str(hold.owner), "expires_on": hold.expires_on})
        _choices(self, "owner", [(str(owner.pk), owner.name) for owner in owners])

    def owner_chosen(self) -> UUID:
        """Who answers for it."""
        return UUID(self.cleaned_data["owner"])


class ReleaseForm(PostForm):
    """Why a hold is not needed any more."""

    because = forms.CharField(
        label=_("Why it is not needed any more"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why the hold is not needed any more.")},
    )


def _choices(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def show(form: forms.Form, refusal: ValidationError) -> None:
    """A refusal of the service, beside the field that it is about."""
    about = {"review_not_ahead": "review_on", "review_too_far": "review_on", "expires_before_review": "expires_on"}
    form.add_error(about.get(str(refusal.code)), refusal)
