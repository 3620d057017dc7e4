"""What the pages of data subject requests ask for. Forms read and check; services act."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from personal_data import reach
from personal_data.models import Controller
from personal_data.posted import PostForm
from privacy.models import Right
from privacy.models.request import RequestStatus
from privacy.policies import access_grounds, erasure_grounds
from privacy.selectors.requests import QueueFilter

_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_INVALID_DATE = _("Enter a date that exists, with year, month and day.")
IDENTIFIED_BY = [
    ("portal", _("signed in to the portal")),
    ("known_contact", _("called or wrote from contact details that we know")),
    ("code", _("code sent to known contact details")),
    ("case_facts", _("answered questions about the case")),
    ("power_of_attorney", _("power of attorney, checked")),
]


class QueueForm(forms.Form):
    """Which requests; what is not understood is left out."""

    right = forms.ChoiceField(label=_("Right"), choices=[("", _("All rights")), *Right.choices], required=False)
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("All open")), *RequestStatus.choices], required=False)
    controller = forms.ChoiceField(label=_("Controller"), required=False)
    closed = forms.BooleanField(label=_("Closed requests"), required=False)
    after = forms.RegexField(r"^R-[0-9]{4}-[0-9]{6,}$", required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="filter_%s")
        names = list(Controller.objects.filter(reach.within("pk")).order_by("name").values_list("reference", "name"))
        field = self.fields["controller"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All controllers")), *names]

    def wish(self) -> tuple[QueueFilter, str]:
        """What was asked for, and after which request the page begins."""
        self.is_valid()
        asked = {name: self.cleaned_data.get(name) or "" for name in ("right", "status", "controller", "after")}
        after = asked.pop("after")
        return QueueFilter(**asked, closed=bool(self.cleaned_data.get("closed"))), after


class ReviewForm(PostForm):
    """How the person is known."""

    identified_how = forms.ChoiceField(
        label=_("How do you know that it is this person?"),
        choices=IDENTIFIED_BY,
        widget=forms.RadioSelect,
        help_text=_("Ask for more only when you have reasonable doubts; never for a copy of an identity card."),
        error_messages={"required": _("Choose how the person is known.")},
    )


class DoubtsForm(PostForm):
    """Why it is not certain that the request comes from the person."""

    doubts = forms.CharField(
        label=_("Which doubts do you have?"),
        help_text=_("Asking needs reasonable doubts in this case; it is never a routine. The person may read this."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write which doubts you have.")},
    )


class AnsweredForm(PostForm):
    """The day on which the person's sufficient answer arrived."""

    answered_on = forms.DateField(
        label=_("The answer arrived on"),
        widget=_DATE,
        error_messages={"required": _("Enter the day on which the answer arrived."), "invalid": _INVALID_DATE},
    )


class ExtendForm(PostForm):
    """Why more time is needed; the person is told."""

    reason = forms.CharField(
        label=_("Why is more time needed?"),
        help_text=_("The person reads this. Only the complexity or the number of requests is a reason."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason; the person is told it.")},
    )


class RefuseForm(PostForm):
    """Why one record stays, and until when."""

    ground = forms.ChoiceField(
        label=_("Ground"),
        help_text=_("The law's own list. A published retention period alone is no ground."),
        error_messages={"required": _("Choose the ground."), "invalid_choice": _("Choose one of the listed grounds.")},
    )
    citation = forms.CharField(
        label=_("Law"), max_length=120, error_messages={"required": _("Write which provision it is.")}
    )
    facts = forms.CharField(
        label=_("Reasons in this case"),
        help_text=_("The person reads this. Say which facts make the record necessary."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reasons in this case.")},
    )
    until = forms.DateField(
        label=_("Kept until"),
        help_text=_(
            "On this day it is erased by itself. Leave it empty when the end is not known, as with an open claim."
        ),
        widget=_DATE,
        required=False,
        error_messages={"invalid": _INVALID_DATE},
    )
    review_on = forms.DateField(
        label=_("Looked at again on"),
        widget=_DATE,
        error_messages={"required": _("Enter the day of review."), "invalid": _INVALID_DATE},
    )

    def __init__(self, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Choose")),
            *((code, ground.label) for code, ground in erasure_grounds.REFUSALS.items()),
        ]


class RefuseCopyForm(PostForm):
    """Why the person gets no copy at all; the rights of others are no reason for that."""

    ground = forms.ChoiceField(
        label=_("Ground"),
        help_text=_("The burden of proof is ours. A repeated request alone is not excessive."),
        error_messages={"required": _("Choose the ground."), "invalid_choice": _("Choose one of the listed grounds.")},
    )
    citation = forms.CharField(
        label=_("Law"), max_length=120, error_messages={"required": _("Write which provision it is.")}
    )
    facts = forms.CharField(
        label=_("Reasons in this case"),
        help_text=_("The person reads this. Say which facts show it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reasons in this case.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Choose")),
            *((code, f"{ground.label} ({ground.citation})") for code, ground in access_grounds.REFUSALS.items()),
        ]


class NothingForm(PostForm):
    """A step that asks for nothing but the decision itself; refusals are shown on it."""
