from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_counters() -> Iterator[None]:
    """Failed sign-ins are counted in the cache; each test starts from nothing."""
    cache.clear()
    yield
    cache.clear()
