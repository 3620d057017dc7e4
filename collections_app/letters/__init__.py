"""Letters on paper and screen: tagged PDF for everybody (PDF/UA-1), in the reader's language, complete or not at all.

``letters.render("portal_code", data, language="sv")`` sets one of the letters in ``templates/letters``.
"""

from collections_app.letters.completeness import MissingElements
from collections_app.letters.rendering import render
from collections_app.letters.sender import of_controller, to_recipient
from collections_app.letters.typesetting import CannotBeSet

__all__ = ["CannotBeSet", "MissingElements", "of_controller", "render", "to_recipient"]
