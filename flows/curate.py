"""The flow: discover → fingerprint → skip unchanged → extract in batches → stage → verify → publish → summary.

The only module that imports Prefect. Its tasks wrap plain functions at the edge; between them go paths and counts,
never tables. A task costs tens of milliseconds, so one handles a batch of hundreds of documents, in a worker process.
"""

from __future__ import annotations

import os
import signal
import time
from typing import Any, TypeVar, cast

from flows.environment import prepare

prepare()  # Prefect reads its settings when it is imported

from prefect import Task, flow
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.server.api.server import SubprocessASGIServer
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import quote

from flows import steps
from flows.batches import Batch, is_large_table
from flows.gather import Report
from flows.plan import Plan, chunk_batches, plan_batches
from flows.progress import Meter, tell
from flows.settings import MAX_WORKERS, Settings, load_settings
from flows.snapshots import Snapshot, locked
from flows.summary import Summary, as_markdown, summarise
from flows.workers import Workers

T = TypeVar("T")

_ONCE: dict[str, Any] = {"cache_policy": NO_CACHE, "persist_result": False}


def stop_server() -> None:
    """End the server that Prefect has started for this process, if it has. For a run that is to stop at once."""
    for pid in _servers():
        os.kill(pid, signal.SIGKILL)


def _servers() -> list[int]:
    running = [server.server_process for server in SubprocessASGIServer._instances.values()]
    return [process.pid for process in running if process is not None and process.poll() is None]


def _may_pass(_task: Any, _run: Any, state: State[Any]) -> bool:
    """Only trouble with disks and networks may be gone a second later."""
    try:
        state.result()
    except OSError:
        return True
    except Exception:
        return False
    return False


discover = Task(
    steps.discover_plain, name="discover", retries=2, retry_delay_seconds=1, retry_condition_fn=_may_pass, **_ONCE
)
split = Task(steps.split_plain, name="split a large table", **_ONCE)
extract = Task(steps.extract_plain, name="extract a batch", **_ONCE)
stage = Task(steps.stage_plain, name="stage and verify", **_ONCE)
publish = Task(steps.publish_plain, name="publish", **_ONCE)


@flow(name="curate", task_runner=ThreadPoolTaskRunner(max_workers=MAX_WORKERS), persist_result=False)  # type: ignore[arg-type]
def curate(settings: Settings | None = None) -> Summary:
    """Bring the tables under `settings.curated` up to date with `settings.raw`; without settings, with those in force.

    Raises InputError if there is nothing at `raw`, SnapshotError if another run is writing to `curated`.
    """
    started = time.time()
    settings = settings or load_settings()
    with locked(settings.curated):
        tell("looking for inputs")
        plan = discover(settings)
        snapshot, documents = _bring_up_to_date(settings, plan, started)
        published = snapshot is not plan.last
        seconds = time.time() - started
        counts = steps.counts_of(plan)
        summary = summarise(settings.curated, snapshot, counts, documents, seconds, plan.notices, published)
    create_markdown_artifact(as_markdown(summary), key="curated-tables", description="What the run did")
    return summary


def _bring_up_to_date(settings: Settings, plan: Plan, started: float) -> tuple[Snapshot, int]:
    """The snapshot that is the latest at the end, and how many documents were extracted for it."""
    if plan.nothing_changed and plan.last is not None:
        steps.drop_work(plan)
        return plan.last, 0
    reports = _extract_all(settings, plan)
    tell("staging and verifying")
    staged = stage(_as_is(plan), _as_is(reports))
    if staged.same_as_last and plan.last is not None:
        steps.drop_work(plan)
        return plan.last, staged.documents
    tell("publishing")
    return publish(settings, _as_is(plan), staged, started), staged.documents


def _extract_all(settings: Settings, plan: Plan) -> list[Report]:
    batches = plan_batches(plan, settings.batch_size)
    with Workers(settings.workers, settings.timeout, wards=_servers()) as workers:
        batches = _split_large(settings, plan, batches, workers)
        meter = Meter("extracting", sum(batch.expected for batch in batches))
        futures = [
            extract.submit(str(batch.save(plan.places.todo)), str(plan.places.results), workers, meter)
            for batch in batches
        ]
        return [future.result() for future in futures]


def _split_large(settings: Settings, plan: Plan, batches: list[Batch], workers: Workers) -> list[Batch]:
    """The batches, with each large table replaced by those of its chunks."""
    large = [batch for batch in batches if is_large_table(batch.inputs[0])]
    if not large:
        return batches
    tell("splitting large tables")
    size = settings.batch_size
    futures = [
        split.submit(str(batch.save(plan.places.todo)), str(plan.places.chunks), size, workers) for batch in large
    ]
    chunks = [
        part
        for batch, future in zip(large, futures, strict=True)
        for part in chunk_batches(batch, future.result(), size)
    ]
    return [batch for batch in batches if batch not in large] + chunks


def _as_is(value: T) -> T:
    """A parameter that Prefect hands on without looking for results of other tasks inside, which takes seconds."""
    return cast(T, quote(value))
