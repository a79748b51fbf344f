"""A shop, opened: the composition root that wires the rooms together."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

import whythis
from whythis.agent.answers import Answer, Answers, T
from whythis.agent.catalogue import FALLBACK, Catalogues, Messages
from whythis.agent.memory import Memory
from whythis.agent.recommend import new_request
from whythis.agent.respond import Agent
from whythis.agent.rights import Corrections
from whythis.agent.speaking import Speaker
from whythis.agent.state import TalkState, reply_from_json
from whythis.agent.turn import AgentParts
from whythis.agent.types import Early, Reply
from whythis.agent.understanding import Context, Understanding
from whythis.agent.wording import conditions
from whythis.errors import InputError
from whythis.explainers.anchors import Anchor
from whythis.explainers.counterfactual import Counterfactual
from whythis.explainers.overall import Overall
from whythis.explainers.rerun import Edit, Outcome, Rerun
from whythis.explainers.similar import Similar
from whythis.explainers.types import Claim, Explanation
from whythis.explainers.why_not import WhyNot
from whythis.ranking.combiner import load_combiner
from whythis.ranking.cross_encoder import CrossEncoder, read_model_info
from whythis.ranking.decide import decide
from whythis.ranking.history import History
from whythis.ranking.prepared import PreparedTexts
from whythis.ranking.ranker import Ranker
from whythis.ranking.shown import is_stated
from whythis.ranking.taste import Taste
from whythis.ranking.types import Decision, Event, Request, Versions
from whythis.records.export import Person
from whythis.records.store import Store, utc_now
from whythis.records.types import Erasure
from whythis.retrieval.build import open_searcher
from whythis.retrieval.catalog import Catalog
from whythis.retrieval.encoder import TextEncoder
from whythis.retrieval.types import Filters, Item
from whythis.shop.build import CATALOG, EVENTS, INDEX, PREPARED
from whythis.shop.casefile import CaseFile
from whythis.shop.delivery import Deliveries
from whythis.shop.engines import give_shipped
from whythis.shop.forgetting import forget_again, forget_in_files
from whythis.shop.holdings import Holdings, statistics_of
from whythis.shop.kept import KeptModels
from whythis.shop.names import read_fact_names, read_vocabulary
from whythis.shop.people import People
from whythis.shop.settings import Settings, read_settings
from whythis.shop.voice import voice_of
from whythis.shop.whole import Wholes, compute_whole, model_cards
from whythis.ui.console.types import ModelCard
from whythis.ui.types import ShopperCard

TALKS_APART = 4096
"""So many that two talks that are under way hardly ever wait for each other."""
MODELS, DATABASE, MESSAGES = "models", "shop.db", "messages"


class Shop:
    """A shop folder with everything loaded. Safe to use from several threads."""

    def __init__(self, folder: Path, encoder: TextEncoder | None = None, beside: Shop | None = None) -> None:
        """Opens a shop.

        Args:
            encoder: an encoder of texts that is loaded already.
            beside: the same shop as it was opened before: its database is used on, and its encoder if it is the same.
        """
        settings = read_settings(folder)
        if beside is not None and encoder is None and beside.settings.model == settings.model:
            encoder = beside.encoder
        self.folder = folder
        self.name = settings.name
        self.settings = settings
        device = settings.model.device or None
        catalog = Catalog(folder / CATALOG)
        encoder = self.encoder = encoder or TextEncoder(settings.model.backbone, device)
        searcher, index_sha256 = open_searcher(catalog, encoder, folder / INDEX)
        version = give_shipped(folder / MODELS, settings, catalog)
        cross_encoder = CrossEncoder(version, settings.model.backbone, device, settings.model.engine)
        cross_encoder.prepare(PreparedTexts.load(folder / INDEX / PREPARED, encoder.sha256))
        self.catalog = catalog
        self.ranker = Ranker(searcher, cross_encoder, load_combiner(version), Taste.load(version))
        self.history = History(folder / EVENTS)
        self.store = beside.store if beside else Store(database_url(folder, settings))
        self.versions = Versions(
            whythis=whythis.__version__,
            model=version.name,
            model_sha256=cross_encoder.sha256,
            backbone_sha256=str(read_model_info(version)["backbone_sha256"]),
            catalog_sha256=catalog.sha256,
            index_sha256=index_sha256,
            combiner_sha256=self.ranker.combiner.sha256,
            engine=cross_encoder.engine,
        )
        self.forget_again()
        self._people = People(folder)
        self.catalogues = Catalogues(folder / MESSAGES)
        self.holdings = Holdings(folder, self.store, self.history, settings.periods)
        self.statistics = statistics_of(self.store, catalog)
        self._deliveries = Deliveries(self.store.handovers, settings.handover, settings.name)
        if settings.handover.target != "queue":
            self._deliveries.wake()  # what an earlier run could not deliver
        kept = KeptModels(
            folder / MODELS, settings.model.backbone, device, (cross_encoder, self.ranker.combiner)
        )
        speaker = self._speaker = Speaker(voice_of(settings.wording))
        self._answers = Answers(
            self.ranker,
            lambda: self.versions,
            settings.list.pool,
            catalog[0].currency,
            speaker,
            kept.of,
        )
        self._understanding = Understanding(read_vocabulary(folder, catalog))
        self._agent = Agent(
            AgentParts(
                answers=self._answers,
                understanding=self._understanding,
                ranker=self.ranker,
                history=self.history,
                store=self.store,
                versions=lambda: self.versions,
                list_size=settings.list.shown,
                pool_size=settings.list.pool,
                example=_example(catalog),
                currency=catalog[0].currency,
                shopper_name=self._people.name,
                catalogues=self.catalogues,
                names=read_fact_names(folder),
                forget_shopper=lambda shopper: forget_in_files(folder, shopper),
                handover_target=settings.handover.target,
                deliver=self._deliveries.wake,
            )
        )
        self.wholes = Wholes(folder, folder / MODELS)
        self._session_locks = [threading.Lock() for _ in range(TALKS_APART)]

    @classmethod
    def open(cls, folder: str | Path) -> Shop:
        """Opens the shop in `folder`; see `whythis.open`."""
        return cls(Path(folder))

    def close(self) -> None:
        self.retire()
        self.store.close()

    def retire(self) -> None:
        """Ends what runs beside, and leaves the database to whoever goes on with it."""
        self._deliveries.close()

    def forget_again(self) -> None:
        """Takes out of what was loaded whatever was erased since the files were written."""
        forget_again(self.history, self.store)

    def ask(
        self,
        text: str,
        *,
        session: str | None = None,
        shopper: str | None = None,
        lang: str | None = None,
        vouched: bool = False,
        early: Early | None = None,
    ) -> Reply:
        """Answers one message.

        Args:
            session: the conversation to go on with; None starts one, whose id is in the reply.
            shopper: whose history counts, for a new conversation; None is a newcomer.
            lang: one of `catalogues`, such as "en" or "zh"; None answers in the language of the message.
            vouched: somebody vouches for the shopper, who may then be one without a past in this shop.
            early: is told how the reply begins, as soon as that is sure.

        Raises:
            InputError: an unknown shopper or language, or a malformed session id.
        """
        if shopper is not None and session is not None and self.store.conversation(session) is not None:
            shopper = None  # the talk knows whose it is
        if shopper is not None and not (vouched or self._is_known(shopper)):
            raise InputError(
                "This shopper is not known.",
                expected="the id of a shopper with events in this shop",
                got=repr(shopper)[:80],
                fix="Leave it out to ask as a newcomer.",
            )
        if session is None:
            return self._agent.respond(text, None, shopper, lang, early)
        # Two messages of one talk are answered one after the other, or the second would read an old state.
        with self._session_locks[hash(session) % len(self._session_locks)]:
            return self._agent.respond(text, session, shopper, lang, early)

    def _is_known(self, shopper: str) -> bool:
        """Whether there is such a shopper. One who had everything erased may come back, as somebody new."""
        if shopper in self._people.all() or self.history.of(shopper):
            return True
        return bool(self.store.erasing.suppressed(shopper).until_utc)

    def _words(self, decision: Decision) -> Messages:
        """The language in which a decision was answered; English if its catalogue is gone."""
        known = decision.lang in self.catalogues.languages()
        return self.catalogues.messages(decision.lang if known else FALLBACK)

    @property
    def agent(self) -> Agent:
        """What answers in this shop."""
        return self._agent

    @property
    def memory(self) -> Memory:
        """What is known of shoppers, and the ways to change it."""
        return self._agent.memory

    def erase(
        self, person: Person, *, event: str | None = None, preference: str | None = None
    ) -> tuple[Erasure, ...]:
        """Erases all that is known of somebody; or one event, what they said of one brand, kind or feature, or both;
        the way it goes in the chat.

        Raises:
            NotShownError: nothing of theirs is named so.
        """
        rights = self._agent.rights
        with self._every_talk():
            if event is None and preference is None:
                return rights.erase_all(person.shopper_id, person.talks)
            return rights.erase_some(person.shopper_id, person.talks, event, preference)

    def correct(self, person: Person, changes: Corrections) -> None:
        """Puts right what is known of somebody; see `Rights.correct`."""
        with self._every_talk():
            self._agent.rights.correct(person.shopper_id, person.talks, changes)

    @contextmanager
    def _every_talk(self) -> Iterator[None]:
        """Waits until no turn is under way, which would save what it read before."""
        with ExitStack() as held:
            for lock in self._session_locks:
                held.enter_context(lock)
            yield

    def recommend(
        self,
        text: str,
        *,
        filters: Filters | None = None,
        limit: int | None = None,
        session: str = "",
        shopper: str | None = None,
        lang: str | None = None,
    ) -> Decision:
        """Makes a list for a request in words, without a talk, and saves its decision.

        Args:
            filters: hard conditions; where they are given, those that the words name do not count.
            limit: how many items to show; None shows as many as the shop's lists do.
            session: kept with the decision.
            lang: the language to explain it in; None follows the words.

        Raises:
            InputError: there is no such language.
        """
        if lang is not None:
            self.catalogues.messages(lang)  # raises when there is none
        read = self._understanding.read(text, Context())
        request = new_request(
            read, text, self.catalog.categories_are_complete, limit or self.settings.list.shown
        )
        if request.sort and not is_stated(request.sort, self.catalog):
            request = replace(request, sort="")
        known, wanted = self.memory.of(shopper, TalkState()), filters or request.filters
        decision = decide(
            self.ranker,
            replace(request, filters=replace(wanted, not_items=(*wanted.not_items, *known.rejected))),
            known.profile,
            self.settings.list.pool,
            self.versions,
            session_id=session,
            made_at_utc=utc_now(),
            lang=lang or (read.lang if read.lang in self.catalogues.languages() else "en"),
        )
        self.store.save_decision(decision)
        return decision

    def outcome(self, decision: Decision, edits: Sequence[Edit]) -> Outcome:
        """A saved decision's list with something changed, run again.

        Raises:
            ModelError: the decision was made by other versions than those that run now.
        """
        return self.rerun.again(decision, edits)

    def events(self, shopper: str) -> Sequence[tuple[Event, str]]:
        """What is known that a shopper did, newest first, each with the item's title (its id if it is gone)."""
        newest = sorted(self.history.of(shopper), key=lambda e: (e.at_utc, e.id), reverse=True)
        titles = ((e, self.catalog.get(e.item_id)) for e in newest)
        return [(event, item.title if item else event.item_id) for event, item in titles]

    def ready(self) -> dict[str, Any]:
        """What is loaded."""
        return {
            "version": whythis.__version__,
            "model": self.versions.model,
            "catalog_items": len(self.catalog),
        }

    def explain(
        self, decision_id: str, item_id: str, reader: str = "staff"
    ) -> tuple[Explanation, tuple[Claim, ...], str]:
        """Why an item stands where it does in a saved decision: explanation, worded claims, and the answer.

        Raises:
            NotShownError: no such decision, or the item was not one of its candidates.
            ModelError: the decision was made by another model version.
        """
        decision = self.store.decision(decision_id)
        return _told(self._answers.why(decision, item_id, self._words(decision), reader))

    def compare(
        self, decision_id: str, item_id: str, other_id: str | None = None, reader: str = "staff"
    ) -> tuple[Explanation, tuple[Claim, ...], str]:
        """Why an item scored as it did instead of as another, by default the one just above it (or below the first).

        Raises:
            NotShownError: no such decision, or an item was not one of its candidates.
            ModelError: the decision was made by trees that are not the loaded ones.
        """
        decision = self.store.decision(decision_id)
        order = [c.item.id for c in decision.candidates]
        if other_id is None and item_id in order and len(order) > 1:
            rank = order.index(item_id)
            other_id = order[rank - 1] if rank else order[1]
        words = self._words(decision)
        return _told(self._answers.compare(decision, item_id, other_id or item_id, words, reader))

    def why_not(
        self, decision_id: str, item_id: str, reader: str = "staff"
    ) -> tuple[WhyNot, tuple[Claim, ...], str]:
        """Why an item is not on a saved list: the stage that lost it, and what would bring it in.

        Raises:
            NotShownError: no such decision.
        """
        decision = self.store.decision(decision_id)
        return _told(self._answers.why_not(decision, item_id, self._words(decision), reader))

    def what_if(
        self, decision_id: str, item_id: str, reader: str = "staff"
    ) -> tuple[Sequence[Counterfactual], tuple[Claim, ...], str]:
        """The smallest changes that would take an item off a saved list, or put it on; each was run.

        Raises:
            NotShownError: no such decision, or the shop has no such item.
            ModelError: the decision was made by other versions than those that run now.
        """
        decision = self.store.decision(decision_id)
        item = self.casefile.item(decision, item_id)
        return _told(self._answers.what_if(decision, item, self._words(decision), reader))

    def anchor(
        self, decision_id: str, item_id: str, top: int | None = None, reader: str = "staff"
    ) -> tuple[Anchor, tuple[Claim, ...], str]:
        """What has to stay the same for an item to stay on a saved list, or among its first `top`; measured by runs.

        Raises:
            NotShownError: no such decision, or the item was not shown, or not so high.
            ModelError: the decision was made by other versions than those that run now.
        """
        decision = self.store.decision(decision_id)
        return _told(self._answers.anchor(decision, item_id, self._words(decision), top, reader))

    def similar(
        self, decision_id: str, item_id: str, reader: str = "staff"
    ) -> tuple[Sequence[Similar], tuple[Claim, ...], str]:
        """What is liked for the same reasons as an item of a saved decision, and these reasons.

        Raises:
            NotShownError: no such decision, or the item was not one of its candidates.
            ModelError: the decision was made by another model version.
        """
        decision = self.store.decision(decision_id)
        return _told(self._answers.similar(decision, item_id, self._words(decision), reader))

    def overall(self, limit: int = 500) -> Overall:
        """What drives recommendations, over the newest saved lists that the current model made.

        Raises:
            InputError: there are fewer than five.
        """
        return compute_whole(self.folder / MODELS, self.store, limit)

    def worded(self) -> dict[str, int] | None:
        """What a language model was asked to word since the shop was opened; None where the templates answer."""
        return dict(self._speaker.counts) if self._speaker.has_model else None

    def model_cards(self) -> list[ModelCard]:
        return model_cards(self.folder / MODELS)

    def item(self, item_id: str) -> Item | None:
        """An item as the catalogue has it now."""
        return self.catalog.get(item_id)

    def shopper_name(self, shopper_id: str) -> str:
        return self._people.name(shopper_id)

    @property
    def casefile(self) -> CaseFile:
        """Saved decisions as staff look into them."""
        return CaseFile(
            lambda: self._answers,
            self.ranker,
            self.history,
            self.memory,
            self.settings.list.pool,
            lambda lang: self.catalogues.messages(lang if lang in self.catalogues.languages() else FALLBACK),
        )

    @property
    def rerun(self) -> Rerun:
        """Runs saved decisions again, as they were or with something changed."""
        return self._answers.rerun

    def score(self, query: str, item_ids: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Scores of given items for a query, (n,), and their signals, (n, n_signals)."""
        return self.ranker.score_items(query, item_ids)

    def shoppers(self) -> Sequence[ShopperCard]:
        """The named shoppers, as the chat's picker offers them."""
        return list(self._people.all().values())

    def examples(self) -> dict[str, list[str]]:
        """Requests to start with, by language, made of the shop's commonest kinds and their middle prices."""
        kinds = [name for name, _ in self.catalog.category_counts.most_common(4)]
        if not kinds:
            return {lang: list(self.catalog.titles[:3]) for lang in self.catalogues.languages()}
        asked: dict[str, list[str]] = {lang: [] for lang in self.catalogues.languages()}
        for number, kind in enumerate(kinds):
            limit = self._middle_price_cents(kind) if number % 2 == 0 else None
            for lang, texts in asked.items():
                words = self.catalogues.messages(lang)
                filters = Filters(price_max_cents=limit)
                condition = conditions(Request(kind, kind, filters), self.catalog[0].currency, words)
                texts.append(kind.lower() + condition)
        return asked

    def _middle_price_cents(self, kind: str) -> int | None:
        prices = [
            price
            for price, category in zip(self.catalog.prices_cents, self.catalog.categories, strict=True)
            if price is not None and category == kind
        ]
        return max(1, round(median(prices) / 1000)) * 1000 if prices else None

    def image_file(self, item_id: str) -> Path | None:
        """The item's picture in the shop's folder; None when it has none (pictures elsewhere are never loaded)."""
        item = self.catalog.get(item_id)
        if item is None or not item.image:
            return None
        try:
            path = (self.folder / item.image).resolve()
            images = (self.folder / "images").resolve()
            return path if path.is_relative_to(images) and path.is_file() else None
        except (OSError, ValueError):  # what the catalogue names can be no path at all
            return None

    def turns(self, session: str) -> Sequence[tuple[str, Reply]]:
        """The conversation so far, oldest first."""
        return [(turn.message, reply_from_json(turn.reply)) for turn in self.store.turns(session)]


def _told(answer: Answer[T]) -> tuple[T, tuple[Claim, ...], str]:
    return answer.found, answer.claims, answer.text


def database_url(folder: Path, settings: Settings) -> str:
    return settings.database.url or f"sqlite:///{(folder / DATABASE).resolve()}"


def _example(catalog: Catalog) -> str:
    """A request that this shop can answer, for help and empty states."""
    category = next((name for name, _ in catalog.category_counts.most_common(1)), "")
    return category.lower() or catalog.titles[0]
