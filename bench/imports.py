"""What `import jyparse` adds to importing lxml.html and pydantic: medians over fresh interpreters, byte-compiled."""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import sys
from pathlib import Path

import jyparse

CODE = """
import time
import lxml.html
from pydantic import BaseModel  # `import pydantic` alone loads nothing of it
start = time.perf_counter()
import jyparse
print((time.perf_counter() - start) * 1000)
"""


def main() -> None:
    compileall.compile_dir(str(Path(jyparse.__file__).parent), quiet=1)
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    runs = [
        float(subprocess.run([sys.executable, "-c", CODE], env=environment, capture_output=True, check=True).stdout)
        for _ in range(11)
    ]
    sys.stdout.write(
        f"import jyparse adds {statistics.median(runs):.1f} ms (min {min(runs):.1f}) to lxml.html and pydantic\n"
    )


if __name__ == "__main__":
    main()
