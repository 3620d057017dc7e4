"""What the versions of a notice must say of what they change."""

from collections.abc import Iterator

from privacy.policies.packs.pack import Pack
from privacy.policies.packs.reading import Contradiction, MissingPart, PackProblem
from privacy.policies.words import LANGUAGES


def judge(pack: Pack) -> Iterator[tuple[str, type[PackProblem], str]]:
    """A significant version says what it changes, in every language: nobody is told in words that they cannot read."""
    for number, version in enumerate(pack.notice.versions, 1):
        key = f"notice.versions[{number}].changes"
        if version.significant != (version.changes is not None):
            problem = MissingPart if version.significant else Contradiction
            yield key, problem, "a significant version, and no other, says what it changes (ALMI-114)."
        elif version.changes is not None:
            for language in LANGUAGES:
                if language not in version.changes.by_language:
                    yield f"{key}.{language}", MissingPart, "is missing: those concerned are told in their language."
        if version.significant and number == 1:
            yield f"notice.versions[{number}].significant", Contradiction, "the first version changes nothing."
