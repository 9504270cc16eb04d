"""Pages in partitioned Parquet become tidy tables in Parquet, on a Ray cluster.

usage: ray_tables.py PAGES OUT

PAGES has the columns `html` and `url`, and may have the others that `jyparse.batch.parse_batch` reads. OUT gets `pages/` (what came of each
page, a row each) and `contents/` (the same without copies), and made of them a folder a table, and `errors/`. Only the first step reads
pages: what comes after it can be done again.
"""

from __future__ import annotations

import sys

import pyarrow as pa
import pyarrow.compute as pc
import ray.data
from ray.data.expressions import col

from jyparse.batch import parse_batch
from jyparse.export import TABLES

PAGES_AT_ONCE = 100
"""In one table: what is done again where a node is lost."""
SECONDS = 30
"""That a page may take. Pages are read in a process beside the worker, so that one that hangs or crashes it costs itself alone."""


def first(copies: pa.Table) -> pa.Table:
    """Of several pages with the same content, the first by name."""
    return copies.take(pc.sort_indices(copies["source"])[:1])


def flat(pages: pa.Table, table: str) -> pa.Table:
    """The rows of a table, which each page has as a list."""
    return pa.Table.from_struct_array(pc.list_flatten(pages[table]))


def convert(pages: str, out: str) -> None:
    # the newer reader lists files by actors, which a lost node takes with it, and the run with them
    ray.data.DataContext.get_current().use_datasource_v2 = False
    crawl = ray.data.read_parquet(pages)
    crawl.map_batches(
        parse_batch, batch_format="pyarrow", batch_size=PAGES_AT_ONCE, fn_kwargs={"timeout": SECONDS}
    ).write_parquet(f"{out}/pages", compression="zstd")
    parsed = ray.data.read_parquet(f"{out}/pages")
    parsed.groupby("document_id").map_groups(first, batch_format="pyarrow").write_parquet(
        f"{out}/contents", compression="zstd"
    )
    for table in TABLES:
        folder = (
            "pages" if table == "documents" else "contents"
        )  # it has a row a page, the others have each content once
        lists = ray.data.read_parquet(f"{out}/{folder}").select_columns([table])
        rows = lists.map_batches(flat, fn_kwargs={"table": table}, batch_format="pyarrow")
        rows.write_parquet(f"{out}/{table}", compression="zstd")
    errors = parsed.select_columns(["source", "error", "message"]).filter(expr=col("error").is_not_null())
    errors.write_parquet(f"{out}/errors", compression="zstd")


if __name__ == "__main__":
    ray.init()
    convert(*sys.argv[1:])
