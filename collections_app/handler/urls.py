"""The addresses of the handler's desk."""

from django.urls import path, re_path

from collections_app.handler import (
    assignments,
    cases,
    emergencies,
    held,
    intake_decisions,
    legal_steps,
    notes,
    parties,
    purchases,
    search,
    work_list,
)
from collections_app.handler.calls import pages, recordings
from collections_app.handler.details import pages as details
from collections_app.handler.disclosing import legal_reports, marketing, status_reports
from collections_app.handler.disclosing import pages as disclosures
from collections_app.handler.imports import pages as imports
from collections_app.handler.imports import uploads
from collections_app.handler.legal_files import items as legal_items
from collections_app.handler.legal_files import pages as legal_files
from collections_app.handler.papers import pages as papers
from collections_app.handler.payments import awaited
from collections_app.handler.payments import pages as payments
from collections_app.handler.records.urls import urlpatterns as record_urls
from collections_app.handler.support import pages as support

_CASE = r"^cases/(?P<reference>K-[0-9]{4}-[0-9]{6,})/"
_IMPORT = r"^imports/(?P<reference>I-[0-9]{6,})/"
_ID = "[0-9a-f-]{36}"
_RECORDING = _CASE + rf"recordings/(?P<recording>{_ID})/"
_PLAYBACK = _RECORDING + rf"playbacks/(?P<playback>{_ID})/"
_LEGAL_FILE = r"^legal-files/(?P<reference>LF-[0-9]{6,})/"
_PAPER = r"^papers/(?P<number>PAP-[0-9]{7,})/"
_PAYMENT = r"^payments/(?P<reference>P-[0-9]{6,})/"

