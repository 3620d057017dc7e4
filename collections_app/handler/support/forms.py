"""What the page that opens a case to IT support asks for."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from collections_app.models import SupportAccount, SupportReason
from collections_app.policies import disclosures as rules
from collections_app.wording import label_of
from personal_data.posted import PostForm

_CHOOSE: tuple[str, str | Promise] = ("", _("Choose"))
_MINUTES = ((30, _("Half an hour")), (60, _("One hour")), (240, _("Four hours")), (480, _("Eight hours")))


class OpenForm(PostForm):
    """Who may look at which data of the case, why, and for how long."""

    account = forms.ChoiceField(
        label=_("Who may look?"), error_messages={"required": _("Choose the account of the processor's person.")}
    )
    reason = forms.ChoiceField(
        label=_("Why does IT support have to see the case?"),
        choices=[_CHOOSE, *((value, capfirst(str(label))) for value, label in SupportReason.choices)],
        error_messages={"required": _("Choose the reason.")},
    )
    fields_wanted = forms.MultipleChoiceField(
        label=_("Which data?"),
        help_text=_("Choose no more than the fault needs. Nothing can be changed by it."),
        choices=[(name, label_of(name)) for name in rules.FIELDS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the data that may be seen.")},
    )
    minutes = forms.TypedChoiceField(
        label=_("For how long?"),
        choices=_MINUTES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose for how long.")},
    )

    def __init__(self, data: Any = None, *, accounts: Sequence[SupportAccount]) -> None:
        super().__init__(data)
        self._accounts = {str(each.pk): each for each in accounts}
        field = self.fields["account"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [_CHOOSE, *((key, _called(each)) for key, each in self._accounts.items())]

    def asked(self) -> dict[str, Any]:
        """What the valid form asks for, as the service takes it."""
        values = self.cleaned_data
        return {
            "account": self._accounts[values["account"]],
            "reason": values["reason"],
            "fields": tuple(values["fields_wanted"]),
            "lasts": timedelta(minutes=values["minutes"]),
        }


def _called(account: SupportAccount) -> str:
    return f"{account.recipient.called}: {account.user.name}"
