"""What the data page says of the checks of a build."""

import pytest

from analysis.sentences.catalogue import overview

ROW = {
    "files_count": 2, "publications_count": 1, "publishers_count": 1, "newest_published_on": None, "stand_ins_count": 0,
    "estimated_columns_count": 0, "checks_count": 1200, "returns_count": 10, "complete_count": 9,
}  # fmt: skip


@pytest.mark.parametrize(
    ("failed", "accepted", "said"),
    [
        (0, 0, "All 1,200 checks passed."),
        (0, 1, "1,200 checks: 1 unusual change of figures accepted by a person."),
        (3, 2, "1,200 checks: 3 failed, 2 unusual changes of figures accepted by a person."),
    ],
)
def test_accepted_changes_are_told_apart_from_failed_checks(failed, accepted, said):
    sentence = overview(ROW | {"failed_count": failed, "accepted_count": accepted}, is_synthetic=False)
    assert said in sentence
