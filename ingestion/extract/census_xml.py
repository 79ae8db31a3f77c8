"""A census return as XML, streamed child by child. Document types are refused, so no entity is ever expanded.

The parser keeps a tag or comment in memory until it ends, and reads it again with each chunk: its length is limited.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from ingestion.extract.candidates import Part
from ingestion.extract.limits import (
    DEEPEST,
    LONGEST_FIELD,
    LONGEST_NAME,
    LONGEST_READ,
    MOST_ELEMENTS,
    MOST_NAMES,
    check_file,
    refusal,
)
from ingestion.problems import DataProblem

CHUNK = 1 << 16
GROUPS = {
    "Header", "CollectionDetails", "Source", "Child", "ChildIdentifiers", "ChildCharacteristics", "Disabilities",
    "CINdetails", "Assessments", "FactorsIdentifiedAtAssessment", "CINPlanDates", "Section47",
    "ChildProtectionPlans", "Reviews", "PreProceedingsandFGDM",
}  # fmt: skip
KEPT = {"CINdetails", "Assessments", "Section47", "ChildProtectionPlans"}


class _Handler:
    """Builds one child at a time out of the parser's calls; `children` holds those that are complete."""

    def __init__(self, path: Path, parser: expat.XMLParserType) -> None:
        self.path, self.parser = path, parser
        self.header: dict[str, str] = {}
        self.children: list[Part] = []
        self.open: list[Part] = []
        self.text: list[str] = []
        self.names: set[str] = set()
        self.length = self.elements_count = self.depth = 0
        self.has_message = False

    def refused(self, why: str) -> DataProblem:
        return refusal(self.path, f"has {why} (line {self.parser.CurrentLineNumber:,}): it is not a census return")

    def doctype(self, *_: object) -> None:
        raise refusal(
            self.path,
            f"has a document type (line {self.parser.CurrentLineNumber}): a census return has none, and entities are "
            "never expanded",
        )

    def _remember(self, *names: str) -> None:
        """Refuse more or longer names than any return has: the parser keeps every one."""
        self.names.update(names)
        if max(map(len, names)) > LONGEST_NAME:
            raise self.refused(f"a name longer than {LONGEST_NAME:,} characters")
        if len(self.names) > MOST_NAMES:
            raise self.refused(f"more than {MOST_NAMES:,} different names of elements, attributes and namespaces")

    def namespace(self, prefix: str | None, uri: str | None) -> None:
        self._remember(f"xmlns:{prefix}", uri or "")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._remember(tag, *attributes)
        self.elements_count += 1
        self.depth += 1
        if self.elements_count > MOST_ELEMENTS or self.depth > DEEPEST:
            raise self.refused(f"more than {MOST_ELEMENTS:,} elements, or more than {DEEPEST} within each other")
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
        if self.length > LONGEST_FIELD:
            raise self.refused(f"a value longer than {LONGEST_FIELD:,} characters")
        self.text.append(data)

    def end(self, tag: str) -> None:
        self.depth -= 1
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
        if len(joined) > LONGEST_FIELD:
            raise self.refused(f"more factors than {LONGEST_FIELD:,} characters hold")
        values[name] = joined


class Return:
    """A return being read: `header` is complete once the first child is there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        parser = expat.ParserCreate(namespace_separator=" ")
        self._parser, self._handler = parser, _Handler(path, parser)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._handler.doctype
        parser.StartNamespaceDeclHandler = self._handler.namespace
        parser.StartElementHandler = self._handler.start
        parser.EndElementHandler = self._handler.end
        parser.CharacterDataHandler = self._handler.characters

    @property
    def header(self) -> dict[str, str]:
        return self._handler.header

    def _feed(self, file: BinaryIO) -> Iterator[Part]:
        read_bytes = begun = 0  # up to where the file has been read, and where the tag or text being read began
        while chunk := file.read(CHUNK):
            self._parser.Parse(chunk, False)
            read_bytes += len(chunk)
            begun = max(begun, self._parser.CurrentByteIndex)  # it is -1 where the parser waits for more
            if read_bytes - begun > LONGEST_READ:
                raise self._handler.refused(f"a tag or comment longer than {LONGEST_READ:,} bytes")
            complete, self._handler.children = self._handler.children, []
            yield from complete
        self._parser.Parse(b"", True)

    def children(self) -> Iterator[Part]:
        """Each child with its cases; a return that ends in the middle is refused whole."""
        check_file(self.path)
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
