"""A study that does not end is stopped at its limit, its results are absent with the reason, and the others go on."""

import pytest

from analysis.worker import StudyFailed, Work, run_studies
from tests.replaced_study import BUSY, KILLED, STUDY, replaced_by


@pytest.fixture
def replaced(tmp_path, monkeypatch):
    def replace(does: str) -> None:
        for name, value in replaced_by(does, tmp_path).items():
            monkeypatch.setenv(name, value)

    return replace


def test_a_study_that_does_not_end_is_stopped_and_the_next_is_run(replaced, sample_build):
    """Even one that is busy in code that never returns to Python."""
    replaced(BUSY)
    work = Work(build=sample_build, studies=(STUDY, "pooled_poisson"))
    found = dict(run_studies(work, datasets=["sample"], limit_seconds=8))
    (stopped,) = found[STUDY]["not_fitted"].to_dict("records")
    assert (stopped["dataset_id"], stopped["study"]) == ("sample", STUDY)
    assert "stopped after 8 s" in stopped["reason"]
    assert found["pooled_poisson"]["gradients"]["converged"].all()


def test_a_study_whose_process_is_killed_is_named(replaced, sample_build):
    replaced(KILLED)
    work = Work(build=sample_build, studies=(STUDY,))
    with pytest.raises(StudyFailed, match=rf"the study {STUDY} ended its process \(exit code -9\)"):
        list(run_studies(work, datasets=["sample"], limit_seconds=30))
