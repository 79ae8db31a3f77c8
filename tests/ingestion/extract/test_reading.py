"""The three layouts say the same of the same children."""

import pytest

from ingestion.extract.census_xml import Return
from ingestion.extract.counts_file import read_counts
from ingestion.extract.places import read_lookup
from ingestion.extract.reading import read
from ingestion.extract.run import covered_years
from ingestion.extract.sift import sift
from ingestion.problems import DataProblem

RETURN = """<Message xmlns="http://example.org/cin"><Header><CollectionDetails><Collection>CIN</Collection>
<Year>2024</Year><ReferenceDate>2024-03-31</ReferenceDate></CollectionDetails>
<Source><LEA>201</LEA></Source></Header><Children>
<Child><ChildIdentifiers><LAchildID>a</LAchildID><PersonBirthDate>2010-01-01</PersonBirthDate>
<GenderCurrent>2</GenderCurrent></ChildIdentifiers><ChildCharacteristics><Ethnicity>BCRB</Ethnicity>
</ChildCharacteristics><CINdetails><CINreferralDate>2023-05-01</CINreferralDate><ReferralNFA>false</ReferralNFA>
<Assessments><AssessmentAuthorisationDate>2023-06-01</AssessmentAuthorisationDate><FactorsIdentifiedAtAssessment>
<AssessmentFactors>3B</AssessmentFactors><AssessmentFactors>16A</AssessmentFactors></FactorsIdentifiedAtAssessment>
</Assessments><Section47><S47ActualStartDate>2023-06-05</S47ActualStartDate>
<DateOfInitialCPC>2023-06-12</DateOfInitialCPC></Section47>
<ChildProtectionPlans><CPPstartDate>2023-06-12</CPPstartDate><InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>
<NumberOfPreviousCPP>1</NumberOfPreviousCPP></ChildProtectionPlans></CINdetails></Child></Children></Message>"""
FOLDER = {
    "FakeHeader": "Collection,Year,ReferenceDate,LEA\nCIN,2024,2024-03-31,201\n",
    "FakeChildIdentifiers": ",LAchildID,PersonBirthDate,GenderCurrent\n0,a,2010-01-01,2\n",
    "FakeChildCharacteristics": ",LAchildID,Ethnicity\n0,a,BCRB\n",
    "FakeCINdetails": ",LAchildID,CINdetailsID,CINreferralDate,ReferralNFA\n0,a,1,2023-05-01,false\n",
    "FakeAssessments": "LAchildID,CINdetailsID,AssessmentAuthorisationDate,AssessmentFactors\n"
    'a,1,2023-06-01,"3B,16A"\n',
    "FakeSection47": "LAchildID,CINdetailsID,S47ActualStartDate,DateOfInitialCPC\na,1,2023-06-05,2023-06-12\n",
    "FakeChildProtectionPlans": "LAchildID,CINdetailsID,CPPstartDate,InitialCategoryOfAbuse,NumberOfPreviousCPP\n"
    "a,1,2023-06-12,NEG,1\n",
}


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "return"
    made.mkdir()
    for name, text in FOLDER.items():
        (made / f"{name}.csv").write_text(text)
    return made


def told(events):
    return sorted(
        (e.kind, str(e.day), e.age, e.sex, e.ethnicity, e.category, e.factors, e.previous_plans) for e in events
    )


def test_a_return_and_its_csv_form_say_the_same(tmp_path, folder, places):
    (tmp_path / "return.xml").write_text(RETURN)
    xml, csv = read(tmp_path / "return.xml", {}), read(folder, {})
    assert told(sift(xml, places, {}).events) == told(sift(csv, places, {}).events)
    assert [e[0] for e in told(sift(xml, places, {}).events)] == ["assessment", "cpp", "icpc", "referral", "s47"]
    assert (xml.year, xml.layout, csv.year) == (2024, 2024, 2024)


def test_a_return_names_what_in_its_header_does_not_fit(folder):
    extract = read(folder, {})
    assert extract.header_faults("944") == ["the header is of LEA 201, the authority is 944"]


