"""The synthetic England's authorities, districts and neighbourhoods, and how they changed."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ingestion.sample.names import CAPITAL_PARTS, CAPITAL_REGION, REGIONS, county_names, place_names
from ingestion.sample.streams import stream

Scale = Literal["default", "national"]

LSOA_COUNT: dict[Scale, int] = {"default": 3_000, "national": 32_844}
AUTHORITY_COUNTS: dict[Scale, dict[str, int]] = {
    "default": {"E06": 8, "E08": 6, "E09": 4, "E10": 4},
    "national": {"E06": 59, "E08": 36, "E09": 33, "E10": 21},
}
SIZE_BY_KIND = {"E06": 0.8, "E08": 1.2, "E09": 0.85, "E10": 3.0}

FORMER = "E10000901"
SUCCESSORS = ("E06000921", "E06000922")
LAST_YEAR_OF_FORMER = 2022  # financial year that ended on 31 March 2022
DIVIDED_LATER = "E10000904"  # on 1 April 2027, as the seed of place changes says
PARTS_TO_COME = ("E06000991", "E06000992")
MISSING_RETURN, MISSING_YEARS = "E08000902", (2021, 2022)
LATE_RETURN, LATE_YEARS = "E10000903", (2024,)
SMALLEST, SMALLEST_LSOA_COUNT = "E06000903", 2

DISTRICTS_PER_COUNTY = 7
SPLIT_SHARE, MERGED_SHARE = 0.03, 0.01
SPLIT_SIZE, MERGED_SIZE = 1.8, 0.6  # of the usual population: why the boundaries were redrawn
LSOAS_PER_LETTERED_BLOCK = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """`authorities` holds the former one too; `neighbourhoods` is one row per LSOA of 2011.

    `pairs` is one row per 2011 and 2021 LSOA that share ground; `share` is the part of the 2011 LSOA's people.
    """

    authorities: pd.DataFrame
    neighbourhoods: pd.DataFrame
    pairs: pd.DataFrame


def _codes(kind: str, count: int) -> list[str]:
    """The first codes from 901 on, without those of the split authority and of parts, past or to come."""
    candidates = (f"{kind}{number:06d}" for number in range(901, 1000))
    free = (code for code in candidates if code not in {FORMER, *SUCCESSORS, *PARTS_TO_COME})
    return [code for code, _ in zip(free, range(count), strict=False)]


def _old_la_codes(count: int) -> list[str]:
    """Three-digit numbers that no authority has ever had."""
    return [str(number) for number in (*range(944, 1000), *range(500, 600))][:count]


def _regions(codes: list[str]) -> list[str]:
    """Inner or outer part of the capital for London-like codes, the other regions in turn; a split stays together."""
    elsewhere = [region for region in REGIONS if region != CAPITAL_REGION]
    chosen, turn = [], 0
    for code in codes:
        if code.startswith("E09"):
            chosen.append(list(CAPITAL_PARTS)[int(code[-1]) % 2])
        elif code in {FORMER, *SUCCESSORS}:
            chosen.append(elsewhere[0])
        else:
            chosen.append(elsewhere[turn % len(elsewhere)])
            turn += 1
    return chosen


def make_authorities(scale: Scale, seed: int) -> pd.DataFrame:
    """la_code, la_name, old_la_code, region_code, region_name, kind; sorted by code, the former one included."""
    counts = AUTHORITY_COUNTS[scale]
    counties = county_names(counts["E10"] + 1)
    named = dict(zip(_codes("E10", counts["E10"]), counties[1:], strict=True))
    others = [code for kind in ("E06", "E08", "E09") for code in _codes(kind, counts[kind])]
    named |= dict(zip(others, place_names(seed, len(others)), strict=True))
    stem = counties[0].removesuffix("shire")
    named |= {FORMER: counties[0], SUCCESSORS[0]: f"East {stem}", SUCCESSORS[1]: f"West {stem}"}
    codes = sorted(named)
    regions = _regions(codes)
    return pd.DataFrame({
        "la_code": codes,
        "la_name": [named[code] for code in codes],
        "old_la_code": _old_la_codes(len(codes)),
        "region_code": regions,
        "region_name": [(REGIONS | CAPITAL_PARTS)[region] for region in regions],
        "kind": [code[:3] for code in codes],
    })  # fmt: skip


def apportioned(total: int, weights: NDArray[np.floating[Any]], least: int) -> NDArray[np.int64]:
    """Whole numbers that add up to `total`, in proportion to the weights (largest remainders), none below `least`."""
    shares = least + weights / weights.sum() * (total - least * len(weights))
    whole: NDArray[np.int64] = np.floor(shares).astype(np.int64)
    largest = np.argsort(whole - shares, kind="stable")[: total - int(whole.sum())]
    whole[largest] += 1
    return whole


def _lsoa_counts(current: pd.DataFrame, scale: Scale, seed: int) -> NDArray[np.int64]:
    """LSOAs of 2011 in each current authority: two in the smallest, at least twenty in every other."""
    jitter = np.exp(stream(seed, "authority sizes").normal(0, 0.3, len(current)))
    weights = current["kind"].map(SIZE_BY_KIND).to_numpy(np.float64) * jitter
    is_smallest = (current["la_code"] == SMALLEST).to_numpy()
    counts = np.full(len(current), SMALLEST_LSOA_COUNT, dtype=np.int64)
    counts[~is_smallest] = apportioned(LSOA_COUNT[scale] - SMALLEST_LSOA_COUNT, weights[~is_smallest], least=20)
    return counts


def make_districts(current: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Each current authority's districts as of 2018 and of 2022: itself, or the districts of its county."""
    is_county = (current["kind"] == "E10").to_numpy()
    was_county = current["la_code"].isin(SUCCESSORS).to_numpy()
    repeats = np.where(is_county, DISTRICTS_PER_COUNTY, np.where(was_county, 2, 1))
    districts = current[["la_code", "la_name"]].loc[current.index.repeat(repeats)].reset_index(drop=True)
    has_districts = np.repeat(is_county | was_county, repeats)
    names = place_names(seed, len(current) + int(has_districts.sum()))[len(current) :]
    for year, is_district in ((2018, has_districts), (2022, np.repeat(is_county, repeats))):
        numbers = np.cumsum(has_districts)
        districts[f"lad_code_{year}"] = districts["la_code"].where(~is_district, [f"E07{900 + n:06d}" for n in numbers])
        districts[f"lad_name_{year}"] = districts["la_name"].where(~is_district, [names[n - 1] for n in numbers])
    return districts


