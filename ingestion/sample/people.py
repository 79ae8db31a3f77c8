"""Where people live and how deprived they are: settlement classes, income deprivation, children."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ingestion.sample.places import SMALLEST, Places
from ingestion.sample.streams import stream

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

MID_YEARS = range(2012, 2025)
BASE_MID_YEAR = MID_YEARS[-1]

INCOME_MEAN_2019, INCOME_SHAPE_2019, INCOME_MAX_2019 = 0.137, 1.94, 0.64  # child-weighted, share of people
INCOME_MAX_2025 = 0.949
INCOME_GRID_POINTS = 64_001
AUTHORITY_VARIANCE_SHARE = 0.27
KIND_SHIFT = {"E06": 0.0, "E08": 0.5, "E09": 0.3, "E10": -0.4}  # in standard deviations between authorities
RURAL_SHIFT = -0.6  # in standard deviations between neighbourhoods

CHILDREN_0_17_MEDIAN, CHILDREN_LOG_SD, CHILDREN_PER_DEPRIVATION_SD = 338, 0.28, 0.10
CHILDREN_GROWTH, CHILDREN_GROWTH_SD = 0.0055, 0.004  # log points a year: England, between authorities
SMALLEST_CHILDREN_0_17 = 330  # in each of its LSOAs

RURAL_SHARE = {"E06": 0.18, "E08": 0.04, "E09": 0.0, "E10": 0.36}
SPARSE_SHARE, VILLAGE_SHARE = 0.03, 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Per LSOA of 2011, in its order. `income` is the unrounded share of people; deprivation z is its normal score.

    `children` has one column per mid-year of MID_YEARS, aged 0 to 17.
    """

    rural_urban_code: NDArray[np.str_]
    is_far: NDArray[np.bool_]
    z: Floats
    income: Floats
    children: Counts

    @property
    def income_pct(self) -> Floats:
        """Income deprivation in percentage points, as File 7 of 2019 prints it: three decimals of the rate."""
        return thousandths(millionths(self.income)) / 10


def millionths(values: Floats) -> Counts:
    """The precision that ranks are made from: fine enough that few scores tie."""
    whole: Counts = np.rint(values * 1_000_000).astype(np.int64)
    return whole


def thousandths(of_a_million: Counts) -> Counts:
    """The precision that scores are printed in, halves up."""
    return (of_a_million + 500) // 1000


def children_at(people: People, mid_year: int) -> Counts:
    return people.children[:, MID_YEARS.index(mid_year)]


def _rural_urban(places: Places, seed: int) -> tuple[NDArray[np.str_], NDArray[np.bool_]]:
    """The class of 2011 of each LSOA, and whether it lies far from a major town (used by the classes of 2021)."""
    kinds = places.neighbourhoods["la_code"].str[:3]
    authority, _ = pd.factorize(places.neighbourhoods["la_code"], sort=True)
    random = stream(seed, "rural urban")
    far_share = random.beta(0.6, 3.0, authority.max() + 1)[authority]
    rural, sparse, village, far = random.random((4, len(kinds)))
    is_rural = rural < kinds.map(RURAL_SHARE).to_numpy()
    is_sparse = (sparse < SPARSE_SHARE) & ~kinds.isin(["E08", "E09"]).to_numpy()
    urban = np.where(kinds.isin(["E08", "E09"]), np.where(authority % 7 == 3, "B", "A"), "C")
    letter = np.where(is_rural, np.where(village < VILLAGE_SHARE, "E", "D"), urban)
    return np.char.add(letter.astype(str), np.where(is_sparse, "2", "1")), far < far_share


def _authority_effects(codes: pd.Index, seed: int) -> Floats:
    """Standardised normal scores in random order, shifted by kind: the spread does not depend on luck."""
    random = stream(seed, "authority deprivation")
    scores = normal_scores(random.random(len(codes)))
    shifted = scores + codes.str[:3].map(KIND_SHIFT).to_numpy(np.float64)
    return np.asarray((shifted - shifted.mean()) / shifted.std())


def _latent_deprivation(places: Places, is_rural: NDArray[np.bool_], seed: int) -> Floats:
    authority, codes = pd.factorize(places.neighbourhoods["la_code"], sort=True)
    within = stream(seed, "neighbourhood deprivation").normal(0, 1, len(authority))
    between = _authority_effects(pd.Index(codes), seed)[authority]
    share = AUTHORITY_VARIANCE_SHARE
    return np.asarray(np.sqrt(share) * between + np.sqrt(1 - share) * within + RURAL_SHIFT * is_rural)


