"""Texts of files made fit to keep: one kind of space, nothing invisible, nothing endless."""

import re

from collections_app.intake.problems import Fault

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffe\uffff]")
# Marks that turn the direction of writing or take no room; they make two equal names look or search differently.
_UNSEEN = dict.fromkeys([0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
LONGEST = 500
LONGEST_NUMBER = 64
LONGEST_GROUND = 2000


def clean(text: str, longest: int = LONGEST) -> str:
    """Join what line breaks and odd spaces part, and refuse what no keyboard writes."""
    if not text.isprintable():
        if _CONTROL.search(text):
            raise Fault("control_character", "There is an unprintable character in the text. Write the text again.")
        text = text.translate(_UNSEEN)
    text = " ".join(text.split())
    if len(text) > longest:
        raise Fault("too_long", f"The text is longer than {longest} characters. Shorten it.")
    return text
