import numpy as np
import pandas as pd
import pytest

from ingestion.sample.areas import codes_of_the_day
from ingestion.sample.dfe import CHILDREN_IN_NEED, band_quantile, children_in_need_table, rounded_ratio, tenths_text
from ingestion.sample.england import England
from ingestion.sample.names import CAPITAL_PARTS, CAPITAL_REGION
from ingestion.sample.places import FORMER, LATE_RETURN, MISSING_RETURN, SMALLEST, SUCCESSORS

REFERRALS, LOOKED_AFTER = "dfe__cin_c1_referrals@2025", "dfe__cla_numbers_and_rates@2025"
RELEASES = {name: f"{name}@{2024 if 'c2' in name else 2025}" for name in CHILDREN_IN_NEED}
LOCAL = {"geographic_level": "Local authority"}


def codes(rows: pd.DataFrame) -> set[str]:
    return set(rows["new_la_code"])


def test_rows_are_newest_first_then_england_regions_authorities(published) -> None:
    rows = published(REFERRALS)
    order = {"National": 0, "Regional": 1, "Local authority": 2}
    keys = list(zip(-rows["time_period"].astype(int), rows["geographic_level"].map(order), strict=True))
    assert keys == sorted(keys)
    assert rows["time_period"].unique().tolist() == [str(year) for year in range(2025, 2012, -1)]


def test_regions_are_nine_and_the_two_parts_of_the_capital(published) -> None:
    regional = published(REFERRALS, geographic_level="Regional", time_period="2025").set_index("region_code")
    counts = regional["referral_count"].astype(int)
    assert len(regional) == 11
    assert counts[CAPITAL_REGION] == pytest.approx(counts[list(CAPITAL_PARTS)].sum(), abs=10)
    assert CAPITAL_REGION not in set(published(REFERRALS, **LOCAL)["region_code"])


def test_each_table_covers_its_own_years(published) -> None:
    years = {name: published(release)["time_period"].agg(["min", "max"]).tolist() for name, release in RELEASES.items()}
    assert years.pop("dfe__cin_c2_assessments") == ["2014", "2024"]
    assert set(map(tuple, years.values())) == {("2013", "2025")}
    assert published("dfe__cin_populations@2024")["time_period"].agg(["min", "max"]).tolist() == ["2012", "2023"]
    assert published("dfe__cin_populations@2025")["time_period"].agg(["min", "max"]).tolist() == ["2012", "2024"]


@pytest.mark.parametrize("release", RELEASES.values())
def test_the_split_authority_carries_its_old_code_to_2022_and_the_new_ones_after(published, release) -> None:
    before, after = (codes(published(release, **LOCAL, time_period=year)) for year in ("2022", "2023"))
    assert FORMER in before
    assert not before & set(SUCCESSORS)
    assert after == before - {FORMER} | set(SUCCESSORS)


def test_mid_year_populations_change_to_the_new_codes_one_year_earlier(published) -> None:
    before, after = (codes(published("dfe__cin_populations@2025", time_period=year)) for year in ("2021", "2022"))
    assert FORMER in before
    assert set(SUCCESSORS) <= after - before


def test_populations_of_the_newest_two_mid_years_were_revised_and_no_others(published) -> None:
    first, second = (published(f"dfe__cin_populations@{vintage}", **LOCAL) for vintage in (2024, 2025))
    both = first.merge(second, on=["time_period", "new_la_code"])
    moved = both[both["population_estimate_x"] != both["population_estimate_y"]]
    assert set(moved["time_period"]) == {"2022", "2023"}


def test_looked_after_files_list_the_same_authorities_in_each_of_five_years(published) -> None:
    rows = published(LOOKED_AFTER, **LOCAL)
    assert rows.groupby(["time_period", "population_type"])["new_la_code"].nunique().tolist() == [25] * 15
    not_there = rows[rows["children_count"] == "z"]
    expected = {(FORMER, year) for year in ("2023", "2024", "2025")}
    expected |= {(code, year) for code in SUCCESSORS for year in ("2021", "2022")}
    assert set(zip(not_there["new_la_code"], not_there["time_period"], strict=True)) == expected
    assert set(not_there["population_estimate"]) == {"x"}
    assert set(not_there["rate_per_10000"]) == {"z"}


@pytest.mark.parametrize(
    ("code", "years", "marker"), [(MISSING_RETURN, {"2021", "2022"}, "x"), (LATE_RETURN, {"2024"}, "u")]
)
@pytest.mark.parametrize("name", RELEASES)
def test_a_return_that_did_not_come_is_marked_in_every_measure(published, name, code, years, marker) -> None:
    rows = published(RELEASES[name], new_la_code=code)
    measures = rows.loc[:, "category":].drop(columns="category")
    whole = (measures == marker).all(axis=1)
    assert set(rows.loc[whole, "time_period"]) == years
    assert not (measures[~whole] == marker).any(axis=None)


def test_totals_carry_the_last_good_figure_of_an_authority_that_did_not_return(published) -> None:
    england = published(REFERRALS, geographic_level="National").set_index("time_period")["referral_count"].astype(int)
    local = published(REFERRALS, **LOCAL)
    counts = pd.to_numeric(local["referral_count"], errors="coerce").groupby(local["time_period"]).sum()
    held = published(REFERRALS).set_index(["new_la_code", "time_period"])["referral_count"]
    assert england["2024"] - counts["2024"] == pytest.approx(int(held[LATE_RETURN, "2023"]), abs=5)
    assert england["2022"] - counts["2022"] == pytest.approx(int(held[MISSING_RETURN, "2020"]), abs=5)


