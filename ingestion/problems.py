"""The ways a run can fail through no fault of the code, and the exit code of each."""


class Problem(Exception):
    """A failure that the user can act on; its text is shown as it stands."""

    exit_code = 1


class DataProblem(Problem):
    """A file, a table or a figure is not what the registry or the marts say it is."""

    exit_code = 1


class UsageProblem(Problem):
    """A command was given a name that means nothing here."""

    exit_code = 2


class NetworkProblem(Problem):
    """A publisher could not be reached, or answered with something other than the file."""

    exit_code = 3
