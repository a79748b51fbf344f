"""The measure: how many lies slip through, how many truths are lost, and how many answers say more than they can."""

from __future__ import annotations

import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from whythis.agent.grounding.corruptions import HELD_BACK, TUNED, changed_catalogue, corrupted_claims
from whythis.agent.grounding.material import Told
from whythis.agent.verifier import rejection, untraced
from whythis.agent.verifier.witness import Witness, contradicted, is_witnessed
from whythis.explainers.types import Claim

SHARE_CORRUPTED = 0.1
"""The share of the answers whose sentences and claims are also corrupted; all are checked as they are."""
_TEST_OF_CHANGE = {
    "catalogue_price": ("price_cents", "other_price_cents"), "catalogue_rating": ("rating",),
    "catalogue_ratings": ("rating_count",), "catalogue_title": ("title",), "catalogue_brand": ("brand",),
}  # fmt: skip
"""The evidence that a change of the catalogue contradicts."""


def measure(told: Iterable[Told], seed: int = 3) -> dict[str, Any]:
    """Counts over answers.

    Of every answer: sentences and claims that are rejected although the templates and the explainers made them
    (`true_claims`), and among those that pass, statements that a second reading finds unsupported (`unsupported`).
    Of a share of them: corrupted sentences, claims and catalogue facts, and what of these passes (`slipped`).
    """
    rng = random.Random(seed)
    made: Counter[str] = Counter()
    slipped: Counter[str] = Counter()
    examples: dict[str, str] = {}
    counts: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    spent = 0.0
    for answer in told:
        counts["answers"] += 1
        by_kind[answer.words.lang][f"{answer.kind}, {answer.reader}"] += 1
        started = time.perf_counter()
        faults = [_fault(c, answer) for c in answer.claims]
        held = [c for c, fault in zip(answer.claims, faults, strict=True) if fault is None]
        verdicts = [rejection(s, held, answer.words) for s in answer.sentences]
        spent += time.perf_counter() - started
        counts["claims"] += len(answer.claims)
        counts["sentences"] += len(answer.sentences)
        for claim, fault in zip(answer.claims, faults, strict=True):
            if fault:
                dropped[f"{claim.kind}: {fault}"] += 1
        for sentence, verdict in zip(answer.sentences, verdicts, strict=True):
            if verdict is None:
                counts["said"] += 1
                if _is_unsupported(sentence.text, held, sentence.cites, answer):
                    counts["unsupported"] += 1
                    examples.setdefault("unsupported", sentence.text)
            else:
                kind = next((c.kind for c in answer.claims if c.id in sentence.cites), "none")
                dropped[f"{kind}: {verdict.reason}"] += 1
        if rng.random() < SHARE_CORRUPTED:
            _corrupt(answer, rng, made, slipped, examples)
    return {
        "answers": counts["answers"],
        "sentences": counts["sentences"],
        "claims": counts["claims"],
        "by_language": {lang: dict(sorted(kinds.items())) for lang, kinds in by_kind.items()},
        "unsupported": counts["unsupported"],
        "true_kept": 1 - dropped.total() / max(1, counts["claims"] + counts["sentences"]),
        "true_dropped": dict(dropped.most_common(20)),
        "corrupted": made.total(),
        "caught": 1 - slipped.total() / max(1, made.total()),
        "kinds": {
            kind: {"made": n, "slipped": slipped[kind], "kept_for_the_measure": kind in HELD_BACK}
            for kind, n in sorted(made.items())
        },
        "caught_held_back": _caught(HELD_BACK, made, slipped),
        "caught_tuned": _caught(TUNED, made, slipped),
        "slipped_examples": examples,
        "ms_per_answer": 1000 * spent / max(1, counts["answers"]),
    }


def _fault(claim: Claim, answer: Told) -> str | None:
    """The key of a value of a claim that what it rests on does not bear out."""
    if isinstance(answer.found, Witness):
        return contradicted(claim, answer.found)
    return untraced(claim, answer.decision, answer.found)


