"""Writes the sample shop. Run it with: python -m data_samples.build [--check]

`--check` writes nothing and exits with 1 when a committed file differs from what would be written.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

from data_samples.images import draw_images
from data_samples.names import make_names
from data_samples.products import make_catalog
from data_samples.queries import make_judgments
from data_samples.simulator import Simulator, make_shoppers

SEED = 11
HERE = Path(__file__).resolve().parent


def make_files(seed: int = SEED) -> dict[str, str]:
    """The text of every file, by its path inside this folder."""
    catalog = make_catalog(seed)
    shoppers, tastes = make_shoppers(seed)
    files = {
        "catalog.jsonl": _json_lines(catalog),
        "names.json": _json(make_names(catalog)),
        "shoppers.jsonl": _json_lines(shoppers),
        "planted_tastes.json": _json_rows(tastes),
        "events.jsonl": _json_lines(Simulator(catalog, seed).events(tastes)),
        "judgments.csv": _csv(make_judgments(catalog, seed)),
    }
    return files | {f"images/{name}.svg": drawing for name, drawing in draw_images().items()}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _json_rows(rows: dict[str, Any]) -> str:
    """A JSON object with one entry a line."""
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in rows.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _json_lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _csv(rows: list[tuple[str, str, int]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("query", "docid", "rating"))
    writer.writerows(rows)
    return out.getvalue()


def differing(files: dict[str, str], folder: Path = HERE) -> list[str]:
    """The paths whose committed text is missing or another."""
    return [
        path
        for path, text in files.items()
        if not (folder / path).is_file() or (folder / path).read_bytes() != text.encode()
    ]


def write(files: dict[str, str], folder: Path = HERE) -> None:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())


def main(arguments: list[str] | None = None, folder: Path = HERE) -> int:
    parser = argparse.ArgumentParser(description="Writes the files of the sample shop.")
    parser.add_argument("--check", action="store_true", help="only compare; exit 1 when a file differs")
    options = parser.parse_args(arguments)
    files = make_files()
    if not options.check:
        write(files, folder)
        print(f"{len(files)} files, {sum(len(t.encode()) for t in files.values()) / 1e6:.2f} MB")
        return 0
    changed = differing(files, folder)
    print("\n".join(f"differs: {path}" for path in changed) or "All files are as the script writes them.")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
