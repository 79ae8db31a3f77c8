import pandas as pd
import pytest

from analysis.sentences import absences, sources
from analysis.sentences import gradients as sentences
from tests.choices import LOOKED_AFTER, REFERRALS


def slope(score: float, low: float, high: float, **more: object) -> dict[str, object]:
    return {"score": score, "score_low": low, "score_high": high, "n_la": 153, "n_areas": 153} | more


def test_finding_of_an_interval_that_includes_one():
    assert sentences.finding(slope(1.115244, 0.968780, 1.283851), REFERRALS) == (
        "**Comparing 153 local authorities in the year to 31 March 2025, rates of referrals were 12% higher for each "
        "10 percentage points more of the population in income deprivation (rate ratio 1.12, 95% interval 0.97 to "
        "1.28): the data are also compatible with no difference.** This is a difference between local authorities, "
        "not between neighbourhoods or children."
    )


def test_finding_of_an_interval_above_one():
    said = sentences.finding(slope(1.2452, 1.156, 1.342), LOOKED_AFTER)
    assert "at 31 March 2025, rates of children looked after were 25% higher" in said
    assert "the whole interval lies above 1, so more deprived authorities had higher rates.**" in said


def test_finding_of_an_interval_below_one():
    said = sentences.finding(slope(0.9, 0.85, 0.951), REFERRALS)
    assert "were 10% lower for each" in said
    assert "the whole interval lies below 1, so more deprived authorities had lower rates.**" in said


def test_finding_of_one_authority_is_in_the_singular():
    assert "Comparing 1 local authority in" in sentences.finding(slope(1.2, 0.9, 1.5, n_la=1), REFERRALS)


def test_without_a_fit_the_finding_is_the_reason():
    assert sentences.finding(None, REFERRALS, reason="no area has an event") == (
        "No gradient between local authorities for referrals in the year to 31 March 2025: no area has an event."
    )


@pytest.mark.parametrize(
    ("ratio", "words"),
    [(1.12, "12% higher"), (0.88, "12% lower"), (1.001, "about the same"), (2.33, "2.33 times as high")],
)
def test_a_ratio_in_words(ratio, words):
    assert sentences.higher_or_lower(ratio) == words


def test_a_bound_beside_one_never_reads_as_one():
    assert sentences.ratios(1.0031, 1.28) == ["1.003", "1.280"]
    assert sentences.ratios(0.97, 1.28) == ["0.97", "1.28"]
    assert sentences.ratios(1.0, 1.28) == ["1.00", "1.28"]


def test_a_negative_number_has_a_true_minus_and_zero_has_none():
    assert sentences.number(-1234.56) == "\N{MINUS SIGN}1,234.6"
    assert sentences.number(-0.01) == "0.0"


def test_the_other_model_that_reads_otherwise_says_so():
    said = sentences.other_model(slope(1.12, 0.97, 1.28), slope(1.146, 1.072, 1.2247))
    assert "leads to another reading: rate ratio 1.15 (1.07 to 1.22); the whole interval lies above 1" in said


def test_the_other_model_that_reads_alike_says_so():
    assert "leads to the same reading" in sentences.other_model(slope(1.2, 1.1, 1.3), slope(1.3, 1.2, 1.4))


def test_the_other_model_without_a_result_is_not_quoted():
    assert "no usable result" in sentences.other_model(slope(1.2, 1.1, 1.3), None)


def indices(sii: tuple[float, float, float], rii: tuple[float, float, float]) -> dict[str, dict[str, float]]:
    names = ("estimate", "ci_low", "ci_high")
    return {"sii": dict(zip(names, sii, strict=True)), "rii": dict(zip(names, rii, strict=True))}


def test_absolute_and_relative_gap_come_as_a_pair():
    assert sentences.gaps(indices((43.786, 30.497, 57.076), (1.92, 1.5885, 2.3207))) == (
        "From the least to the most deprived end of the ranking between local authorities, the fitted rate is 43.8 "
        "per 10,000 children higher (absolute gap, 95% interval 30.5 to 57.1) and 1.92 times as high (relative gap, "
        "1.59 to 2.32). Neither interval is compatible with no gap."
    )


def test_a_gap_the_other_way_round_is_lower():
    said = sentences.gaps(indices((-20.0, -50.0, 10.0), (0.8, 0.6, 1.1)))
    assert "20.0 per 10,000 children lower (absolute gap, 95% interval \N{MINUS SIGN}50.0 to 10.0)" in said
    assert said.endswith("Both intervals are also compatible with no gap.")


def test_gaps_that_disagree_say_which_is_compatible_with_none():
    said = sentences.gaps(indices((20.0, -1.0, 41.0), (1.3, 1.1, 1.6)))
    assert said.endswith("Only the interval of the absolute gap is also compatible with no gap.")


def areas(**missing: str) -> pd.DataFrame:
    names = ["Ayton", "Beeford", "Ceeham"]
    return pd.DataFrame({"la_name": names, "missing_because": [missing.get(name) for name in names]})


def test_nothing_missing_is_said():
    assert absences.missing(areas()) == "All 3 local authorities have a published figure."


def test_one_missing_authority_is_in_the_singular():
    assert absences.missing(areas(Beeford="suppressed")) == (
        "1 of 3 local authorities has no figure here: Beeford (suppressed by the publisher to protect confidentiality)."
    )


def test_missing_authorities_are_grouped_by_reason():
    said = absences.missing(areas(Ayton="not_applicable", Beeford="suppressed", Ceeham="not_applicable"))
    assert said == (
        "3 of 3 local authorities have no figure here: Ayton, Ceeham (not applicable, as the publisher marks it); "
        "Beeford (suppressed by the publisher to protect confidentiality)."
    )


def test_many_missing_authorities_are_not_all_named():
    many = pd.DataFrame({"la_name": [f"Ham {n}" for n in range(7)], "missing_because": "suppressed"})
    assert "Ham 0, Ham 1, Ham 2, Ham 3, Ham 4 and 2 others (suppressed" in absences.missing(many)


def test_a_description_of_the_chart_states_the_takeaway():
    drawn = pd.DataFrame(
        {
            "missing_because": [None, None],
            "income_deprivation_pct": [10.0, 30.0],
            "rate_per_10k": [50.0, 90.0],
            "fitted_rate_per_10k": [55.0, 85.0],
        }
    )
    assert sentences.chart_alt(drawn, LOOKED_AFTER) == (
        "Scatter of 2 local authorities at 31 March 2025: children looked after per 10,000 children. The fitted line "
        "rises from 55.0 where 10.0% of people are in income deprivation to 85.0 where 30.0% are, with authorities "
        "scattered from 50.0 to 90.0."
    )


def test_a_release_without_a_date_says_that_it_has_none():
    release = {
        "release_id": "mhclg__lsoa_indices@2019",
        "publisher": "A ministry",
        "title": "Indices",
        "vintage": 2019,
        "published_on": None,
        "is_synthetic": False,
    }
    assert sources.sources([release]) == [
        "A ministry, Indices, 2019 (publication date not recorded): `mhclg__lsoa_indices@2019`"
    ]
