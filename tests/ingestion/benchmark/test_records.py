"""The records of twelve authorities of a national population."""

import numpy as np
import pandas as pd
import pytest

from ingestion.benchmark.calibration import value, years
from ingestion.benchmark.cases import first_day, need_days, plan_days
from ingestion.benchmark.census import authority_tables
from ingestion.benchmark.counts import stage_counts
from ingestion.benchmark.frame import Frame
from ingestion.benchmark.traits import class_profiles, traits_of

SEED = 4
DATES = {
    "CINdetails": ["CINreferralDate", "CINclosureDate"], "Assessments": ["AssessmentAuthorisationDate"],
    "Section47": ["S47ActualStartDate", "DateOfInitialCPC"], "LookedAfter": ["DECOM", "DEC"],
    "ChildProtectionPlans": ["CPPstartDate", "CPPendDate"], "ChildIdentifiers": ["PersonBirthDate"],
}  # fmt: skip


@pytest.fixture(scope="module")
def region(national) -> Frame:
    mine = national.la_row < 12
    return Frame(
        lsoa_code=national.lsoa_code[mine], la_code=national.la_code[mine], income_pct=national.income_pct[mine],
        children=national.children[mine], population=national.population[mine], is_rural=national.is_rural[mine],
    )  # fmt: skip


@pytest.fixture(scope="module")
def tables(region):
    by_authority = [tables for _, tables in authority_tables(region, "A", SEED)]
    frames = {name: pd.concat([tables[name].to_pandas() for tables in by_authority]) for name in by_authority[0]}
    for name, columns in DATES.items():
        frames[name][columns] = frames[name][columns].apply(pd.to_datetime)
    lsoas = frames["ChildLsoas"].set_index("LAchildID")["lsoa_code"]
    return {name: frame.assign(lsoa_code=frame["LAchildID"].map(lsoas)) for name, frame in frames.items()}


def counted(events, day, region, year):
    ends = events[day].dt.year + (events[day].dt.month >= 4)
    return events[ends == year].groupby("lsoa_code").size().reindex(region.lsoa_code, fill_value=0).to_numpy()


@pytest.mark.parametrize("year", years())
def test_every_count_of_the_population_is_the_number_of_its_events(tables, region, year):
    counts = stage_counts(region, "A", SEED, year)
    cases, plans = tables["CINdetails"], tables["ChildProtectionPlans"]
    in_need = cases[(cases["ReferralNFA"] == "false") & (cases["ReasonForClosure"] != "RC8")]
    assert (counted(cases, "CINreferralDate", region, year) == counts["referral"]).all()
    assert (counted(in_need, "CINreferralDate", region, year) == counts["cin"]).all()
    assert (counted(tables["Assessments"], "AssessmentAuthorisationDate", region, year) == counts["assessment"]).all()
    assert (counted(tables["Section47"], "S47ActualStartDate", region, year) == counts["s47"]).all()
    assert (counted(plans, "CPPstartDate", region, year) == counts["cpp"]).all()


@pytest.mark.parametrize("year", years())
def test_looked_after_children_are_those_on_the_31st_of_march(tables, region, year):
    care, day = tables["LookedAfter"], pd.Timestamp(year, 3, 31)
    open_then = care[(care["DECOM"] <= day) & (care["DEC"].isna() | (care["DEC"] > day))]
    held = open_then.groupby("lsoa_code").size().reindex(region.lsoa_code, fill_value=0).to_numpy()
    assert (held == stage_counts(region, "A", SEED, year)["cla"]).all()


def test_referrals_come_again_within_twelve_months_as_often_as_given(tables, region):
    """Of the last two years: in the first the earlier referral may lie before the data."""
    cases = tables["CINdetails"].sort_values(["LAchildID", "CINreferralDate"])
    gap = cases.groupby("LAchildID")["CINreferralDate"].diff().dt.days
    late = cases["CINreferralDate"] >= "2017-04-01"
    given = np.average(traits_of(region, "A").re_referral, weights=stage_counts(region, "A", SEED, 2019)["referral"])
    assert (gap[late] <= 365).mean() == pytest.approx(given, rel=0.05)


def test_nothing_happens_before_its_case_or_after_the_data(tables):
    cases = tables["CINdetails"].set_index(["LAchildID", "CINdetailsID"])["CINreferralDate"]
    for name, day in (("Assessments", "AssessmentAuthorisationDate"), ("ChildProtectionPlans", "CPPstartDate")):
        events = tables[name].set_index(["LAchildID", "CINdetailsID"])[day]
        assert (events >= cases.reindex(events.index)).all()
        assert events.max() < pd.Timestamp(2019, 4, 1)
    assert tables["CINdetails"]["CINclosureDate"].isna().mean() > 0.05


def test_children_are_born_before_they_are_referred_and_not_yet_adults(tables):
    born = tables["ChildIdentifiers"].set_index("LAchildID")["PersonBirthDate"]
    referred = tables["CINdetails"].set_index("LAchildID")["CINreferralDate"]
    age = (referred - born.reindex(referred.index)).dt.days / 365.25
    assert (age >= 0).all()
    assert (age < 18).all()


def test_episodes_of_need_last_as_the_published_weibull_says():
    days = need_days(np.random.default_rng(1), np.ones(200_000))
    shares = np.histogram(days, [0, 91, 183, 365, 730, 10**6])[0] / len(days)
    assert shares == pytest.approx([0.461, 0.162, 0.161, 0.126, 0.090], abs=0.012)


def test_plans_last_as_the_published_bands_say():
    days = plan_days(np.random.default_rng(1), np.ones(200_000))
    shares = np.histogram(days, [0, 91, 183, 365, 730, 10**6])[0] / len(days)
    assert shares == pytest.approx(value("durations", "plan_band_shares"), abs=0.004)


def test_a_plan_is_a_repeat_one_as_often_as_given(tables):
    assert (tables["ChildProtectionPlans"]["NumberOfPreviousCPP"] > 0).mean() == pytest.approx(0.208, abs=0.02)


def test_seven_classes_find_each_factor_together_as_often_as_all_assessments_do():
    share, likelier = class_profiles()
    assert (len(share), share.sum()) == (7, pytest.approx(1))
    assert share @ likelier == pytest.approx(np.ones(14))
    assert likelier.max() > 3


def test_one_authority_alone_has_the_records_that_it_has_among_all(region, tables):
    code = str(region.las[3])
    ((_, alone),) = authority_tables(region, "A", SEED, code)
    among = tables["CINdetails"][tables["CINdetails"]["LAchildID"].str.startswith(code)]
    assert alone["CINdetails"]["LAchildID"].to_pylist() == among["LAchildID"].tolist()
    assert first_day(2019) == 17_622
