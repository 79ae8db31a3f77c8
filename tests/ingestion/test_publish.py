"""Publication: whole or not at all, one writer, and a way back."""

import pytest

from ingestion.builds import published_builds
from ingestion.paths import DataTree
from ingestion.problems import DataProblem
from ingestion.publish import new_build, publish, roll_back, set_aside, sole_writer


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
