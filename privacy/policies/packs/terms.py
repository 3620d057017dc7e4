"""The closed lists from which a policy pack chooses its words."""

from enum import StrEnum


class BusinessRole(StrEnum):
    """What a company is for one line of business (GDPR art. 4(7) and (8), 26)."""

    CONTROLLER = "controller"
    JOINT_CONTROLLER = "joint_controller"
    PROCESSOR = "processor"


class Basis(StrEnum):
    """The legal bases of processing (GDPR art. 6(1))."""

    CONSENT = "6(1)(a)"
    CONTRACT = "6(1)(b)"
    LEGAL_DUTY = "6(1)(c)"
    VITAL_INTERESTS = "6(1)(d)"
    PUBLIC_TASK = "6(1)(e)"
    LEGITIMATE_INTEREST = "6(1)(f)"


class Holder(StrEnum):
    """Whose legitimate interest it is (GDPR art. 13(1)(d))."""

    CONTROLLER = "controller"
    CLIENT = "client"


class ContactKind(StrEnum):
    """For what a contact point serves."""

    PRIVACY = "privacy"
    DPO = "dpo"
    CUSTOMER_SERVICE = "customer_service"
    MARKETING_OPT_OUT = "marketing_opt_out"


class Sensitivity(StrEnum):
    """How narrowly a category is to be kept; special categories are those of GDPR art. 9(1)."""

    ORDINARY = "ordinary"
    CONFIDENTIAL = "confidential"
    SPECIAL = "special"


class RecipientKind(StrEnum):
    """Kinds of recipient (GDPR art. 4(9), 15(1)(c)); a processor acts under an agreement (art. 28)."""

    CLIENT = "client"
    DATA_SUBJECT = "data_subject"
    REPRESENTATIVE = "representative"
    AUTHORITY = "authority"
    SUPERVISOR = "supervisor"
    COURT = "court"
    PROCESSOR = "processor"
    CREDIT_BUREAU = "credit_bureau"
    REGISTER = "register"
    AGENT = "agent"
    GROUP = "group"
    BANK = "bank"
    INSURER = "insurer"
    ADVISER = "adviser"
    EMPLOYER = "employer"
    LENDER = "lender"
    PARTNER = "partner"
    PUBLIC = "public"


class TransferPolicy(StrEnum):
    """How far from home personal data may go at all."""

    INSIDE_EU = "inside_eu"
    """Never out of the Union, not even into the rest of the European Economic Area (OPR-41)."""
    NAMED_ROUTES = "named_routes"
    """Out of the Economic Area by the routes that the notice names only, each with its safeguard."""


class Safeguard(StrEnum):
    """What protects data outside the European Economic Area (GDPR art. 45, 46, 49)."""

    ADEQUACY = "adequacy"
    STANDARD_CLAUSES = "standard_clauses"
    BINDING_RULES = "binding_rules"
    CONTRACT_WITH_PERSON = "contract_with_person"
    CONSENT_TO_TRANSFER = "consent_to_transfer"


class AutomatedMode(StrEnum):
    """What is decided by machine (GDPR art. 22)."""

    OFF = "off"
    """The notice is silent: nothing may run until a purpose and a notice exist."""
    NEVER = "never"
    """The notice says that nothing is: a job that tries is an error."""
    ANALYSIS = "analysis"
    """Profiles are made, and a person looks at every account from time to time."""
    GRADED = "graded"
    """A machine always gives the grade that chooses the treatment."""
    POSSIBLE = "possible"
    """Decisions within the exceptions of art. 22(2) may be made."""


class Limit(StrEnum):
    """What limits a right, by the law or by the notice."""

    FURTHER_COPIES_COST = "further_copies_cost"
    BASIS = "basis"
    CASE_BY_CASE = "case_by_case"
    LAW = "law"
    OTHERS = "others"
    TRADE_SECRETS = "trade_secrets"
    GRADE_NOT_SHOWN = "grade_not_shown"
    PROVIDED_DATA_ONLY = "provided_data_only"
    OVERRIDING_GROUNDS = "overriding_grounds"
    LEGAL_CLAIMS = "legal_claims"
    USES_WHILE_RESTRICTED = "uses_while_restricted"
    EXCEPTIONS = "exceptions"
    SITUATION = "situation"
    NECESSARY_DECISION = "necessary_decision"


class Feature(StrEnum):
    """What a controller's installation does or leaves alone; what a notice does not mention is off."""

    SCORING = "scoring"
    MARKETING = "marketing"
    CALL_RECORDING = "call_recording"
    SPECIAL_CATEGORIES = "special_categories"
    RECRUITMENT = "recruitment"
    OPTIONAL_COOKIES = "optional_cookies"


class Topic(StrEnum):
    """What a statement is about that is neither a purpose nor a right."""

    SCOPE = "scope"
    KEEPING = "keeping"
    SUBJECTS = "subjects"
    PROCESS = "process"
    SECRECY = "secrecy"
    """Duties of secrecy are looked for before anything is shared."""
    ACCESS_CONTROL = "access_control"
    SECURITY = "security"
    BACK_UPS = "back_ups"
    STATISTICS = "statistics"
    SPECIAL_CATEGORIES = "special_categories"
    CONSENT = "consent"
    RECRUITMENT = "recruitment"
    COOKIES = "cookies"
    RECIPIENTS_TOLD = "recipients_told"
    COMPLAINTS = "complaints"
    NOTICE_CHANGES = "notice_changes"
    FALSE_CONTACTS = "false_contacts"


class CheckKey(StrEnum):
    """The checks of the compliance monitor to which an item of a notice may refer."""

    CLOCKS_RUN = "clocks_run"
    RULE_FOR_ALL = "rule_for_all"
    RULES_AS_PUBLISHED = "rules_as_published"
    HOLDS_REVIEWED = "holds_reviewed"
    UPLOADS_GONE = "uploads_gone"
    PAPERS_DESTROYED = "papers_destroyed"
    INFORMED_IN_TIME = "informed_in_time"
    REQUESTS_IN_TIME = "requests_in_time"
    RESTRICTED_FROM_RECEIPT = "restricted_from_receipt"
    RESTRICTION_ENDS_TOLD = "restriction_ends_told"
    RECIPIENTS_TOLD = "recipients_told"
    CODES_ENDED = "codes_ended"
    SUPPRESSED_STAY_OUT = "suppressed_stay_out"
    SUPPRESSION_REVIEWED = "suppression_reviewed"
    OUTSIDE_THE_AREA = "outside_the_area"
    AGREEMENTS = "agreements"
    DISCLOSURES_GROUNDED = "disclosures_grounded"
    RECORDINGS_ALLOWED = "recordings_allowed"
    STATISTICS_ANONYMOUS = "statistics_anonymous"
    SET_FILES_REMOVED = "set_files_removed"
    PURPOSES_NAMED = "purposes_named"
    CATEGORIES_GROUNDED = "categories_grounded"
    FIELDS_DECLARED = "fields_declared"
    KEYS_MATCH = "keys_match"
    KEYS_REWRAPPED = "keys_rewrapped"
    GUARDS = "guards"
    PARTITIONS = "partitions"
    SECURITY_BASELINE = "security_baseline"
    SEALED_AT_REST = "sealed_at_rest"
    RIGHTS_REVIEWED = "rights_reviewed"
    SECRECY_PROMISED = "secrecy_promised"
    ERASURES_CERTIFIED = "erasures_certified"
    BACKUPS_END = "backups_end"
    RESTORE_TRIED = "restore_tried"
