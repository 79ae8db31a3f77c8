"""Publication: whole or not at all, one writer, and a way back."""

import os

import pytest

from ingestion.builds import build_id, published_builds
from ingestion.paths import DataTree
from ingestion.problems import DataProblem
from ingestion.publish import hold, new_build, publish, roll_back, set_aside, sole_writer


@pytest.fixture
def tree(tmp_path):
    return DataTree(tmp_path)


def finished(tree, content):
    building = new_build(tree)
    building.write_text(content)
    return publish(tree, building)


def test_a_reader_finds_nothing_before_the_first_publication(tree):
    new_build(tree).write_text("half")
    assert not tree.current.exists()


def test_the_link_points_to_the_newest_build_which_is_read_only(tree):
    finished(tree, "old")
    build = finished(tree, "new")
    assert tree.current.resolve() == build
    assert tree.current.read_text() == "new"
    assert build.stat().st_mode & 0o222 == 0


def test_the_link_is_relative_so_that_the_folder_can_be_moved(tree):
    finished(tree, "one")
    assert not tree.current.readlink().is_absolute()


def test_a_reader_of_the_old_build_keeps_it(tree):
    finished(tree, "old")
    with tree.current.resolve().open() as reader:
        finished(tree, "new")
        assert reader.read() == "old"


def test_the_last_five_builds_are_kept(tree):
    builds = [finished(tree, str(number)) for number in range(7)]
    assert published_builds(tree) == builds[-5:]


def at(tree, number):
    """A finished build that was begun at a given time of 2026."""
    building = tree.builds / f".2026{number:02}01T000000000000Z.building.duckdb"
    tree.builds.mkdir(parents=True, exist_ok=True)
    building.write_text(str(number))
    return building


def numbers(tree):
    return [int(build.name[4:6]) for build in published_builds(tree)]


def test_a_rollback_to_the_oldest_build_then_a_refresh_keeps_that_build(tree):
    builds = [publish(tree, at(tree, number)) for number in range(1, 6)]
    while tree.current.resolve() != builds[0]:
        roll_back(tree)
    publish(tree, at(tree, 6))
    assert numbers(tree) == [1, 2, 3, 4, 5, 6]


def test_the_build_that_a_rollback_from_a_held_one_would_return_to_stays(tree):
    for number in (1, 2, 3):
        publish(tree, at(tree, number))
    held = hold(tree, at(tree, 4))
    for number in range(5, 10):
        publish(tree, at(tree, number))
    assert numbers(tree) == [3, 5, 6, 7, 8, 9]
    publish(tree, held)
    assert numbers(tree) == [3, 4, 5, 6, 7, 8, 9]
    assert roll_back(tree).name[4:6] == "03"


def test_the_builds_of_the_newest_report_stay_and_those_of_older_ones_do_not(tree):
    first, second, third = (publish(tree, at(tree, number)) for number in (1, 2, 3))
    for age, pair in enumerate(((second, third), (first, third))):
        folder = tree.reports / f"{build_id(pair[0])}__{build_id(pair[1])}"
        folder.mkdir(parents=True)
        os.utime(folder, (age, age))
    for number in range(4, 10):
        publish(tree, at(tree, number))
    assert numbers(tree) == [1, 3, 5, 6, 7, 8, 9]


def test_builds_that_were_never_published_are_not_deleted(tree):
    held = hold(tree, at(tree, 1))
    failed = set_aside(at(tree, 2))
    for number in range(3, 10):
        publish(tree, at(tree, number))
    assert held.exists()
    assert failed.exists()


def test_rollback_goes_one_build_back_each_time(tree):
    builds = [finished(tree, str(number)) for number in range(3)]
    assert [roll_back(tree), roll_back(tree)] == [builds[1], builds[0]]
    with pytest.raises(DataProblem, match="nothing to roll back to"):
        roll_back(tree)


def test_a_failed_build_is_set_aside_and_the_old_one_stays(tree):
    old = finished(tree, "old")
    building = new_build(tree)
    building.write_text("broken")
    assert set_aside(building).read_text() == "broken"
    assert tree.current.resolve() == old
    assert published_builds(tree) == [old]


def test_a_left_over_of_a_killed_build_is_cleared(tree):
    left_over = new_build(tree)
    left_over.write_text("killed")
    new_build(tree)
    assert not left_over.exists()


def test_a_second_writer_is_told_to_wait(tree):
    with sole_writer(tree), pytest.raises(DataProblem, match="Another refresh is writing"), sole_writer(tree):
        pass


def test_the_lock_is_free_again_afterwards(tree):
    for _ in range(2):
        with sole_writer(tree):
            pass