@pytest.mark.parametrize(("release", "column"), [
    (REFERRALS, "referral_count"),
    (REFERRALS, "referral_child_count"),
    ("dfe__cin_b1_episodes@2025", "At31_episodes"),
    ("dfe__cin_c2_assessments@2024", "Assessments_completed"),
])  # fmt: skip
def test_england_is_within_rounding_of_its_authorities_where_nothing_is_hidden(published, release, column) -> None:
    rows = published(release)
    local = rows[rows["geographic_level"] == "Local authority"]
    number = pd.to_numeric(local[column], errors="coerce")
    whole = number.groupby(local["time_period"]).sum()[~number.isna().groupby(local["time_period"]).any()]
    england = rows[rows["geographic_level"] == "National"].set_index("time_period")[column].astype(int)
    assert len(whole) >= 7
    assert (england[whole.index] - whole).abs().max() <= 5


def test_totals_are_rounded_to_ten_and_authorities_are_exact(published) -> None:
    rows = published(REFERRALS)
    number = pd.to_numeric(rows["referral_count"], errors="coerce")
    is_local = rows["geographic_level"] == "Local authority"
    assert (number[~is_local] % 10 == 0).all()
    assert (number[is_local].dropna() % 10 != 0).mean() > 0.8


def test_no_count_of_one_to_five_is_shown_for_an_authority(published) -> None:
    for release in [*RELEASES.values(), LOOKED_AFTER]:
        counts = published(release, **LOCAL).filter(regex="_count$|_child$|^CPP_|^ICPC|^Section47|_days$|_less$|_year")
        counts = counts.drop(columns=counts.filter(regex="percent|ercentile|Median|_rate").columns)
        assert not counts.isin(["1", "2", "3", "4", "5"]).any(axis=None), release


def test_the_smallest_authority_is_hidden_in_headline_columns_and_not_alone(published) -> None:
    plans = published("dfe__cin_d5_plans_by_duration@2025", **LOCAL, time_period="2025")
    hidden = plans[plans["CPP_At31"] == "c"]
    assert SMALLEST in codes(hidden)
    assert len(hidden) > 1
    assert set(hidden["region_code"]) == {hidden["region_code"].iloc[0]}


def test_a_percentage_takes_the_marker_of_a_hidden_count_and_z_of_nothing(published) -> None:
    plans = published("dfe__cin_d3_repeat_plans@2025", **LOCAL)
    hidden = plans["CPP_subsequent"].isin(["c", "x", "u"])
    assert (plans.loc[hidden, "CPP_subsequent_percent"] == plans.loc[hidden, "CPP_subsequent"]).all()
    assert set(plans.loc[plans["CPP_start"] == "0", "CPP_subsequent_percent"]) <= {"z"}


def test_bands_add_up_to_the_total_where_all_are_shown(published) -> None:
    plans = published("dfe__cin_d5_plans_by_duration@2025", **LOCAL)
    bands = plans[list(CHILDREN_IN_NEED["dfe__cin_d5_plans_by_duration"].bands)]
    numbers = bands.apply(pd.to_numeric, errors="coerce")
    shown = numbers.notna().all(axis=1) & plans["CPP_At31"].str.isdigit()
    assert shown.sum() > 20
    assert (numbers[shown].sum(axis=1) == plans.loc[shown, "CPP_At31"].astype(int)).all()


def test_children_never_exceed_episodes(published) -> None:
    rows = published("dfe__cin_b1_episodes@2025").apply(pd.to_numeric, errors="coerce")
    for stem in ("Anypoint", "Started", "Ended"):
        assert not (rows[f"{stem}_child"] > rows[f"{stem}_episodes"]).any()


def test_published_assessment_rates_rest_on_the_population_file_of_the_same_release(published) -> None:
    where = {"geographic_level": "National"}
    assessed = published("dfe__cin_c2_assessments@2024", **where, time_period="2023")
    people = published("dfe__cin_populations@2024", **where, time_period="2022")
    rate = int(assessed["Assessments_completed"].item()) / int(people["population_estimate"].item()) * 10_000
    assert float(assessed["Assessments_completed_rate"].item()) == pytest.approx(rate, abs=0.1)


def test_a_vintage_holds_no_year_after_it(england: England) -> None:
    table = children_in_need_table("dfe__cin_d3_repeat_plans", england, 2022)
    assert table["time_period"].max() == 2022
    assert FORMER in codes(table)


def test_codes_of_the_day_add_up_the_successors() -> None:
    index = pd.MultiIndex.from_product([SUCCESSORS, (2022, 2023)], names=["la_code", "year"])
    counts = codes_of_the_day(pd.DataFrame({"count": [1, 2, 30, 40]}, index=index))["count"]
    assert counts.to_dict() == {(FORMER, 2022): 31, (SUCCESSORS[0], 2023): 2, (SUCCESSORS[1], 2023): 40}


def test_ratios_round_halves_up_and_drop_an_idle_decimal() -> None:
    tenths = rounded_ratio(np.array([1, 1, 0, 210]), np.array([8, 3, 0, 1000]), 1000)
    assert tenths_text(tenths).tolist() == ["12.5", "33.3", "0", "21"]
    assert rounded_ratio(np.array([1]), np.array([2]), 1).tolist() == [1]


def test_a_quantile_is_spread_evenly_inside_its_band() -> None:
    assert band_quantile(np.array([[0, 10, 10]]), ((0, 0), (1, 11), (12, 20)), 0.25).tolist() == [6]
