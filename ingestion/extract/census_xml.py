"""A census return as XML, streamed child by child. Document types are refused, so no entity is ever expanded."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from ingestion.extract.candidates import Part
from ingestion.problems import DataProblem

CHUNK = 1 << 16
LONGEST_VALUE = 10_000
GROUPS = {
    "Header", "CollectionDetails", "Source", "Child", "ChildIdentifiers", "ChildCharacteristics", "Disabilities",
    "CINdetails", "Assessments", "FactorsIdentifiedAtAssessment", "CINPlanDates", "Section47",
    "ChildProtectionPlans", "Reviews", "PreProceedingsandFGDM",
}  # fmt: skip
KEPT = {"CINdetails", "Assessments", "Section47", "ChildProtectionPlans"}


class _Handler:
    """Builds one child at a time out of the parser's calls; `children` holds those that are complete."""

    def __init__(self, name: str, parser: expat.XMLParserType) -> None:
        self.name, self.parser = name, parser
        self.header: dict[str, str] = {}
        self.children: list[Part] = []
        self.open: list[Part] = []
        self.text: list[str] = []
        self.length = 0
        self.has_message = False

    def doctype(self, *_: object) -> None:
        raise DataProblem(
            f"{self.name} has a document type (line {self.parser.CurrentLineNumber}): a census return has none, and "
            "entities are never expanded. Nothing was loaded."
        )

    def start(self, tag: str, _: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        self.has_message |= name == "Message"
        self.text, self.length = [], 0
        if name == "Child" or (name in KEPT and self.open):
            part = Part(line=self.parser.CurrentLineNumber, values={}, parts={})
            if self.open and name in KEPT:
                self.open[-1].parts.setdefault(name, []).append(part)
            self.open.append(part)

    def characters(self, data: str) -> None:
        self.length += len(data)
        if self.length > LONGEST_VALUE:
            raise DataProblem(
                f"{self.name} has a value longer than {LONGEST_VALUE} characters (line "
                f"{self.parser.CurrentLineNumber}): it is not a census return. Nothing was loaded."
            )
        self.text.append(data)

    def end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        value = "".join(self.text).strip()
        self.text, self.length = [], 0
        if name == "Child" and self.open:
            self.children.append(self.open[0])
            self.open = []
        elif name in KEPT and self.open:
            self.open.pop()
        elif name not in GROUPS and name != "Message" and value:
            self._keep(name, value)

    def _keep(self, name: str, value: str) -> None:
        values = self.open[-1].values if self.open else self.header
        joined = f"{values[name]},{value}" if name == "AssessmentFactors" and name in values else value
        values[name] = joined


class Return:
    """A return being read: `header` is complete once the first child is there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        parser = expat.ParserCreate(namespace_separator=" ")
        self._parser, self._handler = parser, _Handler(path.name, parser)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._handler.doctype
        parser.StartElementHandler = self._handler.start
        parser.EndElementHandler = self._handler.end
        parser.CharacterDataHandler = self._handler.characters

    @property
    def header(self) -> dict[str, str]:
        return self._handler.header

    def _feed(self, file: BinaryIO) -> Iterator[Part]:
        while chunk := file.read(CHUNK):
            self._parser.Parse(chunk, False)
            complete, self._handler.children = self._handler.children, []
            yield from complete
        self._parser.Parse(b"", True)

    def children(self) -> Iterator[Part]:
        """Each child with its cases; a return that ends in the middle is refused whole."""
        try:
            with self.path.open("rb") as file:
                yield from self._feed(file)
        except expat.ExpatError as error:
            raise DataProblem(
                f"{self.path.name} is not complete XML: {expat.errors.messages.get(error.code, error)} at line "
                f"{error.lineno}. Nothing was loaded; ask for the file again or correct it there."
            ) from error
        except (LookupError, ValueError) as error:
            said = f"{self.path.name} is in an encoding that is not known ({error}): save it as UTF-8."
            raise DataProblem(said) from error
        if not self._handler.has_message:
            raise DataProblem(f"{self.path.name} is not a census return: it has no Message. Nothing was loaded.")
