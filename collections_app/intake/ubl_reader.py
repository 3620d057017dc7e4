"""Values of a UBL document by their paths, with every fault noted under its XPath and line."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar, cast

from lxml import etree

from collections_app.intake.problems import Fault, Problem
from collections_app.intake.wording import LONGEST, clean

_COMPONENTS = "urn:oasis:names:specification:ubl:schema:xsd:Common"
NAMESPACES = {"cac": f"{_COMPONENTS}AggregateComponents-2", "cbc": f"{_COMPONENTS}BasicComponents-2"}

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Reader:
    """Looks values up in one document and collects what is wrong with them."""

    def __init__(self, root: etree._Element, file: str) -> None:
        self.root = root
        self.name = etree.QName(root).localname
        self.problems: list[Problem] = []
        self._file = file

    def nodes(self, path: str) -> list[etree._Element]:
        """All elements at the path."""
        return self.root.findall(path, NAMESPACES)

    def text(self, path: str, field: str, longest: int = LONGEST) -> str:
        """The text of the first element at the path, or nothing."""
        node = self.root.find(path, NAMESPACES)
        return "" if node is None else self.text_of(node, path, field, longest)

    def text_of(self, node: etree._Element, path: str, field: str, longest: int = LONGEST) -> str:
        """The text of an element already found."""
        try:
            return clean(node.text or "", longest)
        except Fault as fault:
            self.note(path, field, fault)
            return ""

    def required(self, path: str, field: str, what: str, longest: int = LONGEST) -> str:
        """The text of an element that has to be there."""
        known = len(self.problems)
        text = self.text(path, field, longest)
        if not text and len(self.problems) == known:
            self.note(path, field, Fault("missing", f"{what} is missing. Add it."))
        return text

    def read(
        self,
        path: str,
        field: str,
        reader: Callable[Concatenate[str, _P], _T],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _T | None:
        """What the reader makes of the text at the path; its refusal is noted."""
        text = self.text(path, field)
        try:
            return reader(text, *args, **kwargs)
        except Fault as fault:
            self.note(path, field, fault)
            return None

    def note(self, path: str, field: str, fault: Fault) -> None:
        """Note a fault with the XPath, and the line of the element or of the nearest one that is there."""
        found = self._nearest(path)
        xpath = f"/{self.name}/{path}"
        line = cast("int | None", found.sourceline)
        self.problems.append(Problem(self._file, field, fault.code, fault.message, line, xpath))

    def _nearest(self, path: str) -> etree._Element:
        steps = path.split("/")
        for length in range(len(steps), 0, -1):
            found = self.root.find("/".join(steps[:length]), NAMESPACES)
            if found is not None:
                return found
        return self.root
