"""The broker: every key of a Redis database, with Celery's messages."""

import base64
import json
from collections.abc import Callable
from typing import Any

from tests.leak_scan.needles import PLANTED, Hit, Needles, must_find, plantings


def scan_broker(client: Any, needles: Needles) -> list[Hit]:
    """Look through every key and value of a Redis database."""
    return [
        hit
        for key in client.scan_iter()
        for hit in needles.hits(f"broker {key.decode(errors='replace')}", b"\n".join([key, *_values(client, key)]))
    ]


def prove_broker(client: Any) -> int:
    """Plant in every kind of Redis value and as a Celery message; each must be found. The plantings are removed."""
    planted = 0
    for form, text in plantings().items():
        body = base64.b64encode(json.dumps([[text], {}, {}]).encode()).decode()
        message = json.dumps({"body": body, "content-encoding": "utf-8", "properties": {"body_encoding": "base64"}})
        for kind, plant in {
            "string": lambda key: client.set(key, text),  # noqa: B023
            "list": lambda key: client.rpush(key, "one", text),  # noqa: B023
            "set": lambda key: client.sadd(key, text),  # noqa: B023
            "sorted set": lambda key: client.zadd(key, {text: 1}),  # noqa: B023
            "hash": lambda key: client.hset(key, "field", text),  # noqa: B023
            "hash field": lambda key: client.hset(key, text, "value"),  # noqa: B023
            "stream": lambda key: client.xadd(key, {"field": text}),  # noqa: B023
        }.items():
            key = f"leak-scan:{kind}"
            plant(key)
            must_find(f"broker {key}", form, scan_broker(client, Needles([PLANTED])))
            client.delete(key)
            planted += 1
        if form == "plain":
            client.lpush("leak-scan:message", message)
            must_find("broker leak-scan:message", "base64", scan_broker(client, Needles([PLANTED])))
            client.delete("leak-scan:message")
            planted += 1
    return planted


def _values(client: Any, key: bytes) -> list[bytes]:
    readers: dict[bytes, Callable[[], list[bytes]]] = {
        b"string": lambda: [client.get(key) or b""],
        b"list": lambda: list(client.lrange(key, 0, -1)),
        b"set": lambda: list(client.smembers(key)),
        b"zset": lambda: list(client.zrange(key, 0, -1)),
        b"hash": lambda: [part for pair in client.hgetall(key).items() for part in pair],
        b"stream": lambda: [part for _, entry in client.xrange(key) for pair in entry.items() for part in pair],
        b"none": list,  # it expired while we looked
    }
    return readers[client.type(key)]()
