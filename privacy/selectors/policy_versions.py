"""Which notice binds whom: what it names, what is off, and the versions that bound before (GDPR art. 13, 5(1)(b))."""

from collections.abc import Sequence
from dataclasses import dataclass

from personal_data import reach
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import PolicyVersion
from privacy.policies.packs.pack import Pack
from privacy.policies.packs.promises import Switch
from privacy.selectors import packs


@dataclass(frozen=True, slots=True)
class Bound:
    """One controller with its notice."""

    controller: Controller
    pack: Pack | None
    versions: Sequence[PolicyVersion]
    """Newest first; none where no notice has been loaded."""
    is_as_loaded: bool
    """Whether the files of this program are those that were loaded."""

    @property
    def named(self) -> list[tuple[str, str]]:
        """The purposes for which data open, each with its legal basis."""
        return sorted((self.controller.notice_purposes or {}).items())

    @property
    def off(self) -> list[str]:
        """The purposes that the notice does not name."""
        return sorted({each.value for each in Purpose} - set(self.controller.notice_purposes or ()))

    @property
    def switched_on(self) -> list[Switch]:
        """What the notice turns on beside."""
        return [each for each in self._switches if each.on]

    @property
    def switched_off(self) -> list[Switch]:
        """What the notice leaves off beside."""
        return [each for each in self._switches if not each.on]

    @property
    def _switches(self) -> tuple[Switch, ...]:
        return self.pack.switches if self.pack else ()


def every() -> list[Bound]:
    """All controllers within reach."""
    controllers = Controller.objects.filter(reach.within("pk")).order_by("name")
    versions = PolicyVersion.objects.order_by("-valid_from", "-loaded_at")
    return [_bound(each, list(versions.filter(controller=each))) for each in controllers]


def _bound(controller: Controller, versions: Sequence[PolicyVersion]) -> Bound:
    last = versions[0] if versions else None
    as_loaded = last is not None and last.pack in packs.names() and last.sha256 == packs.digest(last.pack)
    return Bound(controller, packs.every().get(controller.reference), versions, as_loaded)
