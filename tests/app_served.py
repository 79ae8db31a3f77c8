"""The app on a free port of this machine, for as long as a browser needs it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tests.processes import started

IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
NO_CHROMIUM = (
    "no Chromium on this machine: `apt-get install chromium fonts-liberation` brings Debian's, and a font for print"
)


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def served(**environment: str) -> Iterator[str]:
    """Its address, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app/app.py", "--server.port", str(port)]
    with started(command, env=os.environ | environment, stdout=subprocess.DEVNULL):
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"


def _wait_for(health: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(health, timeout=1):  # noqa: S310 (loopback)
                return
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(f"the app did not answer at {health}")
