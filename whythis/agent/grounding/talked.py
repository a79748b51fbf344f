"""Answers about products and the shopper, as whole talks bring them about: said to the real agent over a store and a
past of its own."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator

from whythis.agent.grounding.material import Told
from whythis.agent.respond import Agent
from whythis.agent.verifier.witness import Witness, is_witnessed
from whythis.agent.wording import Sentence

SECTIONS = ("fact", "profile", "preference", "feedback", "memory", "human", "method", "ask", "talk")
"""First parts of the kinds of claims that are made outside of explanations and lists."""
SCRIPTS = {
    "en": (
        "hello", "what can you do?", "why the second one?", "is it in stock?", "{kind}", "how much is the first one?",
        "is the second one in stock?", "what brand is the third one?", "how is the first one rated?",
        "when did the second one come out?", "tell me about the third one", "what colour is the first one?",
        "how heavy is the second one?", "what is the second one made of?", "does the third one have bluetooth?",
        "is there a warranty on the first one?", "why the ninth one?",
        "what would it take for the last one to be first?", "what would put the first one first?",
        "which has the best rating?", "which is cheaper, the first or the third?",
        "I don't like it", "what do you know about me?",
        "I like {brand}", "my budget is {price} dollars", "I don't like {other}", "what do you know about me?",
        "I love the second one", "I don't like the third one", "I already own the first one",
        "the {bought} was a gift", "something I bought was a gift", "why the first one?",
        "that reason is wrong", "no, that reason is wrong", "the first one was a gift",
        "what do you know about me?", "how do you choose?",
        "I want to talk to a person", "forget that I like {brand}", "forget the budget",
        "forget the {seen} I looked at",
        "forget something", "write me a poem",
        "look up the order of customer 12", "thanks", "you are useless", "",
        "kettles sorted by price", "delete all my data", "no", "bye",
    ),
    "zh": (
        "你好", "你能做什么？", "为什么推荐第二个？", "有货吗？", "{kind}", "第一个多少钱？", "第二个有货吗？",
        "第三个是什么牌子？", "第一个评分怎么样？", "第二个什么时候上市的？", "介绍一下第三个", "第一个是什么颜色？",
        "第二个多重？", "第二个是什么材质的？", "第三个有蓝牙吗？", "第一个保修多久？", "为什么推荐第九个？",
        "你知道我什么？", "我喜欢{brand}", "我的预算是{price}美元", "我不喜欢{other}", "你知道我什么？", "我喜欢第二个",
        "我不喜欢第三个", "第一个我已经有了", "{bought}是送人的礼物", "为什么推荐第一个？", "这个理由不对",
        "第一个是送人的礼物", "怎样最后一个才能排第一？", "你知道我什么？", "你是怎么选的？", "哪个最便宜？", "转人工",
        "忘了我喜欢{brand}", "不用管预算了", "忘记我上次看的", "写一首诗", "查一下12号顾客的订单", "谢谢", "你真没用",
        "", "删除我的所有数据", "不", "再见",
    ),
}  # fmt: skip
"""What is said, in every language that is spoken here; {slots} are drawn from the catalogue and the shopper's past."""


def talked(agent: Agent, shoppers: list[str], seed: int) -> Iterator[Told]:
    """Answers without end, talk after talk: each language in turn, every third talk a newcomer's."""
    pairs = frozenset(pair for item in agent.parts.ranker.catalog for pair in item.attributes)
    number = 0
    while True:
        rng = random.Random(seed + number)
        lang = sorted(SCRIPTS)[number % len(SCRIPTS)]
        shopper = rng.choice(shoppers) if shoppers and number % 3 else None
        yield from _talk(agent, lang, shopper, pairs, rng)
        number += 1


def _talk(
    agent: Agent, lang: str, shopper: str | None, pairs: frozenset[tuple[str, str]], rng: random.Random
) -> Iterator[Told]:
    parts, session = agent.parts, uuid.UUID(int=rng.getrandbits(128)).hex
    catalog = parts.ranker.catalog
    brands = sorted(b for b in catalog.brand_counts if b)
    past = [catalog.get(e.item_id) for e in parts.history.of(shopper)]
    titles = [item.title for item in past if item] or [catalog[0].title]
    kinds = [k for k in catalog.category_counts if k] or [catalog[0].title]
    drawn = {
        "kind": rng.choice(kinds).lower(), "brand": rng.choice(brands), "other": rng.choice(brands),
        "price": str(rng.randrange(20, 300)), "bought": rng.choice(titles), "seen": rng.choice(titles),
    }  # fmt: skip
    for line in SCRIPTS[lang]:
        message = line.format(**drawn)
        state, owner = agent.state_of(session, shopper)
        known = agent.memory.of(owner, state)
        shown = agent.shown_of(state)
        reply = agent.respond(message, session, shopper, lang)
        after, _ = agent.state_of(session, shopper)
        if after.decision_id is None:
            continue
        claims = tuple(c for c in reply.claims if c.kind.split(".", 1)[0] in SECTIONS or is_witnessed(c))
        if claims:
            who = parts.shopper_name(owner) if owner else ""
            yield Told(
                reply.acts[0], "shopper", parts.catalogues.messages(reply.lang),
                parts.store.decision(after.decision_id),
                Witness(parts.ranker, message, who, known, after, shown, pairs),
                tuple(Sentence(c.text, (c.id,)) for c in claims), claims,
            )  # fmt: skip
