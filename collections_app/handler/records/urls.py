"""The addresses of the desks at which records beside the cases are kept."""

from django.urls import URLPattern

from collections_app.handler.records import ends, own_end, pages
from collections_app.handler.records.desks import DESKS, ENQUIRIES, RECORDS

_KIND = "(?P<kind>[a-z-]{4,24})"
_CONTROLLER = "(?P<controller>[A-Z0-9-]{1,24})"
_CASE = "(?P<case>K-[0-9]{4}-[0-9]{6,})"
_TERM = "(?P<term>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_RECORD = "(?P<reference>REC-[0-9]{7,})"

urlpatterns: list[URLPattern] = [
    RECORDS.at(f"cases/{_CASE}/", "of-case", pages.of_case),
    RECORDS.at(f"{_RECORD}/improve/", "improve", ends.improve),
    RECORDS.at(f"cases/{_CASE}/new/{_KIND}/", "on-case", pages.on_case),
    ENQUIRIES.at(f"{_RECORD}/until/", "until", own_end.until),
    ENQUIRIES.at(f"{_RECORD}/until/{_TERM}/approve/", "until-approve", own_end.approve),
    ENQUIRIES.at(f"{_RECORD}/until/{_TERM}/withdraw/", "until-withdraw", own_end.withdraw),
]
for _desk in DESKS:
    urlpatterns += [
        _desk.at("", "list", pages.listed),
        _desk.at(f"new/{_CONTROLLER}/{_KIND}/", "new", pages.new),
        _desk.at(f"{_RECORD}/", "one", pages.one),
        _desk.at(f"{_RECORD}/end/", "end", ends.end),
    ]
    if _desk.gathered:
        urlpatterns.append(_desk.at(f"end/{_CONTROLLER}/{_KIND}/", "end-all", ends.end_all))
