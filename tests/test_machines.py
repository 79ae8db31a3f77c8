"""What tests/machines.py tries on this or that machine, with what it finds there and pytest replaced."""

import pytest

from tests import machines

OLD = {"kernels": ["Haswell"], "threads": [4], "baseline": ["X86_V2"], "dispatched": ["X86_V3"]}


@pytest.fixture
def run(monkeypatch, capsys):
    """Run on a machine that finds `here`, and where each configuration takes hold but the `without`; what it prints."""

    def on(here, *, failing=(), without=()):
        def found(environment):
            wanted = {"kernels": [environment.get("OPENBLAS_CORETYPE", here["kernels"][0])]}
            if "NPY_DISABLE_CPU_FEATURES" in environment:
                wanted["dispatched"] = []
            if "OPENBLAS_NUM_THREADS" in environment:
                wanted["threads"] = [1]
            return here if without and without in environment else here | wanted

        def outcome(environment):
            fails = bool(set(failing) & set(environment.values()))
            return not fails, ["FAILED tests/test_a.py::test_b", "1 failed"] if fails else ["9 passed in 0.10s"]

        monkeypatch.setattr(machines, "found", found)
        monkeypatch.setattr(machines, "outcome", outcome)
        monkeypatch.setattr(machines.platform, "machine", lambda: "x86_64")
        code = 0
        try:
            machines.main()
        except SystemExit as ended:
            code = ended.code
        return code, capsys.readouterr().out

    monkeypatch.delenv("OPENBLAS_CORETYPE", raising=False)
    return on


def test_kernels_that_the_processor_lacks_are_left_out_and_the_others_tried(run):
    code, said = run(OLD)
    assert code == 0
    assert "kernel SkylakeX       is left out: this processor lacks X86_V4" in said
    tried = ["kernel Nehalem", "kernel Haswell", "NumPy's baseline", "one thread", "PYTHONHASHSEED=1"]
    assert [line[:22].strip() for line in said.splitlines() if "9 passed" in line] == tried


def test_one_failing_configuration_fails_the_run_and_the_others_are_still_tried(run):
    code, said = run(OLD, failing=["Nehalem"])
    assert code == 1
    assert "kernel Nehalem        1 failed" in said
    assert "FAILED tests/test_a.py::test_b" in said
    assert said.count("9 passed") == 4


def test_a_kernel_that_does_not_take_hold_is_not_called_passed(run):
    code, said = run(OLD, without="OPENBLAS_CORETYPE")
    assert code == 0
    assert "kernel Nehalem        is left out: where it is asked for there is {'kernels': ['Haswell']" in said


def test_a_kernel_that_is_chosen_for_the_machine_is_kept(run, monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    code, said = run(OLD)
    assert code == 0
    assert "kernel Nehalem" not in said
    assert "OPENBLAS_CORETYPE=Haswell holds for this machine" in said


def test_a_numpy_without_other_instructions_has_none_to_disable(run):
    _, said = run(OLD | {"dispatched": []})
    assert "NumPy's baseline" not in said
    assert "NumPy with its baseline" in said
