"""The addresses of retention at the DPO's desk."""

from django.urls import path, re_path

from retention.dpo import (
    backups,
    calendar,
    changes,
    copies_for_tests,
    proofs,
    records,
    rule_reviews,
    run_items,
    run_steps,
    runs,
    set_steps,
    sets,
    staff,
    statistics,
    statistics_uses,
)

_RUN = r"^runs/(?P<reference>RUN-[0-9]{8}-[0-9A-F]{8})/"
_CERTIFICATE = r"^certificates/(?P<reference>CERT-[0-9]{8}-[0-9A-F]{8})/"
_SET = r"^sets/(?P<reference>REC-[0-9]{7,})/"

urlpatterns = [
    path("", runs.overview, name="dpo-retention"),
    path("backups/", backups.overview, name="dpo-backups"),
    path("backups/copies/ask/", copies_for_tests.ask, name="dpo-copies-ask"),
    path("backups/copies/approve/", copies_for_tests.approve, name="dpo-copies-approve"),
    path("calendar/", calendar.calendar, name="dpo-retention-calendar"),
    path("staff/", staff.listing, name="dpo-retention-staff"),
    path("statistics/", statistics.statistics, name="dpo-retention-statistics"),
    *(
        re_path(
            rf"^statistics/(?P<controller>[A-Z0-9-]{{1,16}})/{kind}/$",
            statistics_uses.ask,
            {"kind": kind},
            name=f"dpo-statistics-ask-{kind}",
        )
        for kind in ("reading", "release")
    ),
    path("statistics/uses/<uuid:use>/approve/", statistics_uses.approve, name="dpo-statistics-approve"),
    path("statistics/uses/<uuid:use>/counts.csv", statistics_uses.counts, name="dpo-statistics-counts"),
    path("sets/", sets.overview, name="dpo-sets"),
    *(
        re_path(rf"^sets/(?P<controller>[A-Z0-9-]{{1,16}})/{part}/$", page, name=f"dpo-set-{part}")
        for part, page in (
            ("portfolio", sets.import_portfolio),
            ("experience", sets.make_experience),
            ("names", set_steps.ask_names),
        )
    ),
    path("sets/names/<uuid:asked>/approve/", set_steps.approve_names, name="dpo-set-approve-names"),
    path("sets/names/<uuid:asked>/import/", sets.import_names, name="dpo-set-import-names"),
    path("sets/files/<uuid:export>/removed/", set_steps.removed, name="dpo-set-removed"),
    re_path(_SET + "file/$", set_steps.export, name="dpo-set-export"),
    re_path(_SET + "token/$", set_steps.resolve, name="dpo-set-resolve"),
    path("rules/", rule_reviews.rules_in_force, name="dpo-retention-rules"),
    path("rules/<uuid:rule>/", rule_reviews.sign_off, name="dpo-retention-sign-off-rule"),
    path("what-if/", changes.what_if_page, name="dpo-retention-what-if"),
    path("unclear/", records.unclear_list, name="dpo-retention-unclear"),
    path("records/<uuid:envelope>/", records.record, name="dpo-retention-record"),
    path("records/<uuid:envelope>/event/", records.enter_event, name="dpo-retention-event"),
    path("records/<uuid:envelope>/term/", records.set_term, name="dpo-retention-term"),
    path("records/<uuid:envelope>/look/", records.look_again, name="dpo-retention-look"),
    path("records/<uuid:envelope>/approve/<uuid:term>/", records.approve_term, name="dpo-retention-approve-term"),
    path("records/<uuid:envelope>/end/<uuid:own>/", records.end_own, name="dpo-retention-end-own"),
    re_path(r"^propose/(?P<controller>[A-Z0-9-]{1,16})/$", runs.propose, name="dpo-retention-propose"),
    re_path(_RUN + "$", runs.run_page, name="dpo-retention-run"),
    path("certificates/", proofs.listing, name="dpo-retention-certificates"),
    re_path(_CERTIFICATE + "$", proofs.page, name="dpo-retention-certificate"),
    re_path(_CERTIFICATE + "(?P<form>json|pdf)/$", proofs.download, name="dpo-retention-certificate-file"),
    path("proofs/<uuid:act>/", proofs.act_page, name="dpo-retention-proof"),
    path("proofs/<uuid:act>/again/", proofs.check_again, name="dpo-retention-check-again"),
    re_path(_RUN + "review/$", run_items.review, name="dpo-retention-review"),
    re_path(_RUN + "review/(?P<envelope>[0-9a-f-]{36})/keep/$", run_items.keep, name="dpo-retention-keep"),
    re_path(_RUN + "reviewed/$", run_steps.finish_review, name="dpo-retention-reviewed"),
    re_path(_RUN + "advise/$", run_steps.advise, name="dpo-retention-advise"),
    re_path(_RUN + "approve/$", run_steps.approve, name="dpo-retention-approve"),
    re_path(_RUN + "execute/$", run_steps.execute, name="dpo-retention-execute"),
    re_path(_RUN + "abandon/$", run_steps.abandon, name="dpo-retention-abandon"),
    re_path(_RUN + "pause/$", run_steps.pause, name="dpo-retention-pause"),
    re_path(_RUN + "resume/$", run_steps.resume, name="dpo-retention-resume"),
    re_path(_RUN + "abort/$", run_steps.abort, name="dpo-retention-abort"),
]
