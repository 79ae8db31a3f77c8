"""Every test ends: it fails at its limit, or the whole run ends there with its name.

Two clocks run for each test. The alarm of pytest-timeout fails the test in Python, so that its `finally` blocks
run and the run goes on. An alarm waits for C code that never returns to Python; so does that plugin's timer thread,
which needs the interpreter's lock. The watchdog of `faulthandler` needs no lock: it prints where the test is and ends
the process. With xdist that is a worker, and a worker that has died ends the run at once.

`PYTEST_TIMEOUT=300` in the environment gives every test without a mark of its own more time, on a slow machine.
"""

import faulthandler
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from _pytest.faulthandler import fault_handler_stderr_fd_key
from pytest_timeout import Settings
from xdist.workermanage import WorkerController

WATCHDOG = 1.5  # of the limit: after the alarm, `finally` blocks run, processes end and the failure is written up

CURRENT = pytest.StashKey[tuple[pytest.Item, Settings]]()
DIED = pytest.StashKey[str]()


@pytest.hookimpl(tryfirst=True)
def pytest_timeout_set_timer(item: pytest.Item, settings: Settings) -> None:
    """Start the watchdog; the plugin itself sets the alarm after this."""
    item.config.stash[CURRENT] = item, settings
    terminal = item.config.stash[fault_handler_stderr_fd_key]
    faulthandler.dump_traceback_later(WATCHDOG * settings.timeout, file=terminal, exit=True)


@pytest.hookimpl(tryfirst=True)
def pytest_timeout_cancel_timer() -> None:
    faulthandler.cancel_dump_traceback_later()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Start both clocks anew: a failure stops them, and what is taken down after it could still hang."""
    if CURRENT in item.config.stash:
        _restart(*item.config.stash[CURRENT])


def _restart(item: pytest.Item, settings: Settings) -> None:
    item.ihook.pytest_timeout_cancel_timer(item=item)
    item.ihook.pytest_timeout_set_timer(item=item, settings=settings)


@contextmanager
def longer(config: pytest.Config, seconds: float) -> Iterator[None]:
    """A limit of its own for what a shared fixture builds; the test that asked first keeps its whole limit."""
    if CURRENT not in config.stash:  # as with --timeout=0, for a debugger
        yield
        return
    item, settings = config.stash[CURRENT]
    _restart(item, settings._replace(timeout=seconds))
    try:
        yield
    finally:
        _restart(item, settings)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController, error: object | None) -> None:
    if error:
        node.config.stash[DIED] = f"worker {node.gateway.id} has died: {error}"


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """End the run after the report that names the test of the dead worker, whatever the other worker does."""
    node = getattr(report, "node", None)
    if node is not None and DIED in node.config.stash:
        node.nodemanager.EXIT_TIMEOUT = 1  # seconds in which the other worker may leave by itself
        pytest.exit(node.config.stash[DIED], returncode=pytest.ExitCode.TESTS_FAILED)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run where a worker died between two tests and no report came after it."""
    if DIED in session.config.stash:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