def _caught(kinds: Iterable[str], made: Counter[str], slipped: Counter[str]) -> float:
    n = sum(made[k] for k in kinds)
    return 1 - sum(slipped[k] for k in kinds) / max(1, n)


def _corrupt(
    answer: Told, rng: random.Random, made: Counter[str], slipped: Counter[str], examples: dict[str, str]
) -> None:
    for name, make in (*TUNED.items(), *HELD_BACK.items()):
        sentence = rng.choice(answer.sentences)
        lie = make(sentence, answer, rng)
        if lie is None:
            continue
        made[name] += 1
        if rejection(lie, answer.claims, answer.words) is None:
            slipped[name] += 1
            examples.setdefault(name, lie.text)
    claim = rng.choice(answer.claims)
    if isinstance(answer.found, Witness) and not is_witnessed(claim):
        return
    for kind, false in corrupted_claims(claim, answer, rng):
        made[f"claim_{kind}"] += 1
        if _fault(false, answer) is None:
            slipped[f"claim_{kind}"] += 1
            examples.setdefault(f"claim_{kind}", f"{claim.kind}: {false.evidence}"[:300])
    if isinstance(answer.found, Witness):
        return  # it is the catalogue of today that bears these out
    for kind, changed in changed_catalogue(answer, rng):
        told = [
            c
            for c in answer.claims
            if c.item_id and c.evidence.keys() & set(_TEST_OF_CHANGE[kind]) and _is_its_own(c, answer)
        ]
        for one in told[:1]:
            made[kind] += 1
            if untraced(one, changed.decision, changed.found) is None:
                slipped[kind] += 1
                examples.setdefault(kind, one.kind)


def _is_its_own(claim: Any, answer: Told) -> bool:
    """Whether the evidence is of the claim's own product, the one whose facts are changed."""
    return claim.kind.startswith(("reason.", "against.", "position", "limit", "edge.", "compare.")) and (
        len({c.item_id for c in answer.claims}) == 1
    )


def _is_unsupported(text: str, claims: list[Any], cites: tuple[str, ...], answer: Told) -> bool:
    """A second, cruder reading that shares no code with the verifier: every run of digits in what is said has to
    stand in the cited claims' evidence (as it is, in percent, in main units, or rounded) or in a name or a date there,
    and every product title of the decision that is named has to be one of theirs."""
    cited = [c for c in claims if c.id in cites]
    strings = [s for c in cited for s in _texts(c.evidence)] + [c.item_title for c in cited]
    blob = (
        " ".join(strings)
        + " "
        + " ".join(answer.words.date(s) for s in strings if re.fullmatch(r"\d{4}-\d\d-\d\d", s))
    )
    known = set(re.findall(r"\d+", blob)) | {"5", "95"}
    for value in (v for c in cited for v in _numbers(c.evidence)):
        for number in (value, value * 100, value / 100, round(value, 1), round(value, 2), round(value, 3)):
            known |= set(
                re.findall(r"\d+", f"{number:.3f} {number:g} {number:.0f} {number:.1f} {number:.2f}")
            )
        known |= {str(int(value * 100)), str(int(value * 100) + 1), f"{value:,.0f}".replace(",", "")}
    known |= {n for c in cited for way in answer.words.ways(c.kind) for n in re.findall(r"\d+", way)}
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    if any(n not in known and n.lstrip("0") not in known for n in re.findall(r"\d+", plain)):
        return True
    quoted = re.findall(r"“([^”]+)”", text)
    for c in cited:  # examples of questions are the sentence's own, with the names that it was given
        for way in answer.words.ways(c.kind):
            strings.append(re.sub(r"\{(\w+)\}", lambda slot, c=c: str(c.evidence.get(slot[1], slot[0])), way))
    return any(not any(q in s for s in strings) for q in quoted)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [t for v in inner for t in _texts(v)]


def _numbers(value: Any) -> list[float]:
    if isinstance(value, bool):
        return []
    if isinstance(value, int | float):
        return [float(value)]
    if isinstance(value, str) and re.fullmatch(r"[\d.]+", value):
        return [float(value)]  # a limit of an edit or a condition is text
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [n for v in inner for n in _numbers(v)]
