"""The chart says what the explanation says: bars as long as values, on their side, summing to the total."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whythis.explainers.types import Contribution
from whythis.ranking.signals import SIGNAL_NAMES
from whythis.ui.charts import MAX_BARS, bars, signal_chart
from whythis.ui.reasons import reasons_panel
from whythis.ui.staff_texts import STAFF_TEXTS
from whythis.ui.texts import TEXTS, for_staff

from .scripted import explanation, signal


def drawn(made) -> ElementTree.Element:
    return ElementTree.fromstring(signal_chart(made, "en", "c1"))  # noqa: S314


def rows(made) -> list[tuple[str, str, float, float, str]]:
    """Label, value as written, left end and width in percent, and side, of each bar."""
    found = []
    for group in drawn(made).iter("g"):
        label, value = (text.text or "" for text in group.findall("text"))
        bar = next(rect for rect in group.findall("rect") if "wt-bar" in rect.get("class", ""))
        left, width = (float(bar.get(name, "").rstrip("%")) for name in ("x", "width"))
        found.append((label, value, left, width, group.get("data-side", "")))
    return found


def test_a_bar_is_as_long_as_its_value():
    found = rows(explanation(signals=(signal("A", 0.8), signal("B", 0.4), signal("C", -0.2))))
    widths = [width for _, _, _, width, _ in found]
    assert widths == pytest.approx([80.0, 40.0, 20.0], abs=0.01)


def test_what_speaks_for_goes_right_of_the_axis_and_what_speaks_against_goes_left():
    found = rows(explanation(signals=(signal("A", 0.6), signal("B", -0.2))))
    (_, _, left_a, _, side_a), (_, _, left_b, width_b, side_b) = found
    assert (side_a, side_b) == ("for", "against")
    assert left_a == pytest.approx(25.0)
    assert left_b + width_b == pytest.approx(25.0)


def test_direction_does_not_hang_on_colour_alone():
    made = explanation(signals=(signal("A", 0.6), signal("B", -0.2)))
    assert [value for _, value, _, _, _ in rows(made)] == ["+0.60", "−0.20"]
    fills = [r.get("fill") for r in drawn(made).iter("rect") if "wt-bar " in r.get("class", "") + " "]
    assert fills == [None, "url(#c1-s)"]


def test_the_strongest_signal_comes_first():
    found = rows(explanation(signals=(signal("small", 0.1), signal("against", -0.5), signal("big", 0.9))))
    assert [label for label, *_ in found] == ["Big", "Against", "Small"]


def test_the_base_value_and_the_total_are_shown():
    texts = [text.text for text in drawn(explanation(base_value=-0.25, output_value=1.5)).iter("text")]
    assert "−0.25" in texts
    assert "1.50" in texts


def test_a_screen_reader_is_told_the_same():
    svg = drawn(explanation(signals=(signal("Price", 0.5), signal("Age", -0.2))))
    assert svg.get("role") == "img"
    ids = (svg.get("aria-labelledby") or "").split()
    told = {child.get("id"): child.text for child in svg if child.tag in ("title", "desc")}
    assert set(ids) == set(told)
    assert "Price +0.50" in (told[ids[1]] or "")
    assert "Age −0.20" in (told[ids[1]] or "")


def test_a_hostile_label_is_only_text():
    svg = signal_chart(explanation(signals=(signal('</text><script>alert(1)</script>"', 0.5),)), "en", "c1")
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_no_signals_at_all_still_draws_base_and_total():
    assert rows(explanation(signals=())) == []


def test_a_long_label_is_cut_but_told_in_full():
    label = "A very long plain-language label that would run into its own value"
    svg = signal_chart(explanation(signals=(signal(label, 0.5),)), "en", "c1")
    assert re.search(r'class="wt-label"[^>]*>A very long[^<]*…<', svg)
    assert svg.count(label) >= 2


@given(st.lists(st.floats(-3, 3, allow_nan=False).map(lambda v: round(v, 4)), max_size=20))
def test_the_rows_always_sum_to_the_signals(values):
    made = bars([signal(f"s{i}", value) for i, value in enumerate(values)], "en")
    assert len(made) <= MAX_BARS
    assert sum(row.value for row in made) == pytest.approx(sum(values), abs=0.006)


def test_a_signal_is_named_in_the_language_of_the_reply():
    known = Contribution("signal", "price_fit", 0.5, label="closeness to the price you have in mind")
    unknown = Contribution("signal", "glow", 0.25, label="how much it glows")
    assert [row.label for row in bars([known, unknown], "zh")] == [
        "与您心中价格的接近程度",
        "How much it glows",
    ]
    assert bars([known], "en")[0].label == "Closeness to your price"


def test_the_pointer_is_told_what_a_contribution_was_made_from():
    made = Contribution("signal", "quality", 0.5, detail={"signal": 4.5, "pool_mean": 4.25, "weight": 2.0})
    svg = signal_chart(explanation(signals=(made,)), "en", "c1")
    assert "<title>Rating by shoppers +0.50 (4.50 here, 4.25 on average)</title>" in svg


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_staff_are_told_of_the_shopper_and_not_spoken_to_as_one(lang: str) -> None:
    """Every signal, source and event; the numbers are those of the language."""
    signals = tuple(signal(name, 0.5) for name in SIGNAL_NAMES)
    told = {
        reader: reasons_panel(explanation(signals=signals), reader, "p1")
        for reader in (lang, for_staff(lang))
    }
    assert re.search(r"\byou\b|\byour\b|您", told[lang], re.IGNORECASE)
    assert not re.search(r"\byou\b|\byour\b|您", told[for_staff(lang)], re.IGNORECASE)
    assert re.findall(r"[+−]\d\.\d\d", told[lang]) == re.findall(r"[+−]\d\.\d\d", told[for_staff(lang)])
    spoken = [key for key, text in TEXTS[lang].items() if re.match("signal_|source_|event_|history", key)
              and re.search(r"\byou\b|\byour\b|您", text, re.IGNORECASE)]  # fmt: skip
    assert set(spoken) == set(STAFF_TEXTS[lang]) & set(spoken)


def test_past_events_are_shares_of_taste_and_no_points_of_the_score() -> None:
    """They add up to the signal before it is weighed, so beside the bars "+0.01" would look like nothing."""
    told = reasons_panel(explanation(), "en", "p1")
    history = told[told.index("wt-history") :]
    shares = re.findall(r'wt-event">([\w ]+)</span>.*?wt-value">([^<]*)<', history)
    assert shares == [("Halden Mini Speaker", "80%"), ("Brisk Run Buds", "-20%")]
