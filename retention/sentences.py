"""Why a record is still here and when it goes, in whole sentences: the same for handler, privacy officer and person.

They are made in the language that is spoken when they are asked for; all five languages of the product have them.
"""

from collections.abc import Iterator
from datetime import date

from babel.dates import format_date
from django.utils.translation import get_language, gettext, ngettext

from personal_data.models import EnvelopeBlock
from retention.models import RetentionRule, TermReason
from retention.policies.due_dates import Anchor, RuleKind, TermKind
from retention.selectors.explanation import Explanation, RuleAnswer
from retention.services import certificate_words

_LOCALES = {"en": "en_GB"}
"""English here is European English: the day before the month."""


def of(found: Explanation) -> list[str]:
    """The whole answer, in the order in which somebody asks: when, by which rule, from when, why, what else."""
    return [*_goes(found), *_terms(found), *_stops(found), *_state(found), *_others(found)]


def _goes(found: Explanation) -> Iterator[str]:
    if found.record_class.is_profile:
        yield gettext("It goes together with the last record that needs it.")
        return
    if not found.rules and found.own is None:
        yield gettext(
            "No rule has been published for records of this kind. Until there is one, it is kept, and it "
            "stands on the list of records to mend."
        )
        return
    deciding = found.deciding
    if deciding is not None:
        yield from _rule(deciding)
    for answer in found.rules:
        if answer is not deciding:
            yield from _also(answer)


def _rule(answer: RuleAnswer) -> Iterator[str]:
    rule = answer.rule
    yield _period_of(answer)
    yield _start_of(answer)
    yield gettext("Why: %(ground)s.") % {"ground": gettext(rule.ground)}
    citation = certificate_words.cited_in_words(rule.citation)
    if citation and rule.is_statute:
        yield gettext("The law says so: %(citation)s.") % {"citation": citation}
    elif citation:
        yield gettext("Source: %(citation)s.") % {"citation": citation}


def _period_of(answer: RuleAnswer) -> str:
    rule = answer.rule
    values = {"period": period(rule.period_months), "end": _day(answer.ends_on), "date": _day(answer.due_on)}
    if rule.kind == RuleKind.EVENT:
        text = gettext("It goes as soon as this has happened: %(event)s.") % {"event": _events(rule)}
        return gettext("It goes on %(date)s.") % values if answer.due_on and rule.period_months == 0 else text
    if answer.due_on is None:
        return _without_day(rule, values)
    if rule.kind == RuleKind.AT_MOST:
        return gettext("It is kept for %(period)s at most and goes on %(date)s at the latest.") % values
    if rule.kind == RuleKind.AT_LEAST:
        return (
            gettext("It must stay for at least %(period)s, to the end of %(end)s. From %(date)s on it may go.") % values
        )
    return gettext("It is kept for %(period)s, to the end of %(end)s, and goes on %(date)s.") % values


def _without_day(rule: RetentionRule, values: dict[str, str]) -> str:
    if rule.kind == RuleKind.AT_MOST:
        return gettext("It is kept for %(period)s at most, once the time has begun to run.") % values
    if rule.kind == RuleKind.AT_LEAST:
        return gettext("It must stay for at least %(period)s, once the time has begun to run.") % values
    return gettext("It is kept for %(period)s, once the time has begun to run.") % values


def _start_of(answer: RuleAnswer) -> str:
    rule = answer.rule
    values = {"event": _events(rule), "date": _day(answer.begins_on)}
    if answer.begins_on is None:
        return gettext("The time has not begun to run. It begins with this: %(event)s.") % values
    if rule.anchor == Anchor.FINANCIAL_YEAR_END:
        return gettext("The time runs from the end of the financial year, %(date)s (%(event)s).") % values
    if rule.anchor == Anchor.CALENDAR_YEAR_OF_FINANCIAL_YEAR_END:
        return (
            gettext(
                "The time runs from the end of the calendar year in which the financial year ended, %(date)s "
                "(%(event)s)."
            )
            % values
        )
    return gettext("The time runs from %(date)s (%(event)s).") % values


