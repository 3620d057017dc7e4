"""Words of the pages about files: columns, what will come of rows and what has, and why some stay."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CLAIM_FIELDS: dict[str, str | Promise] = {
    "debtor_name": _("Debtor's name"),
    "identity_number": _("Identity number"),
    "identity_country": _("Country of the number"),
    "birth_date": _("Date of birth"),
    "country": _("Country"),
    "address": _("Address"),
    "postcode": _("Postcode"),
    "city": _("City"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "invoice_number": _("Invoice number"),
    "amount": _("Amount, the whole of it"),
    "interest": _("Interest in the amount"),
    "costs": _("Costs in the amount"),
    "currency": _("Currency"),
    "issued_on": _("Issued on"),
    "due_on": _("Due on"),
    "ground": _("Ground of the claim"),
}
OUTCOMES_FORESEEN: dict[str, str | Promise] = {
    "new": _("new, will be booked"),
    "credited": _("credit notes, will reduce the invoices that they name"),
    "unchanged": _("already there, nothing will change"),
    "conflict": _("in the books with other content, will wait for a decision"),
    "parked_erased": _("erased before, will wait for a decision"),
    "upheld_objection": _("against somebody whose objection was upheld, will wait for a decision"),
    "mistaken_identity": _("against somebody who was mistaken for another before, will wait for a decision"),
    "unmatched_credit_note": _("credit notes without their invoice, will wait for a decision"),
    "rejected": _("cannot go in"),
}
OUTCOMES: dict[str, str | Promise] = {
    "new": _("new, booked"),
    "credited": _("credit notes, reduced the invoices that they name"),
    "unchanged": _("already there, nothing changed"),
    "set_aside": _("wait for a decision"),
    "rejected": _("did not go in"),
}
VERDICTS: dict[str, str | Promise] = {
    "new": _("new"),
    "unchanged": _("already there"),
    "conflict": _("conflict"),
    "parked_erased": _("erased before"),
    "upheld_objection": _("objection upheld"),
    "mistaken_identity": _("mistaken identity"),
    "unmatched_credit_note": _("without its invoice"),
}
NOTICES: dict[str, str | Promise] = {
    "identity_missing": _("without an identity number: nobody can be matched to the debtor, who is flagged"),
    "identity_by_birth_date": _("without an identity number, known by name, date of birth and address"),
    "identity_foreign": _("with a foreign number, kept as given"),
    "identity_unchecked": _("with numbers of no Nordic register, kept as given"),
    "identity_check_digit": _("with a CPR number that does not satisfy modulus 11, which is allowed"),
    "needs_manual_acceptance": _("with a coordination number that a person has to accept"),
    "seller_id_from_vat": _("where the seller gives no legal number and the VAT number stands for it"),
    "seller_id_from_endpoint": _("where the seller gives no legal number and the electronic address stands for it"),
    "credits_no_invoice": _("that credit an invoice without naming it"),
    "due_date_missing": _("without a due date: no interest and no letter"),
}
PAYMENT_OUTCOMES_FORESEEN: dict[str, str | Promise] = {
    "allocated": _("will be allocated by the reference"),
    "unallocated": _("will be wholly or partly unallocated"),
    "outgoing": _("outgoing, will be recorded"),
    "doubtful": _("perhaps booked already, will wait for a decision"),
    "unchanged": _("already booked, nothing will change"),
    "rejected": _("cannot be booked"),
}
PAYMENT_OUTCOMES: dict[str, str | Promise] = {
    "allocated": _("allocated by the reference"),
    "unallocated": _("wholly or partly unallocated"),
    "outgoing": _("outgoing, recorded"),
    "doubtful": _("perhaps booked already, waiting for a decision"),
    "unchanged": _("already booked, nothing changed"),
    "rejected": _("not booked"),
}
KEPT_IN_ROLL_BACK: dict[str, str | Promise] = {
    "worked_on": _("stay: their case has been worked on (notes, payments, letters, disclosures or steps)"),
    "older_case": _("stay: their case holds claims of other files too; close them or credit them there"),
    "decided": _("stay: somebody decided on a document of theirs"),
    "with_the_person": _("stay: a request or another record about their debtor came since"),
    "held": _("stay: a legal hold keeps them"),
    "kept_for_person": _("stay: the person wants them kept"),
    "needed_for_request": _("stay: the person has asked for a copy of them"),
    "demanded_by_law": _("stay: a law demands them"),
    "restricted": _("stay: their use is restricted"),
}
