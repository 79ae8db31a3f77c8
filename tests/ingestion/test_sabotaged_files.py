"""Files spoiled in the ways in which files are spoiled: validation stops each, and says what, where and what to do."""

import csv
import io

import pytest

from ingestion.checks import Parsed, check
from ingestion.fetch import Landed, Receipt, Wanted
from ingestion.identity import identity, sha256
from ingestion.paths import DataTree
from ingestion.problems import DataProblem
from ingestion.registry import RowRange, load_sources

REFERRALS = "dfe__cin_c1_referrals"
LOOKUP = "ons__lsoa_2021_to_utla"
DAY = "2026-01-01T00:00:00+00:00"


def landed(folder, wanted, content):
    """A file as it would have been received, whatever is in it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / wanted.name
    path.write_bytes(content)
    receipt = Receipt(
        sha256=identity(content, wanted.name), received_sha256=sha256(content), bytes=len(content), origin="test",
        retrieved_at=DAY, authenticity="published", kind="synthetic",
    )  # fmt: skip
    return Parsed(Landed(wanted=wanted, path=path, receipt=receipt))


@pytest.fixture(scope="module")
def wanted():
    """The declared files of the tables that the tests read, in any number of rows."""
    found = {}
    for source in load_sources():
        for release in source.releases:
            for name, member in release.members.items():
                table = source.table(name).model_copy(update={"rows": RowRange(min=1, max=10**6)})
                found[name, int(release.vintage)] = Wanted(source=source, release=release, table=table, member=member)
    return found


@pytest.fixture(scope="module")
def official(sample_data, wanted):
    """The bytes of a file of the sample, in the official layout."""
    folder = sample_data / "sample" / "official"

    def official(table, vintage):
        return (folder / wanted[table, vintage].mirror_path).read_bytes()

    return official


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A data tree that keeps the verdicts on the files that are not spoiled."""
    return DataTree(tmp_path_factory.mktemp("tree"))


@pytest.fixture(scope="module")
def others(tmp_path_factory, wanted, official):
    """The list of authorities, and the referrals of the year before."""
    lookup = next(key for key in wanted if key[0] == LOOKUP)
    folder = tmp_path_factory.mktemp("others")
    return [landed(folder / key[0], wanted[key], official(*key)) for key in (lookup, (REFERRALS, 2024))]


@pytest.fixture
def validate(tmp_path, tree, others, wanted):
    """Check this content as the referrals of 2025, with those of 2024 and the list of authorities."""
    return lambda content: check([*others, landed(tmp_path, wanted[REFERRALS, 2025], content)], tree)


def rewritten(content, change, separator=","):
    """The rows of a CSV after `change(header, rows)`."""
    header, *rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows([header, *change(header, rows)])
    return text.getvalue().encode()


def of_rows(change):
    return lambda content: rewritten(content, change)


def of_column(name, change):
    """Every number of one column changed."""

    def changed(header, rows):
        at = header.index(name)
        return [[*row[:at], change(row[at]) if row[at][:1].isdigit() else row[at], *row[at + 1 :]] for row in rows]

    return of_rows(changed)


def without(level):
    return of_rows(
        lambda header, rows: [row for row in rows if (row[0], row[header.index("geographic_level")]) != ("2025", level)]
    )


def of_last_authority(change):
    """The rows of the last authority of the newest year, after `change`."""

    def changed(header, rows):
        code = header.index("new_la_code")
        last = [row for row in rows if row[0] == "2025" and row[code]][-1][code]
        return [kept for row in rows for kept in (change(header, row) if row[code] == last else [row])]

    return of_rows(changed)


def recoded(new_code, *, keep):
    """Rows under another code, in place of theirs or as well."""

    def change(header, row):
        other = [new_code if name == "new_la_code" else cell for name, cell in zip(header, row, strict=True)]
        return [row, other] if keep else [other]

    return of_last_authority(change)


def shifted(header, rows):
    return [[str(int(row[0]) + 1), *row[1:]] for row in rows]


