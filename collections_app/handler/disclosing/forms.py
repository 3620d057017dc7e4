"""What the pages ask for before data leave. Forms read and check; the service judges."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collections_app.models import (
    AUTHORITIES,
    OF_ONE_DEBTOR,
    PROCESSORS,
    Debtor,
    DisclosureChannel,
    DisclosureGround,
    DisclosurePurpose,
    Recipient,
    RecipientKind,
    SecrecyCheck,
)
from collections_app.policies import disclosures as rules
from collections_app.services.disclosing import transfer_limits
from collections_app.services.disclosing.disclosures import Wanted
from collections_app.wording import label_of
from personal_data.posted import PostForm

_CHOOSE: tuple[str, str | Promise] = ("", _("Choose"))
_OF: dict[str, str | Promise] = {"debtor": _("Debtor"), "claim": _("Claims"), "case": _("Case"), "note": _("Notes")}
_USUAL_PURPOSE = {
    RecipientKind.CREDITOR: DisclosurePurpose.STATUS_REPORT,
    RecipientKind.SUCCESSOR: DisclosurePurpose.ASSIGNMENT,
    RecipientKind.CREDIT_BUREAU: DisclosurePurpose.CREDIT_REPORTING,
    RecipientKind.COURT: DisclosurePurpose.COURT_PROCEEDINGS,
    RecipientKind.ENFORCEMENT: DisclosurePurpose.ENFORCEMENT,
    RecipientKind.AUTHORITY: DisclosurePurpose.AUTHORITY_ORDER,
    RecipientKind.SUPERVISOR: DisclosurePurpose.AUTHORITY_ORDER,
    RecipientKind.REGISTER: DisclosurePurpose.DATA_CHECK,
    RecipientKind.AGENT: DisclosurePurpose.COLLECTION_ABROAD,
    RecipientKind.EMPLOYER: DisclosurePurpose.DEDUCTION,
    RecipientKind.BANK: DisclosurePurpose.PAYMENT,
    RecipientKind.ADVISER: DisclosurePurpose.LEGAL_ADVICE,
    RecipientKind.REPRESENTATIVE: DisclosurePurpose.FOR_THE_DEBTOR,
    **dict.fromkeys(OF_ONE_DEBTOR, DisclosurePurpose.FOR_THE_DEBTOR),
    **dict.fromkeys(PROCESSORS, DisclosurePurpose.SERVICE),
}


class DiscloseForm(PostForm):
    """Which data leave, what for, on which ground and how; to an authority also on which provision."""

    beside = frozenset({"step"})

    fields_wanted = forms.MultipleChoiceField(
        label=_("Which data leave?"),
        help_text=_("Only data that such a recipient may need are offered. Choose no more than this one needs."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the data that leave.")},
    )
    about = forms.ChoiceField(
        label=_("Of which debtor?"),
        help_text=_("What is known of others in the case does not leave."),
        error_messages={"required": _("Choose the debtor."), "invalid_choice": _("Choose the debtor.")},
    )
    purpose = forms.ChoiceField(
        label=_("What does the recipient get them for?"),
        choices=[_CHOOSE, *(each for each in DisclosurePurpose.choices if each[0] != DisclosurePurpose.LEGAL_DUTY)],
        error_messages={"required": _("Choose what the recipient gets the data for.")},
    )
    ground = forms.ChoiceField(
        label=_("Legal ground"),
        choices=[_CHOOSE, *DisclosureGround.choices],
        error_messages={"required": _("Choose the legal ground.")},
    )
    provision = forms.CharField(
        label=_("Legal provision"),
        help_text=_("The act and section on which the authority gets them."),
        max_length=200,
        error_messages={"required": _("Name the act and section.")},
    )
    asked_as = forms.CharField(
        label=_("The authority's reference, or that of our application"),
        max_length=80,
        error_messages={"required": _("Enter the reference.")},
    )
    noticed_on = forms.DateField(
        label=_("Debtor told on"),
        help_text=_("The day on which the debtor was told that the default will be reported."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
        error_messages={"invalid": _("Enter a date that exists, with year, month and day.")},
    )
    secrecy_check = forms.ChoiceField(
        label=_("Does a duty of secrecy stand against it?"),
        help_text=_("That of the controller's own statute, the finance sector or the GDPR. Look before data leave."),
        choices=SecrecyCheck.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what came of looking for duties of secrecy.")},
    )
    channel = forms.ChoiceField(
        label=_("How do they leave?"),
        choices=DisclosureChannel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the data leave.")},
    )

    def __init__(self, data: Any = None, *, recipient: Recipient, debtors: Sequence[Debtor] = ()) -> None:
        super().__init__(data, initial={"purpose": _USUAL_PURPOSE.get(RecipientKind(recipient.kind), "")})
        self.recipient = recipient
        self._debtors = {each.reference: each for each in debtors}
        offered = rules.FIELDS_FOR[recipient.kind]
        field = self.fields["fields_wanted"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (name, f"{_OF[name.partition('.')[0]]}: {label_of(name)}") for name in rules.FIELDS if name in offered
        ]
        self._of_one_debtor()
        if recipient.kind == RecipientKind.INSURER:
            reason = self.fields["provision"]
            reason.label = _("Why does the case concern the insurance company?")
            reason.help_text = _("Such as the policy that covers the claim. The person can read it.")
            reason.error_messages["required"] = _("Say why the case concerns the insurance company.")
        elif recipient.kind == RecipientKind.REPRESENTATIVE:
            proof = self.fields["provision"]
            proof.label = _("Authority, or proof of the appointment")
            proof.help_text = _("The document, who gave it and its date. The person can read it.")
            proof.error_messages["required"] = _("Name the authority or the appointment.")
        elif recipient.kind not in AUTHORITIES | OF_ONE_DEBTOR:
            del self.fields["provision"]
        if recipient.kind not in AUTHORITIES:
            del self.fields["asked_as"]
        if recipient.kind != RecipientKind.CREDIT_BUREAU:
            del self.fields["noticed_on"]
        if not transfer_limits.of(recipient.controller.reference).checks_secrecy:
            del self.fields["secrecy_check"]

    def _of_one_debtor(self) -> None:
        """The debtor, and what shows that it is they or that somebody may speak for them."""
        if self.recipient.kind not in OF_ONE_DEBTOR:
            del self.fields["about"]
            return
        about, proof = self.fields["about"], self.fields["provision"]
        assert isinstance(about, forms.ChoiceField)
        about.choices = [_CHOOSE, *((each, each) for each in self._debtors)]
        proof.error_messages["required"] = _("Say how you know who it is.")
        proof.label = _("How do you know who it is?")
        proof.help_text = _("Such as the document that was shown and its date. The person can read it.")

    def wanted(self) -> Wanted:
        """What the valid form asks for."""
        values = self.cleaned_data
        return Wanted(
            recipient=self.recipient,
            fields=tuple(values["fields_wanted"]),
            purpose=values["purpose"],
            ground=values["ground"],
            channel=values["channel"],
            provision=values.get("provision", ""),
            asked_as=values.get("asked_as", ""),
            secrecy_check=values.get("secrecy_check", ""),
            noticed_on=values.get("noticed_on"),
            about=self._debtors.get(values.get("about", "")),
        )
