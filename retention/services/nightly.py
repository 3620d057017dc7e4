"""The night's work: due dates anew, the routine classes without anybody's review, and what was interrupted."""

from datetime import datetime, timedelta

from audit.acting import Actor
from collections_app.services.disclosing import disclosures
from personal_data.models import Controller
from retention.models import Run, RunState
from retention.selectors import due
from retention.services import rules, runs

# A run on which nobody has worked for so long has lost its worker, or never got one. If it has not, two share it.
LOST_AFTER = timedelta(minutes=5)


def run_routine(*, by: Actor, at: datetime) -> list[Run]:
    """Erase what is due of the routine classes, for every controller by its own local date (INTRUM-111).

    A controller that has nothing to erase gets no run, so a second call the same day changes nothing, and a recording
    that is held does not make a run each hour. Before that, the lines of the register of disclosures whose records have
    gone meanwhile get their clocks.
    """
    disclosures.start_clocks(at=at)
    done = []
    for controller in Controller.objects.order_by("reference"):
        rules.recompute(controller=controller)
        routine = {name for names in runs.passes(is_routine=True) for name in names}
        found = due.preview(controller, due.local_today(controller))
        if any(entry.due for entry in found.classes if entry.record_class in routine):
            run = runs.propose(controller=controller, by=by.id, at=at, is_routine=True)
            done.append(runs.execute(run=run, by=by.id, at=at))
    return done


def finish_interrupted(*, at: datetime) -> list[Run]:
    """Go on with runs whose worker was killed or never came, in the name of the person who executed them.

    They take what their approver saw due and nothing more; the gate judges each envelope anew.
    """
    lost = Run.objects.filter(state=RunState.EXECUTING, worked_on_at__lt=at - LOST_AFTER).order_by("executed_at")
    return [runs.work_off(run=run, at=at) for run in lost.select_related("controller")]
