"""The kinds of envelope that collection work produces; each has its own clock (``reference/retention_schedule.md``)."""

from django.utils.translation import gettext_lazy as _

from personal_data import record_classes
from personal_data.purposes import Purpose

# What bookkeeping law keeps after the case has gone serves bookkeeping, the person and the authorities, nothing else.
_LEDGER_PURPOSES = frozenset(
    {Purpose.BOOKKEEPING, Purpose.SUBJECT_REQUEST, Purpose.SELF_SERVICE, Purpose.RETENTION, Purpose.SECURITY}
)
# The register of disclosures serves the person, those who supervise and the handler who looks; it opens for no letter.
_REGISTER_PURPOSES = frozenset(
    {
        Purpose.COLLECTION,
        Purpose.SUBJECT_REQUEST,
        Purpose.SELF_SERVICE,
        Purpose.SUPERVISION,
        Purpose.RETENTION,
        Purpose.SECURITY,
    }
)

# What is kept for a dispute serves the dispute, the person and those who supervise; no collection work opens it.
_DISPUTE_PURPOSES = frozenset(
    {
        Purpose.LEGAL_CLAIM,
        Purpose.SUBJECT_REQUEST,
        Purpose.SELF_SERVICE,
        Purpose.SUPERVISION,
        Purpose.RETENTION,
        Purpose.SECURITY,
    }
)

PROFILE = record_classes.register("profile", label=_("Debtor's profile"), is_profile=True)
CASE_FILE = record_classes.register("case_file", label=_("Case file"), keeps_profile=True)
CALL_RECORDING = record_classes.register("call_recording", label=_("Call recording"), keeps_profile=True, routine=True)
# Evidence of a dispute: somebody looks at each file before it goes, since an appeal or a claim may have come meanwhile.
LEGAL_FILE = record_classes.register(
    "legal_file", label=_("Legal proceedings file"), purposes=_DISPUTE_PURPOSES, is_reviewed=True
)
DAMAGE_EVENT = record_classes.register(
    "damage_event", label=_("File of a damaging event"), purposes=_DISPUTE_PURPOSES, is_reviewed=True
)
LEDGER_ENTRY = record_classes.register(
    "ledger_entry", label=_("Ledger entry"), keeps_profile=False, purposes=_LEDGER_PURPOSES
)
# A payment shows where somebody banks; only those who keep the books and the person see it.
PAYMENT = record_classes.register("payment", label=_("Payment"), keeps_profile=False, purposes=_LEDGER_PURPOSES)
INTAKE_ITEM = record_classes.register("intake_item", label=_("Intake item"), keeps_profile=False)
DISCLOSURE = record_classes.register(
    "disclosure",
    label=_("Line in the register of disclosures"),
    keeps_profile=False,
    routine=True,
    purposes=_REGISTER_PURPOSES | {Purpose.DOCUMENTATION},
)
# Absent from everything that the person and the handlers see; no request for a copy and no supervision opens it.
LEGAL_REPORT = record_classes.register(
    "legal_report",
    label=_("Report that a law demands"),
    keeps_profile=False,
    routine=True,
    purposes=frozenset({Purpose.LEGAL_REPORT, Purpose.RETENTION, Purpose.SECURITY}),
)
RECIPIENT = record_classes.register("recipient", label=_("Recipient who is a person"), keeps_profile=False)
# Of nobody yet, so nobody's rights and no collection can ask for it: it serves its import and goes after a day.
IMPORT_UPLOAD = record_classes.register(
    "import_upload",
    label=_("Uploaded file"),
    keeps_profile=False,
    routine=True,
    purposes=frozenset({Purpose.INTAKE, Purpose.BOOKKEEPING, Purpose.RETENTION, Purpose.SECURITY}),
)
# Records beside the cases (``record_kinds``). Whose data lie in one that names the person itself keep no profile.
HARDSHIP = record_classes.register(
    "hardship", label=_("Hardship"), routine=True, purposes=_REGISTER_PURPOSES | {Purpose.LEGAL_CLAIM}
)
BUREAU_EXTRACT = record_classes.register("bureau_extract", label=_("Extract from a credit bureau"), routine=True)
# Kept by those alone whose notice says that they grade.
GRADE = record_classes.register("grade", label=_("Grade"), by_notice=True, routine=True)
CHAT = record_classes.register("chat", label=_("Chat"), keeps_profile=False, by_notice=True, routine=True)
CONTACT_FORM = record_classes.register(
    "contact_form", label=_("Contact form of the website"), keeps_profile=False, by_notice=True, routine=True
)
LOAN_OFFER = record_classes.register(
    "loan_offer", label=_("Loan offer"), keeps_profile=False, by_notice=True, routine=True
)
# While somebody is a customer it serves the relationship; afterwards it is evidence of what was agreed and how that was
# kept, for a legal claim and nothing else (ALMI-109).
CONTRACT = record_classes.register(
    "contract",
    label=_("Contract with a customer"),
    keeps_profile=False,
    by_notice=True,
    purposes=_REGISTER_PURPOSES | _DISPUTE_PURPOSES,
    purposes_after=_DISPUTE_PURPOSES,
)
COLLATERAL = record_classes.register(
    "collateral", label=_("Securities and collateral"), keeps_profile=False, by_notice=True
)
POTENTIAL_CUSTOMER = record_classes.register(
    "potential_customer", label=_("Potential customer"), keeps_profile=False, by_notice=True
)
VALUATION_ROW = record_classes.register(
    "valuation_row", label=_("Row of a valued portfolio"), keeps_profile=False, by_notice=True, routine=True
)
VALUATION_SET = record_classes.register(
    "valuation_set", label=_("Pseudonymised valuation set"), keeps_profile=False, by_notice=True, routine=True
)
# What tells whom a token stands for: opened by the service of the tokens alone, for nobody's work and nobody's request.
PSEUDONYM_KEY = record_classes.register(
    "pseudonym_key",
    label=_("Key of a pseudonymised set"),
    keeps_profile=False,
    by_notice=True,
    routine=True,
    purposes=frozenset({Purpose.SECURITY}),
)
APPLICANT = record_classes.register(
    "applicant",
    label=_("Applicant"),
    keeps_profile=False,
    by_notice=True,
    routine=True,
    purposes=(_REGISTER_PURPOSES - {Purpose.COLLECTION}) | {Purpose.RECRUITMENT},
)
# People who owe nothing: they stand in a record of their own, and no debtor's profile stays because of them.
THIRD_PARTY = record_classes.register(
    "third_party",
    label=_("Person tied to a case"),
    keeps_profile=False,
    by_notice=True,
    routine=True,
    purposes=_REGISTER_PURPOSES | {Purpose.LEGAL_CLAIM},
)
AUTHORITY_CONTACT = record_classes.register(
    "authority_contact", label=_("Contact at an authority"), keeps_profile=False, by_notice=True, routine=True
)
# As reports: absent from everything that anybody but the reporting officers sees.
AML_FILE = record_classes.register(
    "aml_file",
    label=_("Enquiry into money laundering or fraud"),
    keeps_profile=False,
    routine=True,
    purposes=frozenset({Purpose.LEGAL_REPORT, Purpose.RETENTION, Purpose.SECURITY}),
)
# Only reporting officers may know that there is one (PTL 4 kap., FI 444/2017 ch. 4; ADR 25).
SECRET = (LEGAL_REPORT.name, AML_FILE.name)
