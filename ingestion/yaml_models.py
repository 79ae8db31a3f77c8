"""A YAML file as the model that it should follow, or one paragraph that names every fault in it."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ingestion.problems import DataProblem

YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same in C, ten times faster
Model = TypeVar("Model", bound=BaseModel)


def _faults(error: ValidationError) -> str:
    """Each fault by its place in the file, as `releases.0.members.dfe__cin_b1.sha256 ('abc'): …`."""
    said = []
    for fault in error.errors():
        place = ".".join(map(str, fault["loc"])) or "the whole file"
        given = "" if isinstance(fault["input"], dict | list) else f" ({fault['input']!r})"
        said.append(f"{place}{given}: {fault['msg'].removeprefix('Value error, ')}")
    return "; ".join(said)


def read_model(path: Path, model: type[Model]) -> Model:
    """A declaration that is what its model says, or one paragraph with every fault in it."""
    try:
        return model.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader=YAML))  # noqa: S506  safe in C too
    except ValidationError as error:
        raise DataProblem(f"{path.name} is not a valid declaration. Correct {_faults(error)}.") from error
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise DataProblem(f"{path.name} cannot be read as a declaration: {' '.join(str(error).split())}.") from error
