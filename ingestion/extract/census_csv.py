"""A census return as a folder of CSV files: children, their cases, and what hangs on each case."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from ingestion.extract.candidates import Candidate, Part
from ingestion.extract.limits import csv_files
from ingestion.extract.text_rows import text_rows
from ingestion.problems import DataProblem

CHILDREN, CHARACTERISTICS, CASES, LSOAS, CARE, HEADER = (
    "ChildIdentifiers", "ChildCharacteristics", "CINdetails", "ChildLsoas", "LookedAfter", "Header",
)  # fmt: skip
NESTED = ("Assessments", "Section47", "ChildProtectionPlans")
KEYS = {
    CHILDREN: ("LAchildID",), CASES: ("LAchildID", "CINreferralDate"), CARE: ("LAchildID", "DECOM"),
    "Assessments": ("LAchildID", "CINdetailsID", "AssessmentAuthorisationDate"),
    "Section47": ("LAchildID", "CINdetailsID", "S47ActualStartDate"),
    "ChildProtectionPlans": ("LAchildID", "CINdetailsID", "CPPstartDate"),
}  # fmt: skip
Rows = dict[str, list[Part]]


def found_files(folder: Path) -> dict[str, Path]:
    """The files of a return by their census names, whatever stands before the name (FakeCINdetails.csv)."""
    known = (CHILDREN, CHARACTERISTICS, CASES, LSOAS, CARE, HEADER, *NESTED)
    files = {name: path for path in csv_files(folder) for name in known if path.stem.endswith(name)}
    if missing := [name for name in (CHILDREN, CASES) if name not in files]:
        raise DataProblem(f"{folder} lacks {' and '.join(f'{name}.csv' for name in missing)}. Nothing was loaded.")
    return files


def read_header(files: dict[str, Path]) -> dict[str, str]:
    if HEADER not in files:
        return {}
    return next((values for _, values, fault in text_rows(files[HEADER]) if not fault), {})


class Folder:
    """A folder being read: `faulty` gathers rows that cannot be used, as candidates of their own."""

    def __init__(self, folder: Path) -> None:
        self.files = found_files(folder)
        self.header = read_header(self.files)
        self.faulty: list[Candidate] = []

    def _rows(self, name: str) -> Iterator[Part]:
        if name not in self.files:
            return
        path = self.files[name]
        for line, values, fault in text_rows(path):
            if name in KEYS and (missing := [key for key in KEYS[name] if key not in values]) and not fault:
                raise DataProblem(f"{path.name} lacks the column {', '.join(missing)}. Nothing was loaded.")
            if fault:
                self.faulty.append(Candidate(file=path.name, line=line, kind=name, fault=fault))
            else:
                yield Part(line=line, values=values, file=path.name)

    def _nested(self) -> dict[tuple[str, str], dict[str, list[Part]]]:
        nested: dict[tuple[str, str], dict[str, list[Part]]] = defaultdict(lambda: defaultdict(list))
        for name in NESTED:
            for part in self._rows(name):
                nested[part.value("LAchildID"), part.value("CINdetailsID")][name].append(part)
        return nested

    def children(self) -> Iterator[Part]:
        """Each child with its cases; events of a case or a child that is not there become faulty."""
        nested = self._nested()
        cases: dict[str, list[Part]] = defaultdict(list)
        for case in self._rows(CASES):
            key = case.value("LAchildID"), case.value("CINdetailsID")
            cases[key[0]].append(Part(line=case.line, values=case.values, file=case.file, parts=nested.pop(key, {})))
        traits = {part.value("LAchildID"): part.values for part in self._rows(CHARACTERISTICS)}
        for child in self._rows(CHILDREN):
            identity = child.value("LAchildID")
            values = dict(traits.get(identity, {})) | dict(child.values)
            yield Part(line=child.line, values=values, parts={CASES: cases.pop(identity, [])}, file=child.file)
        self._orphans(cases, nested)

    def _orphans(self, cases: dict[str, list[Part]], nested: dict[tuple[str, str], dict[str, list[Part]]]) -> None:
        lost = [("its child is not among the children", "referral", case) for of in cases.values() for case in of]
        lost += [
            ("its case is not among the cases", name, part)
            for parts in [*nested.values(), *(case.parts for of in cases.values() for case in of)]
            for name, of in parts.items()
            for part in of
        ]
        self.faulty += [Candidate(file=part.file, line=part.line, kind=kind, fault=why) for why, kind, part in lost]

    def care(self, children: dict[str, dict[str, str]], places: dict[str, str]) -> Iterator[Candidate]:
        """Periods of care, of children whose particulars are known."""
        for part in self._rows(CARE):
            identity = part.value("LAchildID")
            yield Candidate(
                file=part.file, line=part.line, kind="cla", child_id=identity, date=part.value("DECOM"),
                end=part.value("DEC"), place=places.get(identity, ""), **children.get(identity, {}),
            )  # fmt: skip
