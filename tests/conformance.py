"""Print how many requirement rows the last run has proven: ``make conformance``."""

import json
import re
import sys
from collections import Counter, defaultdict

from tests.fixtures.conformance import RESULT, ROOT, rows

_PACKS = ("retention/rules/*.toml", "privacy/policy_packs/*.toml")
_ROW = re.compile(r"\b(?:AMILI|INTRUM|ALMI|AXACTOR|OPR)-\d+\b")


def main() -> int:
    """Print the list and the count; exit with 1 when a marked row failed or no marked test has run."""
    known = rows()
    outcomes: dict[str, dict[str, bool]] = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    proven = {row for row, tests in outcomes.items() if tests and all(tests.values())}
    failed = set(outcomes) - proven
    declared = {
        row for pattern in _PACKS for path in ROOT.glob(pattern) for row in _ROW.findall(path.read_text())
    } & set(known) - proven
    for row, kind in known.items():
        if row in outcomes or row in declared:
            state = "proven" if row in proven else "FAILED" if row in failed else "declared"
            print(f"{row:12} {kind:16} {state:9} {', '.join(sorted(outcomes.get(row, {})))}")
    by_notice: dict[str, Counter[str]] = defaultdict(Counter)
    for row in known:
        notice = row.split("-")[0]
        by_notice[notice]["rows"] += 1
        by_notice[notice]["proven"] += row in proven
        by_notice[notice]["declared"] += row in declared
    print()
    for notice, counts in by_notice.items():
        print(f"{notice:8} {counts['proven']:3}/{counts['rows']:3} proven, {counts['declared']:3} declared")
    print(f"\n{len(proven)}/{len(known)} proven, {len(declared)} declared")
    return 1 if failed or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
