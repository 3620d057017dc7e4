"""Telling the demo's data subject requests: from receipt to where each one stands today."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import User
from collections_app.models import Debtor
from config.demo import paper
from config.demo.planned_requests import PLANNED, Course, Planned
from config.demo.staff import DEMO_STAFF
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import (
    DataSubjectRequest,
    Letter,
    LetterKind,
    PauseGround,
    RequestItem,
    RequestStatus,
    Right,
    SentBy,
)
from privacy.policies.erasure_proposals import Proposal
from privacy.selectors import scope
from privacy.services import answers, receiving
from privacy.services.contested import answers as contested_answers
from privacy.services.contested import decisions as contested
from privacy.services.requests import carrying_out, clock, decisions, letters, notices


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
            request = receiving.receive(
                subject=self.debtor.subject,
                right=self.what.right,
                channel=self.what.channel,
                received_on=self._day(0),
                wording=receiving.Wording(asked=self.what.asked, language=self._language()),
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
                receiving.withdraw(request=request, by=self.team.officer.pk, at=self._at(3))
            case Course.ASKED_WHO | Course.NOT_IDENTIFIED:
                self._ask_who(request)
            case _:
                self._review(request)

    def _ask_who(self, request: DataSubjectRequest) -> None:
        officer, asked_at = self.team.officer.pk, self._at(1)
        doubts = "The address it came from is not one that we know."
        clock.ask(request=request, ground=PauseGround.IDENTITY, doubts=doubts, by=officer, at=asked_at)
        self._send(notices.make(request=request, kind=LetterKind.IDENTITY_QUESTION, by=officer, at=asked_at), 1)
        if self.what.course is Course.NOT_IDENTIFIED:
            last = notices.make(request=request, kind=LetterKind.NOT_IDENTIFIED, by=officer, at=self._at(31))
            self._send(last, 31)
            receiving.close_not_identified(request=request, by=officer, at=self._at(31))

    def _review(self, request: DataSubjectRequest) -> None:
        officer = self.team.officer.pk
        begun = receiving.begin_review(request=request, identified_how="known_contact", by=officer, at=self._at(2))
        if begun.right == Right.ERASURE:
            decisions.list_items(request=begun)
        if begun.right in contested_answers.RIGHTS:
            contested.list_item(request=begun)
        if self.what.course is Course.EXTENDED:
            reason = "Det är många handlingar, och flera av dem måste hämtas hos uppdragsgivaren."
            longer = clock.extend(request=begun, reason=reason, by=officer, at=self._at(14))
            self._send(notices.make(request=longer, kind=LetterKind.EXTENSION, by=officer, at=self._at(14)), 14)
        if self.what.course in {Course.WAITING_FOR_APPROVAL, Course.APPROVED, Course.ANSWERED}:
            self._decide(begun)

    def _decide(self, request: DataSubjectRequest) -> None:
        """Decide as proposed or planned, the refusals with the second person, and perhaps answer."""
        if request.right == Right.ERASURE:
            proposals = {each.envelope.id: each.proposal for each in scope.erasure_scope(request.subject)}
            for item in request.items.select_related("request__controller"):
                self._decide_item(item, proposals[item.item_envelope])
        else:
            self._decide_as_a_whole(request.items.select_related("request__controller").get())
        approved = decisions.conclude(request=request, by=self.team.officer.pk, at=self._at(10))
        if self.what.course is Course.WAITING_FOR_APPROVAL:
            return
        if approved.status == RequestStatus.AWAITING_APPROVAL:
            with _as(self.team.second):
                approved = decisions.approve(request=approved, by=self.team.second.pk, at=self._at(12))
        if self.what.course is Course.ANSWERED:
            self._send(answers.make(request=approved, by=self.team.officer.pk, at=self._at(13)), 13)
            receiving.answer(request=approved, by=self.team.officer.pk, at=self._at(13))

    def _decide_as_a_whole(self, item: RequestItem) -> None:
        """One decision for a request that is not about records one by one."""
        by, at, ground = self.team.officer.pk, self._at(9), self.what.ground
        if self.what.facts:
            contested.refuse(item=item, ground=ground, facts=self.what.facts, by=by, at=at)
        else:
            contested.grant(item=item, ground=ground, by=by, at=at)

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
