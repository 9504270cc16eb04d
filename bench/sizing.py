"""What a run over many pages takes, from what `parse_batch` takes on some: CPU time, memory, bytes of pages and tables.

usage: sizing.py [PAGE_OR_FOLDER ...] [--millions N]
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from crawl import peak as memory

from jyparse.batch import parse_batch
from jyparse.export import TABLES

SAMPLES = Path(__file__).parent.parent / "samples"
ENDINGS = {".html", ".htm", ".txt"}
ROUNDS = 3
PAGES_AT_ONCE = 100


def parquet(table: pa.Table) -> int:
    """Bytes of a table in Parquet."""
    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd")
    return len(file.getvalue())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", type=Path, default=[SAMPLES])
    parser.add_argument("--millions", type=float, default=100)
    arguments = parser.parse_args()
    paths = [file for path in arguments.pages for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    paths = [path for path in paths if path.suffix in ENDINGS]
    html = [path.read_bytes() for path in paths]
    crawl = pa.table({"html": html, "url": [f"http://www.a.gov.cn/{number}.html" for number in range(len(html))]})

    parse_batch(crawl.slice(0, 1))
    before = memory()
    took = []
    for _ in range(ROUNDS):
        start = time.process_time()
        made = parse_batch(crawl)
        took.append(time.process_time() - start)
    full = pa.concat_tables([crawl] * -(-PAGES_AT_ONCE // len(html))).slice(0, PAGES_AT_ONCE).combine_chunks()
    parse_batch(full)
    peak = memory()

    pages = len(html)
    seconds = min(took) / pages
    size = sum(map(len, html)) / pages
    packed = parquet(crawl) / pages
    tables = {name: parquet(pa.Table.from_struct_array(pc.list_flatten(made[name]))) / pages for name in TABLES}
    nested = parquet(made) / pages
    many = arguments.millions * 1e6
    sys.stdout.write(
        f"{pages} pages, {size / 1e3:.1f} KB each, {packed / 1e3:.1f} KB in Parquet\n"
        f"parse_batch: {seconds * 1e3:.1f} ms of CPU a page, {1 / seconds:.0f} pages a second and core, {size / seconds / 1e6:.1f} MB of HTML a second\n"
        f"tables: {sum(tables.values()) / 1e3:.2f} KB a page in Parquet ("
        + ", ".join(f"{name} {each / 1e3:.2f}" for name, each in tables.items())
        + f"); as lists {nested / 1e3:.2f} KB\n"
        f"memory: {before / 1e6:.0f} MB with one page, {peak / 1e6:.0f} MB with {PAGES_AT_ONCE} pages at a time\n"
        f"{arguments.millions:g} million pages: {many * seconds / 3600:,.0f} core hours; {many * size / 1e12:.2f} TB of HTML, "
        f"{many * packed / 1e12:.2f} TB in Parquet; {many * sum(tables.values()) / 1e9:,.0f} GB of tables\n"
    )


if __name__ == "__main__":
    main()
