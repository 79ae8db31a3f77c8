"""A few rows of children in need in the layouts of 2020, 2021 and 2022: real names and headers, made-up figures.

A figure depends on what is counted, the place and the year, never on the vintage or the header: as in the real files.
"""

from pathlib import Path
from zlib import crc32

import yaml

from ingestion.paths import SOURCES
from ingestion.registry import Source, load_source

PLACES = "time_period,time_identifier,geographic_level,country_code,country_name"
AUTHORITIES = {
    "E06000001": ("841", "Ambry"),
    "E06000002": ("806", "Brackwater"),
    "E06000003": ("807", "Calder Vale"),
    "E06000004": ("808", "Dunmere"),
    "E06000005": ("840", "Eastholm"),
}
BANDS = {
    "to 3": ("3_months", "3_months_or_less"),
    "3 to 6": ("3_6_months", "more_than_3_months_6_months"),
    "6 to 12": ("6_months_1_year", "more_than_6_months_less_than_1_year"),
    "12 to 24": ("1_2_years", "1_year_less_than_2_years"),
}


def _bands(counted: str, longest: tuple[str, str]) -> list[tuple[str, str, str]]:
    """What is counted, and its header in 2020 and from 2021 on: each band as a number and as a percentage."""
    bands = [*BANDS.items(), ("from 24", longest)]
    return [
        (f"{counted} {band}{part}", old + suffix, new + suffix)
        for band, (old, new) in bands
        for part, suffix in (("", ""), (" percent", "_percent"))
    ]


def _same(counted: str, *headers: str) -> list[tuple[str, str, str]]:
    return [(f"{counted} {header}", header, header) for header in headers]


COLUMNS = {
    "dfe__cin_b4_open_by_duration": [*_same("cin", "At31_episodes"), *_bands("open", ("2years+", "2years+"))],
    "dfe__cin_b5_ended_by_duration": [
        ("cin ended", "Ended_episode", "Ended_episodes"), *_bands("ended", ("2years+", "2years+")),
    ],
    "dfe__cin_d1_plans": _same(
        "plans", "CPP_start", "CPP_start_rate", "CPP_child_start", "CPP_child_start_rate", "CPP_end", "CPP_end_rate",
        "CPP_child_end", "CPP_child_end_rate", "CPP_anypoint", "CPP_anypoint_rate", "CPP_child_anypoint",
        "CPP_child_anypoint_rate", "CPP_At31", "CPP_At31_rate",
    ),
    "dfe__cin_d3_repeat_plans": _same("plans", "CPP_start", "CPP_subsequent", "CPP_subsequent_percent"),
    "dfe__cin_d5_plans_by_duration": [
        *_same("plans", "CPP_At31"), *_bands("plan", ("2_years+", "2_years_or_more")),
    ],
    "dfe__cin_d7_ended_by_duration": [
        ("plans ended", "CPP_End", "CPP_End"), *_bands("plan ended", ("2_years+", "2_years_or_more")),
    ],
}  # fmt: skip
NAMES = {
    "dfe__cin_a1_england": {
        2020: "a1_cin_referrals_assessments_2013_to_2020.csv",
        2021: "a1_cin_referrals_assessments_2013_to_2021.csv",
        2022: "a1_cin_assessments_episodes_referrals_2013_to_2022.csv",
    },
    "dfe__cin_b4_open_by_duration": "b4_children_in_need_duration_of_open_episode_2013_to_{}.csv",
    "dfe__cin_b5_ended_by_duration": "b5_children_in_need_duration_of_ended_episode_2013_to_{}.csv",
    "dfe__cin_d1_plans": "d1_child_protection_plans_2013_to_{}.csv",
    "dfe__cin_d3_repeat_plans": "d3_cpps_subsequent_plan_2013_to_{}.csv",
    "dfe__cin_d5_plans_by_duration": {
        2020: "d5_cpps_at31march_by_length_of_time_2013_to_2020.csv",
        2021: "d5_cpps_at31march_by_duration_2013_to_2021.csv",
        2022: "d5_cpps_at31march_by_duration_2013_to_2022.csv",
    },
    "dfe__cin_d7_ended_by_duration": {
        2020: "d7_cpps_ending_by_length_of_time_2013_to_2020.csv",
        2021: "d7_cpps_ending_by_duration_2013_to_2021.csv",
        2022: "d7_cpps_ending_by_duration_2013_to_2022.csv",
    },
}
HEADLINES = "headline_measures_{}.csv"
GUIDANCE = "data-guidance.txt"