def _children(places: Places, z: Floats, seed: int) -> Counts:
    """Children aged 0 to 17 by LSOA and mid-year: more in deprived areas, each authority growing at its own pace."""
    authority, codes = pd.factorize(places.neighbourhoods["la_code"], sort=True)
    random = stream(seed, "children")
    noise = CHILDREN_LOG_SD * random.normal(0, 1, len(z))
    usual = CHILDREN_0_17_MEDIAN * np.exp(CHILDREN_PER_DEPRIVATION_SD * z + noise)
    base = np.clip(usual * places.neighbourhoods["size"].to_numpy(), 60, 2000)
    base[(places.neighbourhoods["la_code"] == SMALLEST).to_numpy()] = SMALLEST_CHILDREN_0_17
    growth = random.normal(CHILDREN_GROWTH, CHILDREN_GROWTH_SD, len(codes))[authority]
    years = np.array(MID_YEARS) - BASE_MID_YEAR
    counts: Counts = np.rint(base[:, None] * np.exp(growth[:, None] * years)).astype(np.int64)
    return counts


def weighted_quantiles(values: Floats, weights: Counts) -> Floats:
    """The share of the weight that lies below each value, half of its own included."""
    order = np.argsort(values, kind="stable")
    cumulative = np.cumsum(weights[order])
    quantiles = np.empty(len(values))
    quantiles[order] = (cumulative - weights[order] / 2) / cumulative[-1]
    return quantiles


def _income(z: Floats, children: Counts) -> Floats:
    """Gamma-distributed over children, cut at INCOME_MAX_2019, in the order of z; integrated on a grid."""
    share = np.linspace(0, INCOME_MAX_2019, INCOME_GRID_POINTS)
    density = share ** (INCOME_SHAPE_2019 - 1) * np.exp(-share * INCOME_SHAPE_2019 / INCOME_MEAN_2019)
    below = np.cumsum(density) - density / 2
    return np.interp(weighted_quantiles(z, children), below / below[-1], share)


def ordinal_ranks(values: Floats) -> Counts:
    """1 = lowest; equal values in the order they stand."""
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[np.argsort(values, kind="stable")] = np.arange(1, len(values) + 1)
    return ranks


def normal_scores(values: Floats) -> Floats:
    quantile = NormalDist().inv_cdf
    scores = np.array([quantile((rank + 0.5) / len(values)) for rank in range(len(values))])
    return np.asarray(scores[ordinal_ranks(values) - 1])


def make_people(places: Places, seed: int) -> People:
    rural_urban_code, is_far = _rural_urban(places, seed)
    is_rural = np.isin(rural_urban_code.astype("<U1"), ("D", "E"))
    z = normal_scores(_latent_deprivation(places, is_rural, seed))
    children = _children(places, z, seed)
    return People(
        rural_urban_code=rural_urban_code,
        is_far=is_far,
        z=z,
        income=_income(z, children[:, -1]),
        children=children,
    )


def in_2021(places: Places, values: Floats, weights: Counts) -> pd.Series:
    """Mean of a 2011 value over each LSOA of 2021, weighted by the people it took from each; sorted by code."""
    row = pd.factorize(places.pairs["lsoa_code_2011"], sort=True)[0]
    weight = places.pairs["share"].to_numpy() * weights[row]
    sums = pd.DataFrame({"weighted": values[row] * weight, "weight": weight})
    sums = sums.groupby(places.pairs["lsoa_code_2021"], sort=True).sum()
    return sums["weighted"] / sums["weight"]


def children_in_2021(places: Places, children: Counts) -> pd.Series:
    """Children of each LSOA of 2021, sorted by code: the parts of a split add up to the whole."""
    row = pd.factorize(places.pairs["lsoa_code_2011"], sort=True)[0]
    part = places.pairs.groupby("lsoa_code_2011").cumcount().to_numpy()
    whole = children[row]
    first = np.floor(whole * places.pairs["share"].to_numpy()).astype(np.int64)
    first_of_pair = np.where(part == 1, np.roll(first, 1), first)
    counts = pd.Series(np.where(part == 1, whole - first_of_pair, first))
    return counts.groupby(places.pairs["lsoa_code_2021"]).sum()
