"""On which line of a TOML file something stands, so that an error can say where to mend it.

``tomllib`` tells the line of what it cannot read, but not of what it has read.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_.\-\"']+)\s*=")


def line_of(text: str, path: Path) -> int | None:
    """The line, from 1 on, of a key, or of the innermost table around it that is there; None where there is neither.

    A path names tables and keys from the outside in; the items of an array of tables are counted from 1 on:
    ``("rule", 3, "kind")``.
    """
    known = dict(_places(text))
    while path and path not in known:
        path = path[:-1]
    return known.get(path)


def _places(text: str) -> Iterator[tuple[Path, int]]:
    counts: Counter[Path] = Counter()
    table: Path = ()
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        if depth == 0 and (header := _HEADER.match(line)):
            table = _table(header[2], header[1] == "[[", counts)
            yield table, number
        elif depth == 0 and (key := _KEY.match(line)):
            parts = [each.strip("\"'") for each in key[1].split(".")]
            for end in range(1, len(parts) + 1):
                yield (*table, *parts[:end]), number
        if not _HEADER.match(line):
            depth = max(0, depth + _opened(line))


def _table(name: str, is_array: bool, counts: Counter[Path]) -> Path:
    """The path of a header: each array of tables on the way stands for its newest item."""
    path: Path = ()
    parts = [each.strip().strip("\"'") for each in name.split(".")]
    for place, part in enumerate(parts):
        path = (*path, part)
        if is_array and place == len(parts) - 1:
            counts[path] += 1
        if counts[path]:
            path = (*path, counts[path])
    return path


def _opened(line: str) -> int:
    """How many lists and tables a line leaves open; brackets inside texts and comments do not count."""
    bare = re.sub(r"\"(\\.|[^\"\\])*\"|'[^']*'", "", line).partition("#")[0]
    return sum(bare.count(each) for each in "[{") - sum(bare.count(each) for each in "]}")


def path_in(content: Mapping[str, object], key: str) -> Path:
    """The path of a key as errors write it, ``purposes[collection].bases[1].law``, in what was read from the file."""
    path: list[str | int] = []
    here: object = content
    for name, item in re.findall(r"([A-Za-z0-9_\-]+)(?:\[([^\]]*)\])?", key):
        path.append(name)
        here = here.get(name) if isinstance(here, Mapping) else None
        if item:
            path.append(_place(here, item))
            here = here[int(path[-1]) - 1] if isinstance(here, list) and 0 < int(path[-1]) <= len(here) else None
    return tuple(path)


def _place(items: object, wanted: str) -> int:
    named = (
        [each.get("key") if isinstance(each, Mapping) else None for each in items] if isinstance(items, list) else []
    )
    if wanted in named:
        return named.index(wanted) + 1
    return int(wanted) if wanted.isdecimal() else 0
