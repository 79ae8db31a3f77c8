"""The main job: fetch, check, load, build, analyse, publish. A step that fails publishes nothing."""

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ingestion.builds import build_id, finish, held_builds, ingredients_of
from ingestion.checks import Parsed, check
from ingestion.download import Progress
from ingestion.fetch import Landed, fetch, pins_to_paste, plan, without_address
from ingestion.findings import Finding
from ingestion.fingerprint import ingredients
from ingestion.load import load
from ingestion.marts import dbt_build
from ingestion.mirror import Mirror
from ingestion.paths import REPOSITORY, DataTree
from ingestion.plausibility.assess import assess
from ingestion.plausibility.figures import has_figures
from ingestion.plausibility.held import Change, changes_of, not_accepted
from ingestion.problems import DataProblem
from ingestion.processes import run_limited
from ingestion.publish import hold, new_build, publish, set_aside
from ingestion.qa_log import accept_revisions, accepted_changes, record
from ingestion.registry import Source

Say = Callable[[str], None]

ANALYSIS_SECONDS = 3 * 3600.0  # more than all studies take if each meets its own limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to land and where: the official files, or the sample through a mirror of its own.

    `force` builds although nothing has changed; `hold` leaves the build for a person to publish. `accepted_because`
    is why changes beyond their limits are published all the same.
    """

    sources: list[Source]
    tree: DataTree
    mirror: Mirror | None
    is_sample: bool
    parameters: Mapping[str, object] = field(default_factory=dict)
    force: bool = False
    hold: bool = False
    accepted_because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What a refresh did: the file it made or found good, seconds per step, pins that the registry now lacks.

    `changed` names the ingredients that differ from those of the published build; all of them on a first refresh.
    `held_changes` are the changes beyond their limits that nobody has accepted: the build is held because of them.
    """

    warehouse: Path
    is_first: bool
    is_new: bool
    is_held: bool
    held_changes: list[Change]
    changed: list[str]
    seconds: dict[str, float]
    files_count: int
    pins: list[str]
    is_sample: bool

    def as_json(self) -> dict[str, object]:
        return asdict(self) | {"warehouse": str(self.warehouse)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How a run is told: bytes as they come, a step as it begins, a line as it ends."""

    received: Progress
    began: Say
    say: Say


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Seconds per step."""

    telling: Telling
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        begun = time.perf_counter()
        self.telling.began(name)
        yield
        self.seconds[name] = round(time.perf_counter() - begun, 1)
        self.telling.say(f"{name:<8} {self.seconds[name]:6.1f} s")

    def total(self) -> None:
        self.telling.say(f"{'total':<8} {sum(self.seconds.values()):6.1f} s")


def analyse(build: Path, datasets: Iterable[str] = ()) -> None:
    """Fit every specification, to all data sets or to those named, and write results.* into the new file."""
    command = [sys.executable, "-m", "analysis", "run", "--build", str(build), "--quiet"]
    command += [f"--dataset={name}" for name in datasets]
    ran = run_limited(command, what="The analysis", limit_seconds=ANALYSIS_SECONDS, cwd=REPOSITORY)
    if ran.returncode != 0:
        raise DataProblem(f"The models could not be fitted, so nothing was published: {ran.stderr.strip()[-1500:]}")


def _unaddressed(job: Job) -> list[Finding]:
    """What a download leaves out because nobody has recorded where it is published."""
    return [
        Finding(
            check=f"{file.release_id}: has an address to download it from",
            severity="info",
            passed=False,
            detail=f"left out: write `url:` for it in ingestion/sources/{file.source.id}.yml, or use MIRROR=",
        )
        for file in (without_address(plan(job.sources)) if not job.mirror else [])
    ]


def land(job: Job, progress: Progress) -> list[Landed]:
    """Every declared file from a mirror; without one, every file whose address is known."""
    wanted = plan(job.sources, sample=job.mirror if job.is_sample else None)
    if not job.mirror:
        wanted = [file for file in wanted if file.release.url]
    return fetch(wanted, job.tree, mirror=job.mirror, sample=job.is_sample, progress=progress)


def _grains(tree: DataTree) -> dict[tuple[str, str], list[str]]:
    """The key of each table that dbt has just built, from its manifest."""
    manifest = json.loads((tree.dbt / "target" / "manifest.json").read_text(encoding="utf-8"))
    return {
        (node["schema"], node["name"]): node["config"]["meta"]["grain"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
    }


def _changed(job: Job, made_of: Mapping[str, str]) -> list[str]:
    """The ingredients that are not those of the published build; all of them when there is none."""
    before = ingredients_of(job.tree.current.resolve()) if job.tree.current.exists() else {}
    return [name for name, hash_ in made_of.items() if before.get(name) != hash_]


def _waiting(job: Job, made_of: Mapping[str, str]) -> Path | None:
    """The build that waits already and is made of the same things, so that it need not be built again."""
    if job.force or job.hold or not job.tree.current.exists():
        return None
    newest = held_builds(job.tree)[-1:]
    since = build_id(job.tree.current.resolve())
    return next((build for build in newest if build_id(build) > since and ingredients_of(build) == made_of), None)


def _comparable(job: Job) -> Path | None:
    """The published build, where its figures can be compared: files of the sample are made by code, not published."""
    if job.is_sample or not job.tree.current.exists():
        return None
    published = job.tree.current.resolve()
    return published if has_figures(published) else None


def _build(job: Job, landed: list[Landed], made_of: Mapping[str, str], watch: Stopwatch) -> Path:
    """A finished build: checked, loaded, modelled, analysed, and on record as made of what it was made of."""
    parsed = [Parsed(file) for file in landed]
    with watch.step("check"):
        findings = check(parsed, job.tree) + _unaddressed(job)
    building = new_build(job.tree)
    try:
        with watch.step("load"):
            load(building, job.sources, parsed, findings, job.parameters)
        with watch.step("build"):
            dbt_build(building, job.tree)
        with watch.step("assess"):
            assess(building, _comparable(job))
        with watch.step("analyse"):
            analyse(building)
            finish(building, made_of, _grains(job.tree))
    except DataProblem as problem:
        raise DataProblem(f"{problem} The failed build is kept at {set_aside(building)}.") from problem
    return building


def _put_out(job: Job, building: Path, changes: list[Change]) -> Path:
    """Publish a finished build, or hold it for a person: one who asked to, or one who must look at its changes."""
    if job.hold or (changes and not job.accepted_because):
        return building if building in held_builds(job.tree) else hold(job.tree, building)
    if changes:
        accept_revisions(job.tree, building, changes, name="refresh", reason=job.accepted_because)
    warehouse = publish(job.tree, building)
    reason = job.accepted_because if changes else "every check passed"
    record(job.tree, warehouse, "published", name="refresh", reason=reason)
    return warehouse


def refresh(job: Job, telling: Telling) -> Refreshed:
    """Run every step into a new versioned file, then switch the link to it; nothing when nothing has changed.

    The caller holds the lock of the data tree.
    """
    watch = Stopwatch(telling)
    with watch.step("fetch"):
        landed = land(job, telling.received)
    with watch.step("compare"):
        made_of = ingredients(job.sources, landed, job.parameters)
        changed = _changed(job, made_of)
    warehouse, changes = job.tree.current.resolve(), []
    if is_new := bool(changed or job.force):
        building = _waiting(job, made_of) or _build(job, landed, made_of, watch)
        changes = not_accepted(changes_of(building), accepted_changes(job.tree))
        with watch.step("hold" if job.hold or (changes and not job.accepted_because) else "publish"):
            warehouse = _put_out(job, building, changes)
    is_held = warehouse in held_builds(job.tree)
    watch.total()
    return Refreshed(
        warehouse=warehouse,
        is_first=len(changed) == len(made_of),
        is_new=is_new,
        is_held=is_held,
        held_changes=changes if is_held else [],
        changed=changed,
        seconds=watch.seconds,
        files_count=len(landed),
        pins=pins_to_paste(landed),
        is_sample=job.is_sample,
    )
