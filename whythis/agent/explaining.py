"""Answers to questions about a list: why, why not, why this above that, and what if.

All of them are about the last list's saved decision; what would be otherwise is run again before it is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from whythis.agent.answers import Answer
from whythis.agent.catalogue import Messages
from whythis.agent.changes import named_changes, spelt_brand
from whythis.agent.memory import Memory
from whythis.agent.missing import find_missing
from whythis.agent.pointing import choices, meant, next_questions, say_left_out, say_not_shown, titles_of
from whythis.agent.recommend import refined_request
from whythis.agent.turn import AgentParts, Turn
from whythis.agent.understanding.measures import asked_measure, told_by
from whythis.agent.verifier import verify
from whythis.agent.wording import TITLE_CHARS, Sentence, conditions, worded_edits
from whythis.errors import ModelError
from whythis.explainers.rerun import Conditions, Outcome
from whythis.explainers.types import Claim
from whythis.ranking.types import Decision, Request
from whythis.retrieval.text import shorten
from whythis.retrieval.types import Item


class Explaining:
    """Answers questions about lists.

    Every method adds its answer to the turn.
    """

    def __init__(self, parts: AgentParts, memory: Memory) -> None:
        self._parts = parts
        self._memory = memory
        self._answers = parts.answers

    def why(self, turn: Turn) -> None:
        if self._beside(turn, "why"):
            return
        decision = self._decision(turn)
        item_ids = meant(turn) if decision else None
        if decision is None or item_ids is None:
            return
        for item_id in item_ids[:2]:
            answer = self._answers.why(decision, item_id, turn.words, early=turn.telling)
            self._told(turn, decision, answer, item_id)
            turn.explanation = answer.found
            self._say_left_out(turn, answer)
        turn.suggestions = next_questions(turn, item_ids)

    def _say_left_out(self, turn: Turn, answer: Answer) -> None:
        """What was told as a reason of a saved list, and what the shopper has since said not to count."""
        excluded = self._memory.known(turn).excluded
        told = [c.evidence for c in answer.claims if c.evidence.get("event_id") in excluded]
        if told:
            say_left_out(turn, (str(evidence["event_title"]) for evidence in told))

    def compare(self, turn: Turn) -> None:
        decision = self._decision(turn)
        if decision is None:
            return
        named = list(dict.fromkeys(i for r in turn.read.references if r.item_ids for i in r.item_ids))
        if self._say_order(turn, named if len(named) > 1 else ()) and len(named) != 2:
            turn.decision_id = decision.id
            turn.suggestions = next_questions(turn, ())
            return
        pair = self._pair(turn, decision)
        if pair is not None:
            self._contrast(turn, decision, *pair)

    def _say_order(self, turn: Turn, item_ids: Sequence[str]) -> bool:
        """Answers "which has the longest battery": the items by what is asked for; False where they do not state it.

        Args:
            item_ids: the items that it is asked of; none for all that are shown.
        """
        measure, words = asked_measure(turn.message), turn.words
        items = [item for item in turn.shown if not item_ids or item.id in item_ids]
        name, told = told_by(measure, items) if measure else ("", [])
        if len(told) < 2:
            return False
        key, entries, figures = _stated(name, told, words)
        listed = words.listed(
            [
                words.say("list.with", name=words.quote(shorten(item.title, TITLE_CHARS)), figure=figure)
                for (item, _), figure in zip(told, figures, strict=True)
            ]
        )
        kind = {"prices": "compare.by_price", "ratings": "compare.by_rating"}.get(key, "compare.by")
        evidence: dict[str, object] = {key: entries} if key != "states" else {"measure": name, key: entries}
        said = len(turn.texts)
        turn.tell(kind, evidence, words.say(kind, name=name, listed=listed))
        if len(turn.texts) > said:
            turn.state = replace(turn.state, focus=told[0][0].id)
        return len(turn.texts) > said

    def confidence(self, turn: Turn) -> None:
        decision = self._decision(turn)
        item_ids = meant(turn) if decision else None
        if decision is None or item_ids is None:
            return
        answer = self._answers.confidence(decision, item_ids[0], turn.words, early=turn.telling)
        self._told(turn, decision, answer, item_ids[0])

    def _beside(self, turn: Turn, asked: str) -> bool:
        """Whether it was about one item beside another, which is then compared and not explained alone."""
        if not (turn.read.references and turn.shown and "beside" in turn.read.cues):
            return False
        acts = tuple("compare" if act == asked else act for act in turn.read.acts)
        turn.read = replace(turn.read, acts=acts)
        self.compare(turn)
        return True

    def why_not(self, turn: Turn) -> None:
        if all(r.item_ids for r in turn.read.references) and self._beside(turn, "why_not"):
            return
        decision = self._decision(turn)
        if decision is None:
            return
        named = self._named_id(turn)
        known = [r.item_ids[0] for r in turn.read.references if len(r.item_ids) == 1]
        if named is not None:
            item_id = named
        elif known and known[0] in decision.shown:
            rank = decision.shown.index(known[0])
            if rank > 0:  # "why is it so low": it is on the list, below others
                self._contrast(turn, decision, decision.shown[rank - 1], known[0])
                return
            item_id = known[0]
        else:
            mention = " ".join(r.text for r in turn.read.references if not r.item_ids)
            mention = mention or turn.read.search_text or turn.read.missed
            if not mention:
                turn.say("why_not.ask")
                return
            found = find_missing(turn.read.search_text or mention, decision, self._parts.ranker.searcher)
            found = found or find_missing(mention, decision, self._parts.ranker.searcher)
            if found is None:
                title = turn.words.quote(shorten(mention, TITLE_CHARS))
                turn.say("why_not.unknown", {"mention": mention}, mention=title)
                return
            brand = self._brand(mention)
            kinds = decision.request.filters.categories
            if brand and kinds and found.category not in kinds:
                evidence = {"brand": brand, "kinds": list(kinds)}
                turn.say("why_not.brand_without_kind", evidence, kinds=turn.words.listed(kinds, "last_or"))
                return
            item_id = found.id
        answer = self._answers.why_not(decision, item_id, turn.words, early=turn.telling)
        self._told(turn, decision, answer)
        turn.explanation = answer.found.contrast

    def what_if(self, turn: Turn) -> None:
        decision = self._decision(turn)
        if decision is None:
            return
        if not self._answers.rerun.changed(decision):
            turn.say("what_if.trying")
            turn.early()
        try:
            self._run_again(turn, decision)
        except ModelError:
            self._say_changed(turn, decision)
            return
        turn.decision_id = decision.id
        turn.suggestions = next_questions(turn, ())

    def what_keeps(self, turn: Turn) -> None:
        """What has to stay the same for an item to stay on the list, or first."""
        decision = self._decision(turn)
        item_ids = meant(turn) if decision else None
        if decision is None or not item_ids:
            return
        item_id, words, top = item_ids[0], turn.words, 1 if "first_place" in turn.read.cues else None
        place = decision.shown.index(item_id) + 1
        if top is not None and place > top:
            title = shorten(turn.shown[place - 1].title, TITLE_CHARS)
            evidence = {"title": turn.shown[place - 1].title, "rank": place}
            turn.say("anchor.not_there", evidence, item_id=item_id, title=title, rank=words.number(place))
            top = None
        turn.early()
        try:
            self._told(turn, decision, self._answers.anchor(decision, item_id, words, top), item_id)
        except ModelError:
            self._say_changed(turn, decision)

    def similar(self, turn: Turn) -> None:
        """What is liked for the same reasons as an item of the list."""
        decision = self._decision(turn)
        item_ids = meant(turn) if decision else None
        if decision is None or not item_ids:
            return
        turn.early()
        self._told(turn, decision, self._answers.similar(decision, item_ids[0], turn.words), item_ids[0])

    # What if

    def _run_again(self, turn: Turn, decision: Decision) -> None:
        rerun, words = self._answers.rerun, turn.words
        edits = named_changes(turn, decision, self._parts.ranker.catalog.brand_counts)
        if edits is None:
            turn.say("what_if.no_history")
            return
        asked = refined_request(
            decision.request,
            turn.read,
            decision.request.message,
            turn.shown,
            self._parts.ranker.catalog.categories_are_complete,
            self._parts.ranker.searcher.known_words,
        )
        # What was seen or turned down before stays so.
        asked = replace(asked, filters=replace(asked.filters, not_items=decision.request.filters.not_items))
        if edits:
            outcome = rerun.again(decision, edits)
            self._say_list(
                turn, decision, worded_edits(edits, decision, self._parts.currency, words), outcome
            )
        elif self._asks_for_first(turn) and _limits(asked) == _limits(decision.request):
            self._say_first(turn, decision)
        elif asked != decision.request:
            outcome = rerun.under(decision, replace(Conditions.of(decision), request=asked))
            limits = conditions(asked, self._parts.currency, words)
            phrase = words.say("edit.request", query=asked.text, conditions=limits)
            self._say_list(turn, decision, phrase[:1].upper() + phrase[1:], outcome)
        else:
            self._say_counterfactuals(turn, decision)

    def _say_list(self, turn: Turn, decision: Decision, edits: str, outcome: Outcome) -> None:
        """The list as it would be; the decision itself stays what it is."""
        titles = {c.item.id: c.item.title for c in outcome.ranked.candidates}
        listed = turn.words.listed([turn.words.quote(shorten(titles[i], 48)) for i in outcome.shown])
        key = "empty" if not outcome.shown else "same" if outcome.shown == decision.shown else "list"
        text = turn.words.say(f"what_if.{key}", edits=edits, titles=listed)
        evidence = {"edits": edits, "before": list(decision.shown), "after": list(outcome.shown)}
        evidence["titles"] = [shorten(titles[i], 48) for i in outcome.shown]
        claim = Claim("c1", f"what_if.{key}", "", 0, evidence, text)
        turn.texts += [s.text for s in verify([Sentence(text, ("c1",))], (claim,), turn.words)]
        turn.claims += (claim,)

    def _say_counterfactuals(self, turn: Turn, decision: Decision) -> None:
        """Nothing was named, so it is about what the list hangs on: what would take its item off it."""
        item_ids = meant(turn)
        candidate = decision.candidate(item_ids[0]) if item_ids else None
        if candidate is None:
            return
        self._told(turn, decision, self._answers.what_if(decision, candidate.item, turn.words))

    @staticmethod
    def _asks_for_first(turn: Turn) -> bool:
        """Whether it is asked what would put one item of the list first."""
        return "first_place" in turn.read.cues and any(len(r.item_ids) == 1 for r in turn.read.references)

    def _say_first(self, turn: Turn, decision: Decision) -> None:
        """What would put an item first; where nothing small does, what the first one has before it."""
        item_ids = meant(turn)
        candidate = decision.candidate(item_ids[0]) if item_ids else None
        if candidate is None:
            return
        item, first = candidate.item, decision.shown[0]
        title = shorten(item.title, TITLE_CHARS)
        if item.id == first:
            turn.say("what_if.first_already", {"title": item.title}, item_id=item.id, title=title)
            return
        answer = self._answers.what_if(decision, item, turn.words, top=1)
        if answer.found:
            self._told(turn, decision, answer, item.id)
            return
        turn.say("what_if.not_first", {"title": item.title}, item_id=item.id, title=title)
        self._contrast(turn, decision, first, item.id)

    def _say_changed(self, turn: Turn, decision: Decision) -> None:
        key = "changed" if decision.erased is None else "erased"
        turn.say(f"what_if.{key}")

    # What a question is about

    def _decision(self, turn: Turn) -> Decision | None:
        """The last list's decision; None when nothing was shown, which is then said."""
        if not turn.shown:
            turn.say("ask.nothing_shown")
            return None
        if turn.last is not None and turn.last.id == turn.state.decision_id and not turn.private:
            return turn.last
        return self._parts.store.decision(turn.state.decision_id or "")

    def _told(self, turn: Turn, decision: Decision, answer: Answer, item_id: str | None = None) -> None:
        """Adds an answer; if it is about one item, the next question is about that too."""
        turn.texts.append(answer.text)
        turn.claims += answer.claims
        turn.decision_id = decision.id
        turn.suggestions = next_questions(turn, (item_id,) if item_id else ())
        if item_id:
            turn.state = replace(turn.state, focus=item_id)

    def _contrast(self, turn: Turn, decision: Decision, first: str, second: str) -> None:
        order = [c.item.id for c in decision.candidates]
        first, second = sorted((first, second), key=order.index)
        answer = self._answers.compare(decision, first, second, turn.words)
        self._told(turn, decision, answer)
        turn.explanation = answer.found
        turn.state = replace(turn.state, focus=first, pair=(first, second))

    def _pair(self, turn: Turn, decision: Decision) -> tuple[str, str] | None:
        """The two items to compare; None when it was answered by asking back."""
        shown = decision.shown
        known: list[str] = []
        for reference in turn.read.references:
            if len(reference.item_ids) == 1:
                known.append(reference.item_ids[0])
            elif not reference.item_ids:
                found = find_missing(reference.text, decision, self._parts.ranker.searcher)
                if found is None or decision.candidate(found.id) is None:
                    say_not_shown(turn, reference.text)
                    return None
                known.append(found.id)
            elif reference.every and len(reference.item_ids) == 2:
                known += reference.item_ids  # "both", "these two"
        known = list(dict.fromkeys(i for i in known if decision.candidate(i)))
        if len(known) >= 2:
            return known[0], known[1]
        others = [i for i in (turn.state.focus, *shown) if i and i in shown and i not in known]
        if known and others:
            return known[0], others[0]
        if not known and len(turn.state.pair) == 2 and set(turn.state.pair) <= set(shown):
            return turn.state.pair[0], turn.state.pair[1]
        ambiguous = [r for r in turn.read.references if 1 < len(r.item_ids) < len(shown)]
        if len(shown) < 2 or ambiguous:
            turn.say("compare.which", {"titles": titles_of(turn, shown)}, choices=choices(turn, shown))
            return None
        return shown[0], shown[1]

    def _named_id(self, turn: Turn) -> str | None:
        """The id of a product of the catalogue that the message spells out, such as "kettle-017"."""
        words = (word.strip(".,;:!?\"'()“”？，。") for word in turn.message.split())
        return next((w for w in words if re.search(r"\d", w) and self._parts.ranker.catalog.get(w)), None)

    def _brand(self, text: str) -> str:
        return spelt_brand(text, self._parts.ranker.catalog.brand_counts)


def _limits(request: Request) -> tuple[int | None, int | None]:
    return request.filters.price_min_cents, request.filters.price_max_cents


def _stated(
    name: str, told: Sequence[tuple[Item, str]], words: Messages
) -> tuple[str, list[dict[str, object]], list[str]]:
    """What items state of a measure: as evidence, under which key, and in words."""
    items = [item for item, _ in told]
    if name == "price":
        figures = [words.price(i.price_cents or 0, i.currency) for i in items]
        return (
            "prices",
            [{"title": i.title, "price_cents": i.price_cents, "currency": i.currency} for i in items],
            figures,
        )
    if name == "rating":
        figures = [words.say("list.rating", rating=words.number(i.rating or 0.0, 1)) for i in items]
        return "ratings", [{"title": i.title, "rating": i.rating} for i in items], figures
    return (
        "states",
        [{"title": item.title, "value": value} for item, value in told],
        [value for _, value in told],
    )