urlpatterns = [
    path("", work_list.work_list_page, name="handler-work-list"),
    path("marketing/", marketing.listing, name="handler-marketing"),
    re_path(r"^marketing/(?P<reference>RCP-[0-9]{5,})/$", marketing.supplier, name="handler-marketing-supplier"),
    path("search/", search.search_page, name="handler-search"),
    re_path(_CASE + "$", cases.case_page, name="handler-case"),
    re_path(_CASE + "notes/$", cases.add_note, name="handler-case-add-note"),
    re_path(_CASE + rf"notes/(?P<note>{_ID})/$", notes.classify, name="handler-note-classify"),
    path("notes/unclassified/", notes.unclassified, name="handler-notes-unclassified"),
    re_path(_CASE + "calls/$", pages.log, name="handler-case-log-call"),
    re_path(_CASE + rf"calls/(?P<call>{_ID})/recording/$", pages.attach, name="handler-call-recording"),
    re_path(_RECORDING + "$", recordings.listen, name="handler-recording"),
    re_path(_PLAYBACK + "$", recordings.play, name="handler-playback"),
    re_path(_PLAYBACK + "sound/$", recordings.sound, name="handler-playback-sound"),
    re_path(_PLAYBACK + "heard/$", recordings.heard, name="handler-playback-heard"),
    re_path(_CASE + "details/$", details.of_case, name="handler-case-details"),
    re_path(_CASE + "details/new/$", details.enter, name="handler-case-detail-new"),
    re_path(_CASE + rf"details/(?P<detail>{_ID})/review/$", details.review, name="handler-case-detail-review"),
    re_path(_CASE + "purchase/$", purchases.enter, name="handler-case-purchase"),
    re_path(_CASE + "parties/new/$", parties.add, name="handler-case-party-new"),
    re_path(_CASE + "support/$", support.of_case, name="handler-case-support"),
    re_path(_CASE + rf"support/(?P<session>{_ID})/end/$", support.end, name="handler-case-support-end"),
    path("support/", support.desk, name="handler-support"),
    re_path(rf"^support/(?P<session>{_ID})/$", support.look, name="handler-support-look"),
    re_path(_CASE + "close/$", cases.close, name="handler-case-close"),
    re_path(_CASE + "reopen/$", cases.reopen, name="handler-case-reopen"),
    re_path(_CASE + "held/$", held.case_page, name="handler-case-held"),
    re_path(_CASE + "legal-step/use/$", legal_steps.use, name="handler-legal-step-use"),
    re_path(_CASE + "permitted-use/$", legal_steps.other_use, name="handler-permitted-use"),
    re_path(r"^emergency/(?P<reference>K-[0-9]{4}-[0-9]{6,})/$", emergencies.opened, name="handler-emergency-case"),
    re_path(_RECORDING + "keep/$", legal_items.clip, name="handler-recording-keep"),
    re_path(_CASE + "legal-files/$", legal_files.of_case, name="handler-case-legal-files"),
    path("legal-files/", legal_files.desk, name="handler-legal-files"),
    re_path(_LEGAL_FILE + "$", legal_files.page, name="handler-legal-file"),
    re_path(_LEGAL_FILE + "copy/$", legal_items.copy, name="handler-legal-file-copy"),
    re_path(_LEGAL_FILE + "documents/$", legal_items.document, name="handler-legal-file-document"),
    re_path(_LEGAL_FILE + rf"items/(?P<item>{_ID})/$", legal_items.sealed_file, name="handler-legal-file-item"),
    re_path(_LEGAL_FILE + "end/$", legal_files.end, name="handler-legal-file-end"),
    re_path(_LEGAL_FILE + "resume/$", legal_files.resume, name="handler-legal-file-resume"),
    re_path(_CASE + "papers/$", papers.of_case, name="handler-case-papers"),
    path("papers/", papers.boxes, name="handler-papers"),
    path("papers/boxes/<uuid:number>/", papers.box, name="handler-paper-box"),
    path("papers/to-destroy/", papers.to_destroy, name="handler-papers-to-destroy"),
    re_path(_PAPER + "out/$", papers.take_out, name="handler-paper-out"),
    re_path(_PAPER + "back/$", papers.bring_back, name="handler-paper-back"),
    re_path(_PAPER + "destroyed/$", papers.destroyed, name="handler-paper-destroyed"),
    re_path(_CASE + "disclosures/$", disclosures.choose, name="handler-case-disclosures"),
    re_path(_CASE + "disclosures/(?P<to>RCP-[0-9]{5,})/$", disclosures.disclose, name="handler-case-disclose"),
    re_path(
        r"^creditors/(?P<reference>C-[0-9A-Z-]{1,22})/status-report/$",
        status_reports.page,
        name="handler-status-report",
    ),
    re_path(r"^creditors/(?P<reference>C-[0-9A-Z-]{1,22})/end/$", assignments.end, name="handler-creditor-end"),
    path("reports/", legal_reports.desk, name="handler-reports"),
    path("reports/<uuid:number>/", legal_reports.page, name="handler-report"),
    re_path(r"^reports/(?P<reference>K-[0-9]{4}-[0-9]{6,})/$", legal_reports.choose, name="handler-report-choose"),
    re_path(
        r"^reports/(?P<reference>K-[0-9]{4}-[0-9]{6,})/(?P<to>RCP-[0-9]{5,})/$",
        legal_reports.propose,
        name="handler-report-propose",
    ),
    path("imports/", imports.list_page, name="handler-imports"),
    path("imports/new/", uploads.choose_creditor, name="handler-import-new"),
    re_path(r"^imports/new/(?P<creditor>C-[0-9A-Z-]{1,22})/$", uploads.upload, name="handler-import-upload"),
    re_path(
        r"^imports/new/payments/(?P<controller>[A-Z0-9-]{1,24})/$",
        uploads.upload_payments,
        name="handler-import-payments",
    ),
    re_path(_IMPORT + "$", imports.import_page, name="handler-import"),
    re_path(_IMPORT + "columns/$", uploads.columns_page, name="handler-import-columns"),
    re_path(_IMPORT + "order/$", imports.order, name="handler-import-order"),
    re_path(_IMPORT + "bad-rows/$", imports.download_bad_rows, name="handler-import-bad-rows"),
    re_path(_IMPORT + "roll-back/$", imports.undo, name="handler-import-undo"),
    re_path(_IMPORT + "discard/$", imports.discard, name="handler-import-discard"),
    path("payments/", payments.list_page, name="handler-payments"),
    re_path(_PAYMENT + "$", payments.payment_page, name="handler-payment"),
    re_path(_PAYMENT + "allocate/$", payments.allocate, name="handler-payment-allocate"),
    re_path(_PAYMENT + "refund/$", payments.refund, name="handler-payment-refund"),
    re_path(_PAYMENT + "same/$", awaited.same, name="handler-payment-same"),
    re_path(_PAYMENT + "another/$", awaited.another, name="handler-payment-another"),
    re_path(_PAYMENT + "paid-out/$", awaited.paid_out, name="handler-payment-paid-out"),
    re_path(_PAYMENT + "took-back/(?P<other>P-[0-9]{6,})/$", awaited.took_back, name="handler-payment-took-back"),
    re_path(_PAYMENT + "take-back/(?P<entry>[0-9a-f-]{36})/$", payments.take_back, name="handler-payment-take-back"),
    path("intake-decisions/", intake_decisions.list_page, name="handler-intake-decisions"),
    re_path(
        r"^intake-decisions/(?P<reference>II-[0-9]{6,})/$", intake_decisions.item_page, name="handler-intake-decision"
    ),
    *record_urls,
]
