"""Another program that works at the same time, and a power cut in the middle of a step."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections


def power_cut(*_: Any) -> None:
    raise ZeroDivisionError


def beside(work: Callable[[], object]) -> object:
    """What another program gives that works at the same time, with sessions of its own; its exception if it has one."""

    def alone() -> object:
        try:
            return work()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as others:
        return others.submit(alone).result()


def after(step: Callable[..., Any]) -> Callable[..., None]:
    """The step is done, and then the power is cut."""

    def stopped(*values: Any) -> None:
        step(*values)
        power_cut()

    return stopped