def _also(answer: RuleAnswer) -> Iterator[str]:
    rule = answer.rule
    values = {
        "date": _day(answer.due_on),
        "end": _day(answer.ends_on),
        "ground": gettext(rule.ground),
        "citation": certificate_words.cited_in_words(rule.citation),
    }
    if answer.due_on is None:
        yield gettext("Another rule waits for its beginning: %(ground)s.") % values
    elif rule.is_statute and rule.kind in (RuleKind.FOR, RuleKind.AT_LEAST):
        yield gettext("A law demands it to the end of %(end)s as well: %(citation)s.") % values
    else:
        yield gettext("By another rule it would go on %(date)s: %(ground)s.") % values


def _terms(found: Explanation) -> Iterator[str]:
    for term in found.days.terms:
        values = {"date": _day(term.day), "citation": term.citation}
        if term.reason == TermReason.CLIENT_INSTRUCTION:
            yield gettext("We kept it on behalf of the client, who has instructed us: it goes on %(date)s.") % values
        elif term.kind == TermKind.AT_MOST:
            yield (
                gettext(
                    "It has a limit of its own and goes on %(date)s at the latest: the source that it came "
                    "from keeps it no longer."
                )
                % values
            )
        elif term.kind == TermKind.REVIEW:
            yield gettext("Somebody has looked at it and looks again on %(date)s.") % values
        elif term.approved_at:
            yield gettext("A law demands this record to the end of %(date)s: %(citation)s.") % values


def _stops(found: Explanation) -> Iterator[str]:
    for block in found.blocks:
        values = {"since": _day(block.placed_at.date())}
        yield _stop(block) % values
        if block.review_on:
            yield gettext("That is looked at again on %(date)s.") % {"date": _day(block.review_on)}


def _stop(block: EnvelopeBlock) -> str:
    return {
        "hold": gettext(
            "It has been held for a legal dispute or claim since %(since)s. Until the hold is released "
            "nothing of it is erased."
        ),
        "wish": gettext("It has been kept since %(since)s because the person asked for it."),
        "restriction": gettext(
            "Since %(since)s it has only been stored, and neither used nor erased, until it is decided "
            "whether it is right."
        ),
        "objection": gettext(
            "Since %(since)s it has only been stored, and neither used nor erased, until the objection is decided."
        ),
    }[block.kind]


def _state(found: Explanation) -> Iterator[str]:
    if found.blocks and found.due_on and found.due_on <= found.today:
        yield gettext("Its day has come, so it goes on the day on which nothing keeps it any more.")
    elif found.due_on and found.due_on <= found.today:
        yield gettext("Its day has come: it goes with the next erasure.")
    elif found.due_on is None and found.rules and not found.record_class.is_profile:
        yield gettext("As long as its day is not known it is not erased, and somebody looks at it from time to time.")


def _others(found: Explanation) -> Iterator[str]:
    for other in found.others:
        values = {"kind": other.record_class.label, "date": _day(other.due_on)}
        if found.record_class.is_profile and other.due_on:
            yield gettext("%(kind)s: needs it until %(date)s.") % values
        elif found.record_class.is_profile:
            yield gettext("%(kind)s: needs it, and has no day yet.") % values
        elif other.due_on and (found.due_on is None or other.due_on > found.due_on):
            yield (
                gettext(
                    "When it has gone, this stays until %(date)s because bookkeeping demands it, and serves "
                    "nothing else: %(kind)s."
                )
                % values
            )


def period(months: int) -> str:
    """A period in words: whole years where it is made of them."""
    if months % 12 or not months:
        return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    years = months // 12
    return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}


def _events(rule: RetentionRule) -> str:
    return gettext(rule.trigger)


def _day(day: date | None) -> str:
    language = (get_language() or "en")[:2]
    return "" if day is None else format_date(day, "long", locale=_LOCALES.get(language, language))
