"""The app on the embedded sample, which has suppressed cells, a missing return and boundaries."""

from pathlib import Path

import pytest


@pytest.fixture
def on_sample(sample_data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CSC_DATA_DIR", str(sample_data))
    return sample_data
