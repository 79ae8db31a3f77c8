"""The Office for National Statistics' layouts: lookups between areas, rural-urban classes, land areas."""

import numpy as np
import pandas as pd

from ingestion.sample.england import England
from ingestion.sample.names import WELSH_AUTHORITY
from ingestion.sample.people import Floats
from ingestion.sample.streams import stream

WELSH_LSOA_COUNT = 12
CLASSES_2011 = {
    "A1": "Urban major conurbation",
    "B1": "Urban minor conurbation",
    "C1": "Urban city and town",
    "C2": "Urban city and town in a sparse setting",
    "D1": "Rural town and fringe",
    "D2": "Rural town and fringe in a sparse setting",
    "E1": "Rural village and dispersed",
    "E2": "Rural village and dispersed in a sparse setting",
}
SETTLEMENTS_2021 = {"U": "Urban", "RL": "Larger rural", "RS": "Smaller rural"}
DISTANCES_2021 = {"N": "Nearer to a major town or city", "F": "Further from a major town or city"}
CLASSES_2021 = {
    f"{settlement}{distance}1": f"{name}: {words}"
    for settlement, name in SETTLEMENTS_2021.items()
    for distance, words in DISTANCES_2021.items()
}
SETTLEMENT_OF_2011 = {"A": "U", "B": "U", "C": "U", "D": "RL", "E": "RS"}

TYPICAL_KM2 = {"A": 0.30, "B": 0.40, "C": 0.55, "D": 3.5, "E": 22.0}  # by the letter of the class of 2011
AREA_LOG_SD, WATER_SHARE, COASTAL_SHARE = 0.6, 0.01, 0.1
WELSH_NAME_COLUMNS = ["lsoa_name_welsh", "la_name_welsh", "lad_name_welsh"]


def _welsh_lsoas() -> pd.DataFrame:
    """A few areas across the border, in one authority, unchanged between the censuses."""
    places = [f"{number // 5 + 1:03d}{'ABCDE'[number % 5]}" for number in range(WELSH_LSOA_COUNT)]
    code, name, welsh = WELSH_AUTHORITY["code"], WELSH_AUTHORITY["name"], WELSH_AUTHORITY["name_welsh"]
    areas = pd.DataFrame({
        "lsoa_code": [f"W01{900001 + number:06d}" for number in range(WELSH_LSOA_COUNT)],
        "lsoa_name": [f"{name} {place}" for place in places],
        "lsoa_name_welsh": [f"{welsh} {place}" for place in places],
    })  # fmt: skip
    utla = {"la_code": code, "la_name": name, "la_name_welsh": welsh}
    return areas.assign(**utla, lad_code=code, lad_name=name, lad_name_welsh=welsh)


def _with_welsh(english: pd.DataFrame, welsh: pd.DataFrame) -> pd.DataFrame:
    """England's rows, then those of Wales; Welsh names are blank in England, and rows are numbered from 1."""
    rows = pd.concat([english.assign(**dict.fromkeys(WELSH_NAME_COLUMNS, "")), welsh], ignore_index=True)
    return rows.assign(object_id=np.arange(1, len(rows) + 1))


def _row_of_2011(england: England) -> pd.Series:
    """Where the 2011 LSOA of each pair stands among the neighbourhoods, which are in the order of codes."""
    return pd.Series(pd.factorize(england.places.pairs["lsoa_code_2011"], sort=True)[0])


def _lsoas_of_2021(england: England) -> pd.DataFrame:
    """One row per LSOA of 2021 in the order of codes; `row` is where its first LSOA of 2011 stands."""
    names = {
        "lsoa_code_2021": "lsoa_code",
        "lsoa_name_2021": "lsoa_name",
        "lad_code_2022": "lad_code",
        "lad_name_2022": "lad_name",
    }
    pairs = england.places.pairs[[*names, "la_code", "la_name"]].assign(row=_row_of_2011(england))
    return pairs.rename(columns=names).drop_duplicates("lsoa_code").sort_values("lsoa_code", ignore_index=True)


def lsoa_2021_to_utla(england: England, _: int) -> pd.DataFrame:
    return _with_welsh(_lsoas_of_2021(england), _welsh_lsoas())