def name_of(table: str, vintage: int) -> str:
    names = NAMES[table]
    return names.format(vintage) if isinstance(names, str) else names[vintage]


def _figure(counted: str, place: str, year: int) -> str:
    number = 100 + crc32(f"{counted} {place} {year}".encode()) % 900
    return f"{number / 10}" if counted.endswith(("percent", "rate")) else str(number)


def _england(vintage: int) -> str:
    rows = [f"{PLACES},category,category_type,number,rate,percent"]
    for year in range(2016, vintage + 1):
        for kind in ("Referrals", "Re-referrals", "Assessments completed", "Episodes started", "Episodes ended"):
            place = f"{year},Reporting year,National,E92000001,England"
            rows.append(f"{place},Children in need,{kind},{_figure(kind, 'England', year)},z,z")
    return "\n".join(rows) + "\n"


def _authorities(table: str, vintage: int) -> str:
    columns = [(counted, old if vintage == 2020 else new) for counted, old, new in COLUMNS[table]]
    places = f"{PLACES},region_code,region_name,old_la_code,new_la_code,la_name"
    rows = [",".join([places, "Category" if vintage == 2020 else "category", *(header for _, header in columns)])]
    for year in range(2016, vintage + 1):
        for code, (old_code, name) in AUTHORITIES.items():
            place = f"E92000001,England,E12000001,North East,{old_code},{code},{name}"
            cells = [_figure(counted, code, year) for counted, _ in columns]
            rows.append(",".join([f"{year},Reporting year,Local authority,{place},Children in need", *cells]))
    return "\n".join(rows) + "\n"


def text_of(table: str, vintage: int) -> str:
    return _england(vintage) if table == "dfe__cin_a1_england" else _authorities(table, vintage)


def write_release(folder: Path, vintage: int, tables: list[str] | None = None) -> Path:
    """The files of a vintage, and two that are no table's: the guidance and England's headline figures."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in NAMES if tables is None else tables:
        (folder / name_of(table, vintage)).write_text(text_of(table, vintage), encoding="utf-8")
    headlines = f"{PLACES},measure,number\n{vintage},Reporting year,National,E92000001,England,Children in need,4000\n"
    (folder / HEADLINES.format(vintage)).write_text(headlines, encoding="utf-8")
    (folder / GUIDANCE).write_text("What the files hold.\n", encoding="utf-8")
    return folder


def _release(vintage: int) -> dict[str, object]:
    members = {name: {"file": f"data/{name_of(name, vintage)}", "sha256": "unpinned"} for name in NAMES}
    address = f"https://example.org/releases/{vintage}"
    return {"vintage": vintage, "published_on": None, "url": address, "fetch": "ees_release",
            "mirror": f"children-in-need/{vintage}/", "members": members}  # fmt: skip


def declaration() -> dict[str, object]:
    """The committed declaration with these tables only, for files of few rows, in releases of 2020 and 2022."""
    declared = yaml.safe_load((SOURCES / "dfe_children_in_need.yml").read_text(encoding="utf-8"))
    tables = [table | {"rows": {"min": 5, "max": 99}} for table in declared["tables"] if table["name"] in NAMES]
    return declared | {"tables": tables, "releases": [_release(2020), _release(2022)]}


def load(declared: dict[str, object], folder: Path) -> Source:
    path = folder / f"{declared['id']}.yml"
    path.write_text(yaml.safe_dump(declared, allow_unicode=True), encoding="utf-8")
    return load_source(path)
