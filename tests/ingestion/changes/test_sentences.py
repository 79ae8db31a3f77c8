"""What the top of the report says."""

from ingestion.changes import sentences
from ingestion.changes.figures import PUBLISHED, Figures
from ingestion.changes.releases import ReleaseChange

CELL = {
    "label": "Children looked after at 31 March", "part": "", "area_name": "Salford", "area_code": "E08000006",
    "year": 2024, "before": 550.0, "after": 675.0, "vintage_before": 2024, "vintage_after": 2025,
}  # fmt: skip


def figures(*by_indicator, large=(), counts=(CELL,), superseded=(0, 0), earlier=0):
    rows = [dict.fromkeys([*PUBLISHED, "computed_changed"], 0) | {"label": "any"} | row for row in by_indicator]
    return Figures(
        by_indicator=rows, large=list(large), large_count=len(large), counts=list(counts), rates=[], superseded=[],
        superseded_count=superseded[0], superseded_computed_count=superseded[1], earlier_count=earlier,
    )  # fmt: skip


def release(kind, said):
    return ReleaseChange(kind=kind, said=said, added_ids=[])


def test_counts_of_the_publisher_stand_apart_from_rates_and_from_what_follows():
    found = figures(
        {"counts_revised": 15, "rates_revised": 100, "computed_changed": 200},
        {"counts_revised": 2, "rates_revised": 20, "computed_changed": 50},
        {"computed_changed": 3},
    )
    assert sentences.revised(found) == [
        "17 counts revised by the publisher in 2 indicators (largest: Children looked after at 31 March, Salford "
        "(E08000006), 2024: 550 to 675), 120 published rates, 253 computed figures that follow from them."
    ]


def test_computed_figures_alone_are_no_revision_of_the_publisher():
    assert sentences.revised(figures({"computed_changed": 1})) == [
        "No published figure was revised, 1 computed figure changed."
    ]


def test_figures_that_appear_or_disappear_are_not_called_revised():
    found = figures({"counts_given": 4, "rates_no_longer_given": 27})
    assert sentences.revised(found) == [
        "No published figure was revised, 4 counts now given, 27 published rates no longer given."
    ]


def test_figures_of_a_withdrawn_release_went_back_and_were_not_revised():
    (said,) = sentences.revised(figures({"counts_revised": 3}, earlier=3))
    assert said.startswith("3 counts that went back to an earlier release in 1 indicator (largest: ")
    assert "by the publisher" not in said


def test_figures_of_which_only_some_went_back_say_how_many():
    (said,) = sentences.revised(figures({"counts_revised": 3}, earlier=1))
    assert said.startswith("3 counts revised by the publisher")
    assert said.endswith("1 figure back to an earlier release.")


def test_revisions_of_superseded_releases_are_counted_apart():
    assert sentences.revised(figures(superseded=(2, 0))) == [
        "No published figure was revised, 2 published figures changed in releases that a newer one has replaced."
    ]
    (said,) = sentences.revised(figures(superseded=(2, 1)))
    assert said.endswith("2 published figures and 1 computed figure changed in releases that a newer one has replaced.")


def test_a_large_revision_is_named_with_its_place():
    assert sentences.large(figures(large=[CELL])) == [
        "1 large revision of a published figure: Children looked after at 31 March, Salford (E08000006), 2024: 550 to "
        "675."
    ]
    (said,) = sentences.large(figures(large=[CELL, CELL]))
    assert said.startswith("2 large revisions of published figures, the largest: Children looked after")
    assert sentences.large(figures()) == []


def test_a_figure_that_is_missing_is_not_shown_as_nought():
    said = sentences.cell(CELL | {"after": None, "area_name": None, "part": "age 10-14"})
    assert said == "Children looked after at 31 March, age 10-14, E08000006, 2024: 550 to not given"


def test_a_new_number_for_the_same_files_is_said_to_be_nothing_else():
    change = release("renumbered", "Children in need 2024 is now numbered 2024.1, the same 30 files")
    alone = (
        "Nothing but the number of a release changed: Children in need 2024 is now numbered 2024.1, the same 30 files."
    )
    assert sentences.released([change], is_all=True) == [alone]
    assert sentences.released([change], is_all=False) == [f"{change.said}."]


def test_releases_beyond_the_sixth_are_counted():
    many = [release("added", f"Publication {number} added (1 file)") for number in range(8)]
    (said,) = sentences.released(many, is_all=False)
    assert said.endswith("Publication 5 added (1 file); and 2 more.")


def test_nothing_new_says_so():
    assert sentences.released([], is_all=True) == ["No release, figure or finding changed."]
    assert sentences.released([], is_all=False) == []
    assert sentences.new_and_gone(0, 0) == []
    assert sentences.new_and_gone(1520, 1) == ["1,520 figures new and 1 figure gone."]
