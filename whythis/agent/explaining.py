"""Answers to questions about a list: why, why not, why this above that, and what if.

All of them are about the last list's saved decision; what would be otherwise is run again before it is said.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rapidfuzz import fuzz

from whythis.agent.asked import asks_for_first
from whythis.agent.missing import find_missing
from whythis.agent.recommend import refined_request
from whythis.agent.turn import AgentParts, Turn, why_nth
from whythis.agent.understanding.lexicon import word_set
from whythis.agent.wording import (
    TITLE_CHARS,
    conditions,
    spoken,
    spoken_anchor,
    spoken_confidence,
    spoken_contrast,
    spoken_counterfactuals,
    spoken_similar,
    spoken_why_not,
    word_claims,
    word_contrast,
    worded_edits,
)
from whythis.errors import ModelError
from whythis.explainers.anchors import find_anchor
from whythis.explainers.confidence import explain_confidence
from whythis.explainers.contrast import contrast_claims, explain_contrast
from whythis.explainers.counterfactual import find_counterfactuals
from whythis.explainers.evidence import why_claims
from whythis.explainers.rerun import Conditions, Edit, Outcome, Rerun
from whythis.explainers.similar import find_similar
from whythis.explainers.types import Claim
from whythis.explainers.why import explain_why
from whythis.explainers.why_not import explain_why_not
from whythis.ranking.types import Decision
from whythis.retrieval.text import shorten

_NO_PRICE = re.compile(
    r"\b(?:price|prices|cost|costs|money|budget)\b.{0,30}(?:n['’]t|\bnot|\bnever|\bno)\b"
    r"|(?:n['’]t|\bnot|\bno|\bwithout|ignor\w+|forget)\b.{0,30}\b(?:price|cost|money|budget)\b"
    r"|\b(?:any|bigger|higher|larger|more) (?:price|budget|limit|money)\b"
    r"|价格?.{0,6}(?:无所谓|不重要|不限|不考虑|不管|没关系)"
    r"|(?:不看|不限|不考虑|不管).{0,4}(?:价|预算)|预算不限",
    re.IGNORECASE,
)
_NO_PAST = re.compile(
    r"\b(?:history|past (?:choices|purchases|orders)|my (?:purchases|orders|data|likes)|new(?:comer| customer))\b"
    r"|历史|以前|过去|购买记录",
    re.IGNORECASE,
)
_LAST_KIND = {
    "purchase": re.compile(
        r"\b(?:last|latest|recent) (?:purchase|order|buy)\b|\blast (?:thing|product|item)\b|上次.{0,2}买|最近.{0,2}买",
        re.IGNORECASE,
    ),
    "like": re.compile(r"\blast like\b|上次.{0,2}喜欢", re.IGNORECASE),
}
_BESIDE = re.compile(
    r"\b(?:above|below|ahead of|behind|beats?|(?:higher|lower|better|worse) than|over|instead of|rather than)\s+"
    r"(?:the|it|that|this|number|no\.?|#|\d)|比.{0,12}(?:高|低|靠前|靠后|好|差)",
    re.IGNORECASE,
)
"""One item beside another: not why it is there, but why it stands where the other does not."""
_NOTHING_TAKEN = re.compile(
    r"(?:\bnever|\bnot|n['’]t) (?:bought|liked|purchased|looked at|seen) any|\b(?:bought|liked|purchased) nothing"
    r"|什么都没买|没买过(?:任何|东西)",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\b(?:limit|budget|max|maximum|up to|at most|spend|afford)\b|预算|上限|最多", re.IGNORECASE
)
_ONLY = re.compile(r"\b(?:only|just|nothing but|solely)\b|只要|只看|只想", re.IGNORECASE)
_MISSED = re.compile(
    r"\b(?:why|is|are|was|were|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|do|does|did|not|no|there|any"
    r"|here|the|a|an|you|i|me|we|it|one|ones|list|on|in|among|show|see|get|have|has|missing|absent|of|this"
    r"|these|results?|recommend(?:ed)?|come|how|what|about|shown|with)\b"
    r"|为什么|怎么|没有|不|推荐|显示|列表|上|里|呢|吗|我|的|看到|看不到",
    re.IGNORECASE,
)
_EVENT_SCORE = 80.0
"""How well, of 100, words must fit a past item's title to mean it."""


