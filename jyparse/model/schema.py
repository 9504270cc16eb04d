"""The JSON Schema (2020-12) of a document's JSON. It is shipped as `schema.json`; `python docs/build.py` writes it anew."""

from __future__ import annotations

import json

from jyparse.model.base import SCHEMA_VERSION
from jyparse.model.document import PolicyDocument


def schema_json() -> str:
    """The schema of the JSON that jyparse writes, as shipped."""
    schema = PolicyDocument.model_json_schema(mode="serialization")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:jyparse:schema:{SCHEMA_VERSION}",
    }
    return json.dumps(head | schema, ensure_ascii=False, indent=1) + "\n"
