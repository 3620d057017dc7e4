"""Counting failed sign-ins: first in the cache, which is quick, then in the database, which remembers a restart.

An attempt is counted before it is looked at and given back when it was right, so that many at once cannot slip through.
"""

import contextlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.core.cache import cache
from django.db import connection
from redis.exceptions import RedisError

from privacy.models import FailedSignIns
from privacy.policies.sign_in.limits import LIMITS, OF_CASE, OF_NETWORK, Limit
from privacy.services.sign_in import code_digests

_COUNT = """
INSERT INTO privacy_failedsignins AS known (bucket, failures, ends_at)
SELECT bucket, 1, ends_at FROM unnest(%s::bytea[], %s::timestamptz[]) AS asked (bucket, ends_at) ORDER BY bucket
ON CONFLICT (bucket) DO UPDATE SET
    failures = CASE WHEN known.ends_at <= %s THEN 1 ELSE known.failures + 1 END,
    ends_at = CASE WHEN known.ends_at <= %s THEN EXCLUDED.ends_at ELSE known.ends_at END
RETURNING bucket, failures, ends_at"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt as it was counted; ``wait_until`` is set when it may not even be looked at."""

    buckets: tuple[bytes, ...]
    wait_until: datetime | None


def count(*, case_number: str, network: str, at: datetime) -> Attempt:
    """Count an attempt on a case number from a network, unless one of them has failed too often already.

    Raises nothing about the case: one that does not exist is counted in the same way.
    """
    return take(_buckets(case_number, network), LIMITS, at=at)


def take(buckets: tuple[bytes, ...], limits: Sequence[Limit], *, at: datetime) -> Attempt:
    """Count one use of each bucket under its limit, unless one of them is used up; then none is counted."""
    remembered = _too_often_in_cache(buckets, at)
    if remembered:
        return Attempt(buckets, remembered)
    ends = [at + limit.window for limit in limits]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [list(buckets), ends, at, at])
        counted = {bytes(bucket): (failures, ends_at) for bucket, failures, ends_at in cursor.fetchall()}
    over = [
        (bucket, counted[bucket][1])
        for bucket, limit in zip(buckets, limits, strict=True)
        if counted[bucket][0] > limit.failures
    ]
    for bucket, ends_at in over:
        _remember(bucket, ends_at, at)
    if over:
        # What is not looked at is no failure on the case, or one network could use up the case's own count.
        _give_back(buckets)
        return Attempt(buckets, max(ends_at for _, ends_at in over))
    return Attempt(buckets, None)


def give_back(attempt: Attempt) -> None:
    """The attempt was right: it is no failure."""
    _give_back(attempt.buckets)


def forget(*, at: datetime) -> int:
    """Remove the counts of windows that have ended; the number of them."""
    return FailedSignIns.objects.filter(ends_at__lte=at).delete()[0]


def _buckets(case_number: str, network: str) -> tuple[bytes, ...]:
    return tuple(code_digests.of_count(limit.kind, *_counted(limit, case_number, network)) for limit in LIMITS)


def _counted(limit: Limit, case_number: str, network: str) -> tuple[str, ...]:
    if limit is OF_NETWORK:
        return (network,)
    return (case_number,) if limit is OF_CASE else (case_number, network)


def _give_back(buckets: Sequence[bytes]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH mine AS (SELECT bucket FROM privacy_failedsignins WHERE bucket = ANY (%s) ORDER BY bucket FOR UPDATE)"
            " UPDATE privacy_failedsignins known SET failures = known.failures - 1"
            " FROM mine WHERE known.bucket = mine.bucket AND known.failures > 0",
            [list(buckets)],
        )


def _too_often_in_cache(buckets: Sequence[bytes], at: datetime) -> datetime | None:
    """When the longest wait of these ends, as the cache knows it. A cache that is away knows nothing."""
    ends: list[datetime] = []
    with contextlib.suppress(RedisError, OSError):
        ends = [each for each in cache.get_many([_name(bucket) for bucket in buckets]).values() if each > at]
    return max(ends, default=None)


def _remember(bucket: bytes, ends_at: datetime, at: datetime) -> None:
    with contextlib.suppress(RedisError, OSError):
        cache.set(_name(bucket), ends_at, timeout=math.ceil((ends_at - at).total_seconds()))


def _name(bucket: bytes) -> str:
    return f"portal-sign-in:{sha256(bucket).hexdigest()}"
