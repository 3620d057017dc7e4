"""The grounds of retention rules, which are written in English, in the words of a copy."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

GROUNDS = (  # of the published rules; the policy pack has words of its own for the most important of them
    gettext_noop("Accounting: ten years after the end of the financial year at most"),
    gettext_noop("Act on the registration of debt-collection operators"),
    gettext_noop("Bookkeeping: five years after the end of the financial year"),
    gettext_noop("Bookkeeping: seven years after the calendar year in which the financial year ended"),
    gettext_noop("Bookkeeping: six years after the end of the financial year"),
    gettext_noop("Bookkeeping: six years from the end of the calendar year in which the financial year ended"),
    gettext_noop("Development of the service and later proof of transactions"),
    gettext_noop("Five years after the customer has fulfilled the obligations"),
    gettext_noop("Good debt-collection practice"),
    gettext_noop("Performance of the contract, as evidence while claims can be made"),
    gettext_noop("The agency's own limit for documents that wait for a decision"),
    gettext_noop("The agency's own limit: a copy of everything stays only as long as it can be downloaded"),
    gettext_noop("The agency's own limit: as long as the payer's bank may call an unauthorised payment back"),
    gettext_noop("The agency's own limit: as long as it may have to show how a request was answered"),
    gettext_noop("The agency's own limit; the notice says nothing about recordings"),
    gettext_noop(
        "The main rule of the collection industry: to document how the case was handled, and to learn from it"
    ),
)


def of_ground(ground: str) -> str:
    """The ground of a retention rule, which is written in English, in the language that is spoken now."""
    return _(ground) if ground in GROUNDS else ground
