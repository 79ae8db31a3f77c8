"""The children behind the records of an authority: sex, ethnicity, day of birth, and what an assessment found."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingestion.benchmark.calibration import calibration
from ingestion.benchmark.frame import Counts, Floats
from ingestion.benchmark.records import Records
from ingestion.benchmark.traits import Traits, class_profiles

YEAR = 365.25
ADULT_DAYS = 18 * 365  # so that nobody comes of age while the records last

# Census codes of each broad group, one drawn evenly.
ETHNIC_CODES = {
    "White": ("WBRI", "WBRI", "WBRI", "WIRI", "WOTH"), "Black": ("BCRB", "BAFR", "BOTH"),
    "Asian": ("AIND", "APKN", "ABAN", "AOTH"), "Mixed": ("MWBC", "MWBA", "MWAS", "MOTH"), "Other": ("OOTH",),
}  # fmt: skip
SEX_CODES = np.array(["1", "2"])


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """One row per child of an authority, those in care last; `row` is the neighbourhood."""

    row: Counts
    sex_code: NDArray[np.str_]
    ethnic_code: NDArray[np.str_]
    birth_day: Counts

    @property
    def count(self) -> int:
        return len(self.row)


def categories(random: np.random.Generator, shares: Floats) -> Counts:
    """One category per row, by the shares of its columns."""
    reached = np.cumsum(shares, axis=1)
    return np.asarray((reached < random.random(len(shares))[:, None] * reached[:, -1:]).sum(axis=1))


def _first(child: Counts, day: Counts, count: int) -> Counts:
    first = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(first, child, day)
    return first


def _last(child: Counts, day: Counts, count: int) -> Counts:
    last = np.zeros(count, dtype=np.int64)
    np.maximum.at(last, child, day)
    return last


def _ethnic_codes(random: np.random.Generator, group: Counts) -> NDArray[np.str_]:
    codes = [np.array(ETHNIC_CODES[name]) for name in calibration()["ethnicity"]]
    drawn = np.empty(len(group), dtype="<U4")
    for number, of_group in enumerate(codes):
        mine = group == number
        drawn[mine] = of_group[random.integers(0, len(of_group), int(mine.sum()))]
    return drawn


def make_people(random: np.random.Generator, traits: Traits, records: Records) -> People:
    """A child with a plan has the age, sex and ethnicity of plans when the first one starts; another those of need."""
    cases, plans = records.cases, records.plans
    known, in_care = int(cases.child.max(initial=-1)) + 1, len(records.care_row)
    row = np.zeros(known, dtype=np.int64)
    row[cases.child] = cases.row
    planned = _first(cases.child[plans.case], plans.day, known)
    referred = _first(cases.child, cases.day, known)
    has_plan = planned < np.iinfo(np.int64).max
    at = np.where(has_plan, planned, referred)
    latest = np.maximum(_last(cases.child, cases.day, known), np.where(has_plan, planned, 0)) + 365
    row, at, latest = (np.concatenate(pair) for pair in (
        (row, records.care_row), (at, records.care_start), (latest, records.care_end)))  # fmt: skip
    has_plan = np.concatenate([has_plan, np.zeros(in_care, dtype=np.bool_)])[:, None]
    age = categories(random, np.where(has_plan, traits.age_of_plan[row], traits.age[row]))
    sex = categories(random, np.where(has_plan, traits.sex_of_plan[row], traits.sex[row]))
    born = at - np.floor((age + random.random(len(age))) * YEAR).astype(np.int64)
    earliest = np.concatenate([referred, records.care_start])
    return People(
        row=row,
        sex_code=SEX_CODES[sex],
        ethnic_code=_ethnic_codes(random, categories(random, traits.ethnicity[row])),
        birth_day=np.minimum(np.maximum(born, latest - ADULT_DAYS), earliest),
    )


def found_factors(random: np.random.Generator, traits: Traits, records: Records) -> NDArray[np.str_]:
    """Codes of what each assessment found, separated by commas; 21 where it found nothing.

    Given the class of the child, factors are independent: seven latent classes.
    """
    share, likelier = class_profiles()
    cases = records.cases
    class_of_child = random.choice(len(share), int(cases.child.max(initial=-1)) + 1, p=share)
    case = records.assessments.case
    probability = traits.factors[cases.row[case]] * likelier[class_of_child[cases.child[case]]]
    found = random.random(probability.shape) < probability
    text = np.full(len(case), "", dtype="<U80")
    for column, factor in enumerate(calibration()["factors"]):
        code = calibration()["factors"][factor]["census_code"]
        text = np.where(found[:, column], np.char.add(text, f"{code},"), text)
    return np.where(text == "", "21", np.char.rstrip(text, ","))


def plan_particulars(random: np.random.Generator, traits: Traits, records: Records) -> tuple[NDArray[np.str_], Counts]:
    """The category of each plan, and how many plans the child had had before."""
    row = records.cases.row[records.plans.case]
    codes = np.array([of["census_code"] for of in calibration()["plan_categories"].values()])
    repeated = random.random(len(row)) < traits.repeat_plan[row]
    return codes[categories(random, traits.plan_category[row])], repeated * random.geometric(0.8, len(row))
