"""Writes the JSON beside each sample anew: `make golden`. Read the difference before you commit it."""

from __future__ import annotations

from pathlib import Path

import jyparse

SAMPLES = Path(__file__).parent.parent / "samples"
PAGES = sorted(path for path in SAMPLES.iterdir() if path.suffix in (".html", ".txt"))


def golden_json(page: Path) -> str:
    """The JSON of a sample, as it stands beside it."""
    return jyparse.load(page).model_dump_json(indent=1) + "\n"


if __name__ == "__main__":
    for page in PAGES:
        page.with_suffix(".json").write_text(golden_json(page), encoding="utf8")
