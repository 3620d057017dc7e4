"""The night's work: due dates anew, and the routine classes erased without anybody's review."""

from datetime import datetime

from audit.acting import Actor
from personal_data.models import Controller
from retention.models import Run
from retention.selectors import due
from retention.services import rules, runs


def run_routine(*, by: Actor, at: datetime) -> list[Run]:
    """Erase what is due of the routine classes, for every controller by its own local date (INTRUM-111).

    A controller that has nothing to erase gets no run, so a second call the same day changes nothing, and a recording
    that is held does not make a run each hour.
    """
    done = []
    for controller in Controller.objects.order_by("reference"):
        rules.recompute(controller=controller)
        routine = {name for names in runs.passes(is_routine=True) for name in names}
        found = due.preview(controller, due.local_today(controller))
        if any(entry.due for entry in found.classes if entry.record_class in routine):
            run = runs.propose(controller=controller, by=by.id, at=at, is_routine=True)
            done.append(runs.execute(run=run, by=by.id, at=at))
    return done