def _fit(pairs: pd.DataFrame) -> pd.DataFrame:
    english = pairs.rename(columns={"lad_code_2022": "lad_code", "lad_name_2022": "lad_name"})
    welsh = _welsh_lsoas().assign(change_code="U")
    for year in (2011, 2021):
        welsh[[f"lsoa_code_{year}", f"lsoa_name_{year}"]] = welsh[["lsoa_code", "lsoa_name"]]
    return _with_welsh(english, welsh)


def exact_fit(england: England, _: int) -> pd.DataFrame:
    return _fit(england.places.pairs)


def best_fit(england: England, _: int) -> pd.DataFrame:
    """Of the LSOAs of 2021 that took from one of 2011, the one that took most."""
    pairs = england.places.pairs.sort_values(["lsoa_code_2011", "share"], ascending=[True, False], kind="stable")
    return _fit(pairs.drop_duplicates("lsoa_code_2011"))


def lsoa_2011_to_lad_2018(england: England, _: int) -> pd.DataFrame:
    return england.places.neighbourhoods.rename(columns={"lad_code_2018": "lad_code", "lad_name_2018": "lad_name"})


def _rural_urban_2011(england: England) -> pd.DataFrame:
    areas = england.places.neighbourhoods[["lsoa_code", "lsoa_name"]]
    english = areas.assign(rural_urban_code=england.people.rural_urban_code)
    rows = _with_welsh(english, _welsh_lsoas().assign(rural_urban_code="D1"))
    return rows.assign(rural_urban_name=rows["rural_urban_code"].map(CLASSES_2011))


def _rural_urban_2021(england: England) -> pd.DataFrame:
    """Settlement by the class of 2011; distance to a major town, which only conurbations always have near."""
    areas = _lsoas_of_2021(england)
    letter = pd.Series(england.people.rural_urban_code).str[0]
    is_far = england.people.is_far & ~letter.isin(["A", "B"]).to_numpy()
    settlement = letter.map(SETTLEMENT_OF_2011).to_numpy(np.str_)
    codes = np.char.add(settlement, np.where(is_far, "F1", "N1"))
    english = areas.assign(rural_urban_code=codes[areas["row"]])
    rows = _with_welsh(english, _welsh_lsoas().assign(rural_urban_code="RLF1"))
    flag = rows["rural_urban_code"].str.startswith("R").map({True: "Rural", False: "Urban"})
    return rows.assign(rural_urban_name=rows["rural_urban_code"].map(CLASSES_2021), urban_rural_flag=flag)


def rural_urban(england: England, census_year: int) -> pd.DataFrame:
    return _rural_urban_2011(england) if census_year == 2011 else _rural_urban_2021(england)


def _dry_area_km2(england: England, random: np.random.Generator) -> Floats:
    """By LSOA of 2021 in the order of codes: parts of a split get their share of the whole, merged ones its sum."""
    letters = pd.Series(england.people.rural_urban_code).str[0]
    whole = letters.map(TYPICAL_KM2).to_numpy(np.float64) * np.exp(random.normal(0, AREA_LOG_SD, len(letters)))
    part = pd.Series(whole[_row_of_2011(england)] * england.places.pairs["share"].to_numpy())
    return part.groupby(england.places.pairs["lsoa_code_2021"], sort=True).sum().to_numpy(np.float64)


def land_areas(england: England, _: int) -> pd.DataFrame:
    """Square kilometres, four decimals: the realm reaches out to sea, land leaves inland water out."""
    random = stream(england.seed, "land areas")
    rows = _with_welsh(_lsoas_of_2021(england), _welsh_lsoas())
    land = np.append(_dry_area_km2(england, random), np.full(WELSH_LSOA_COUNT, 1.5))
    water = np.where(random.random(len(land)) < COASTAL_SHARE, land * WATER_SHARE, 0)
    sea = np.where(random.random(len(land)) < COASTAL_SHARE, land * WATER_SHARE, 0)
    land, water, sea = (np.rint(part * 10_000).astype(np.int64) for part in (land, water, sea))
    parts = {"land_km2": land, "inland_water_km2": water, "clipped_km2": land + water, "extent_km2": land + water + sea}
    return rows.assign(**{name: np.char.mod("%.4f", area / 10_000) for name, area in parts.items()})
