"""The act `preference`: what shoppers say of themselves without asking for anything, and taking it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from whythis.agent.catalogue import Messages
from whythis.agent.lists import Lists
from whythis.agent.statements import budget_in, restated, stated_in
from whythis.agent.turn import AgentParts, Turn
from whythis.agent.wording import conditions
from whythis.ranking.types import Request, Stated

_DROP = r"(?:forget|drop|lose|ignore|skip|scrap|remove|cancel|undo|never ?mind|without|no|lift)"
_FREE = r"(?:any|every|all)"
_MATTERS = r"(?:n['’]?t|not|no longer|never) (?:matter|important|care)|whatever"
_UNDONE = {
    "price": re.compile(
        rf"\b{_DROP}\b(?: about)?(?: the| my| that| this)?(?: \w+)? ?(?:budget"
        rf"|price|prices|limit|price limit|maximum|cost)\b"
        rf"|\b{_FREE} (?:price|budget)\b|\b(?:price|prices|budget|cost|money)\b.{{0,20}}(?:{_MATTERS})"
        r"|(?:不用|不必|别|不)(?:再)?(?:管|考虑|看|限).{0,3}(?:预算|价格|价钱)|(?:预算|价格|价钱).{0,3}(?:不限|无所谓|不重要|随便|都行)|取消.{0,3}预算",
        re.IGNORECASE,
    ),
    "brand": re.compile(
        rf"\b{_DROP}\b(?: about)?(?: the| my| that| this)? (?:brands?|make)(?: limit| filter)?\b"
        rf"|\b{_FREE} (?:brands?|make)\b|\bbrands?\b.{{0,20}}(?:{_MATTERS})"
        r"|(?:不用|不必|别|不)(?:再)?(?:管|考虑|看|限).{0,3}(?:品牌|牌子)|(?:品牌|牌子).{0,3}(?:不限|无所谓|不重要|随便|都行|都可以)|什么(?:品牌|牌子)都",
        re.IGNORECASE,
    ),
    "colour": re.compile(
        rf"\b{_DROP}\b(?: about)?(?: the| my| that| this)? colou?rs?\b|\b{_FREE} colou?rs?\b"
        rf"|\bcolou?rs?\b.{{0,20}}(?:{_MATTERS})"
        r"|颜色.{0,3}(?:不限|无所谓|不重要|随便|都行|都可以)|什么颜色都|(?:不用|不必|别|不)(?:再)?(?:管|考虑|看|限).{0,3}颜色",
        re.IGNORECASE,
    ),
    "rating": re.compile(
        rf"\b{_DROP}\b(?: about)?(?: the| my| that| this)?(?: \w+)? ?(?:ratings?|stars|reviews?)\b"
        rf"|\b{_FREE} rating\b|\b(?:ratings?|stars|reviews)\b.{{0,20}}(?:{_MATTERS})"
        r"|(?:评分|星级?|评价).{0,3}(?:不限|无所谓|不重要|随便|都行|都可以)"
        r"|(?:不用|不必|别|不)(?:再)?(?:管|考虑|看|限).{0,3}(?:评分|星级|评价)"
        r"|取消.{0,3}(?:评分|星级)",
        re.IGNORECASE,
    ),
    "order": re.compile(
        rf"\b{_DROP}\b(?: about)?(?: the| my| that| this)? (?:order|ordering|sorting|sort)\b"
        r"|\bbest (?:match|fit)(?:es)? first\b|\b(?:sort|order)(?:ed)? by (?:relevance|match|fit)\b"
        r"|\bback to (?:the )?(?:normal|usual|best match|default)(?: order)?\b"
        r"|(?:不用|不必|别|不)(?:再)?排序|取消.{0,2}排序|按(?:相关度|匹配度)排|恢复(?:默认|原来的?)(?:排序|顺序)",
        re.IGNORECASE,
    ),
    "feature": re.compile(
        r"\b(?:forget|never ?mind|ignore|scrap|drop) (?:what i said about"
        r"|about|the part about|the|that it (?:should|must) be)\b"
        rf"|\b(?:{_DROP}|take back|take out|delete|clear)\b.{{1,40}}\b(?:thing|condition|filter|rule|restriction|limit"
        r"|requirement|exclusion|part|bit)\b"
        r"|(?:取消|去掉|撤销|删掉|删除|解除|不要).{1,12}(?:条件|限制|要求|筛选|过滤|规定|那条)"
        r"|(?:忘了|忘掉|别管|不用管)我说的",
        re.IGNORECASE,
    ),
}  # fmt: skip
"""Ways to take a condition back, by what it is about. A "feature" needs one that was named."""
_UNDOING = frozenset(
    ["refine", "preference", "forget", "dislike", "what_if", "smalltalk", "out_of_scope", "recommend"]
)
_COLOUR = re.compile(r"colou?r|颜色", re.IGNORECASE)
_IF = re.compile(r"\b(?:what if|if|would|suppose|imagine)\b|如果|要是|假如", re.IGNORECASE)


def worded_wish(stated: Stated, words: Messages) -> str:
    """What was said of oneself as a clause; a feature by its name too, since "you like Wired" tells little."""
    key = "like" if stated.weight > 0 else "dislike"
    if stated.kind == "attribute":
        return words.say(f"wish.{key}_feature", name=stated.name, value=stated.value)
    return words.say(f"wish.{key}", value=stated.value)


class Preferences:
    """Notes and drops what was said. Every method adds its answer to the turn."""

    def __init__(self, parts: AgentParts, lists: Lists) -> None:
        self._parts = parts
        self._lists = lists

    def note(self, turn: Turn) -> None:
        """Keeps likes, dislikes and a budget for the rest of the talk."""
        if {"recommend", "refine", "more"} & set(turn.read.acts):
            return  # told with a request, it is among what is searched for
        stated, budget = stated_in(turn.read), budget_in(turn.read)
        if not stated and budget is None:
            turn.say("talk.preference_plain")
            return
        turn.state = replace(
            turn.state,
            stated=restated(turn.state.stated, stated),
            budget=budget or turn.state.budget,
        )
        wishes = [worded_wish(s, turn.words) for s in stated]
        evidence: dict[str, object] = {"stated": [[s.kind, s.name, s.value, s.weight] for s in stated]}
        if budget is not None:
            limits = conditions(Request("", "", budget), self._parts.currency, turn.words)
            wishes.append(turn.words.say("wish.budget", conditions=limits))
            evidence |= {
                "price_min_cents": budget.price_min_cents,
                "price_max_cents": budget.price_max_cents,
                "currency": self._parts.currency,
            }
        text = turn.words.say("talk.preference", wishes=turn.words.say("list.apart").join(wishes))
        turn.tell("preference.noted", evidence, text)

    def undo(self, turn: Turn) -> bool:
        """Drops a condition that the message takes back, and lists anew; False where it takes none back."""
        if not (turn.read.unsure or set(turn.read.acts) <= _UNDOING) or _IF.search(turn.message):
            return False
        dropped = self._drop(turn, [what for what, told in _UNDONE.items() if told.search(turn.message)])
        if not dropped:
            return False
        text = turn.words.say(
            "talk.dropped", what=turn.words.listed([turn.words.say(f"dropped.{what}") for what in dropped])
        )
        turn.tell("preference.dropped", {"dropped": dropped}, text)
        turn.read = replace(
            turn.read, acts=("refine",), drops_price=turn.read.drops_price or "price" in dropped
        )
        if turn.state.request is not None:
            # What is left of the message are words about the condition and none to search for.
            filters = replace(turn.read.filters, attributes=(), not_attributes=())
            turn.read = replace(turn.read, search_text="", filters=filters)
            self._lists.refine(turn)
        return True

    def _drop(self, turn: Turn, named: list[str]) -> list[str]:
        """Takes the conditions out of the state; names those that there were."""
        state, request = turn.state, turn.state.request
        filters = request.filters if request else None
        dropped = []
        if "price" in named and not _prices_named(turn):
            had = state.budget is not None or (
                request is not None
                and filters is not None
                and (filters.price_min_cents, filters.price_max_cents, request.price_target_cents)
                != (None,) * 3
            )
            if had:
                dropped.append("price")
                state = replace(state, budget=None)
                if request is not None and filters is not None:
                    filters = replace(filters, price_min_cents=None, price_max_cents=None)
                    request = replace(request, price_target_cents=None)
        if "brand" in named and not (turn.read.filters.brands or turn.read.filters.not_brands):
            stated = tuple(s for s in state.stated if s.kind != "brand")
            if stated != state.stated or (filters and (filters.brands or filters.not_brands)):
                dropped.append("brand")
                state = replace(state, stated=stated)
                if request is not None and filters is not None:
                    request = replace(request, text=_without_names(request.text, filters.brands))
                    filters = replace(filters, brands=(), not_brands=())
        if request is not None and filters is not None:
            if "rating" in named and turn.read.rating_min is None and filters.rating_min is not None:
                dropped.append("rating")
                filters = replace(filters, rating_min=None)
            if "order" in named and request.sort:
                dropped.append("order")
                request = replace(request, sort="")
        for what in ("colour", "feature"):
            if what not in named:
                continue
            gone = _is_colour if what == "colour" else _named_in(turn)
            stated = tuple(s for s in state.stated if not (s.kind == "attribute" and gone((s.name, s.value))))
            kept = filters and tuple(p for p in filters.attributes if not gone(p))
            kept_not = filters and tuple(p for p in filters.not_attributes if not gone(p))
            if stated != state.stated or (
                filters and (kept != filters.attributes or kept_not != filters.not_attributes)
            ):
                dropped.append(what)
                state = replace(state, stated=stated)
                filters = filters and replace(filters, attributes=kept, not_attributes=kept_not)
        if request is not None and filters is not None:
            features = request.features
            if "colour" in dropped or "feature" in dropped:
                gone_now = _named_in(turn)
                features = tuple(
                    f for f in features if not any(map(gone_now, f)) and not any(map(_is_colour, f))
                )
            state = replace(state, request=replace(request, filters=filters, features=features))
        turn.state = state
        return dropped


def _without_names(text: str, names: tuple[str, ...]) -> str:
    """Search words without brands, which would go on steering the score; unless nothing is left of them."""
    left = text
    for name in names:
        left = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", left, flags=re.IGNORECASE)
    return " ".join(left.split()) or text


def _named_in(turn: Turn) -> Callable[[tuple[str, str]], bool]:
    """Tells which attributes and values a message names, as conditions or in other words."""
    read = turn.read
    pairs = {*read.filters.attributes, *read.filters.not_attributes}
    words = f"{turn.message} {read.search_text}".casefold()

    def named(pair: tuple[str, str]) -> bool:
        return pair in pairs or re.search(rf"(?<!\w){re.escape(pair[1].casefold())}(?!\w)", words) is not None

    return named


def _is_colour(pair: tuple[str, str]) -> bool:
    return _COLOUR.search(pair[0]) is not None


def _prices_named(turn: Turn) -> bool:
    filters = turn.read.filters
    return (filters.price_min_cents, filters.price_max_cents, turn.read.price_target_cents) != (None,) * 3