def make_neighbourhoods(current: pd.DataFrame, scale: Scale, seed: int) -> pd.DataFrame:
    """One row per LSOA of 2011, in the order of codes: its name, authority and districts."""
    districts = make_districts(current, seed)
    counts = dict(zip(current["la_code"], _lsoa_counts(current, scale, seed), strict=True))
    per_district = np.concatenate([
        apportioned(int(counts[code]), np.ones(size), least=0)
        for code, size in districts.groupby("la_code", sort=True).size().items()
    ])  # fmt: skip
    rows = districts.loc[districts.index.repeat(per_district)].reset_index(drop=True)
    position = rows.groupby("lad_code_2018").cumcount().to_numpy()
    block, letter = position // LSOAS_PER_LETTERED_BLOCK + 1, position % LSOAS_PER_LETTERED_BLOCK
    rows["lsoa_code"] = [f"E01{900001 + number:06d}" for number in range(len(rows))]
    rows["block_name"] = [f"{name} {number:03d}" for name, number in zip(rows["lad_name_2018"], block, strict=True)]
    rows["letter"] = letter
    rows["lsoa_name"] = rows["block_name"] + pd.Series(list("ABCDE"))[letter].to_numpy()
    return rows


def with_changes(neighbourhoods: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Adds `change_code`: U unchanged, S split in two, M merged with the LSOA before or after it."""
    draws = stream(seed, "boundary changes").random(len(neighbourhoods))
    letter = neighbourhoods["letter"].to_numpy()
    same_next = (neighbourhoods["lad_code_2018"] == neighbourhoods["lad_code_2018"].shift(-1)).to_numpy()
    is_first = np.isin(letter, (0, 2)) & same_next & (draws > 1 - MERGED_SHARE)
    is_merged = is_first | np.roll(is_first, 1)
    is_split = (draws < SPLIT_SHARE) & ~is_merged
    change = np.where(is_merged, "M", np.where(is_split, "S", "U"))
    size = np.select([is_merged, is_split], [MERGED_SIZE, SPLIT_SIZE], 1.0)
    return neighbourhoods.assign(change_code=change, is_first_of_merged=is_first, size=size)


def make_pairs(neighbourhoods: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The exact fit of 2011 to 2021, and the names and codes that changed areas got."""
    is_split = (neighbourhoods["change_code"] == "S").to_numpy()
    rows = neighbourhoods.loc[neighbourhoods.index.repeat(np.where(is_split, 2, 1))]
    part = rows.groupby("lsoa_code").cumcount().to_numpy()
    change, letter = rows["change_code"].to_numpy(), rows["letter"].to_numpy()
    is_new = (change == "S") | ((change == "M") & rows["is_first_of_merged"].to_numpy())
    number = np.cumsum(is_new)
    new_letter = np.where(change == "S", 5 + 2 * letter + part, 15 + letter // 2)
    suffix = pd.Series(list("ABCDEFGHIJKLMNOPQR"))[new_letter].to_numpy()
    lower = stream(seed, "split shares").uniform(0.35, 0.65, len(neighbourhoods))
    split_share = np.where(part == 0, lower[rows.index], 1 - lower[rows.index])
    unchanged = change == "U"
    pairs = rows.assign(
        lsoa_code_2021=rows["lsoa_code"].where(unchanged, [f"E01{950000 + n:06d}" for n in number]),
        lsoa_name_2021=rows["lsoa_name"].where(unchanged, rows["block_name"] + suffix),
        share=np.where(change == "S", split_share, 1.0),
    )
    return pairs.rename(columns={"lsoa_code": "lsoa_code_2011", "lsoa_name": "lsoa_name_2011"}).reset_index(drop=True)


def make_places(scale: Scale, seed: int) -> Places:
    authorities = make_authorities(scale, seed)
    current = authorities[authorities["la_code"] != FORMER].reset_index(drop=True)
    neighbourhoods = with_changes(make_neighbourhoods(current, scale, seed), seed)
    return Places(authorities=authorities, neighbourhoods=neighbourhoods, pairs=make_pairs(neighbourhoods, seed))
