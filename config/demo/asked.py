"""The demo's data subject requests: one in each state, at days counted from today."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import User
from collections_app.models import Debtor
from config.demo import paper
from config.demo.staff import DEMO_STAFF
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import Channel, DataSubjectRequest, Letter, LetterKind, PauseGround, RequestItem, Right, SentBy
from privacy.policies.erasure_proposals import Proposal
from privacy.selectors import scope
from privacy.services import answers, carrying_out, decisions, letters, notices, request_clock, requests


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
    """One request: when it was received and how far it has come."""

    days_ago: int
    course: Course
    channel: Channel
    asked: str


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
    ),
    "INTRUM": (
        Planned(1, Course.RECEIVED, Channel.LETTER, "Radera mina uppgifter, tack."),
        Planned(40, Course.EXTENDED, Channel.LETTER, "Allt som ni har om mig ska bort."),
    ),
}


@dataclass(frozen=True, slots=True)
class Team:
    """Who enters, who decides, and who agrees to refusals."""

    handler: User
    officer: User
    second: User


def tell(controller: Controller, *, now: datetime) -> int:
    """Write the planned requests of a controller that has none yet; says how many were written."""
    if DataSubjectRequest.objects.filter(controller=controller).exists():
        return 0
    by_mail = {person.email.split(".")[0]: person.email for person in DEMO_STAFF}
    team = Team(*(User.objects.get(email=by_mail[name]) for name in ("hanna", "petra", "rolf")))
    planned = PLANNED[controller.reference]
    for debtor, what in zip(paper.addressees(controller, len(planned)), planned, strict=True):
        _Told(debtor, what, team, now).tell()
    with access.context(actor=access.system("seed_demo"), purpose=Purpose.RETENTION, channel="command"):
        carrying_out.carry_out(at=now)
    return len(planned)


@dataclass(frozen=True, slots=True)
class _Told:
    """One request while it is told."""

    debtor: Debtor
    what: Planned
    team: Team
    now: datetime

    def tell(self) -> None:
        with _as(self.team.handler):
            request = requests.receive(
                subject=self.debtor.subject,
                right=Right.ERASURE,
                channel=self.what.channel,
                received_on=self._day(0),
                wording=requests.Wording(asked=self.what.asked, language=self._language()),
                by=self.team.handler.pk,
                at=self._at(0),
            )
        with _as(self.team.officer):
            self._work(request)

    def _work(self, request: DataSubjectRequest) -> None:
        match self.what.course:
            case Course.RECEIVED:
                return
            case Course.WITHDRAWN:
                requests.withdraw(request=request, by=self.team.officer.pk, at=self._at(3))
            case Course.ASKED_WHO | Course.NOT_IDENTIFIED:
                self._ask_who(request)
            case _:
                self._review(request)

    def _ask_who(self, request: DataSubjectRequest) -> None:
        officer, asked_at = self.team.officer.pk, self._at(1)
        doubts = "The address it came from is not one that we know."
        request_clock.ask(request=request, ground=PauseGround.IDENTITY, doubts=doubts, by=officer, at=asked_at)
        self._send(notices.make(request=request, kind=LetterKind.IDENTITY_QUESTION, by=officer, at=asked_at), 1)
        if self.what.course is Course.NOT_IDENTIFIED:
            last = notices.make(request=request, kind=LetterKind.NOT_IDENTIFIED, by=officer, at=self._at(31))
            self._send(last, 31)
            requests.close_not_identified(request=request, by=officer, at=self._at(31))

    def _review(self, request: DataSubjectRequest) -> None:
        officer = self.team.officer.pk
        begun = requests.begin_review(request=request, identified_how="known_contact", by=officer, at=self._at(2))
        decisions.list_items(request=begun)
        if self.what.course is Course.EXTENDED:
            reason = "Det är många handlingar, och flera av dem måste hämtas hos uppdragsgivaren."
            longer = request_clock.extend(request=begun, reason=reason, by=officer, at=self._at(14))
            self._send(notices.make(request=longer, kind=LetterKind.EXTENSION, by=officer, at=self._at(14)), 14)
        if self.what.course in {Course.WAITING_FOR_APPROVAL, Course.APPROVED, Course.ANSWERED}:
            self._decide(begun)

    def _decide(self, request: DataSubjectRequest) -> None:
        """Decide each record as proposed, the refusals with the second person, and perhaps answer."""
        proposals = {each.envelope.id: each.proposal for each in scope.erasure_scope(request.subject)}
        for item in request.items.select_related("request__controller"):
            self._decide_item(item, proposals[item.item_envelope])
        concluded = decisions.conclude(request=request, by=self.team.officer.pk, at=self._at(10))
        if self.what.course is Course.WAITING_FOR_APPROVAL:
            return
        with _as(self.team.second):
            approved = decisions.approve(request=concluded, by=self.team.second.pk, at=self._at(12))
        if self.what.course is Course.ANSWERED:
            self._send(answers.make(request=approved, by=self.team.officer.pk, at=self._at(13)), 13)
            requests.answer(request=approved, by=self.team.officer.pk, at=self._at(13))

    def _decide_item(self, item: RequestItem, proposal: Proposal) -> None:
        if proposal.grant:
            decisions.grant(item=item, by=self.team.officer.pk, at=self._at(9))
            return
        decisions.refuse(
            item=item,
            ground=proposal.ground,
            citation=proposal.citation,
            facts="Ärendet är öppet och fordran obetald; uppgifterna behövs för att kunna göra den gällande.",
            until=proposal.until,
            review_on=proposal.review_on,
            by=self.team.officer.pk,
            at=self._at(9),
        )

    def _send(self, letter: Letter, days: int) -> None:
        letters.mark_sent(letter=letter, sent_by=SentBy.POST, by=self.team.officer.pk, at=self._at(days))

    def _day(self, days: int) -> date:
        """The day some days after receipt where the controller is."""
        today = self.now.astimezone(ZoneInfo(self.debtor.controller.time_zone)).date()
        return today - timedelta(days=self.what.days_ago - days)

    def _at(self, days: int) -> datetime:
        """Noon of that day; what happens today happens now."""
        noon = datetime.combine(self._day(days), time(12), ZoneInfo(self.debtor.controller.time_zone))
        return min(noon, self.now)

    def _language(self) -> str:
        own = self.debtor.controller.language
        languages: tuple[str, ...] = settings.PORTAL_LANGUAGES
        return own if own in languages else languages[0]


@contextmanager
def _as(user: User) -> Iterator[None]:
    """At the desk of one member of staff."""
    with access.context(actor=access.Actor("staff", user.pk), purpose=Purpose.SUBJECT_REQUEST, channel="command"):
        yield
