"""What of INTRUM-51 each of these tests proves."""

import pytest

row = pytest.mark.requirement
APPROVED = row("INTRUM-51", breaks="production data that open on a test installation without the DPO's valid approval")
LIMITED = row("INTRUM-51", breaks="an approval without an end, or with an end that is not asked for")
SAME = row("INTRUM-51", breaks="a test installation that shows more, to more people, or without a record")
WIPED = row("INTRUM-51", breaks="a copy that outlives its days, in whole or in part, or waits for somebody to wipe it")
AUDITED = row("INTRUM-51", breaks="a copy that is asked for, approved, made, opened or wiped without an event")
