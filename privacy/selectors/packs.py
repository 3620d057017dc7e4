"""Which policy pack binds which controller. Packs are read once; a change of a file is a change of the program."""

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.core.exceptions import ImproperlyConfigured

from collections_app.policies.calls import RecordingTerms
from collections_app.policies.details import Terms
from collections_app.policies.transfers import Limits
from personal_data.models import Controller
from privacy.policies import source_terms, transfers
from privacy.policies.packs import facts
from privacy.policies.packs.loading import parse
from privacy.policies.packs.pack import Pack
from privacy.policies.packs.reading import Contradiction, PackProblem, UnknownReference
from privacy.policies.packs.terms import Topic
from retention.policies.toml_lines import line_of, path_in
from retention.services import rules

PACKS_FOLDER = Path(__file__).parent.parent / "policy_packs"


class NoPack(ImproperlyConfigured):
    """No notice of this controller is known, so nobody can be told what it has promised."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"There is no policy pack of the controller {reference!r}. Write one in privacy/policy_packs/ with "
            f'controller = "{reference}"; known are {", ".join(sorted(every())) or "none"}.'
        )
        self.reference = reference


def pack_of(controller: Controller) -> Pack:
    """The pack that binds a controller. Raises NoPack."""
    return of_reference(controller.reference)


def of_reference(reference: str) -> Pack:
    """The pack of the controller with that reference, such as ``AMILI``. Raises NoPack."""
    try:
        return every()[reference]
    except KeyError:
        raise NoPack(reference) from None


def limits_of_reference(reference: str) -> Limits | None:
    """How far data may go by the notice of the controller with that reference; None when no notice of it is known."""
    pack = every().get(reference)
    return transfers.limits_of(pack) if pack else None


def recording_terms_of_reference(reference: str) -> RecordingTerms | None:
    """Whether the controller with that reference records calls, and what for; None when no notice of it is known."""
    pack = every().get(reference)
    return facts.recording_terms(pack) if pack else None


def detail_terms_of_reference(reference: str) -> Terms | None:
    """What may be kept of debtors and from whom by the notice of the controller; None when no notice is known."""
    pack = every().get(reference)
    return source_terms.of_pack(pack) if pack else None


def keeps_statistics(reference: str) -> bool:
    """Whether the notice of the controller with that reference speaks of statistics (INTRUM-49, ALMI-39)."""
    pack = every().get(reference)
    return pack is not None and any(each.topic is Topic.STATISTICS for each in pack.statements)


@cache
def every() -> Mapping[str, Pack]:
    """All packs, by the reference of their controller. Raises PackProblem when a file is not as it should be."""
    packs: dict[str, Pack] = {}
    for path in sorted(PACKS_FOLDER.glob("*.toml")):
        pack = read(path)
        if pack.controller in packs:
            raise Contradiction(f"{path.name}: controller", f"{pack.controller!r} has another pack already.")
        packs[pack.controller] = pack
    return MappingProxyType(packs)


def names() -> list[str]:
    """The packs that there are, by the names of their files."""
    return sorted(path.stem for path in PACKS_FOLDER.glob("*.toml"))


def digest(name: str) -> str:
    """The digest of a pack's file and its rules' file as they stand in this program. Raises PackProblem."""
    path = PACKS_FOLDER / f"{name}.toml"
    texts = (path, rules.RULES_FOLDER / read(path).rule_file)
    return hashlib.sha256(b"\0".join(each.read_bytes() for each in texts)).hexdigest()


def read(path: Path) -> Pack:
    """One pack from its file, with the rules that it names. Raises PackProblem, which names file, line and key."""
    text = path.read_text(encoding="utf-8")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackProblem(path.name, str(error)) from error
    try:
        pack = parse(content, path.name)
        _check_rules(pack, path.name)
    except PackProblem as problem:
        key = problem.where.removeprefix(f"{path.name}: ")
        problem.stands_on(path.name, line_of(text, path_in(content, key)))
        raise
    return pack


def _check_rules(pack: Pack, file: str) -> None:
    """The rule file is this controller's own and has every rule to which the pack points."""
    published = rules.RULES_FOLDER / pack.rule_file
    if not published.is_file():
        raise UnknownReference(f"{file}: rule_file", f"there is no rule file {pack.rule_file!r}.")
    content = rules.read(published)
    if content["controller"] != pack.controller:
        raise Contradiction(f"{file}: rule_file", f"{pack.rule_file} has the rules of {content['controller']!r}.")
    codes = {rule["code"] for rule in content["rule"]}
    for kept in pack.keeping:
        if kept.rule and kept.rule not in codes:
            raise UnknownReference(f"{file}: keeping[{kept.key}].rule", f"{pack.rule_file} has no rule {kept.rule!r}.")
