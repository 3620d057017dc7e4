"""Every template is named somewhere: by a view, a tag, or another template."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = ROOT / "templates"
PACKAGES = ("config", "privacy", "retention", "collections_app", "accounts", "personal_data", "audit")
# Libraries ask for these by names of their own.
ASKED_FOR_BY_LIBRARIES = ("account/", "mfa/", "allauth/", "403_csrf.html", "429.html")
HAVE_A_TEST_OF_THEIR_OWN = ("letters/",)
_NAMED = re.compile(r"""["']([\w/]+(?:\{\w+\}\w*)*\.(?:html|txt))["']""")


def _named() -> list[re.Pattern[str]]:
    """Every name in code and templates; what an f-string leaves open may be any word."""
    code = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    names = {name for path in (*code, *TEMPLATES.rglob("*.*")) for name in _NAMED.findall(path.read_text())}
    return [re.compile(re.sub(r"\\\{\w+\\\}", r"\\w+", re.escape(name))) for name in sorted(names)]


def test_no_template_is_unused() -> None:
    named = _named()
    names = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.*"))
    unused = [
        name
        for name in names
        if not name.startswith((*ASKED_FOR_BY_LIBRARIES, *HAVE_A_TEST_OF_THEIR_OWN))
        and not any(pattern.fullmatch(name) for pattern in named)
    ]
    assert len(names) > 20
    assert unused == []
