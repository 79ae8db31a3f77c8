"""What the reader looks at, and how it reads in English."""

from dataclasses import dataclass

AT_31_MARCH = "at_31_march"
RURAL_FROM_PCT = 33.3


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A measure in one year, against one edition of the Indices of Deprivation."""

    dataset_id: str
    is_synthetic: bool
    indicator_id: str
    label: str
    financial_year_end: int
    imd_edition: int

    @property
    def exposure(self) -> str:
        return f"income_deprivation_{self.imd_edition}"

    @property
    def what(self) -> str:
        """What is counted, to begin a line: "Children in need at 31 March" -> "Children in need"."""
        return self.label.removesuffix(" at 31 March")

    @property
    def thing(self) -> str:
        """The same within a sentence."""
        return lower_first(self.what)

    @property
    def when(self) -> str:
        return self._dated("at", "in the year to")

    @property
    def period(self) -> str:
        """The same as a heading says it."""
        return self._dated("at", "year ending")

    def _dated(self, snapshot: str, flow: str) -> str:
        words = snapshot if self.indicator_id.endswith(AT_31_MARCH) else flow
        return f"{words} 31 March {self.financial_year_end}"
