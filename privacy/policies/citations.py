"""How an article of the regulation is written for a reader: Swedish law writes "artikel 17.3 e i GDPR".

What is stored is the form of the law tables, ``GDPR art. 17(3)(e)``; names of statutes beside it stay as they are.
"""

from retention.policies import citations


def in_language(citation: str, language: str) -> str:
    """The citation as the law of that language writes it, where the pages and letters on rights are in that language;
    whoever reads them in English reads the stored form.
    """
    return citations.in_language(citation, language) if language == "sv" else citation
