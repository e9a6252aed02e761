"""The worker of a desk: it takes one job after the other and does each in a process of its own.

So what a job holds is given back when it ends, a job can be cancelled, and one that takes its process down takes
nothing else with it. The worker is alone: a second one of the same alliance waits until the first has gone.
"""

import fcntl
import os
import signal
import sys
import time
from datetime import date
from io import FileIO
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread

from sqlalchemy.exc import OperationalError

from schakel.desk.jobs import Job, State, drop_sealed, end, failure, find_job, take_next, telling, wait_again
from schakel.desk.mail import MailServer, send_waiting
from schakel.desk.office import Office
from schakel.desk.responses import drop_unsent
from schakel.desk.uploads import drop_ended
from schakel.store.own_folder import own_file, own_folder
from schakel.without_pandas import leave_pandas_out
from schakel_base import clock
from schakel_base.errors import Fault, SchakelError, without_values

_PAUSE = 0.3
_GRACE = 20.0
_ROUND = 5.0
_PROCESSES = get_context("forkserver")
_ITSELF_FAILED = Fault("Schakel itself failed here; the operator of the desk finds the details in its log")


def work_on(folder: Path, server: int) -> None:
    """Do the jobs of an alliance, until the process of the server has gone.

    The server says its own number: it can be killed before this process first asks whose child it is.
    """
    _PROCESSES.set_forkserver_preload(["schakel.desk.preloaded", "schakel.desk.work"])
    office = Office(folder)
    own_folder(office.workspace.folder / "desk")
    with FileIO(office.workspace.folder / "desk" / "worker.lock", "a+", opener=own_file) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        office.write(wait_again)
        _tidy(office)
        if mail := MailServer.declared():
            Thread(target=_send_mail, args=(office, mail), daemon=True).start()
        tidied = clock.today()
        while os.getppid() == server:
            if not do_next(office):
                time.sleep(_PAUSE)
            if tidied != clock.today():
                _tidy(office)
                tidied = clock.today()


def _send_mail(office: Office, server: MailServer) -> None:
    """Send what people asked for, as long as the worker works."""
    from schakel.desk.telling import tell_of_lateness

    looked: date | None = None
    while True:
        try:
            # Once a day: each look at who is late is a record in the access log.
            if looked != clock.today():
                tell_of_lateness(office)
                looked = clock.today()
            send_waiting(office.database, server)
        except (SchakelError, OperationalError) as error:
            # Declarations that are being mended, or a database that is restarted: the next round finds them well.
            sys.stderr.write(without_values(error))
        time.sleep(_ROUND)


def do_next(office: Office) -> bool:
    """Do the next job, if one waits; say whether one did."""
    job = office.write(take_next)
    if job is None:
        return False
    process = _PROCESSES.Process(target=_do, args=(office.folder, job.number), daemon=True)
    process.start()
    _follow(office, job, process)
    _end_without_a_word(office, job)
    _tidy(office)
    return True


def _tidy(office: Office) -> None:
    drop_ended(office.database, office.workspace)
    office.write(drop_sealed)
    try:
        drop_unsent(office)
    except SchakelError as error:
        # Declarations that are being mended: nothing is dropped before it is clear how long it is kept.
        sys.stderr.write(without_values(error))


def _follow(office: Office, job: Job, process: BaseProcess) -> None:
    """Wait for the process of a job, and stop it where the job is cancelled."""
    while process.is_alive():
        process.join(_PAUSE)
        now = _known(office, job.number)
        if now and now.state is State.CANCELLING:
            process.terminate()
            process.join(_GRACE)
            process.kill()
            process.join()


def _end_without_a_word(office: Office, job: Job) -> None:
    """End a job that did not say how it ended: it was stopped, or killed from outside, or it is a defect of ours."""
    now = _known(office, job.number)
    if now is None or not now.is_open:
        return
    looking = _PROCESSES.Process(target=_look_back, args=(office.folder, job.number), daemon=True)
    looking.start()
    looking.join()
    told = ("", {}) if now.state is State.CANCELLING else failure([_ITSELF_FAILED])
    with office.database.begin() as connection:
        # One that has ended stays as it is.
        end(connection, job.number, State.CANCELLED if now.state is State.CANCELLING else State.FAILED, *told)


def _look_back(folder: Path, number: int) -> None:
    """Tell of a job what it had finished, if it had."""
    from schakel.desk.telling import end_and_tell
    from schakel.desk.work import finished

    Thread(target=_end_with_the_worker, daemon=True).start()
    office = Office(folder)
    job = _known(office, number)
    try:
        if job and (told := finished(office, job)):
            end_and_tell(office, job, State.DONE, *told)
    except Exception as error:
        sys.stderr.write(without_values(error))


def _known(office: Office, number: int) -> Job | None:
    return office.read(find_job, number)


def _do(folder: Path, number: int) -> None:
    # What counts takes long to load, and the worker itself needs none of it.
    from schakel.desk.telling import end_and_tell
    from schakel.desk.work import do

    Thread(target=_end_with_the_worker, daemon=True).start()
    office = Office(folder)
    job = _known(office, number)
    if job is None:
        return
    try:
        told, result = do(office, job, telling(office.database, number))
        end_and_tell(office, job, State.DONE, told, result)
        return
    except SchakelError as error:
        faults = error.faults
    except Exception as error:
        # To the log of the machine, without values that a message may quote.
        sys.stderr.write(without_values(error))
        faults = (_ITSELF_FAILED,)
    end_and_tell(office, job, State.FAILED, *failure(faults))


def _end_with_the_worker() -> None:
    """End when the worker has gone: another one does this job again, and must not find us at it."""
    if worker := parent_process():
        worker.join()
        os._exit(1)


def end_in_order() -> None:
    """Let a process that is asked to end do what it does at its end, so that it leaves no files behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())


if __name__ == "__main__":
    end_in_order()
    leave_pandas_out()
    work_on(Path(sys.argv[1]), int(sys.argv[2]))
