"""Which build a name means, and what a build says of itself."""

import pytest

from ingestion.builds import build_before, build_id, build_named, finish, ingredients_of
from ingestion.paths import DataTree
from ingestion.problems import DataProblem, UsageProblem
from ingestion.publish import hold, new_build, publish, require_finished


@pytest.fixture
def tree(tmp_path):
    return DataTree(tmp_path)


def built(tree):
    building = new_build(tree)
    building.write_text("a build")
    return building


def test_builds_are_named_by_place_in_time_or_by_the_start_of_their_id(tree):
    first, second = publish(tree, built(tree)), publish(tree, built(tree))
    held = hold(tree, built(tree))
    for given, meant in {
        "current": second, "previous": first, "held": held, first.stem: first, first.name: first, held.stem: held,
        build_id(held): held, str(second): second,
    }.items():  # fmt: skip
        assert build_named(tree, given) == meant


@pytest.mark.parametrize("given", ["2020", "", "../../etc/passwd", ".failed.duckdb"])
def test_a_name_that_means_no_build_is_wrong_usage_and_told_which_there_are(tree, given):
    build = publish(tree, built(tree))
    with pytest.raises(UsageProblem, match=rf"is not a build in .+There are: {build.stem}\."):
        build_named(tree, given)


@pytest.mark.parametrize("given", ["current", "previous", "held"])
def test_a_place_that_no_build_takes_is_said_to_be_empty(tree, given):
    with pytest.raises(DataProblem, match=f"There is no {given} build in .+There are: none yet"):
        build_named(tree, given)


def test_a_name_that_means_several_is_refused(tree):
    first, second = publish(tree, built(tree)), publish(tree, built(tree))
    shared = "".join(one for one, other in zip(first.stem, second.stem, strict=True) if one == other)[:4]
    with pytest.raises(UsageProblem, match=f"{shared!r} means more than one build"):
        build_named(tree, shared)


def test_a_build_is_held_against_the_one_it_follows(tree):
    first, second = publish(tree, built(tree)), publish(tree, built(tree))
    held = hold(tree, built(tree))
    assert (build_before(tree, held), build_before(tree, second)) == (second, first)
    with pytest.raises(DataProblem, match="nothing to hold it against"):
        build_before(tree, first)


def test_a_held_build_is_opened_by_no_reader_and_cleared_by_no_refresh(tree):
    held = hold(tree, built(tree))
    new_build(tree)
    assert held.exists()
    assert not tree.current.exists()
    published = publish(tree, held)
    assert (published.stem, published.read_text()) == (build_id(published), "a build")
    assert not held.exists()


def test_a_held_build_that_is_published_late_is_not_cleared_as_the_oldest(tree):
    held = hold(tree, built(tree))
    for _ in range(5):
        publish(tree, built(tree))
    published = publish(tree, held)
    assert tree.current.resolve() == published
    assert published.exists()


def test_a_finished_build_says_what_it_was_made_of(sample_build):
    finish(sample_build, {"registry": "a" * 64}, {("marts", "dim_lsoas"): ["lsoa_code", "lsoa_edition"]})
    assert ingredients_of(sample_build) == {"registry": "a" * 64}


def test_the_published_sample_records_its_ingredients_and_the_key_of_every_mart(sample, sample_tree):
    assert len(ingredients_of(sample_tree.current.resolve())) == 7
    without = sample.execute(
        "select table_name from duckdb_tables() where schema_name = 'marts' "
        "and table_name not in (select table_name from meta.grains)"
    ).fetchall()
    assert without == []


def test_a_build_that_was_never_finished_cannot_be_published_by_hand(tree):
    with pytest.raises(DataProblem, match="was never finished"):
        require_finished(built(tree))