def test_events_whose_case_or_child_is_missing_are_held_back(folder, places):
    (folder / "FakeSection47.csv").write_text(
        "LAchildID,CINdetailsID,S47ActualStartDate,DateOfInitialCPC\na,7,2023-06-05,\nz,1,2023-06-05,\n"
    )
    (folder / "FakeCINdetails.csv").write_text(FOLDER["FakeCINdetails"] + "1,q,1,2023-05-01,false\n")
    found = sift(read(folder, {}), places, {})
    reasons = sorted(one.reason for one in found.rejected)
    assert reasons == ["its case is not among the cases"] * 2 + ["its child is not among the children"]


def test_a_folder_without_cases_is_refused(folder):
    (folder / "FakeCINdetails.csv").unlink()
    with pytest.raises(DataProblem, match=r"lacks CINdetails\.csv"):
        read(folder, {})


def test_lines_of_a_return_are_those_of_its_text(tmp_path):
    (tmp_path / "return.xml").write_text(RETURN)
    (child,) = Return(tmp_path / "return.xml").children()
    (case,) = child.of("CINdetails")
    assert (child.line, case.line, case.of("Section47")[0].line) == (4, 6, 9)


def test_children_get_their_place_from_a_lookup_and_their_postcode_from_another(tmp_path, folder, places):
    (tmp_path / "where.csv").write_text("LAchildID,postcode\na,zz1 1aa\nb,\n")
    (tmp_path / "codes.csv").write_text("postcode,lsoa_code\nZZ11AA,E01900003\n")
    where = read_lookup(tmp_path / "where.csv", "LAchildID", of="postcode")
    codes = read_lookup(tmp_path / "codes.csv", "postcode", is_postcode=True)
    found = sift(read(folder, where), places, codes)
    assert {event.place for event in found.events} == {"E01900003"}


def test_missing_postcodes_are_counted_and_their_events_stay(sifted):
    header = "child_id,event,event_date,postcode\n"
    rows = "a,referral,2023-05-01,ZZ1 1AA\nb,referral,2023-05-01,\nc,referral,2023-05-01,YY9 9YY\n"
    found = sifted(header + rows, postcodes={"ZZ11AA": "E01900003"})
    assert len(found.events) == 3
    assert found.unplaced == {"no postcode or neighbourhood": 1, "postcode is not in the lookup": 1}


def test_two_answers_of_one_lookup_are_refused(tmp_path):
    (tmp_path / "codes.csv").write_text("postcode,lsoa_code\nZZ1 1AA,E01900003\nzz11aa,E01900004\n")
    with pytest.raises(DataProblem, match="line 3"):
        read_lookup(tmp_path / "codes.csv", "postcode", is_postcode=True)


def test_an_event_file_covers_the_years_that_are_whole_in_it(sifted, tmp_path):
    header = "child_id,event,event_date,lsoa_code\n"
    days = ["2021-09-01", "2022-04-02", "2023-03-30", "2024-03-20"]
    text = header + "".join(f"c{n},referral,{day},E01900001\n" for n, day in enumerate(days))
    events = sifted(text).events
    assert covered_years(events, read(tmp_path / "events.csv", {}), ()) == (2023, 2024)
    assert covered_years(events, read(tmp_path / "events.csv", {}), (2022,)) == (2022,)


def test_counts_are_read_cell_by_cell_and_faulty_ones_held_back(tmp_path, places):
    (tmp_path / "counts.csv").write_text(
        "lsoa_code,financial_year_end,stage,events_count\nE01900001,2024,referral,12\nE01900002,2024,referral,<5\n"
        "E01900003,2024,refferal,1\nE01900099,2024,cpp,1\nE01900001,2024,referral,13\nE01900004,1824,cpp,1\n"
        "E01900005,2024,cpp,-1\n,2024,cpp,1\n"
    )
    found = read_counts(tmp_path / "counts.csv", places)
    assert found.cells == [("E01900001", 2024, "referral", "total", "total", 12, None)]
    assert (found.read_count, len(found.rejected)) == (8, 7)
    assert [one.line for one in found.rejected] == [3, 4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize("name", ["fake-returns", "fake-csv"])
def test_every_fake_return_of_the_mirror_loads_or_says_what_is_wrong(name, mirror, places):
    found = mirror / "cin-census-spec" / name
    for path in sorted(found.iterdir()) if name == "fake-returns" else [found]:
        judged = sift(read(path, {}), places, {})
        assert judged.read_count >= 6, path
        assert judged.read_count == len(judged.events) + len(judged.rejected)
        assert judged.events or judged.reasons() == [("the event lies before 1990-01-01", 6)], path
