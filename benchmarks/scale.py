"""The vector index as shops grow: time to build, size, memory, time of a search, and recall.

Vectors are synthetic: unit vectors around 4,096 random centres, as products cluster around kinds. Each size runs
in a process of its own, so that one's memory is not counted for another.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

SIZES = (10_000, 100_000, 1_000_000)
DIMENSIONS, CENTRES, QUERIES, DEPTH = 384, 4096, 300, 50


def main(arguments: Sequence[str]) -> None:
    sizes = [int(size) for size in arguments] or list(SIZES)
    print(
        f"{'items':>10} {'kind':<13} {'build s':>8} {'file MB':>8} {'RSS MB':>8} {'p50 ms':>7} {'p95 ms':>7} recall@50"
    )
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            built = _in_a_process("build", size, folder)
            found = _in_a_process("search", size, folder)
        print(
            f"{size:>10,} {built['kind']:<13} {built['build_s']:>8.1f} {built['file_mb']:>8.0f} "
            f"{found['rss_mb']:>8.0f} {found['p50_ms']:>7.2f} {found['p95_ms']:>7.2f} {found['recall']:.4f}",
            flush=True,
        )


def _in_a_process(step: str, size: int, folder: str) -> dict:
    done = subprocess.run(  # noqa: S603 - this module itself
        [sys.executable, "-m", "benchmarks.scale", step, str(size), folder],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def vectors(n: int, seed: int, spread: float = 0.8) -> np.ndarray:
    """(n, 384) unit vectors around common centres; a seed other than 0 gives requests near the same centres."""
    centres = np.random.default_rng(12345).normal(size=(CENTRES, DIMENSIONS)).astype(np.float32)
    rng = np.random.default_rng(seed)
    out = np.empty((n, DIMENSIONS), dtype=np.float32)
    for start in range(0, n, 65_536):
        size = min(65_536, n - start)
        block = centres[rng.integers(0, CENTRES, size)]
        block = block + spread * rng.standard_normal((size, DIMENSIONS), dtype=np.float32)
        out[start : start + size] = block / np.linalg.norm(block, axis=1, keepdims=True)
    return out


def _build(size: int, folder: Path) -> dict:
    from whythis.retrieval.dense import DenseIndex, exact_nearest

    data, requests = vectors(size, 0), vectors(QUERIES, 1)
    np.save(folder / "truth.npy", exact_nearest(data, requests, DEPTH))
    started = time.perf_counter()
    index = DenseIndex.build(data)
    index.save(folder / "dense.faiss")
    return {
        "build_s": time.perf_counter() - started,
        "file_mb": (folder / "dense.faiss").stat().st_size / 1e6,
        "kind": index.facts.kind,
    }


def _search(folder: Path) -> dict:
    from whythis.retrieval.dense import DenseIndex, recall_of

    before = _rss_mb()
    index = DenseIndex.load(folder / "dense.faiss")
    requests = vectors(QUERIES, 1)
    found, times = [], []
    for number, request in enumerate([*requests[:50], *requests]):
        started = time.perf_counter()
        rows, _ = index.search(request, DEPTH)
        if number >= 50:  # the first ones warm up
            times.append((time.perf_counter() - started) * 1e3)
            found.append(rows)
    truth = np.load(folder / "truth.npy")
    p50, p95 = np.percentile(times, [50, 95])
    shares = [recall_of(rows[None, :], true[None, :]) for rows, true in zip(found, truth, strict=True)]
    return {"rss_mb": _rss_mb() - before, "p50_ms": p50, "p95_ms": p95, "recall": float(np.mean(shares))}


def _rss_mb() -> float:
    """Resident memory of this process, the mapped pages of the index included."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return float("nan")


if __name__ == "__main__":
    step, size, folder = sys.argv[1:4]
    print(json.dumps(_build(int(size), Path(folder)) if step == "build" else _search(Path(folder))))
