"""Have submissions judged by the workers of a Dask cluster.

The workers know the reference, like the grader, and each runs its submissions in a sandbox of its own. All that they
share with the grader is the network and the version of this repository.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import logging
import platform
from concurrent.futures import CancelledError, Future
from typing import Any

from autograder.grading import Job, Judged, judge_job
from autograder.sandbox.bubblewrap import package_folder
from autograder.workers import CannotGrade

_CONNECT_SECONDS = 10.0
_LIBRARIES = ("numpy", "matplotlib", "torch", "ipython", "nbformat", "msgspec")
_LEAST_AHEAD = 64  # jobs to give out at least, so that a cluster that grows by itself sees that there is work


class OtherVersion(CannotGrade):
    """A worker has another version of this repository or of a library."""


class Cluster:
    """The workers of the Dask cluster at `address`; raises `CannotGrade` if there is none."""

    attempts = 1  # Dask itself has given the submission to several workers before it reports a death

    def __init__(self, address: str) -> None:
        try:
            import distributed
            from distributed.scheduler import KilledWorker
        except ImportError:
            raise CannotGrade("A cluster needs Dask, which is missing: `pip install distributed`.") from None
        self.deaths: tuple[type[BaseException], ...] = (KilledWorker,)
        self._address = address
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what there is to say is said in a sentence
        secured = distributed.Security().get_connection_args("client").get("ssl_context") is not None
        if address.startswith("tls://") and not secured:
            raise CannotGrade(f"The scheduler at {address} asks for a certificate: see autograder/README.md.")
        try:
            self._client = distributed.Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, RuntimeError, TypeError) as error:  # a timeout is an OSError
            raise CannotGrade(f"The scheduler at {address} cannot be reached ({_last_line(error)}).") from None
        try:
            self._client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
        except TimeoutError:
            self._client.close()
            raise CannotGrade(
                f"The scheduler at {address} has no workers: start some with `dask worker {address}`."
            ) from None
        self._executor = self._client.get_executor(pure=False)

    @property
    def ahead(self) -> int:
        return max(_LEAST_AHEAD, 4 * len(self._client.nthreads()))

    def submit(self, job: Job) -> Future[Judged]:
        return self._executor.submit(judge_far, job, version())

    def look(self) -> None:
        if not self._client.nthreads():
            raise CannotGrade(f"All workers of the scheduler at {self._address} are gone. {_GO_ON}")

    def explain(self, error: BaseException) -> BaseException:
        if isinstance(error, CancelledError | OSError):
            return CannotGrade(f"The connection to the scheduler at {self._address} was lost. {_GO_ON}")
        if isinstance(error, ImportError | AttributeError):
            said = f"A worker cannot run this repository's grader ({_last_line(error)})"
            return CannotGrade(f"{said}: install the same version on every machine.")
        return error

    def close(self, *, finished: bool) -> None:
        self._executor.shutdown(wait=finished)
        self._client.close(timeout=2)


_GO_ON = "What is graded is recorded; run the same command again to go on."


def _last_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[-1].rstrip(".")


def judge_far(job: Job, expected: dict[str, str]) -> Judged:
    """Judge a submission on a worker; raises `OtherVersion` unless this is the version that the grader has."""
    ours = version()
    if ours != expected:
        different = [name for name in expected if ours.get(name) != expected[name]]
        found = ", ".join(f"{name} {ours.get(name)} there, {expected[name]} here" for name in different)
        message = f"The worker on {platform.node()} has another version ({found}): install the same on every machine."
        raise OtherVersion(message)
    return judge_job(job)


@functools.cache
def version() -> dict[str, str]:
    """Return what scores and outputs depend on: the text of this repository, Python and the libraries."""
    versions: dict[str, Any] = {"this repository": _digest(), "python": ".".join(platform.python_version_tuple()[:2])}
    for name in _LIBRARIES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = "not installed"
    return versions


def _digest() -> str:
    digest = hashlib.sha256()
    for package in ("autograder", "reference", "descent"):
        folder = package_folder(package)
        assert folder is not None
        for path in sorted(folder.rglob("*.py")):
            digest.update(f"{package}/{path.relative_to(folder)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]
