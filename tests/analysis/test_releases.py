"""Which files a result rests on, where a year has been issued more than once."""

import pandas as pd

from analysis.releases import files_of_children, files_of_indices

RELEASES = pd.DataFrame(
    {
        "release_id": ["mhclg__lsoa_indices@2019", "mhclg__lsoa_indices@2025.2", "dfe__cin_populations@2025.1",
                       "dfe__cin_populations@2025.2"],
        "table_name": ["mhclg__lsoa_indices"] * 2 + ["dfe__cin_populations"] * 2,
        "vintage": [2019.0, 2025.2, 2025.1, 2025.2],
    }
)  # fmt: skip


def test_an_edition_is_found_whichever_issue_of_it_is_declared():
    assert files_of_indices(RELEASES, 2019) == {"mhclg__lsoa_indices@2019"}
    assert files_of_indices(RELEASES, 2025) == {"mhclg__lsoa_indices@2025.2"}


def test_the_newest_issue_of_the_estimates_is_the_one_used():
    assert files_of_children(RELEASES) == {"dfe__cin_populations@2025.2"}