class Explaining:
    """Answers questions about lists.

    Every method adds its answer to the turn.
    """

    def __init__(self, parts: AgentParts) -> None:
        self._parts = parts

    def why(self, turn: Turn) -> None:
        if turn.read.references and turn.shown and _BESIDE.search(turn.message):
            turn.read = replace(
                turn.read, acts=tuple("compare" if act == "why" else act for act in turn.read.acts)
            )
            self.compare(turn)
            return
        decision = self._decision(turn)
        item_ids = self._meant(turn) if decision else None
        if decision is None or item_ids is None:
            return
        for item_id in item_ids[:2]:
            explanation = explain_why(
                decision, item_id, self._parts.ranker.cross_encoder, self._parts.ranker.combiner
            )
            seed = f"{decision.id}:{item_id}"
            claims = word_claims(why_claims(decision, explanation), turn.words, seed)
            turn.texts.append(spoken(claims, turn.words, seed))
            turn.claims += claims
            turn.explanation = explanation
            turn.decision_id = decision.id
            turn.state = replace(turn.state, focus=item_id)
        turn.suggestions = self._suggestions(turn, item_ids)

    def compare(self, turn: Turn) -> None:
        decision = self._decision(turn)
        pair = self._pair(turn, decision) if decision else None
        if decision is None or pair is None:
            return
        self._contrast(turn, decision, *pair)

    def confidence(self, turn: Turn) -> None:
        decision = self._decision(turn)
        item_ids = self._meant(turn) if decision else None
        if decision is None or item_ids is None:
            return
        found = explain_confidence(decision, item_ids[0], self._parts.ranker.cross_encoder)
        text, claims = spoken_confidence(found, decision, turn.words, f"{decision.id}:{item_ids[0]}")
        self._told(turn, decision, item_ids[0], text, claims)

    def why_not(self, turn: Turn) -> None:
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
            mention = mention or turn.read.search_text or _missed(turn.message)
            if not mention:
                turn.texts.append(turn.words.say("why_not.ask"))
                return
            found = find_missing(turn.read.search_text or mention, decision, self._parts.ranker.searcher)
            found = found or find_missing(mention, decision, self._parts.ranker.searcher)
            if found is None:
                title = turn.words.quote(shorten(mention, TITLE_CHARS))
                turn.texts.append(turn.words.say("why_not.unknown", mention=title))
                return
            brand = self._brand(mention)
            kinds = decision.request.filters.categories
            if brand and kinds and found.category not in kinds:
                values = {"brand": brand, "kinds": turn.words.listed(kinds, "last_or")}
                turn.texts.append(turn.words.say("why_not.brand_without_kind", **values))
                return
            item_id = found.id
        answer = explain_why_not(decision, item_id, self._rerun())
        text, claims = spoken_why_not(
            answer, decision, self._parts.currency, turn.words, f"{decision.id}:{item_id}"
        )
        turn.texts.append(text)
        turn.claims += claims
        turn.explanation = answer.contrast
        turn.decision_id = decision.id
        turn.suggestions = self._suggestions(turn, ())

    def what_if(self, turn: Turn) -> None:
        decision = self._decision(turn)
        if decision is None:
            return
        try:
            self._run_again(turn, decision)
        except ModelError:
            turn.texts.append(turn.words.say("what_if.changed"))
            return
        turn.decision_id = decision.id
        turn.suggestions = self._suggestions(turn, ())

    def what_keeps(self, turn: Turn) -> None:
        """What has to stay the same for an item to stay on the list, or first."""
        decision = self._decision(turn)
        item_ids = self._meant(turn) if decision else None
        if decision is None or not item_ids:
            return
        item_id, words, top = item_ids[0], turn.words, 1 if asks_for_first(turn.message) else None
        place = decision.shown.index(item_id) + 1
        if top is not None and place > top:
            title = shorten(turn.shown[place - 1].title, TITLE_CHARS)
            turn.texts.append(words.say("anchor.not_there", title=title, rank=words.number(place)))
            top = None
        try:
            found = find_anchor(decision, item_id, self._rerun(), top)
        except ModelError:
            turn.texts.append(words.say("what_if.changed"))
            return
        seed = f"{decision.id}:{item_id}"
        text, claims = spoken_anchor(found, decision, self._parts.currency, words, seed)
        self._told(turn, decision, item_id, text, claims)

    def similar(self, turn: Turn) -> None:
        """What is liked for the same reasons as an item of the list."""
        decision = self._decision(turn)
        item_ids = self._meant(turn) if decision else None
        if decision is None or not item_ids:
            return
        found = find_similar(decision, item_ids[0], self._rerun())
        seed = f"{decision.id}:{item_ids[0]}"
        text, claims = spoken_similar(found, item_ids[0], decision, self._parts.currency, turn.words, seed)
        self._told(turn, decision, item_ids[0], text, claims)

    # What if

    def _run_again(self, turn: Turn, decision: Decision) -> None:
        rerun, words = self._rerun(), turn.words
        edits = self._edits(turn, decision)
        if edits is None:
            turn.texts.append(words.say("what_if.no_history"))
            return
        asked = refined_request(
            decision.request,
            turn.read,
            decision.request.message,
            turn.shown,
            self._parts.ranker.catalog.categories_are_complete,
        )
        # What was seen or turned down before stays so.
        asked = replace(asked, filters=replace(asked.filters, not_items=decision.request.filters.not_items))
        if edits:
            outcome = rerun.again(decision, edits)
            self._say_list(
                turn, decision, worded_edits(edits, decision, self._parts.currency, words), outcome
            )
        elif asked != decision.request:
            outcome = rerun.under(decision, replace(Conditions.of(decision), request=asked))
            limits = conditions(asked, self._parts.currency, words)
            phrase = words.say("edit.request", query=asked.text, conditions=limits)
            self._say_list(turn, decision, phrase[:1].upper() + phrase[1:], outcome)
        else:
            self._say_counterfactuals(turn, decision, rerun)

    def _edits(self, turn: Turn, decision: Decision) -> tuple[Edit, ...] | None:
        """The changes that a message names; None when it names a past that nobody knows."""
        message, read = turn.message, turn.read
        bounded = read.filters.price_max_cents or read.filters.price_min_cents or read.price_target_cents
        if not bounded and (read.drops_price or _NO_PRICE.search(message)):
            return (Edit("any_price"),)
        if read.price_target_cents is not None and _LIMIT.search(message):
            return (Edit("max_price", str(read.price_target_cents)),)
        brands = [brand for brand in (self._brand(r.text) for r in read.references) if brand]
        if brands and _ONLY.search(message):
            return (Edit("brand", brands[0]),)
        for kind, pattern in _LAST_KIND.items():
            if pattern.search(message):
                of_kind = [e for e in decision.history if e.kind == kind]
                newest = max(of_kind, key=lambda e: e.at_utc, default=None)
                return (Edit("without_event", newest.event_id),) if newest else None
        told = [
            (fuzz.token_set_ratio(_content(message), _content(e.item_title)), e)
            for e in decision.history
            if re.search(
                r"\b(?:bought|buy|ordered|purchased|liked|viewed|looked|seen|had)\b|买|喜欢|看过", message
            )
        ]
        best = max(told, key=lambda pair: pair[0], default=None)
        if best is not None and best[0] >= _EVENT_SCORE:
            return (Edit("without_event", best[1].event_id),)
        if _NO_PAST.search(message) or _NOTHING_TAKEN.search(message):
            return (Edit("without_history"),) if decision.history else None
        return ()

    def _say_list(self, turn: Turn, decision: Decision, edits: str, outcome: Outcome) -> None:
        """The list as it would be; the decision itself stays what it is."""
        titles = {c.item.id: c.item.title for c in outcome.ranked.candidates}
        listed = turn.words.listed([turn.words.quote(shorten(titles[i], 48)) for i in outcome.shown])
        key = "empty" if not outcome.shown else "same" if outcome.shown == decision.shown else "list"
        text = turn.words.say(f"what_if.{key}", edits=edits, titles=listed)
        evidence = {"edits": edits, "before": list(decision.shown), "after": list(outcome.shown)}
        turn.texts.append(text)
        turn.claims += (Claim("c1", f"what_if.{key}", "", 0, evidence, text),)

    def _say_counterfactuals(self, turn: Turn, decision: Decision, rerun: Rerun) -> None:
        """Nothing was named, so it is about what the list hangs on: what would take its item off it."""
        item_ids = self._meant(turn)
        candidate = decision.candidate(item_ids[0]) if item_ids else None
        if candidate is None:
            return
        found = find_counterfactuals(decision, candidate.item, rerun)
        text, claims = spoken_counterfactuals(
            found, candidate.item, decision, self._parts.currency, turn.words
        )
        turn.texts.append(text)
        turn.claims += claims

    # What a question is about

    def _decision(self, turn: Turn) -> Decision | None:
        """The last list's decision; None when nothing was shown, which is then said."""
        if not turn.shown:
            turn.texts.append(turn.words.say("ask.nothing_shown"))
            return None
        return self._parts.store.decision(turn.state.decision_id or "")

    def _rerun(self) -> Rerun:
        return Rerun(self._parts.ranker, self._parts.versions(), self._parts.pool_size)

    def _told(
        self, turn: Turn, decision: Decision, item_id: str, text: str, claims: tuple[Claim, ...]
    ) -> None:
        """Adds an answer about one item, which the next question then is about."""
        turn.texts.append(text)
        turn.claims += claims
        turn.decision_id = decision.id
        turn.state = replace(turn.state, focus=item_id)
        turn.suggestions = self._suggestions(turn, (item_id,))

    def _contrast(self, turn: Turn, decision: Decision, first: str, second: str) -> None:
        order = [c.item.id for c in decision.candidates]
        first, second = sorted((first, second), key=order.index)
        explanation = explain_contrast(decision, first, second, self._parts.ranker.combiner)
        seed = f"{decision.id}:{first}:{second}"
        claims = word_contrast(contrast_claims(decision, explanation), turn.words, seed)
        turn.texts.append(spoken_contrast(claims, turn.words, seed))
        turn.claims += claims
        turn.explanation = explanation
        turn.decision_id = decision.id
        turn.state = replace(turn.state, focus=first, pair=(first, second))
        turn.suggestions = self._suggestions(turn, ())

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
                    self._not_shown(turn, reference.text)
                    return None
                known.append(found.id)
            elif len(reference.item_ids) == 2 and len(turn.read.references) == 1:
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
            turn.texts.append(turn.words.say("compare.which", choices=self._choices(turn, shown)))
            return None
        return shown[0], shown[1]

    def _named_id(self, turn: Turn) -> str | None:
        """The id of a product of the catalogue that the message spells out, such as "kettle-017"."""
        words = (word.strip(".,;:!?\"'()“”？，。") for word in turn.message.split())
        return next((w for w in words if re.search(r"\d", w) and self._parts.ranker.catalog.get(w)), None)

    def _brand(self, text: str) -> str:
        """The brand of the catalogue that a text is the name of; empty for anything else."""
        spelt = {brand.casefold(): brand for brand in self._parts.ranker.catalog.brand_counts}
        return spelt.get(text.strip().casefold(), "")

    def _meant(self, turn: Turn) -> tuple[str, ...] | None:
        """The items that a question is about; None when it was answered by asking back."""
        references = turn.read.references
        shown = tuple(item.id for item in turn.shown)
        missing = [r for r in references if not r.item_ids]
        if missing:
            self._not_shown(turn, missing[0].text)
            return None
        if not references:
            # "Why these?" is about the list; its first item stands for it.
            return (turn.state.focus,) if turn.state.focus in shown else shown[:1]
        certain = [r.item_ids for r in references if len(r.item_ids) == 1]
        if certain:
            return tuple(dict.fromkeys(ids[0] for ids in certain))
        choices = references[0].item_ids
        turn.texts.append(turn.words.say("ask.which", choices=self._choices(turn, choices, "last_or")))
        turn.suggestions = [why_nth(turn, shown.index(i) + 1) for i in choices if i in shown][:4]
        return None

    def _not_shown(self, turn: Turn, text: str) -> None:
        shown = tuple(item.id for item in turn.shown)
        mention = turn.words.quote(shorten(text, TITLE_CHARS))
        turn.texts.append(
            turn.words.say("ask.not_shown", mention=mention, choices=self._choices(turn, shown))
        )
        turn.suggestions = [why_nth(turn, n) for n in range(1, min(4, len(shown) + 1))]

    def _choices(self, turn: Turn, item_ids: tuple[str, ...], last: str = "last") -> str:
        titles = {item.id: item.title for item in turn.shown}
        return turn.words.listed(
            [turn.words.quote(shorten(titles[i], 48)) for i in item_ids if i in titles], last
        )

    def _suggestions(self, turn: Turn, item_ids: tuple[str, ...]) -> list[str]:
        shown = [item.id for item in turn.shown]
        others = [n for n, item_id in enumerate(shown, start=1) if item_id not in item_ids]
        chips = [why_nth(turn, n) for n in others[:2]]
        return [*chips, turn.words.say("suggest.cheaper"), turn.words.say("suggest.more")]


def _missed(message: str) -> str:
    """What is left of "why is there no X?": the X."""
    return " ".join(re.sub(r"[?!.,;？！。，]", " ", _MISSED.sub(" ", message)).split())


def _content(text: str) -> str:
    """The words that can tell one product from another."""
    return " ".join(w for w in re.findall(r"\w+", text.casefold()) if len(w) > 2 and w not in _COMMON)


_COMMON = word_set(
    """
    what would the you show had have not bought buy that with without and liked hadn didn never happen happens
    recommend list been were was did
    """
)
