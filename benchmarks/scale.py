"""The flow at scale: time and peak memory of a first run and of an unchanged rerun, for growing corpora.

    python -m benchmarks.scale [--documents 1000 5000] [--characters 600] [--workers 2]

Every run is a process of its own (`opis run`), measured by the operating system: wall seconds, and the peak
resident memory of the largest process among it and its workers.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.corpus import main as write_corpus
from benchmarks.machine import machine


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[1000, 5000])
    parser.add_argument("--characters", type=int, default=600)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args(arguments)
    print(f"Documents of {args.characters} characters, {args.workers} workers, {machine()}\n")
    print("| documents | first run, s | peak memory, MiB | unchanged rerun, s | peak memory, MiB |")
    print("|---|---|---|---|---|")
    for count in args.documents:
        with tempfile.TemporaryDirectory() as folder:
            raw, curated = Path(folder, "raw"), Path(folder, "curated")
            write_corpus([str(raw), "--documents", str(count), "--characters", str(args.characters)])
            first, rerun = (measured(raw, curated, args.workers) for _ in range(2))
        print(f"| {count:,} | {first[0]:.1f} | {first[1]:.0f} | {rerun[0]:.1f} | {rerun[1]:.0f} |", flush=True)
    return 0


def measured(raw: Path, curated: Path, workers: int) -> tuple[float, float]:
    """Wall seconds and peak MiB of one run, in a process of its own so that peaks do not mix."""
    receiver, sender = get_context("spawn").Pipe(duplex=False)
    child = get_context("spawn").Process(target=_run, args=(sender, str(raw), str(curated), workers))
    child.start()
    seconds, peak = receiver.recv()
    child.join()
    return seconds, peak


def _run(sender: Connection, raw: str, curated: str, workers: int) -> None:
    start = time.perf_counter()
    command = [str(Path(sys.executable).with_name("opis")), "run", raw, curated, "--workers", str(workers)]
    subprocess.run(command, check=True, capture_output=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sender.send((time.perf_counter() - start, peak))


if __name__ == "__main__":
    sys.exit(main())
