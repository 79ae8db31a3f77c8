"""The outcome of one plausibility check: what was compared, whether it is within the limit, and what to say if not."""

from dataclasses import dataclass

from ingestion.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One check of one indicator between two releases, or in the newest year of one.

    `indicator_id` is empty where a check is about all columns of a file; `from_release_id` where it is about one file.
    `is_from_published` says that the earlier figures are those of the published build.
    """

    check: str
    indicator_id: str
    from_release_id: str
    to_release_id: str
    passed: bool
    detail: str
    is_from_published: bool = False

    @property
    def subject(self) -> str:
        releases = " to ".join(release for release in (self.from_release_id, self.to_release_id) if release)
        return f"{self.indicator_id or 'all columns'}, {releases}"

    def as_finding(self) -> Finding:
        """As it is recorded in meta.quality_checks: a question does not stop the build, it holds it."""
        return Finding(
            check=f"plausible: {self.check}, {self.subject}",
            severity="question",
            passed=self.passed,
            detail=self.detail,
        )


def figure_in_words(figure: float | None) -> str:
    """A figure as a reader would write it: whole numbers with a comma between thousands."""
    if figure is None:
        return "no figure"
    return f"{figure:,.0f}" if float(figure).is_integer() else f"{figure:,.4g}"


def part_in_words(breakdown_value: str, measure: str) -> str:
    """The part and measure of an indicator; nothing for the count of the whole."""
    said = [] if breakdown_value == "total" else [breakdown_value]
    said += [] if measure == "count" else [f"published {measure}" if measure == "value" else measure]
    return f" ({', '.join(said)})" if said else ""
