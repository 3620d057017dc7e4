"""What the tables of libraries hold: the one registry of models that are not ours.

Our own models declare their fields themselves; a library's cannot. ``manage.py check`` fails when a library brings a
table that nobody has judged here.
"""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

from personal_data.catalogue import OUR_PACKAGES

NO_PERSONAL_DATA = {
    "auth.Group": "not used: roles are code",
    "auth.Permission": "names of rights",
    "contenttypes.ContentType": "names of tables",
}
STAFF_DATA = {
    "account.EmailAddress": "the sign-in address of a member of staff; goes with the account",
    "account.EmailConfirmation": "a one-time key of an address; not used, because nobody signs up",
    "mfa.Authenticator": "a second factor, encrypted; goes with the account",
    "sessions.Session": "signed-in sessions of staff; they expire with the working day and hold no debtor's data",
}


@register()
def every_library_table_is_judged(app_configs: Any, **_: Any) -> list[CheckMessage]:
    """A library's table is judged here before it is used (GDPR art. 25)."""
    judged = NO_PERSONAL_DATA.keys() | STAFF_DATA.keys()
    present = {
        model._meta.label: model
        for model in apps.get_models()
        if model._meta.app_label not in OUR_PACKAGES and model._meta.managed
    }
    problems: list[CheckMessage] = [
        Error(
            f"{label} comes from a library and nobody has said whether it holds personal data.",
            hint="Add it to config/third_party_data.py with what it holds.",
            obj=present[label],
            id="config.E001",
        )
        for label in sorted(present.keys() - judged)
    ]
    return problems
