"""Whom the agency deals with about a case, or at an authority: people of their own, who owe nothing."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from collections_app.models.records.kept_record import CLEAR, FREE, KeptRecord
from personal_data import fields
from personal_data.declaration import Category, Declared, Source


class Tie(models.TextChoices):
    """What ties somebody to a case."""

    AUTHORISED = "authorised", _("authorised person")
    GUARDIAN = "guardian", _("guardian or trustee")
    OTHER = "other", _("other contact")


class ThirdParty(KeptRecord):
    """Somebody tied to a case who is no party to it: a data subject of their own, in an envelope that is theirs alone
    (INTRUM-17). It goes when the tie has ended, and with the case at the latest.
    """

    tie = models.CharField(_("tie to the case"), max_length=12, choices=Tie.choices)
    name = fields.SealedText(Declared(Category.THIRD_PARTY, _("Name"), Source.OTHER))
    reply_to = fields.SealedText(Declared(Category.THIRD_PARTY, _("Postal address"), Source.OTHER), null=True)
    phone = fields.SealedText(Declared(Category.THIRD_PARTY, _("Phone"), Source.OTHER), null=True)
    email = fields.SealedText(Declared(Category.THIRD_PARTY, _("E-mail"), Source.OTHER), null=True)

    class PersonalData:
        clear = {**CLEAR, "tie": Declared(Category.THIRD_PARTY, _("Tie to the case"), Source.OTHER)}
        free = FREE

    class Meta(KeptRecord.Meta):
        verbose_name = _("person tied to a case")
        verbose_name_plural = _("persons tied to cases")
        constraints = [
            *KeptRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(tie__in=Tie.values) & ~Q(case_reference=""),
                name="%(app_label)s_%(class)s_tied_to_a_case",
                violation_error_message=_("Say what ties the person to which case."),
            ),
        ]


class AuthorityContact(KeptRecord):
    """A contact at a public authority, which ``gathering`` names: name, e-mail and phone, nothing else of the person
    (AXACTOR-44). It is of no case.
    """

    name = fields.SealedText(Declared(Category.CONTACT, _("Name"), Source.OTHER))
    email = fields.SealedText(Declared(Category.CONTACT, _("E-mail"), Source.OTHER), null=True)
    phone = fields.SealedText(Declared(Category.CONTACT, _("Phone"), Source.OTHER), null=True)

    class PersonalData:
        clear = {**CLEAR, "gathering": Declared(Category.CONTACT, _("Authority"), Source.OTHER)}
        free = FREE

    class Meta(KeptRecord.Meta):
        verbose_name = _("contact at an authority")
        verbose_name_plural = _("contacts at authorities")
        constraints = [
            *KeptRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(case_reference="", expires_on__isnull=True) & ~Q(gathering=""),
                name="%(app_label)s_%(class)s_is_of_an_authority",
                violation_error_message=_("A contact at an authority names the authority, and no case."),
            ),
        ]
