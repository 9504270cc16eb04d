"""The programs for clusters, run for real: what they write is what one machine gives. Run by `make test-cluster`, not by `make test`."""

from __future__ import annotations

import datetime
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import ray
import ray_tables
import spark_tables
from pyspark.sql import SparkSession
from ray.cluster_utils import Cluster

from jyparse.batch import Page
from jyparse.batch.outputs import open_output
from jyparse.batch.work import outcome
from jyparse.export import TABLES, arrow

EXAMPLES = Path(__file__).parent
SAMPLES = sorted(path for path in (EXAMPLES.parent / "samples").iterdir() if path.suffix != ".json")
PAGES = 200
PARTS = 8
FETCHED = datetime.datetime(2026, 11, 1, 4, 30, tzinfo=datetime.UTC)
UNREADABLE = {"null": None, "empty": b" ", "pdf": b"%PDF-1.7\n"}


def pages() -> dict[str, bytes | None]:
    """Samples made different by a line of their own, every tenth a copy of the one before; and what cannot be read."""
    made: dict[str, bytes | None] = {}
    page = b""
    for number in range(PAGES):
        if number % 10 != 9:
            page = SAMPLES[number % len(SAMPLES)].read_bytes()
            page = page.replace(b"</body>", b"<p>%d.</p></body>" % number)
        made[f"http://www.a.gov.cn/{number:04}.html"] = page
    return made | UNREADABLE


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crawl")
    columns = {"html": pa.array(pages().values(), pa.binary()), "url": list(pages()), "status": [200] * len(pages())}
    table = pa.table(columns | {"fetched_at": [FETCHED] * len(pages())})
    for part in range(PARTS):
        held = table.take(pa.array(range(part, len(table), PARTS)))
        (folder / f"day={part}").mkdir()
        pq.write_table(held, folder / f"day={part}" / "0.parquet")
    return folder


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one machine writes of the same pages."""
    folder = tmp_path_factory.mktemp("local") / "tables"
    with closing(open_output(folder)) as output:
        read = [Page(url, page or b"", url, fetched_at=FETCHED) for url, page in pages().items()]
        output.write([outcome(output.work, page) for page in read])
    return folder


def rows(folder: Path, key: tuple[str, ...]) -> list[dict[str, Any]]:
    """In order; none where there is no folder, as Ray makes none for a table without rows."""
    made = pq.read_table(folder).to_pylist() if folder.exists() else []
    return sorted(made, key=lambda row: [row[column] for column in key])


def check(out: Path, local: Path) -> None:
    expected = {name: rows(local / name, table.key) for name, table in TABLES.items()}
    assert all(expected[name] for name in ("documents", "sections", "indicators", "tasks", "citations", "findings"))
    for name, table in TABLES.items():
        assert rows(out / name, table.key) == expected[name], name
        if expected[name]:
            schema = pq.read_schema(next((out / name).glob("*.parquet")))
            assert (schema.names, schema.types) == (arrow.schema(name).names, arrow.schema(name).types)
    errors = rows(out / "errors", ("source",))
    assert errors == rows(local / "errors", ("source",))
    assert len(errors) == len(UNREADABLE)


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "object_store_memory": 200_000_000})
    made.add_node(num_cpus=1, object_store_memory=200_000_000)
    ray.init(address=made.address, runtime_env={"env_vars": {"PYTHONPATH": f"{EXAMPLES}{os.pathsep}{EXAMPLES.parent}"}})
    ray.data.DataContext.get_current().default_hash_shuffle_parallelism = 4
    yield made
    ray.shutdown()
    made.shutdown()


def test_ray_gives_the_same(cluster: Cluster, crawl: Path, local: Path, tmp_path: Path) -> None:
    ray_tables.convert(str(crawl), str(tmp_path))
    check(tmp_path, local)


def test_ray_gives_the_same_when_a_node_is_lost(cluster: Cluster, crawl: Path, local: Path, tmp_path: Path) -> None:
    in_time: list[bool] = []

    def lose_a_node() -> None:
        while not any((tmp_path / "pages").glob("*.parquet")):
            time.sleep(0.01)
        (node,) = cluster.worker_nodes
        cluster.remove_node(node, allow_graceful=False)
        in_time.append(not (tmp_path / "contents").exists())

    thread = threading.Thread(target=lose_a_node, daemon=True)
    thread.start()
    ray_tables.convert(str(crawl), str(tmp_path))
    thread.join()
    assert in_time == [True]
    assert sum(node["Alive"] for node in ray.nodes()) == 1
    check(tmp_path, local)


def test_spark_gives_the_same(crawl: Path, local: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", 4)
        .getOrCreate()
    )
    try:
        spark_tables.convert(spark, str(crawl), str(tmp_path))
    finally:
        spark.stop()
    check(tmp_path, local)
