"""The figures of the Maps page, and the map of My area."""

from pathlib import Path

import pandas as pd

from analysis import file_names
from analysis.choice import Choice
from analysis.palette import BLUE, TEAL
from analysis.reading import Row
from analysis.reading import areas as read_areas
from analysis.reading import maps as read
from analysis.sentences import absences
from analysis.sentences import maps as sentences
from analysis.sentences.absences import why
from analysis.sentences.numbers import number
from analysis.tables import areas as tables
from streamlit_app import furniture
from streamlit_app.charts import maps as charts
from streamlit_app.figures import Figure, prepared

RURALITY = {"Rural": TEAL, "Urban": BLUE, "Not classified": charts.NO_FIGURE}


def _said(rates: pd.DataFrame) -> list[str]:
    return [
        why(row["missing_because"]) if pd.isna(row["rate_per_10k"]) else f"{number(row['rate_per_10k'])} per 10,000"
        for row in rates.to_dict("records")
    ]


@prepared
def authorities(build: Path, choice: Choice) -> Figure:
    """The rate of every authority of today that has a boundary."""
    rates = read_areas.authorities(build, choice)
    fifths = sentences.fifths(rates)
    colours = dict(zip(fifths.values(), charts.FIFTHS, strict=False)) | {sentences.NO_FIGURE: charts.UNKNOWN}
    kinds = rates["rate_fifth"].map(fifths).fillna(sentences.NO_FIGURE)
    return Figure(
        what="rates by local authority",
        chart=charts.kinds(
            rates.assign(said=_said(rates), kind=kinds),
            read.authority_shapes(build),
            place="la_code",
            value="kind",
            colours={kind: colour for kind, colour in colours.items() if kind in set(kinds)},
            tooltip={"la_name": "Local authority", "said": choice.what},
            title=f"{choice.what} per 10,000 children",
        ),
        alt=sentences.authorities(rates, choice),
        key=f"Deeper blue: a higher rate, with a fifth of the authorities in each shade. {absences.missing(rates)}",
        table=tables.authorities(rates, choice),
        rows=rates,
        file_name=file_names.of_choice("map", choice, build),
        how_to_read=furniture.HOW_TO_READ_MAP,
    )


@prepared
def neighbourhoods(build: Path, choice: Choice, area: Row, *, shows: str) -> Figure:
    """Deprivation or rurality of the neighbourhoods of an authority."""
    rows = read.neighbourhoods(build, area["la_code"], choice.imd_edition)
    shapes = read.neighbourhood_shapes(build, area["la_code"], choice.imd_edition)
    kinds = rows["is_rural"].map({True: "Rural", False: "Urban"}).fillna("Not classified")
    drawn = rows.assign(kind=kinds)
    tooltip = {
        "lsoa_code": "Neighbourhood",
        "imd_decile": "National tenth (1 = most deprived)",
        "income_deprivation_pct": "People in income deprivation (%)",
        "rural_urban_name": "Kind",
    }
    if shows == "rurality":
        colours = {kind: colour for kind, colour in RURALITY.items() if kind in set(kinds)}
        chart = charts.kinds(drawn, shapes, place="lsoa_code", value="kind", colours=colours, tooltip=tooltip)
    else:
        chart = charts.shades(
            drawn,
            shapes,
            place="lsoa_code",
            value="income_deprivation_pct",
            title="People in income deprivation (%)",
            tooltip=tooltip,
        )
    file_name = file_names.of(
        f"neighbourhoods_{area['la_code']}",
        f"indices_{choice.imd_edition}",
        build=build,
        is_synthetic=choice.is_synthetic,
    )
    return Figure(
        what="deprivation by neighbourhood",
        chart=chart,
        alt=sentences.neighbourhoods(rows, area["la_name"], choice),
        key="Exposure only: where deprivation and countryside are. No public table counts children's social care here.",
        table=tables.neighbourhoods(rows),
        rows=rows,
        file_name=file_name,
        how_to_read=furniture.HOW_TO_READ_MAP,
    )
