"""Work for the worker: files of outcome that are too large to be read while somebody waits."""

from procrastinate.contrib.django import app

from config.jobs import Progress, ask_once, job
from grants.models import OutcomeUpload
from grants.outcome import uploads


@job("grants.work_on_upload")
def work_on_upload(*, upload_id: int) -> None:
    """Reads a file, or takes it in. Killed in the middle it leaves nothing, and is begun anew."""
    upload = OutcomeUpload.objects.for_work().filter(pk=upload_id).first()
    if upload is not None:
        uploads.work(upload)


def ask(upload: OutcomeUpload, *, again: bool = False) -> Progress:
    """Queues the work unless it waits or is done already, and tells how it goes."""
    return ask_once(work_on_upload, f"outcome-upload:{upload.pk}:{upload.stage}", again, upload_id=upload.pk)


@app.periodic(cron="* * * * *")
@job("grants.take_up_uploads")
def take_up_uploads(*, timestamp: int) -> None:
    """Every minute: queues what a killed worker has left in the middle, also when nobody looks at its page."""
    for upload in OutcomeUpload.objects.under_way().without_content():
        ask(upload)
