"""The commands as a person types them, in processes of their own where the process matters."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from rich.cells import cell_len

from whythis.cli import main
from whythis.ranking.signals import SIGNAL_NAMES

ROOT = Path(__file__).parents[2]


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main([str(a) for a in arguments])
    captured = capsys.readouterr()
    return int(stopped.value.code or 0), captured.out, captured.err


def error_of(err: str) -> dict:
    return json.loads(err.strip().splitlines()[-1])


def test_ask_gives_every_field_of_the_contract(capsys, sample_folder: Path) -> None:
    code, out, _ = run(
        capsys, "ask", "kettle under $60", "--shop", sample_folder, "--session", "cli-1", "--json"
    )
    listed = json.loads(out)
    assert code == 0
    assert {"session", "decision_id", "acts", "text", "lang", "items", "claims", "explanation", "suggestions",
            "latency_ms"} <= set(listed)  # fmt: skip
    assert listed["session"] == "cli-1"
    for item in listed["items"]:
        assert {"rank", "id", "title", "brand", "price_cents", "probability"} <= set(item)
        assert item["price_cents"] <= 6000
    code, out, _ = run(
        capsys, "ask", "why the second one?", "--shop", sample_folder, "--session", "cli-1", "--json"
    )
    why = json.loads(out)
    explanation = why["explanation"]
    assert {"base_value", "output_value", "residual", "contributions"} <= set(explanation)
    total = sum(c["value"] for c in explanation["contributions"] if c["level"] == "signal")
    assert explanation["base_value"] + total == pytest.approx(explanation["output_value"], abs=1e-4)
    words = [c for c in explanation["contributions"] if c["level"] == "word" and c["source"] != "separator"]
    for word in words:
        start, end = word["span"]
        assert explanation["words"]["texts"][word["source"]][start:end] == word["name"]
    assert all({"id", "kind", "text", "evidence"} <= set(claim) for claim in why["claims"])

    code, out, _ = run(capsys, "explain", why["decision_id"], "--item", listed["items"][1]["id"], "--shop",
                       sample_folder, "--json")  # fmt: skip
    assert code == 0
    assert json.loads(out)["contributions"] == explanation["contributions"]
    code, out, _ = run(
        capsys, "lookup", "--shop", sample_folder, "--item", listed["items"][1]["id"], "--json"
    )
    assert listed["decision_id"] in [d["id"] for d in json.loads(out)]


@pytest.mark.parametrize(
    ("asked", "why", "first_row"),
    [
        ("kettle", "why the first one?", "Average of the products found"),
        ("水壶", "为什么推荐第一个？", "所找到商品的平均分"),
    ],
)
def test_the_figures_under_an_answer_speak_its_language_and_are_told_to_staff_of_somebody_else(
    capsys, sample_folder: Path, asked: str, why: str, first_row: str
) -> None:
    talk = ("--shop", sample_folder, "--session", f"cli-{asked}")
    run(capsys, "ask", asked, *talk)
    _, out, _ = run(capsys, "ask", why, *talk)
    rows = [line for line in out.splitlines() if re.search(r"[-+ ]\d\.\d{3}\b", line)]
    assert rows[0].startswith(first_row)
    assert len({cell_len(re.split(r"(?<=\.\d{3})", row)[0]) for row in rows}) == 1  # one column of numbers
    assert bool(re.search("[a-z]", "".join(rows))) == (asked == "kettle")
    _, out, _ = run(capsys, "ask", why, *talk, "--json")
    explained = json.loads(out)
    item = explained["explanation"]["item_id"]
    _, out, _ = run(capsys, "explain", explained["decision_id"], "--item", item, "--shop", sample_folder)
    _, _, rows_of_staff = out.partition(first_row)
    assert rows_of_staff
    assert not re.search(r"\byou\b|\byour\b|您", rows_of_staff, re.IGNORECASE)


def test_the_readmes_dialogue_is_what_is_answered(capsys, sample_folder: Path) -> None:
    """Its lists, what its sentences name, and what can be asked next; sentences and figures may differ."""
    part = (
        (ROOT / "README.md")
        .read_text(encoding="utf-8")
        .split("## One dialogue")[1]
        .split("\nSentences vary")[0]
    )
    turns = re.findall(r'\$ whythis ask "(.*)" --shop.*\n((?:(?!    \$).*\n?)*)', part)
    assert len(turns) > 4
    for asked, told in turns:
        _, said, _ = run(capsys, "ask", asked, "--shop", sample_folder, "--session", "readme")
        for told_or_said in (named(told), named(said)):
            assert told_or_said  # something is named at all
        assert named(told) == named(said), asked


def named(text: str) -> set[str]:
    """Ids and prices on a list, titles in quotation marks, and questions in brackets, wherever lines end."""
    flat = re.sub(r"\s+", " ", text)
    titles = {title for title in re.findall(r"“([^”]+)”", flat) if len(title.split()) > 3}
    return titles | set(re.findall(r"\[[^\]]+\]|\$[\d.]+\d|[a-z]+-\d{3}\b", flat))


def test_every_kind_of_explanation_of_a_saved_list(capsys, sample_folder: Path, tmp_path: Path) -> None:
    _, out, _ = run(capsys, "ask", "kettle under $40", "--shop", sample_folder, "--json")
    listed = json.loads(out)
    decision, second = listed["decision_id"], listed["items"][1]["id"]

    def explained(*arguments: str) -> dict:
        code, out, err = run(capsys, "explain", decision, "--shop", sample_folder, "--json", *arguments)
        assert code == 0, err
        return json.loads(out)

    page = tmp_path / "compare.html"
    compared = explained("--item", second, "--kind", "compare", "--html", str(page))
    assert compared["other_id"] == listed["items"][0]["id"]
    parts = [c["value"] for c in compared["contributions"] if c["level"] == "signal"]
    assert compared["base_value"] + sum(parts) == pytest.approx(compared["output_value"], abs=1e-4)
    edges = [c["evidence"] for c in compared["claims"] if c["kind"].startswith("edge.")]
    assert edges
    assert {e["title"] for e in edges} == {listed["items"][0]["title"]}  # the one that is ahead
    html = page.read_text(encoding="utf-8")
    assert listed["items"][1]["title"] in html
    assert not re.search(r"(?:src|href)=", html)
    assert "@import" not in html
    flips = explained("--item", second, "--kind", "what_if")
    assert all(flip["on_list"] is False and flip["edits"] for flip in flips["counterfactuals"])
    assert explained("--item", second, "--kind", "why_not")["stage"] == "shown"
    assert explained("--item", "nothing-000", "--kind", "why_not")["stage"] == "not_in_catalogue"
    page = tmp_path / "anchor.html"
    rule = explained("--item", second, "--kind", "anchor", "--html", str(page))
    assert {"conditions", "precision", "low", "high", "coverage", "held", "varied", "claims"} <= set(rule)
    assert rule["claims"][0]["text"] in page.read_text(encoding="utf-8").replace("&#x27;", "'")
    code, _, err = run(
        capsys,
        "explain",
        decision,
        "--item",
        second,
        "--kind",
        "anchor",
        "--top",
        "1",
        "--shop",
        sample_folder,
    )
    assert code == 1
    assert "number 2" in error_of(err)["got"]
    code, _, err = run(
        capsys, "explain", decision, "--item", second, "--shop", sample_folder, "--kind", "how"
    )
    assert code == 1
    assert "compare" in error_of(err)["expected"]


def test_what_is_liked_for_the_same_reasons_is_told_with_them(
    capsys, sample_folder: Path, tmp_path: Path
) -> None:
    _, out, _ = run(capsys, "ask", "wireless headphones", "--shop", sample_folder, "--json")
    listed, page = json.loads(out), tmp_path / "similar.html"
    second = listed["items"][1]["id"]
    code, out, err = run(capsys, "explain", listed["decision_id"], "--item", second, "--shop", sample_folder,
                         "--kind", "similar", "--html", page, "--json")  # fmt: skip
    assert code == 0, err
    alike = json.loads(out)["similar"]
    assert all(other["reasons"] and other["other_id"] != second for other in alike)
    assert alike[0]["other_title"] in page.read_text(encoding="utf-8")


def test_what_drives_recommendations_on_the_whole(capsys, sample_folder: Path, tmp_path: Path) -> None:
    for kind in ("kettle", "desk lamp", "backpack", "headphones", "wireless mouse", "board game"):
        run(capsys, "ask", kind, "--shop", sample_folder, "--json")
    page = tmp_path / "overall.html"
    code, out, err = run(capsys, "overall", "--shop", sample_folder, "--json", "--html", page)
    assert code == 0, err
    found = json.loads(out)
    assert found["decisions"] >= 6
    assert sum(signal["share"] for signal in found["signals"]) == pytest.approx(1.0)
    html = page.read_text(encoding="utf-8")
    assert html.count("<svg") >= 4
    assert not re.search(r"(?:src|href)=", html)


def test_rank_scores_every_pair_and_says_which_it_cannot(capsys, sample_folder: Path, tmp_path: Path) -> None:
    ids = [json.loads(line)["id"] for line in (ROOT / "data_samples/catalog.jsonl").open(encoding="utf-8")][
        :5
    ]
    rows = [{"query": "kettle, please", "docid": i, "rating": 1} for i in [*ids, "unknown"]]
    with (tmp_path / "pairs.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    code, _, err = run(
        capsys,
        "rank",
        "--shop",
        sample_folder,
        "--pairs",
        tmp_path / "pairs.csv",
        "--out",
        tmp_path / "o.csv",
    )
    assert code == 0
    assert "1 pairs have no score" in err
    with (tmp_path / "o.csv").open() as file:
        scored = list(csv.DictReader(file))
    assert [row["docid"] for row in scored] == [*ids, "unknown"]
    assert set(scored[0]) == {"query", "docid", "rating", "score", *SIGNAL_NAMES}
    assert all(float(row["score"]) for row in scored[:5])
    assert scored[5]["score"] == ""


def test_understand_adds_what_it_predicts(capsys, tmp_path: Path) -> None:
    (tmp_path / "u.jsonl").write_text(
        '{"text": "wireless headphones", "acts": ["recommend"]}\n{"text": "hello!"}\n'
    )
    code, _, _ = run(
        capsys, "understand", "--utterances", tmp_path / "u.jsonl", "--out", tmp_path / "o.jsonl"
    )
    rows = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text().splitlines()]
    assert code == 0
    assert [row["predicted"] for row in rows] == [["recommend"], ["smalltalk"]]
    assert rows[0]["acts"] == ["recommend"]


@pytest.mark.parametrize(
    ("arguments", "code", "got"),
    [
        (["ask", "hi", "--shop", "/nonexistent"], 1, "/nonexistent"),
        (["ask", "hi"], 2, "--shop"),
        (["frobnicate"], 2, "frobnicate"),
        (["import", "xml", "x", "--shop", "{tmp}/never-made"], 1, "xml"),
        (["import", "csv", "/nonexistent.csv", "--shop", "{tmp}/s"], 1, "/nonexistent.csv"),
        (["import", "csv", "x.csv", "--shop", "{tmp}/s", "--map", "title"], 1, "title"),
        (["rank", "--shop", "x", "--pairs", "/nonexistent.csv", "--out", "o"], 1, "nonexistent.csv"),
        (["lookup", "--shop", "{sample}", "--since", "yesterday"], 1, "yesterday"),
        (["explain", "nope", "--item", "x", "--shop", "{sample}"], 1, "nope"),
    ],
)
def test_an_error_is_one_json_object_with_expected_got_and_fix(
    capsys, tmp_path: Path, sample_folder: Path, arguments: list[str], code: int, got: str
) -> None:
    filled = [a.format(tmp=tmp_path, sample=sample_folder) for a in arguments]
    actual, out, err = run(capsys, *filled)
    error = error_of(err)
    assert (actual, out) == (code, "")
    assert set(error) == {"error", "expected", "got", "fix"}
    assert got in error["got"]


def test_a_second_demo_does_not_build_again(capsys, sample_folder: Path) -> None:
    code, _, err = run(capsys, "demo", "--shop", sample_folder, "--no-serve")
    assert code == 0
    assert "Embedding" not in err


def test_every_command_is_documented() -> None:
    from whythis.cli import app

    text = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    for command in app.registered_commands:
        name = command.name or command.callback.__name__.replace("_", "-")  # type: ignore[union-attr]
        assert f"`whythis {name}" in text, f"whythis {name} is not in docs/commands.md"


@pytest.mark.slow
def test_an_import_that_is_killed_resumes_and_loses_nothing(tmp_path: Path) -> None:
    source = tmp_path / "many.jsonl"
    with source.open("w") as file:
        for n in range(2000):
            file.write(
                json.dumps({"id": str(n), "title": f"thing number {n} of a long list of things"}) + "\n"
            )
    command = [
        sys.executable,
        "-m",
        "whythis",
        "import",
        "jsonl",
        str(source),
        "--shop",
        str(tmp_path / "shop"),
    ]
    chunks = tmp_path / "shop/index/embeddings"
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not list(chunks.glob("*.npy")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = {path.name: path.stat().st_mtime_ns for path in chunks.glob("*.npy")}
    assert kept
    assert not (tmp_path / "shop/index/manifest.json").exists()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    again = {path.name: path.stat().st_mtime_ns for path in chunks.glob("*.npy")}
    assert kept.items() <= again.items()
    assert len(again) == 4
    assert json.loads((tmp_path / "shop/index/manifest.json").read_text())["n_items"] == 2000


@pytest.mark.slow
def test_the_demo_serves_the_chat(sample_folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "whythis",
        "demo",
        "--shop",
        str(sample_folder),
        "--port",
        "7931",
        "--no-browser",
    ]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "NO_COLOR": "1"}
    )
    assert process.stderr is not None
    try:
        line = ""
        while "http://" not in line:
            line = process.stderr.readline()
            assert line, "the demo ended before it opened"
        url = "http://" + line.split("http://")[1].split()[0]
        with urllib.request.urlopen(url, timeout=20) as page:
            assert page.status == 200
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


@pytest.fixture
def judgments(sample_shop, tmp_path: Path) -> Path:
    """Four queries with what the sample shop's own judges said of them."""
    with (ROOT / "data_samples/judgments.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    queries = list(dict.fromkeys(row["query"] for row in rows))[:4]
    path = tmp_path / "judgments.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["query", "docid", "rating"])
        writer.writeheader()
        writer.writerows(
            {name: row[name] for name in ("query", "docid", "rating")}
            for query in queries
            for row in [r for r in rows if r["query"] == query][:12]
        )
    return path


def test_eval_ranking_stands_beside_cosine_bm25_and_popularity(
    capsys, sample_folder: Path, judgments: Path
) -> None:
    code, out, err = run(
        capsys, "eval", "ranking", "--shop", sample_folder, "--judgments", judgments, "--json"
    )
    report = json.loads(out)
    assert code == 0
    assert (report["queries"], report["judgments"]) == (4, 48)
    assert set(report["ndcg@10"]) == {"final", "cosine", "bm25", "popularity", "cross_encoder"}
    difference = report["ndcg@10_difference"]["final - cosine"]
    assert difference["low"] <= difference["mean"] <= difference["high"]
    assert "paired bootstrap" in err


def test_eval_calibration_writes_its_diagram_and_says_what_bands_held(
    capsys, sample_folder: Path, judgments: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "reliability.svg"
    code, out, _ = run(capsys, "eval", "calibration", "--shop", sample_folder, "--judgments", judgments,
                       "--svg", picture, "--json")  # fmt: skip
    report = json.loads(out)
    assert code == 0
    assert 0 <= report["ece_15_bins"] <= 1
    assert sum(band["items"] for band in report["bands"]) == 48
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_eval_ranking_without_judgments_and_events_says_what_it_needs(capsys, tiny_folder: Path) -> None:
    code, _, err = run(capsys, "eval", "ranking", "--shop", tiny_folder)
    assert code == 1
    assert "--judgments" in error_of(err)["expected"]


def test_models_lists_versions_and_goes_back(capsys, tiny_folder: Path) -> None:
    from whythis.ranking.model_store import current, shipped_version

    models = tiny_folder / "models"
    shutil.copytree(models / shipped_version(), models / "v1")
    try:
        code, out, _ = run(capsys, "models", "--shop", tiny_folder, "--use", "v1")
        assert code == 0
        assert out.splitlines() == [f"  {shipped_version()}", "* v1"]
        assert current(models).name == "v1"
        code, _, err = run(capsys, "models", "--shop", tiny_folder, "--use", "v9")
        assert code == 1
        assert "v1" in error_of(err)["expected"]
    finally:
        run(capsys, "models", "--shop", tiny_folder, "--use", shipped_version())
        shutil.rmtree(models / "v1")


@pytest.mark.slow
def test_compress_tells_what_each_form_keeps_and_makes_versions_of_students(
    capsys, tiny_folder: Path, tmp_path: Path
) -> None:
    from whythis.ranking.model_store import shipped_version, versions

    judged = tmp_path / "judged.csv"
    judged.write_text("query,docid,rating\nkettle,k1,3\nkettle,d1,0\nkettle,l1,0\nlamp,l1,3\nlamp,k1,0\n")
    code, out, _ = run(capsys, "compress", "--shop", tiny_folder, "--judgments", judged, "--method", "int8",
                       "--method", "student", "--pairs", 64, "--epochs", 1, "--json")  # fmt: skip
    assert code == 0
    full, int8, student = json.loads(out)["rows"]
    assert full["words"] == pytest.approx(1.0)
    assert full["logit_difference"] == 0.0
    assert int8["megabytes"] < full["megabytes"] + 70
    assert int8["words"] > 0.9
    assert student["megabytes"] < 40
    assert f"{shipped_version()}-student" in versions(tiny_folder / "models")
    shutil.rmtree(tiny_folder / "models" / f"{shipped_version()}-student")
    shutil.rmtree(tiny_folder / "models" / shipped_version() / "engine")
    code, _, err = run(capsys, "compress", "--shop", tiny_folder, "--method", "zip")
    assert code == 1
    assert "int8" in error_of(err)["expected"]
