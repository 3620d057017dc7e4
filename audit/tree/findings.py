"""What verification finds, and where."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was sealed: what (a code), which event, leaf, node or head, and a sentence."""

    kind: str
    where: str
    says: str

    def __str__(self) -> str:
        return f"{self.where}: {self.says}"


@dataclass(slots=True)
class Report:
    """What was checked, and what was found."""

    events: int = 0
    leaves: int = 0
    heads: int = 0
    unsealed: int = 0
    findings: list[Finding] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    """What is as it should be and yet has to be known: lives of the tree, months that have expired."""

    @property
    def is_whole(self) -> bool:
        """Whether everything is as it was sealed."""
        return not self.findings
