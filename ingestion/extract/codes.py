"""Codes of the children in need census, layouts of 2021 to 2026, and what this project calls them."""

from typing import Final

EARLIEST_LAYOUT, LATEST_LAYOUT = 2021, 2026
SEX_RENAMED = 2025  # GenderCurrent 1, 2, 0, 9 became Sex M, F, U

SEX_TO_2024: Final = {"1": "male", "2": "female", "0": "not_known", "9": "not_known"}
SEX_FROM_2025: Final = {"M": "male", "F": "female", "U": "not_known"}

ETHNICITY: Final = {
    "WBRI": "White", "WIRI": "White", "WIRT": "White", "WOTH": "White", "WROM": "White",
    "MWBC": "Mixed", "MWBA": "Mixed", "MWAS": "Mixed", "MOTH": "Mixed",
    "AIND": "Asian", "APKN": "Asian", "ABAN": "Asian", "AOTH": "Asian", "CHNE": "Asian",
    "BCRB": "Black", "BAFR": "Black", "BOTH": "Black",
    "OOTH": "Other", "REFU": "not_known", "NOBT": "not_known",
}  # fmt: skip

PLAN_CATEGORY: Final = {
    "NEG": "neglect", "PHY": "physical", "SAB": "sexual", "EMO": "emotional", "MUL": "multiple",
}  # fmt: skip

FACTOR: Final = {
    "1A": "alcohol_child", "1B": "alcohol_parent", "1C": "alcohol_other",
    "2A": "drugs_child", "2B": "drugs_parent", "2C": "drugs_other",
    "3A": "domestic_abuse_child", "3B": "domestic_abuse_parent", "3C": "domestic_abuse_other",
    "4A": "mental_health_child", "4B": "mental_health_parent", "4C": "mental_health_other",
    "5A": "learning_disability", "5B": "learning_disability_parent", "5C": "learning_disability_other",
    "6A": "physical_disability", "6B": "physical_disability_parent", "6C": "physical_disability_other",
    "7A": "young_carer", "8B": "privately_fostered", "8C": "privately_fostered", "8D": "privately_fostered",
    "8E": "privately_fostered", "8F": "privately_fostered", "9A": "unaccompanied_asylum_seeker", "10A": "missing",
    "11A": "child_sexual_exploitation", "12A": "trafficking", "13A": "gangs",
    "14A": "socially_unacceptable_behaviour", "15A": "self_harm", "16A": "neglect", "17A": "emotional_abuse",
    "18A": "physical_abuse", "18B": "physical_abuse", "18C": "physical_abuse",
    "19A": "sexual_abuse", "19B": "sexual_abuse", "19C": "sexual_abuse", "20": "other", "21": "none_found",
    "22A": "female_genital_mutilation", "23A": "faith_or_belief", "24A": "child_criminal_exploitation",
}  # fmt: skip
FACTOR_FROM: Final = {"24A": 2022}  # layouts that have it

NO_NEED: Final = "RC8"  # assessed, and no child in need found
CLOSURE: Final = {f"RC{number}" for number in range(1, 10)}
CLOSURE_FROM: Final = {"RC9": 2023}

TRUE, FALSE = {"1", "true", "y", "yes"}, {"0", "false", "n", "no"}

EVENT_KINDS: Final = ("referral", "assessment", "cin", "s47", "icpc", "cpp", "cla")


def sex_codes(layout: int) -> dict[str, str]:
    return SEX_TO_2024 if layout < SEX_RENAMED else SEX_FROM_2025
