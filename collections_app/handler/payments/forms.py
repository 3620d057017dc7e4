"""The forms of the payments desk."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from collections_app.intake.money import format_amount, parse_amount
from collections_app.intake.problems import Fault
from collections_app.models import Case, Payment, PaymentReason
from collections_app.policies import allocation
from collections_app.selectors import case_file
from collections_app.selectors.payment_desk import Owed
from personal_data.posted import PostForm

_UNALLOCATED = (
    PaymentReason.NO_REFERENCE,
    PaymentReason.WRONG_REFERENCE,
    PaymentReason.UNKNOWN_REFERENCE,
    PaymentReason.SEVERAL_CASES,
    PaymentReason.CASE_CLOSED,
    PaymentReason.OTHER_CURRENCY,
    PaymentReason.NOTHING_OWED,
    PaymentReason.OVERPAID,
    PaymentReason.TAKEN_BACK,
    PaymentReason.ANOTHER,
    PaymentReason.IN_DOUBT,
    PaymentReason.REVERSAL,
)


class PaymentFilterForm(forms.Form):
    """Which of the payments that wait."""

    reason = forms.ChoiceField(
        label=_("Why it waits"),
        choices=[("", _("All")), *[(each.value, each.label) for each in _UNALLOCATED]],
        required=False,
    )
    after = forms.RegexField(r"^P-[0-9]{6,}$", required=False, widget=forms.HiddenInput)

    def wish(self) -> dict[str, str]:
        """What was asked for; what is not understood is left out."""
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "") for name in ("reason", "after")}


class BalanceForm(forms.Form):
    """On which day the balance of a case is asked for."""

    on = forms.DateField(
        label=_("Balance on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a date that exists, with year, month and day.")},
    )


class CaseForm(forms.Form):
    """Which case a payment belongs to."""

    case = forms.CharField(
        label=_("Case number"),
        help_text=_("Such as K-2026-000123."),
        max_length=24,
        error_messages={"required": _("Enter the number of the case.")},
    )

    def clean_case(self) -> Case:
        """The case of that number, within reach."""
        try:
            return case_file.by_reference(str(self.cleaned_data["case"]).strip().upper())
        except Case.DoesNotExist:
            raise forms.ValidationError(_("There is no case of that number. Look at the number again.")) from None


class AmountsForm(PostForm):
    """How much of a payment goes to which claim of a case; what is left empty gets nothing."""

    beside = frozenset({"case"})

    def __init__(self, payment: Payment, owed: Sequence[Owed], data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or nothing
        self._currency = payment.currency
        proposed = allocation.allot(
            amount_minor=payment.unallocated_minor, currency=payment.currency, claims=[each.open for each in owed]
        )
        shares = {part.claim.id: format_amount(part.amount_minor, payment.currency) for part in proposed.parts}
        for each in owed:
            if each.open.currency == payment.currency:
                self.fields[f"amount-{each.open.id}"] = forms.CharField(
                    label=_("Amount for this claim"),
                    required=False,
                    max_length=32,
                    initial=shares.get(each.open.id, ""),
                )
        self.rows = [
            (each, self[f"amount-{each.open.id}"] if f"amount-{each.open.id}" in self.fields else None) for each in owed
        ]

    def amounts(self) -> dict[UUID, int]:
        """The amounts by claim, in minor units. Only after ``is_valid``."""
        return {
            UUID(name.removeprefix("amount-")): value for name, value in self.cleaned_data.items() if value is not None
        }

    def clean(self) -> dict[str, int | None]:
        """Each amount as it is written in the reader's country: 1 234,50."""
        read: dict[str, int | None] = {}
        for name, text in list(self.cleaned_data.items()):
            try:
                read[name] = parse_amount(text, self._currency) if text.strip() else None
            except Fault:
                self.add_error(name, _("Write an amount greater than zero, such as 1234,50, or leave it empty."))
        return read
