"""The shipped JSON Schema: in step with the models, versioned, described, and true of what is written."""

from __future__ import annotations

import hashlib
import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import jyparse
from jyparse.model.schema import schema_json
from tests.golden import PAGES

SHIPPED = resources.files("jyparse.model").joinpath("schema.json").read_text(encoding="utf8")
# One line a version that was released: a schema that changes needs a new version and a new line.
HASHES = {
    "1.0": "45c043af2b350414",
    "1.1": "66ddc2f121d5d51e",
    "1.2": "b01190b17522b043",
    "1.3": "d6d98e470f58487b",
    "1.4": "89a21d991a6b197a",
    "1.5": "274de8f2ebaa14cb",
    "1.6": "eb4d79c001d22c6e",
    "1.7": "6920a232ae34aac1",
}


def test_the_shipped_schema_is_that_of_the_models() -> None:
    assert schema_json() == SHIPPED, "run `make docs`"


def test_a_changed_schema_has_a_new_version() -> None:
    assert hashlib.sha256(SHIPPED.encode()).hexdigest()[:16] == HASHES[jyparse.SCHEMA_VERSION]


def test_every_field_is_described() -> None:
    schema: dict[str, Any] = json.loads(SHIPPED)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    models = {"PolicyDocument": schema, **schema["$defs"]}
    bare = [
        f"{m}.{f}"
        for m, model in models.items()
        for f, p in model.get("properties", {}).items()
        if "description" not in p
    ]
    assert bare == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_written_conforms(page: Path) -> None:
    jsonschema.Draft202012Validator(json.loads(SHIPPED)).validate(json.loads(jyparse.load(page).model_dump_json()))


def test_a_reader_of_this_version_accepts_what_a_later_minor_version_adds() -> None:
    written = json.loads(jyparse.load(PAGES[0]).model_dump_json())
    later = written | {"schema_version": "1.9", "added": [1]}
    assert jyparse.PolicyDocument.model_validate_json(json.dumps(later)).metadata.model_dump_json()
