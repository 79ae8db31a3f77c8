"""Another study in place of a real one, in every process that tests start: one that does not end, or that dies."""

from pathlib import Path

STUDY = "moderators"  # it has nothing to do on the sample
ASLEEP = "time.sleep(3600)"
BUSY = "collections.deque(itertools.count(), 0)"  # in code that never returns to Python
KILLED = "os.kill(os.getpid(), signal.SIGKILL)"

# Python runs a `sitecustomize` of PYTHONPATH when it starts; this one waits for the module of the study.
SITE = """
import collections, dataclasses, importlib.machinery, itertools, os, signal, sys, time

def tasks(evidence):
    {does}

class Finder:
    def find_spec(self, name, path, target=None):
        if name != "analysis.moderators":
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        run = spec.loader.exec_module
        def exec_module(module):
            run(module)
            module.CONTEXT = dataclasses.replace(module.CONTEXT, tasks=tasks)
        spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Finder())
"""


def replaced_by(does: str, folder: Path) -> dict[str, str]:
    """The environment of processes in which the study does this instead."""
    (folder / "sitecustomize.py").write_text(SITE.replace("{does}", does), encoding="utf-8")
    return {"PYTHONPATH": str(folder)}
