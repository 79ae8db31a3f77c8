"""Names of places that do not exist."""

from ingestion.sample.streams import stream

COUNTRY_CODE, COUNTRY_NAME = "E92000901", "Synthetic England"
CAPITAL_REGION = "E12000907"
REGIONS = {
    "E12000901": "Harvenmark",
    "E12000902": "Tolvenmark",
    "E12000903": "Quillenmark",
    "E12000904": "Estavenmark",
    "E12000905": "Wetherenmark",
    "E12000906": "Orlenmark",
    "E12000907": "Corvane",
    "E12000908": "Selvenmark",
    "E12000909": "Drennenmark",
}
CAPITAL_PARTS = {"E13000901": "Inner Corvane", "E13000902": "Outer Corvane"}

WELSH_AUTHORITY = {"code": "W06000901", "name": "Trevoren Vale", "name_welsh": "Bro Trefforen"}

_FIRST = (
    "Velm", "Quor", "Istr", "Zenn", "Tholv", "Omm", "Jask", "Prell", "Vaur", "Ysk", "Drosk", "Eskar", "Fenv",
    "Gralv", "Hursk", "Ivv", "Kestr", "Lurv", "Morrax", "Nulv", "Orsk", "Pluv", "Skerv", "Uln", "Wrask", "Bresk",
)  # fmt: skip
_SECOND = (
    "avane", "ondle", "emmar", "istow", "anvick", "orrow", "elthorn", "ingdel", "urey", "asset", "enholt", "irrick",
    "avale", "ostry", "unden", "ellow",
)  # fmt: skip
_COUNTIES = (
    "Brellon", "Tarvel", "Oskaven", "Lurrend", "Quenmar", "Isteld", "Dorvan", "Helmist", "Varrow", "Zelmer", "Ravist",
    "Ullamor", "Kerrond", "Fennavel", "Grestow", "Jorrel", "Mistavan", "Norvel", "Pellamor", "Sarrond", "Thenvar",
    "Wendavel",
)  # fmt: skip


def county_names(count: int) -> list[str]:
    return [f"{stem}shire" for stem in _COUNTIES[:count]]


def place_names(seed: int, count: int) -> list[str]:
    """Distinct names for authorities and districts, in an order that the seed fixes."""
    names = [first + second for first in _FIRST for second in _SECOND]
    order = stream(seed, "place names").permutation(len(names))
    return [names[index] for index in order[:count]]