SABOTAGE = {
    "a web page": (lambda _: b"<!DOCTYPE html><html><body>Sign in</body></html>", ["it is a web page", "download it"]),
    "the answer of a service": (lambda _: b'{"error": "not found"}', ["it is JSON", "download it again"]),
    "a PDF": (lambda _: b"%PDF-1.7\n", ["it is a PDF document", "download it again"]),
    "an archive": (lambda _: b"PK\x03\x04" + b"\0" * 40 + b"data/c1.csv", ["it is a zip archive"]),
    "a workbook": (lambda _: b"PK\x03\x04" + b"\0" * 40 + b"xl/workbook.xml", ["it is a workbook", "save it as comma"]),
    "nothing": (lambda _: b"", ["it is empty", "download it again"]),
    "semicolons": (lambda content: rewritten(content, lambda _, rows: rows, ";"), ["semicolons", "CSV UTF-8"]),
    "tabs": (lambda content: rewritten(content, lambda _, rows: rows, "\t"), ["separated by tabs", "CSV UTF-8"]),
    "UTF-16": (lambda content: content.decode().encode("utf-16"), ["text in UTF-16, where utf-8 is declared"]),
    "windows-1252": (
        lambda content: content.replace(b"Harvenmark", "Härvenmark".encode("cp1252")), ["windows-1252", "CSV UTF-8"],
    ),
    "a cut last line": (lambda content: content[: content.rindex(b",Local auth") + 20], ["cut short", "last line"]),
    "a cut at a line end": (lambda content: b"".join(content.splitlines(True)[:-6]), ["in 2013, where", "missing"]),
    "rows twice": (of_rows(lambda _, rows: [*rows, *rows[-20:]]), ["unique key"]),
    "a missing authority": (of_last_authority(lambda *_: []), ["every authority in la_code: missing ['E"]),
    "an authority also under a former code": (recoded("E10000901", keep=True), ["'E10000901'", "did not exist on"]),
    "an unknown authority": (recoded("E06000777", keep=False), ["'E06000777'", "place_changes.csv"]),
    "an unknown marker": (of_column("referral_count", lambda _: "n/a"), ["referral_count: 'n/a'", "sources"]),
    "thousands separators": (of_column("referral_count", lambda cell: f"{int(cell):,}"), ["commas between thousands"]),
    "decimal commas": (of_column("rereferral_percent", lambda cell: cell.replace(".", ",")), ["decimal comma"]),
    "scientific notation": (of_column("referral_count", lambda cell: f"{int(cell):.2E}"), ["scientific notation"]),
    "percent signs": (of_column("rereferral_percent", lambda cell: f"{cell}%"), ["percentages with their sign"]),
    "a renamed header": (
        lambda content: content.replace(b"referral_child_count", b"referral_children", 1),
        ["'referral_child_count' is now 'referral_children'"],
    ),
    "no regions in the newest year": (without("Regional"), ["Regional: 0 in 2025", "rows are missing"]),
    "no England in the newest year": (without("National"), ["National: 0 in 2025", "rows are missing"]),
    "no regions at all": (
        of_rows(lambda header, rows: [row for row in rows if row[header.index("geographic_level")] != "Regional"]),
        ["it has no row of Regional", "rows are missing"],
    ),
    "a missing year": (of_rows(lambda _, rows: [row for row in rows if row[0] != "2019"]), ["no row for [2019]"]),
    "shifted years": (of_rows(shifted), ["newest year is 2026", "its years are shifted"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", SABOTAGE)
def test_a_spoiled_file_stops_the_build_with_what_and_where(validate, official, kind):
    spoil, facts = SABOTAGE[kind]
    with pytest.raises(DataProblem) as refused:
        validate(spoil(official(REFERRALS, 2025)))
    said = str(refused.value)
    assert "dfe_children_in_need 2025, file c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv" in said
    assert [fact for fact in facts if fact not in said] == [], said
    assert "{was:" not in said or kind == "a renamed header"


def test_the_file_as_it_is_passes(validate, official):
    assert all(finding.passed for finding in validate(official(REFERRALS, 2025)))


def test_the_file_of_the_year_before_under_this_years_name_is_told_as_such(validate, official):
    with pytest.raises(DataProblem, match=r"newest year are those of the release of 2024: an earlier file was saved"):
        validate(official(REFERRALS, 2024))


def test_another_file_of_the_release_under_this_name_is_told_as_such(validate, official):
    with pytest.raises(DataProblem, match=r"columns are those of dfe__cin_d3_repeat_plans, not of dfe__cin_c1_referr"):
        validate(official("dfe__cin_d3_repeat_plans", 2025))


def test_a_kept_verdict_falls_with_the_code_that_gave_it(validate, official, monkeypatch, tree):
    validate(official(REFERRALS, 2025))
    kept = set(tree.verdicts.iterdir())
    monkeypatch.setattr("ingestion.checks._code_of_checks", lambda: "other")
    validate(official(REFERRALS, 2025))
    assert set(tree.verdicts.iterdir()) > kept
