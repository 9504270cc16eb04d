"""Writes what is made from code and tables: the JSON Schema, the data model, the diagnostics, the findings, the tables, the glossary."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import jyparse
from jyparse import lexicon, model
from jyparse.export.tables import TABLES, VERSION
from jyparse.model.schema import schema_json

DOCS = Path(__file__).parent
MADE = "<!-- made by docs/build.py; change the code or the table, then run `make docs` -->\n\n"


def data_model() -> str:
    """Every model and field, from the docstrings."""
    text = "# Data model\n\n" + MADE
    text += f"Schema version {jyparse.SCHEMA_VERSION}. `doc.text[start:end]` is what was printed at a span.\n"
    for name in model.__all__:
        cls = getattr(model, name)
        if not (isinstance(cls, type) and issubclass(cls, model.Model)) or cls is model.Model:
            continue
        text += f"\n## {name}\n\n{_flat(cls.__doc__)}\n\n| field | type | what it is |\n|---|---|---|\n"
        for field, info in cls.model_fields.items():
            kind = str(info.annotation).replace("jyparse.model.", "").replace("typing.", "")
            kind = kind.removeprefix("<class '").removesuffix("'>")
            for module in (
                "document.",
                "metadata.",
                "outline.",
                "blocks.",
                "indicators.",
                "citations.",
                "base.",
                "period.",
                "findings.",
                "terms.",
                "tasks.",
                "datetime.",
                "decimal.",
            ):
                kind = kind.replace(module, "")
            kind = kind.replace("|", "\\|")
            text += f"| `{field}` | `{kind}` | {_flat(info.description)} |\n"
        for attribute, value in tuple(vars(cls).items()):
            getter = (
                getattr(value, "fget", None) or getattr(value, "func", None) or (value if callable(value) else None)
            )
            if getter is not None and not attribute.startswith(("_", "model_")) and getattr(getter, "__doc__", None):
                text += f"| `.{attribute}{'()' if getter is value else ''}` | derived | {_flat(getter.__doc__)} |\n"
    return text + f"\nRoles of sections: {', '.join(f'`{role}`' for role in get_args(model.Role))}.\n"


def diagnostics() -> str:
    """Every code, from lexicon/diagnostics.toml."""
    text = "# Diagnostics\n\n" + MADE + "| code | severity | meaning | what to do |\n|---|---|---|---|\n"
    for code, row in sorted(lexicon.table("diagnostics").items()):
        text += f"| `{code}` | {row['severity']} | {row['meaning']} | {row['do']} |\n"
    return text


def findings() -> str:
    """Every code of the audit, from lexicon/findings.toml."""
    text = "# Findings\n\n" + MADE + "What [the audit](audit.md) finds.\n\n"
    text += "| code | severity | meaning | rule |\n|---|---|---|---|\n"
    for code, row in sorted(lexicon.table("findings").items()):
        text += f"| `{code}` | {row['severity']} | {_flat(row['meaning'])} | {_flat(row['rule'])} |\n"
    return text


def glossary() -> str:
    """One English name for each Chinese term, from lexicon/glossary.toml."""
    text = "# Glossary\n\n" + MADE + "| Chinese | English |\n|---|---|\n"
    return text + "".join(f"| {term} | {name} |\n" for term, name in lexicon.table("glossary")["terms"].items())


def tables() -> str:
    """What is written above the mark stays; below it stands every table and column, from `jyparse.export.TABLES`."""
    text = (DOCS / "tables.md").read_text(encoding="utf8").partition(MADE)[0] + MADE
    text += f"Version {VERSION} of the tables.\n"
    for table in TABLES.values():
        text += (
            f"\n## {table.name}\n\n{_flat(table.about)} Key: {', '.join(f'`{column}`' for column in table.key)}.\n\n"
        )
        text += "| column | type | what it is |\n|---|---|---|\n"
        text += "".join(f"| `{column.name}` | {column.type} | {_flat(column.about)} |\n" for column in table.columns)
    return text


def _flat(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def made() -> dict[Path, str]:
    """Every file that is made, with what it should hold."""
    return {
        DOCS / "data-model.md": data_model(),
        DOCS / "diagnostics.md": diagnostics(),
        DOCS / "findings.md": findings(),
        DOCS / "glossary.md": glossary(),
        DOCS / "tables.md": tables(),
        Path(model.__file__).parent / "schema.json": schema_json(),
    }


if __name__ == "__main__":
    for path, text in made().items():
        path.write_text(text, encoding="utf8")
