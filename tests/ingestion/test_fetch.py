import gzip
import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import stamina

from ingestion.fetch import Landed, Wanted, fetch, pins_to_paste, plan
from ingestion.mirror import Mirror
from ingestion.paths import DataTree
from ingestion.problems import DataProblem, NetworkProblem
from ingestion.registry import Source

VISITS = b"la_code,visits\nE06000001,12\n"
CALLS = b"la_code,calls\nE06000001,7\n"
VISITS_SHA256 = hashlib.sha256(VISITS).hexdigest()
CALLS_SHA256 = hashlib.sha256(CALLS).hexdigest()
OTHER_SHA256 = hashlib.sha256(b"another").hexdigest()


@pytest.fixture(autouse=True)
def two_tries_without_pauses(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with stamina.set_testing(True, attempts=2):
        yield


@pytest.fixture
def tree(tmp_path):
    return DataTree(tmp_path / "data")


@pytest.fixture
def mirror_of(tmp_path):
    """Makes a mirror of `visits/2025/<name>`: (content, kind) files; a kind of None is left out of its manifest."""

    def make(rows: int | None = None, **files: tuple[bytes, str | None]) -> Mirror:
        folder = tmp_path / "mirror" / "visits" / "2025"
        folder.mkdir(parents=True, exist_ok=True)
        entries = []
        for name, (content, kind) in files.items():
            (folder / f"{name}.csv").write_bytes(content)
            digest = hashlib.sha256(content).hexdigest()
            entries.append({"path": f"visits/2025/{name}.csv", "sha256": digest, "kind": kind, "rows": rows})
        listed = [entry for entry in entries if entry["kind"]]
        (tmp_path / "mirror" / "MANIFEST.json").write_text(json.dumps(listed), encoding="utf-8")
        return Mirror(tmp_path / "mirror")

    return make


def source_of(
    *, visits: str | None = VISITS_SHA256, calls: str | None = None, url: str | None = None, fetch: str = "zip",
    file: str = "data/visits.csv",
) -> Source:  # fmt: skip
    """A source of up to two tables, pinned as given."""
    table = {"description": "Counts.", "rows": {"min": 1, "max": 9}, "columns": {"la_code": {"role": "key"}}}
    members = {"dfe__visits": {"file": file, "sha256": visits}, "dfe__calls": {"file": "calls.csv", "sha256": calls}}
    release = {
        "vintage": 2025,
        "published_on": None,
        "url": url,
        "fetch": fetch,
        "mirror": "visits/2025/",
        "members": {name: member for name, member in members.items() if member["sha256"]},
    }
    return Source.model_validate(
        {
            "id": "dfe_visits",
            "title": "Visits",
            "publisher": "Department for Education",
            "landing_page": "https://example.org/visits",
            "licence": "OGL-UK-3.0",
            "cadence": "yearly",
            "parser": "csv",
            "tables": [table | {"name": "dfe__visits"}, table | {"name": "dfe__calls"}],
            "releases": [release],
        }
    )


def zipped(**files: bytes) -> bytes:
    """A zip archive, `__` in a name standing for a slash."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name.replace('__', '/')}.csv", content)
    return packed.getvalue()


def land(source: Source, tree: DataTree, mirror: Mirror | None = None, *, sample: bool = False) -> list[Landed]:
    return fetch(plan([source]), tree, mirror=mirror, sample=sample, progress=lambda received, size: None)


def files_in(folder: Path) -> list[str]:
    """Every file and folder, hidden ones too, by its path below `folder`."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_plan_names_every_public_file_and_no_sample():
    public = source_of(calls=CALLS_SHA256)
    sample = public.model_copy(update={"scope": "sample"})
    assert [str(file) for file in plan([public, sample])] == [
        "dfe_visits 2025, file visits.csv",
        "dfe_visits 2025, file calls.csv",
    ]


def test_the_plan_of_a_sample_names_what_the_sample_has_made(mirror_of):
    made = mirror_of(calls=(CALLS, "synthetic"))
    assert [file.release_id for file in plan([source_of(calls="unpinned")], sample=made)] == ["dfe__calls@2025"]


def test_a_mirror_and_a_download_give_the_same_verified_file_and_receipt(httpserver, mirror_of, tmp_path):
    httpserver.expect_request("/visits.zip").respond_with_data(zipped(data__visits=VISITS))
    source = source_of(url=httpserver.url_for("/visits.zip"))
    [mirrored] = land(source, DataTree(tmp_path / "one"), mirror_of(visits=(VISITS, "genuine")))
    [received] = land(source, DataTree(tmp_path / "other"))
    assert mirrored.path.read_bytes() == received.path.read_bytes() == VISITS
    for receipt in (mirrored.receipt, received.receipt):
        assert (receipt.sha256, receipt.received_sha256, receipt.bytes) == (VISITS_SHA256, VISITS_SHA256, 28)
        assert receipt.authenticity == "published"


def test_a_receipt_says_where_a_file_came_from_and_lies_beside_it(mirror_of, tree):
    [landed] = land(source_of(), tree, mirror_of(visits=(VISITS, "genuine original")))
    folder = f"raw/dfe_visits/2025/{VISITS_SHA256[:12]}"
    assert files_in(tree.root)[-2:] == [f"{folder}/visits.csv", f"{folder}/visits.csv.receipt.json"]
    receipt = json.loads((landed.path.parent / "visits.csv.receipt.json").read_text(encoding="utf-8"))
    assert (receipt["origin"], receipt["kind"]) == ("visits/2025/visits.csv", "genuine original")


def test_a_member_of_an_archive_carries_the_hash_and_size_of_the_archive(httpserver, tree):
    archive = zipped(data__visits=VISITS, calls=CALLS)
    httpserver.expect_request("/visits.zip").respond_with_data(archive)
    landed = land(source_of(calls=CALLS_SHA256, url=httpserver.url_for("/visits.zip")), tree)
    assert [file.path.read_bytes() for file in landed] == [VISITS, CALLS]
    assert {(file.receipt.archive_sha256, file.receipt.archive_bytes) for file in landed} == {
        (hashlib.sha256(archive).hexdigest(), len(archive))
    }
    assert len(httpserver.log) == 1


@pytest.mark.parametrize(
    "copy",
    [b"\xef\xbb\xbf" + VISITS, VISITS.replace(b"\n", b"\r\n"), gzip.compress(VISITS)],
    ids=["BOM", "CRLF", "gzip"],
)
def test_a_pin_holds_for_the_text_and_the_file_is_kept_as_received(mirror_of, tree, copy):
    [landed] = land(source_of(), tree, mirror_of(visits=(copy, "genuine")))
    assert landed.path.read_bytes() == copy
    assert (landed.receipt.sha256, landed.receipt.received_sha256) == (VISITS_SHA256, hashlib.sha256(copy).hexdigest())


def test_a_pin_may_be_that_of_the_bytes_as_received(mirror_of, tree):
    windows = VISITS.replace(b"\n", b"\r\n")
    [landed] = land(source_of(visits=hashlib.sha256(windows).hexdigest()), tree, mirror_of(visits=(windows, "genuine")))
    assert landed.receipt.sha256 == VISITS_SHA256


def test_a_file_from_a_mirror_that_is_not_the_pinned_one_is_refused_and_not_kept(mirror_of, tree):
    with pytest.raises(DataProblem) as refused:
        land(source_of(visits=OTHER_SHA256), tree, mirror_of(visits=(VISITS, "genuine")))
    assert str(refused.value) == (
        "dfe_visits 2025, file visits.csv from visits/2025/visits.csv is not the file the registry pins: its sha256 "
        f"is {VISITS_SHA256}, expected {OTHER_SHA256}. It is damaged, or the publisher corrected it. If you trust it, "
        f"write `sha256: {VISITS_SHA256}` for dfe__visits in ingestion/sources/dfe_visits.yml."
    )
    assert not tree.root.exists()


def test_a_download_that_is_not_the_pinned_file_is_refused_and_not_kept(httpserver, tree):
    httpserver.expect_request("/visits.zip").respond_with_data(zipped(data__visits=VISITS))
    with pytest.raises(DataProblem, match=f"If you trust it, write `sha256: {VISITS_SHA256}` for dfe__visits"):
        land(source_of(visits=OTHER_SHA256, url=httpserver.url_for("/visits.zip")), tree)
    assert not tree.root.exists()


def test_a_stand_in_is_accepted_from_a_mirror_and_marked(mirror_of, tree):
    [landed] = land(source_of(visits=OTHER_SHA256), tree, mirror_of(visits=(VISITS, "reconstructed (values exact)")))
    assert (landed.receipt.authenticity, landed.receipt.kind) == ("stand_in", "reconstructed (values exact)")
    assert not landed.is_synthetic


def test_a_file_that_a_mirror_lacks_is_refused_by_file_and_release(mirror_of, tree):
    with pytest.raises(DataProblem, match=r"^dfe_visits 2025, file visits\.csv: visits/2025/visits\.csv is not in the"):
        land(source_of(), tree, mirror_of(calls=(CALLS, "genuine")))


def test_a_stand_in_that_its_manifest_does_not_vouch_for_is_refused(mirror_of, tree):
    mirror = mirror_of(visits=(VISITS, "reconstructed"))
    (mirror.root / "visits" / "2025" / "visits.csv").write_bytes(CALLS)
    with pytest.raises(DataProblem, match=r"visits/2025/visits\.csv .+ the copy is damaged"):
        land(source_of(visits="unpinned"), tree, mirror)
    assert not tree.root.exists()


def test_a_stand_in_on_disk_is_not_taken_for_a_download(httpserver, mirror_of, tree):
    httpserver.expect_request("/visits.zip").respond_with_data(zipped(data__visits=VISITS))
    source = source_of(visits="unpinned", url=httpserver.url_for("/visits.zip"))
    land(source, tree, mirror_of(visits=(VISITS, "reconstructed")))
    assert [land(source, tree)[0].receipt.authenticity for _ in range(2)] == ["published", "published"]
    assert len(httpserver.log) == 1


def test_a_published_file_on_disk_does_not_vouch_for_a_stand_in(mirror_of, tree):
    land(source_of(), tree, mirror_of(visits=(VISITS, "genuine")))
    [landed] = land(source_of(), tree, mirror_of(visits=(VISITS, "derived here")))
    assert landed.receipt.authenticity == "stand_in"


def test_a_pinned_file_needs_no_manifest(mirror_of, tree):
    [landed] = land(source_of(), tree, mirror_of(visits=(VISITS, None)))
    assert (landed.receipt.authenticity, landed.receipt.kind) == ("published", "genuine")


def test_an_unpinned_file_that_nothing_vouches_for_is_refused(mirror_of, tree):
    with pytest.raises(DataProblem, match=r"dfe_visits 2025, file visits\.csv is unpinned .+: nothing vouches for it"):
        land(source_of(visits="unpinned"), tree, mirror_of(visits=(VISITS, None)))
    assert not tree.root.exists()


def test_an_unpinned_file_is_accepted_as_published_and_its_pin_can_be_pasted(mirror_of, tree):
    landed = land(source_of(visits="unpinned", calls=CALLS_SHA256), tree, mirror_of(
        visits=(b"\xef\xbb\xbf" + VISITS, "genuine"), calls=(CALLS, "genuine")
    ))  # fmt: skip
    assert pins_to_paste(landed) == [
        f"ingestion/sources/dfe_visits.yml, 2025, dfe__visits: sha256: {VISITS_SHA256}",
    ]


def test_the_pin_of_a_stand_in_is_never_offered(mirror_of, tree):
    assert pins_to_paste(land(source_of(visits="unpinned"), tree, mirror_of(visits=(VISITS, "reconstructed")))) == []


def test_a_synthetic_file_among_real_ones_is_refused(mirror_of, tree):
    with pytest.raises(DataProblem, match=r"kind 'synthetic' at visits/2025/visits\.csv, where a real one is wanted"):
        land(source_of(visits="unpinned"), tree, mirror_of(visits=(VISITS, "synthetic")))
    assert not tree.root.exists()


@pytest.mark.parametrize("kind", ["genuine", "reconstructed", None])
def test_a_real_file_among_synthetic_ones_is_refused(mirror_of, tree, kind):
    with pytest.raises(DataProblem, match=r"at visits/2025/visits\.csv, where a synthetic one is wanted"):
        land(source_of(), tree, mirror_of(visits=(VISITS, kind)), sample=True)
    assert not tree.root.exists()


def test_a_file_of_the_sample_is_synthetic_and_has_the_rows_its_manifest_says(mirror_of, tree):
    [landed] = land(source_of(visits="unpinned"), tree, mirror_of(rows=1, visits=(VISITS, "synthetic")), sample=True)
    assert (landed.is_synthetic, landed.receipt.authenticity, landed.receipt.rows) == (True, "stand_in", 1)


def test_a_second_fetch_downloads_nothing(httpserver, tree):
    httpserver.expect_oneshot_request("/visits.zip").respond_with_data(zipped(data__visits=VISITS))
    source = source_of(url=httpserver.url_for("/visits.zip"))
    assert land(source, tree) == land(source, tree)
    assert len(httpserver.log) == 1


def test_only_what_is_missing_is_downloaded_and_the_order_is_kept(httpserver, mirror_of, tree):
    httpserver.expect_request("/visits.zip").respond_with_data(zipped(data__visits=VISITS, calls=CALLS))
    source = source_of(calls=CALLS_SHA256, url=httpserver.url_for("/visits.zip"))
    mirror = mirror_of(calls=(CALLS, "genuine"))
    fetch(plan([source])[1:], tree, mirror=mirror, progress=lambda received, size: None)
    landed = land(source, tree)
    assert [file.receipt.origin for file in landed] == [source.releases[0].url, "visits/2025/calls.csv"]


def test_a_corrected_file_lands_beside_the_first_which_stays_as_it_was(mirror_of, tree):
    [first] = land(source_of(visits="unpinned"), tree, mirror_of(visits=(VISITS, "genuine")))
    [second] = land(source_of(visits="unpinned"), tree, mirror_of(visits=(CALLS, "genuine")))
    assert (first.path.read_bytes(), second.path.read_bytes()) == (VISITS, CALLS)


def test_the_same_file_again_keeps_its_first_receipt_and_its_bytes_untouched(mirror_of, tree):
    [first] = land(source_of(), tree, mirror_of(visits=(VISITS, "genuine")))
    written = first.path.stat().st_mtime_ns
    [second] = land(source_of(), tree, mirror_of(visits=(VISITS, "genuine (DfE)")))
    assert (second.receipt, second.path.stat().st_mtime_ns) == (first.receipt, written)


def test_of_two_unpinned_copies_the_newest_is_taken(mirror_of, tree):
    land(source_of(visits="unpinned"), tree, mirror_of(visits=(CALLS, "genuine")))
    [newer] = land(source_of(visits="unpinned"), tree, mirror_of(visits=(VISITS, "genuine")))
    receipt = newer.path.with_name("visits.csv.receipt.json")
    later = replace(newer.receipt, retrieved_at="2999-01-01T00:00:00+00:00")
    receipt.write_text(json.dumps({name: getattr(later, name) for name in later.__slots__}), encoding="utf-8")
    [landed] = land(source_of(visits="unpinned"), tree)
    assert landed.path.read_bytes() == VISITS


@pytest.mark.parametrize("through_mirror", [True, False])
@pytest.mark.parametrize("damaged", ["visits.csv", "visits.csv.receipt.json"])
def test_a_stored_file_that_has_changed_is_refused_not_replaced(mirror_of, tree, damaged, through_mirror):
    mirror = mirror_of(visits=(VISITS, "genuine"))
    [landed] = land(source_of(), tree, mirror)
    landed.path.with_name(damaged).write_bytes(b"[1, 2")
    with pytest.raises(DataProblem, match=r"no longer what was received.+ Delete that folder and run the same command"):
        land(source_of(), tree, mirror if through_mirror else None)
    assert landed.path.with_name(damaged).read_bytes() == b"[1, 2"


def test_a_failure_part_way_keeps_the_files_before_it_whole(httpserver, tree):
    httpserver.expect_request("/visits.zip").respond_with_data(zipped(data__visits=VISITS, calls=CALLS))
    with pytest.raises(DataProblem, match=r"file calls\.csv from .+ is not the file the registry pins"):
        land(source_of(calls=OTHER_SHA256, url=httpserver.url_for("/visits.zip")), tree)
    [folder] = (tree.raw / "dfe_visits" / "2025").iterdir()
    assert files_in(folder) == ["visits.csv", "visits.csv.receipt.json"]
    assert (folder / "visits.csv").read_bytes() == VISITS


def test_a_failure_while_writing_leaves_no_file_at_all(mirror_of, tree, monkeypatch):
    def disk_full(path: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", disk_full)
    with pytest.raises(OSError, match="No space left"):
        land(source_of(), tree, mirror_of(visits=(VISITS, "genuine")))
    assert [path for path in tree.root.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("file", ["../../../../outside.csv", "/outside.csv"])
def test_a_name_that_climbs_out_of_its_archive_lands_inside_the_data_folder(httpserver, tree, tmp_path, file):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(file), VISITS)
    httpserver.expect_request("/visits.zip").respond_with_data(packed.getvalue())
    [landed] = land(source_of(file=file, url=httpserver.url_for("/visits.zip")), tree)
    assert landed.path == tree.raw / "dfe_visits" / "2025" / VISITS_SHA256[:12] / "outside.csv"
    assert [path for path in files_in(tmp_path) if not path.startswith("data")] == []


def test_a_failed_download_names_file_release_and_the_page_to_look_at(httpserver, tree):
    httpserver.expect_request("/visits.zip").respond_with_data(status=404)
    url = httpserver.url_for("/visits.zip")
    said = f"dfe_visits 2025, file visits.csv was not received: {url} answered 404: "
    with pytest.raises(NetworkProblem, match=re.escape(said)) as refused:
        land(source_of(url=url), tree)
    assert str(refused.value).endswith("The publisher's page is https://example.org/visits.")
    assert not tree.root.exists()


def test_a_file_nobody_has_an_address_for_is_refused(tree):
    with pytest.raises(DataProblem, match=r"dfe_visits 2025: nobody has recorded an address for data/visits\.csv"):
        land(source_of(), tree)


def test_a_wanted_file_is_looked_for_in_a_mirror_by_its_release_and_name():
    [wanted] = plan([source_of()])
    assert isinstance(wanted, Wanted)
    assert (wanted.name, wanted.mirror_path) == ("visits.csv", "visits/2025/visits.csv")
