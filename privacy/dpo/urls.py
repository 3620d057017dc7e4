"""The DPO's desk."""

from django.urls import path, re_path

from privacy.dpo import desk, notices
from privacy.dpo.compliance import pages as compliance
from privacy.dpo.register import disclosures, recipients, supervisor_packages, suppression
from privacy.dpo.requests import (
    contested_steps,
    copies,
    cuts,
    fees,
    grades,
    items,
    letters,
    proofs,
    recipient_notices,
    steps,
    unlinked,
    unlinked_waiting,
)
from privacy.dpo.requests import pages as requests
from privacy.dpo.trail import changes, exports, incident, naming, pages, reviews, staff
from privacy.dpo.trail import proofs as trail_proofs

_RECIPIENT = r"^recipients/(?P<reference>RCP-[0-9]{5,})/"
_PROMISE = r"^compliance/(?P<controller>[A-Z0-9-]{1,24})/(?P<key>[a-z_]+(?:\.[a-z_]+)?)/"
_REQUEST = r"^requests/(?P<reference>R-[0-9]{4}-[0-9]{6,})/"
_UNLINKED = r"^requests/unlinked/(?P<reference>R-[0-9]{4}-[0-9]{6,})/"

urlpatterns = [
    path("", desk.desk, name="dpo-desk"),
    path("audit/", pages.explorer, name="dpo-audit"),
    path("audit/export/", exports.export, name="dpo-audit-export"),
    path("audit/incident/", incident.incident, name="dpo-audit-incident"),
    path("audit/reviews/", reviews.queue, name="dpo-audit-reviews"),
    path("audit/reviews/<uuid:review_id>/", reviews.review, name="dpo-audit-review"),
    path("audit/by-hand/", changes.by_hand, name="dpo-audit-by-hand"),
    path("audit/reports/", pages.of_reports, name="dpo-audit-reports"),
    path("audit/staff/<uuid:user_id>/", staff.of_staff, name="dpo-audit-staff"),
    path("audit/events/<int:event_id>/", pages.event, name="dpo-audit-event"),
    path("audit/api/heads/", trail_proofs.heads, name="dpo-audit-api-heads"),
    path("audit/api/heads/<int:size>/", trail_proofs.consistency, name="dpo-audit-api-consistency"),
    path("audit/api/events/<int:event_id>/", trail_proofs.inclusion, name="dpo-audit-api-event"),
    path("audit/subjects/<uuid:subject_id>/", pages.of_subject, name="dpo-audit-subject"),
    path("audit/subjects/<uuid:subject_id>/events/<int:event_id>/name/", naming.give_name, name="dpo-audit-name"),
    re_path(r"^audit/cases/(?P<reference>K-[0-9A-Z-]{1,30})/$", pages.of_case, name="dpo-audit-case"),
    path("compliance/", compliance.overview, name="dpo-compliance"),
    path("compliance/check/", compliance.check_now, name="dpo-compliance-check"),
    re_path(rf"{_PROMISE}$", compliance.promise_page, name="dpo-compliance-promise"),
    re_path(rf"{_PROMISE}list/$", compliance.listing, name="dpo-compliance-list"),
    path("notices/", notices.notices, name="dpo-notices"),
    path("notices/changes/<uuid:number>/", notices.told, name="dpo-notice-change"),
    path("disclosures/", disclosures.register, name="dpo-disclosures"),
    path("disclosures/<uuid:disclosure>/", disclosures.line, name="dpo-disclosure"),
    path("suppression/", suppression.listing, name="dpo-suppression"),
    re_path(r"^suppression/of/(?P<controller>[A-Z0-9-]{1,24})/new/$", suppression.add, name="dpo-suppression-add"),
    path("suppression/<uuid:entry>/remove/", suppression.remove, name="dpo-suppression-remove"),
    path("recipients/", recipients.listing, name="dpo-recipients"),
    re_path(r"^recipients/of/(?P<controller>[A-Z0-9-]{1,24})/new/$", recipients.add, name="dpo-recipient-add"),
    re_path(rf"{_RECIPIENT}$", recipients.page, name="dpo-recipient"),
    re_path(rf"{_RECIPIENT}package/$", supervisor_packages.make, name="dpo-recipient-package"),
    re_path(rf"{_RECIPIENT}address/$", recipients.change_contact, name="dpo-recipient-contact"),
    re_path(rf"{_RECIPIENT}end/$", recipients.end, name="dpo-recipient-end"),
    re_path(rf"{_RECIPIENT}safeguards/$", recipients.add_safeguard, name="dpo-recipient-safeguard"),
    re_path(
        rf"{_RECIPIENT}safeguards/(?P<number>[0-9]{{1,9}})/end/$",
        recipients.end_safeguard,
        name="dpo-recipient-safeguard-end",
    ),
    path("requests/", requests.queue, name="dpo-requests"),
    path("requests/unlinked/", unlinked_waiting.waiting, name="dpo-unlinked-waiting"),
    path("requests/unlinked/new/", unlinked.enter, name="dpo-unlinked-enter"),
    re_path(rf"{_UNLINKED}$", unlinked.page, name="dpo-unlinked"),
    re_path(rf"{_UNLINKED}ask/$", unlinked.ask, name="dpo-unlinked-ask"),
    re_path(rf"{_UNLINKED}close/$", unlinked.close, name="dpo-unlinked-close"),
    re_path(rf"{_UNLINKED}letters/(?P<kind>[a-z_]{{1,20}})/$", unlinked.letter, name="dpo-unlinked-letter"),
    re_path(rf"{_UNLINKED}link/(?P<person>(?:D|REC)-[0-9-]{{1,20}})/$", unlinked.link, name="dpo-unlinked-link"),
    re_path(rf"{_REQUEST}$", requests.request_page, name="dpo-request"),
    re_path(rf"{_REQUEST}begin/$", steps.begin, name="dpo-request-begin"),
    re_path(rf"{_REQUEST}ask-identity/$", steps.ask_identity, name="dpo-request-ask-identity"),
    re_path(rf"{_REQUEST}answer-arrived/$", steps.answer_arrived, name="dpo-request-answer-arrived"),
    re_path(rf"{_REQUEST}close-unidentified/$", steps.close_unidentified, name="dpo-request-close-unidentified"),
    re_path(rf"{_REQUEST}extend/$", steps.extend, name="dpo-request-extend"),
    re_path(rf"{_REQUEST}conclude/$", steps.conclude, name="dpo-request-conclude"),
    re_path(rf"{_REQUEST}approve/$", steps.approve, name="dpo-request-approve"),
    re_path(rf"{_REQUEST}send-back/$", steps.send_back, name="dpo-request-send-back"),
    re_path(rf"{_REQUEST}withdraw/$", steps.withdraw, name="dpo-request-withdraw"),
    re_path(rf"{_REQUEST}records/(?P<number>[0-9]{{1,4}})/erase/$", items.grant, name="dpo-request-item-grant"),
    re_path(rf"{_REQUEST}records/(?P<number>[0-9]{{1,4}})/keep/$", items.refuse, name="dpo-request-item-refuse"),
    re_path(rf"{_REQUEST}copy/give/$", copies.give, name="dpo-request-copy-give"),
    re_path(rf"{_REQUEST}copy/left-out/$", cuts.page, name="dpo-request-copy-cuts"),
    re_path(rf"{_REQUEST}copy/left-out/new/$", cuts.leave_out, name="dpo-request-copy-leave-out"),
    re_path(rf"{_REQUEST}copy/fee/$", fees.page, name="dpo-request-copy-fee"),
    re_path(
        rf"{_REQUEST}grades/(?P<record>[0-9A-Z-]{{1,24}})/release/$", grades.release, name="dpo-request-grade-release"
    ),
    re_path(rf"{_REQUEST}copy/refuse/$", copies.refuse, name="dpo-request-copy-refuse"),
    re_path(rf"{_REQUEST}copy/(?P<part>pdf|json|zip)/$", copies.download, name="dpo-request-copy"),
    re_path(rf"{_REQUEST}decision/grant/$", contested_steps.grant, name="dpo-request-grant"),
    re_path(rf"{_REQUEST}decision/refuse/$", contested_steps.refuse, name="dpo-request-refuse"),
    re_path(rf"{_REQUEST}decision/correct/$", contested_steps.correct, name="dpo-request-correct"),
    re_path(rf"{_REQUEST}decision/statement/$", contested_steps.state, name="dpo-request-statement"),
    re_path(rf"{_REQUEST}restriction/announce/$", contested_steps.announce, name="dpo-request-announce"),
    re_path(rf"{_REQUEST}restriction/lift/$", contested_steps.lift, name="dpo-request-lift"),
    re_path(
        rf"{_REQUEST}restriction/uses/(?P<number>[0-9]{{1,3}})/approve/$",
        contested_steps.approve_use,
        name="dpo-request-approve-use",
    ),
    path("restrictions/", contested_steps.restricted, name="dpo-restrictions"),
    re_path(rf"{_REQUEST}answer/$", letters.make_answer, name="dpo-request-make-answer"),
    re_path(
        rf"{_REQUEST}proof/(?P<number>[0-9]{{1,4}})/(?P<form>pdf|json|item)/$",
        proofs.download,
        name="dpo-request-proof",
    ),
    re_path(rf"{_REQUEST}letters/(?P<letter>[0-9a-f-]{{36}})/$", letters.show, name="dpo-request-letter"),
    re_path(rf"{_REQUEST}letters/(?P<letter>[0-9a-f-]{{36}})/sent/$", letters.sent, name="dpo-request-letter-sent"),
    re_path(
        rf"{_REQUEST}recipients/(?P<to>RCP-[0-9]{{5,}})/not-told/$",
        recipient_notices.excuse,
        name="dpo-request-recipient-excuse",
    ),
    re_path(
        rf"{_REQUEST}letters/(?P<letter>[0-9a-f-]{{36}})/receipt/$",
        recipient_notices.receipt,
        name="dpo-request-recipient-receipt",
    ),
]
