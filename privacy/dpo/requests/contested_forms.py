"""What the pages about rectification, restriction and objection ask for. Forms read and check; services act."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from personal_data.posted import PostForm
from privacy.models import DataSubjectRequest, Right
from privacy.policies import contested_grounds

_CHOOSE = {"required": _("Choose the ground."), "invalid_choice": _("Choose one of the listed grounds.")}
_WEEK = timedelta(days=7)


class GrantForm(PostForm):
    """On which ground the request is granted."""

    ground = forms.ChoiceField(label=_("Ground"), widget=forms.RadioSelect, error_messages=_CHOOSE)

    def __init__(self, data: Any = None, *, found: DataSubjectRequest) -> None:
        grounds = contested_grounds.GRANTS.get(found.right, {})
        offered = [(code, each.label) for code, each in grounds.items() if code != "corrected"]
        super().__init__(data, initial={"ground": offered[0][0]} if len(offered) == 1 else None)
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered


class RefuseContestedForm(PostForm):
    """Why the request is refused; the law decides which grounds can be chosen."""

    ground = forms.ChoiceField(label=_("Ground"), widget=forms.RadioSelect, error_messages=_CHOOSE)
    facts = forms.CharField(
        label=_("Reasons in this case"),
        help_text=_("The person reads this. Say what you checked and which facts weigh more."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the reasons in this case.")},
    )

    def __init__(self, data: Any = None, *, found: DataSubjectRequest) -> None:
        super().__init__(data)
        grounds = contested_grounds.refusals_for(right=found.right, basis=found.controller.collection_basis)
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, each.label) for code, each in grounds.items()]
        if found.right == Right.OBJECTION:
            basis = found.controller.collection_basis
            field.help_text = _("The processing rests on GDPR art. %(basis)s.") % {"basis": basis}


class StatementForm(PostForm):
    """The person's own statement."""

    text = forms.CharField(
        label=_("The person's statement"),
        help_text=_("In the person's own words. It lies with the record and is seen by everybody who opens it."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what the person states.")},
    )


class CorrectForm(PostForm):
    """The values as they are right; the form begins with those that we have. Which ones, the data map says."""

    def __init__(self, data: Any = None, *, held: dict[str, tuple[str, Any]]) -> None:
        super().__init__(data)
        self.held = held
        for name, (label, value) in held.items():
            if name == "address":
                self._add_address(value or {})
            elif name == "birth_date":
                self.fields[name] = forms.DateField(
                    label=label,
                    required=False,
                    initial=value,
                    widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                    error_messages={"invalid": _("Enter a date that exists, with year, month and day.")},
                )
            else:
                self.fields[name] = forms.CharField(label=label, max_length=200, required=False, initial=value or "")
        if "name" in self.fields:
            self.fields["name"].required = True
        self.fields["evidence"] = forms.CharField(
            label=_("What shows it?"),
            help_text=_(
                "For example an extract from the population register, or the person's passport. They read this."
            ),
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={"required": _("Write what shows that the new values are right.")},
        )

    def values(self) -> dict[str, Any]:
        """The values by field name; what is empty is None."""
        given: dict[str, Any] = {name: self.cleaned_data[name] or None for name in self.held if name != "address"}
        if "address" in self.held:
            given["address"] = self._address()
        return given

    def _add_address(self, value: dict[str, Any]) -> None:
        self.fields["lines"] = forms.CharField(
            label=_("Street or box"),
            required=False,
            initial="\n".join(value.get("lines", ())),
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields["postcode"] = forms.CharField(
            label=_("Postcode"), max_length=20, required=False, initial=value.get("postcode", "")
        )
        self.fields["city"] = forms.CharField(
            label=_("Town"), max_length=100, required=False, initial=value.get("city", "")
        )
        self.fields["country"] = forms.RegexField(
            r"^[A-Z]{2}$",
            label=_("Country, two letters"),
            required=False,
            initial=value.get("country", ""),
            error_messages={"invalid": _("Enter the two letters of the country, for example SE.")},
        )

    def _address(self) -> dict[str, Any] | None:
        told = self.cleaned_data
        lines = [line.strip() for line in told["lines"].splitlines() if line.strip()]
        parts = {name: told[name] for name in ("postcode", "city", "country") if told[name]}
        return {"lines": lines, **parts} if lines or parts else None


class AnnounceForm(PostForm):
    """From which day the data may be used again, and why; the person is told both."""

    lift_on = forms.DateField(
        label=_("Will be lifted on"),
        help_text=_("Leave the post time to bring the letter: the person is told before, not after."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Enter the day."),
            "invalid": _("Enter a date that exists, with year, month and day."),
        },
    )
    because = forms.CharField(
        label=_("Why does it end?"),
        help_text=_("The person reads this."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason; the person is told it.")},
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"lift_on": today + _WEEK})
