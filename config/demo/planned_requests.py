"""Which data subject requests the demo tells: one in each state and one for each right, at days before today."""

from enum import StrEnum
from typing import NamedTuple

from privacy.models import Channel, Right


class Course(StrEnum):
    """How far a request has come."""

    RECEIVED = "received"
    ASKED_WHO = "asked_who"
    NOT_IDENTIFIED = "not_identified"
    WITHDRAWN = "withdrawn"
    REVIEWED = "reviewed"
    EXTENDED = "extended"
    WAITING_FOR_APPROVAL = "waiting_for_approval"
    APPROVED = "approved"
    ANSWERED = "answered"


class Planned(NamedTuple):
    """One request: when it was received and how far it has come.

    ``ground`` and ``facts`` are those of the decision where a right is granted or refused as a whole; with facts it is
    refused.
    """

    days_ago: int
    course: Course
    channel: Channel
    asked: str
    right: Right = Right.ERASURE
    ground: str = ""
    facts: str = ""


# The first is that of the debtor with the printed sign-in letter, who finds an answer to an earlier request.
PLANNED = {
    "AMILI": (
        Planned(62, Course.ANSWERED, Channel.LETTER, "Jag vill att ni raderar allt som ni inte måste ha kvar."),
        Planned(0, Course.RECEIVED, Channel.EMAIL, "Ta bort mina uppgifter."),
        Planned(5, Course.ASKED_WHO, Channel.PHONE, "Ringde från ett okänt nummer och vill bli raderad."),
        Planned(12, Course.REVIEWED, Channel.LETTER, "Skulden är gammal. Radera mig."),
        Planned(20, Course.WAITING_FOR_APPROVAL, Channel.COUNTER, ""),
        Planned(24, Course.APPROVED, Channel.LETTER, "Radera samtalen ni har spelat in."),
        Planned(45, Course.REVIEWED, Channel.EMAIL, "Jag har inte fått något svar än."),
        Planned(70, Course.NOT_IDENTIFIED, Channel.EMAIL, "Erase everything."),
        Planned(15, Course.WITHDRAWN, Channel.PHONE, ""),
        Planned(4, Course.REVIEWED, Channel.EMAIL, "Jag vill veta allt som ni har om mig.", Right.ACCESS),
        Planned(
            6, Course.REVIEWED, Channel.PHONE, "Adressen är fel: jag flyttade till Lund i våras.", Right.RECTIFICATION
        ),
        Planned(
            16,
            Course.WAITING_FOR_APPROVAL,
            Channel.LETTER,
            "Jag är sjukskriven och orkar inte med fler påminnelser.",
            Right.OBJECTION,
            "compelling",
            "En dom från i våras slår fast skulden. Vi skickar inga fler påminnelser under sjukskrivningen.",
        ),
        Planned(
            27,
            Course.ANSWERED,
            Channel.LETTER,
            "Spara uppgifterna: jag behöver dem i min tvist med butiken.",
            Right.RESTRICTION,
            "claims",
        ),
    ),
    "INTRUM": (
        Planned(1, Course.RECEIVED, Channel.LETTER, "Radera mina uppgifter, tack."),
        Planned(40, Course.EXTENDED, Channel.LETTER, "Allt som ni har om mig ska bort."),
        Planned(2, Course.RECEIVED, Channel.EMAIL, "Ni har ingen rätt att behandla mina uppgifter.", Right.OBJECTION),
    ),
    "ALMI": (Planned(1, Course.RECEIVED, Channel.EMAIL, "Vad har ni om mig och mitt bolag?", Right.ACCESS),),
    "AXACTOR": (
        Planned(1, Course.RECEIVED, Channel.EMAIL, "Jeg vil vite hva dere har lagret om meg.", Right.ACCESS),
        Planned(3, Course.RECEIVED, Channel.LETTER, "Slett opplysningene om meg."),
    ),
    "OPR": (Planned(0, Course.RECEIVED, Channel.PHONE, "Jag vill inte att ni gör en profil av mig.", Right.OBJECTION),),
}
