"""One synthetic England: everything that the published tables are views of."""

from dataclasses import dataclass

import pandas as pd

from ingestion.sample.counts import authority_children, authority_stages, neighbourhood_referrals
from ingestion.sample.people import People, make_people
from ingestion.sample.places import Places, Scale, make_places


@dataclass(frozen=True, slots=True, kw_only=True)
class England:
    """`stages` is by current authority and financial year, `children` by current authority and mid-year."""

    seed: int
    places: Places
    people: People
    referrals: pd.DataFrame
    stages: pd.DataFrame
    children: pd.DataFrame


def make_england(scale: Scale, seed: int) -> England:
    places = make_places(scale, seed)
    people = make_people(places, seed)
    referrals = neighbourhood_referrals(places, people, seed)
    return England(
        seed=seed,
        places=places,
        people=people,
        referrals=referrals,
        stages=authority_stages(places, people, referrals, seed),
        children=authority_children(places, people),
    )
