"""Pages in partitioned Parquet become tidy tables in Parquet, on Spark.

usage: spark-submit spark_tables.py PAGES OUT

PAGES has the columns `html` and `url`, and may have the others that `jyparse.batch.parse_batch` reads. OUT gets `pages/` (what came of each
page, a row each), and made of it a folder a table, and `errors/`. Only the first step reads pages: what comes after can be done again.
"""

from __future__ import annotations

import sys
from functools import partial

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema

from jyparse.batch import OUTPUT_SCHEMA, parse_batch
from jyparse.export import TABLES

PAGES_AT_ONCE = "100"
"""In one record batch; Spark's default, 10,000, is a lot of pages."""
SECONDS = 30
"""That a page may take. Pages are read in a process beside the worker, so that one that hangs or crashes it costs itself alone."""


def convert(spark: SparkSession, pages: str, out: str) -> None:
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", PAGES_AT_ONCE)
    spark.conf.set("spark.sql.parquet.compression.codec", "zstd")
    spark.conf.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    parsed = spark.read.parquet(pages).mapInArrow(
        partial(parse_batch, timeout=SECONDS), from_arrow_schema(OUTPUT_SCHEMA)
    )
    parsed.write.parquet(f"{out}/pages")
    parsed = spark.read.parquet(f"{out}/pages")
    for table in TABLES:
        lists = parsed
        if (
            table != "documents"
        ):  # it has a row a page, the others have each content once: that of the first page by name
            lists = parsed.groupBy("document_id").agg(F.min_by(table, "source").alias(table))
        lists.select(F.inline(table)).write.parquet(f"{out}/{table}")
    parsed.select("source", "error", "message").where("error is not null").write.parquet(f"{out}/errors")


if __name__ == "__main__":
    convert(SparkSession.builder.getOrCreate(), *sys.argv[1:])
