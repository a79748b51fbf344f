"""The staff's desk over a service: what they look at and do, each checked against the rules and kept in the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from whythis.explainers.since import Since
from whythis.ranking.types import Decision
from whythis.records.casework import Case, Note
from whythis.records.clock import as_utc
from whythis.records.search import Wanted, find_page, past_items, shown_titles
from whythis.records.types import Conversation, Handover, Turn
from whythis.retrieval.types import Item
from whythis.service.errors import not_found
from whythis.service.permissions import RULES, forbidden, keep_verdict
from whythis.service.principals import Principal
from whythis.service.service import Service, in_thread
from whythis.ui.console.types import Address, Found, Told, Viewer

T = TypeVar("T")
MOST_ITEMS = 200
_QUICK = ("look",)


class Desk:
    """See `whythis.ui.console.types.Desk`."""

    def __init__(self, service: Service) -> None:
        self._service = service

    @property
    def name(self) -> str:
        return self._service.shop.name

    async def run(self, who: Viewer, stage: str, work: Callable[[], T]) -> T:
        """Short looks run at once; what computes waits for its turn among the answers."""
        if stage in _QUICK:
            return await in_thread(work)
        return await self._service.compute(_principal(who), stage, work)

    def may(self, who: Viewer, permission: str) -> bool:
        """Whether a button is worth showing; what it does is checked again, and kept, when it is pressed."""
        return RULES[permission](_principal(who)).allowed

    def shopper_name(self, shopper_id: str) -> str:
        return self._service.shop.shopper_name(shopper_id)

    def find(self, who: Viewer, address: Address, limit: int) -> Found:
        self._check(who, "staff.decisions", "find")
        engine, files = self._service.shop.store.engine, self._service.shop.casefile
        shopper: str | None = address.shopper.strip() or None
        items: list[str] | None = None
        until = _day(address.until, 1)
        if address.item.strip():
            items = self._items(address.item.split())
        if address.order.strip():
            order = files.purchase(address.order.strip())
            if order is None or (shopper is not None and shopper != order.shopper_id):
                return Found((), {}, {}, frozenset(), "")
            shopper = order.shopper_id
            items = [order.item_id] if items is None or order.item_id in items else []
            at = as_utc(datetime.fromisoformat(order.at_utc))
            until = min(at, until) if until else at
        wanted = Wanted(
            shopper_id=shopper,
            since_utc=_day(address.since, 0),
            until_utc=until,
            text=address.text.strip() or None,
            cursor=address.cursor,
            item_ids=items,
        )
        page, following = find_page(engine, wanted, limit)
        bought = {
            (d.id, item): at
            for d in page
            for item, at in files.bought_later(d.shopper_id, d.made_at_utc, d.shown).items()
        }
        titles = self.titles([i for d in page for i in d.shown])
        flagged = self._service.casework.flagged([d.id for d in page])
        return Found(page, titles, bought, flagged, following or "")

    def open(self, who: Viewer, decision_id: str) -> Decision:
        self._check(who, "staff.decisions", "open")
        return self._service.shop.store.decision(decision_id)

    def bought(self, decision: Decision) -> Mapping[str, str]:
        return self._service.shop.casefile.bought_later(
            decision.shopper_id, decision.made_at_utc, decision.shown
        )

    def tell(self, who: Viewer, decision: Decision, kind: str, item_id: str, other: str, lang: str) -> Told:
        self._check(who, "staff.decisions", f"explain {kind}")
        return self._service.shop.casefile.tell(decision, kind, item_id, other=other or None, lang=lang)

    def glance(self, who: Viewer, decision: Decision, item_id: str, lang: str) -> Told:
        self._check(who, "staff.decisions", "explain why")
        return self._service.shop.casefile.glance(decision, item_id, lang)

    def titled(self, words: str, limit: int) -> Sequence[Item]:
        return self._service.shop.casefile.titled(words.split(), limit)

    def since(self, who: Viewer, decision: Decision) -> Since:
        self._check(who, "staff.decisions", "then and now")
        return self._service.shop.casefile.since(decision)

    def talk(self, who: Viewer, session: str) -> tuple[Conversation, Sequence[Turn]] | None:
        self._check(who, "staff.conversations", "talk")
        store = self._service.shop.store
        talk = store.conversation(session)
        return None if talk is None else (talk, store.turns(session))

    def notes(self, who: Viewer, decision_id: str) -> Sequence[Note]:
        self._check(who, "staff.notes", "notes")
        return self._service.casework.notes(decision_id)

    def add_note(self, who: Viewer, decision_id: str, kind: str, text: str) -> None:
        self._check(who, "staff.notes", kind)
        self._service.shop.store.decision(decision_id)  # raises where there is none
        self._service.casework.add_note(decision_id, who.name, kind, text)

    def handovers(self, who: Viewer) -> Sequence[tuple[Handover, Case | None]]:
        self._check(who, "staff.handovers", "inbox")
        found = self._service.shop.store.handovers.all()
        cases = self._service.casework.cases([h.id for h in found])
        return [(h, cases.get(h.id)) for h in found]

    def take(self, who: Viewer, handover_id: str) -> str:
        self._check(who, "staff.handovers", "take")
        if all(h.id != handover_id for h in self._service.shop.store.handovers.all()):
            raise not_found("hand-over")
        return self._service.casework.take(handover_id, who.name)

    def close_case(self, who: Viewer, handover_id: str) -> None:
        self._check(who, "staff.handovers", "done")
        self._service.casework.close(handover_id, who.name)

    def _check(self, who: Viewer, permission: str, action: str) -> None:
        """Raises RefusedError (403) where no rule grants it. Every verdict is kept, with its reason."""
        principal = _principal(who)
        verdict = RULES[permission](principal)
        keep_verdict(self._service, who.scope, f"/staff: {action}", principal, permission, verdict)
        if not verdict.allowed:
            raise forbidden(verdict.reason)

    def _items(self, words: Sequence[str]) -> list[str]:
        shop = self._service.shop
        here = [item.id for item in shop.casefile.titled(words, MOST_ITEMS)]
        if here and here[0] == " ".join(words):
            return here[:1]
        return here or [" ".join(words), *past_items(shop.store.engine, words, MOST_ITEMS)]

    def titles(self, item_ids: Sequence[str]) -> dict[str, str]:
        """Titles as the catalogue has them; of items that are gone, as some decision saw them."""
        here = {i: item.title for i in set(item_ids) if (item := self._service.shop.item(i))}
        gone = [i for i in set(item_ids) if i not in here]
        return here | (shown_titles(self._service.shop.store.engine, gone) if gone else {})


def _principal(who: Viewer) -> Principal:
    return Principal("staff", subject=who.name, role=who.role)


def _day(date: str, later: int) -> str | None:
    """The first moment of a day in UTC, or of the one after it. Raises ValueError for a day that is none."""
    if not date:
        return None
    return as_utc(datetime.fromisoformat(date).replace(tzinfo=UTC) + timedelta(days=later))
