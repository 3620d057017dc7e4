"""Message catalogues: every sentence marked for translation, and what it says in each language.

The catalogues in ``locale/`` are written by ``make messages`` and filled in by translators; the compiled form is made
from them by ``make setup`` and is not kept. English is the text in code and templates.
"""

import os
import sys
import tomllib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from retention.policies import citations

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
PACKAGES = ("audit", "personal_data", "accounts", "collections_app", "retention", "privacy", "config")
LANGUAGES = ("sv",)
SEEN = (
    "templates/portal/{seen,seen_line,received,proof_waits,log,base,masthead,language_switch}.html",
    "templates/base.html",
    "templates/components/{theme_switch,messages,badge,empty}.html",
    "privacy/portal/{words,seen,received,log}.py",
    "collections_app/models/{recipient_kind,disclosure_purpose}.py",
    "personal_data/declaration.py",
)
"""What the page of who has seen the data is put together from."""
CERTIFICATE = (
    "retention/services/certificate_words.py",
    "retention/models/run_state.py",
    "accounts/roles.py",
    "retention/policies/remainders.py",
    "retention/services/residual/checking.py",
    "retention/selectors/certificate_facts.py",
)
"""What a certificate of erasure for reading says beside its own words in ``templates/letters``."""
SENTENCES = (
    "retention/sentences.py",
    "retention/rules/*.toml",
    "*/record_classes.py",
    "privacy/services/copies/portable.py",
    *SEEN,
    *CERTIFICATE,
)
"""What is said in all five languages: why a record is still here and when it goes, who has seen the data, what was
erased by a certificate, and why a file that is taken along is empty."""
SENTENCE_LANGUAGES = ("nb", "fi", "da")
"""Languages whose catalogues hold those sentences and nothing else."""
_KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    "npgettext": ((1, "c"), 2, 3),
    "Sanction": (2,),  # a ground is an argument in a policy, which is plain Python and knows no gettext
}
# No dates and no names: two who run this at once write the same.
_HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def sources() -> list[Path]:
    """Every module and template of ours that may hold a sentence, and the rule files."""
    modules = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    ours = [path for path in modules if "migrations" not in path.parts]
    return sorted([*ours, *(ROOT / "templates").rglob("*.html"), *(ROOT / "retention" / "rules").glob("*.toml")])


def sentences() -> list[Path]:
    """The sources of what is said in all five languages."""
    return sorted({path for pattern in SENTENCES for path in matching(pattern)})


def matching(pattern: str) -> Iterator[Path]:
    """The files of a pattern; braces hold several names: ``portal/{seen,log}.html``."""
    head, brace, rest = pattern.partition("{")
    names, _, tail = rest.partition("}")
    for each in names.split(",") if brace else [""]:
        yield from ROOT.glob(f"{head}{each}{tail}")


def messages(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """The sentences of one file, each with its context: a text, or singular and plural."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        for rule in tomllib.loads(source)["rule"]:
            yield from ((rule[key], None) for key in ("ground", "trigger"))
            named = citations.parts(rule.get("citation", ""))
            yield from ((each, None) for each in named if citations.is_in_english(each))
        return
    if path.suffix == ".html":
        # What is left of a template is read as Python, to which its indentation would mean something.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=str(path)).splitlines())
    for _line, message, _comments, context in extract("python", BytesIO(source.encode()), keywords=_KEYWORDS):
        yield message, context


def whole(paths: Iterable[Path] | None = None) -> Catalog:
    """All sentences (of some files), in the order of their text, so that two who add some seldom meet."""
    catalogue = Catalog(charset="utf-8")
    for path in sources() if paths is None else paths:
        for message, context in messages(path):
            flags = ["python-format"] if "%(" in str(message) else []
            catalogue.add(message, context=context, locations=[(str(path.relative_to(ROOT)), 0)], flags=flags)
    return catalogue


def read(language: str) -> Catalog:
    """One language's catalogue, empty when it has none yet."""
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=language, project="Sigill", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def update() -> None:
    """Bring each language's catalogue up to what the code says now. What is new is left empty: nothing is guessed."""
    templates = dict.fromkeys(LANGUAGES, whole()) | dict.fromkeys(SENTENCE_LANGUAGES, whole(sentences()))
    for language, template in templates.items():
        catalogue = read(language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        po_file(language).parent.mkdir(parents=True, exist_ok=True)
        with po_file(language).open("wb") as file:
            file.write(_HEADER.format(language=language, plurals=catalogue.plural_forms).encode())
            write_po(file, catalogue, width=110, sort_output=True, include_lineno=False, omit_header=True)


def compile_stale() -> None:
    """Make the compiled form of each catalogue that has none as new as itself."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
            draft = compiled.with_suffix(f".{os.getpid()}")
            with draft.open("wb") as file:
                write_mo(file, read(path.parent.parent.name))
            draft.rename(compiled)


def po_file(language: str) -> Path:
    """Where a language's catalogue lies."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


if __name__ == "__main__":
    if "update" in sys.argv[1:]:
        update()
    compile_stale()
