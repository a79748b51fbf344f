"""Questions that the acts do not tell apart, known by their words: what has to stay the same, and the same reasons."""

from __future__ import annotations

import re

from whythis.agent.turn import Turn

_ABOUT_A_LIST = frozenset(
    ["why", "why_not", "compare", "what_if", "confidence", "item_question", "more", "refine", "recommend"]
)
"""Acts that such a question may be taken for; beside any other, a message is answered act by act."""
_STAYS = r"(?:stay|stays|remain|remains|keep|keeps|kept|hold|holds)"
_KEPT = re.compile(
    rf"\bwhat\b.{{0,40}}\b(?:{_STAYS}|be)\b.{{0,12}}\b(?:same|unchanged|constant)\b"
    r"|\bwhat\b.{0,12}\b(?:must|should|may|can|mustn|shouldn)(?:not|n['’]?t| not| never)\b.{0,8}\bchange"
    rf"|\b(?:when|under (?:what|which)|in (?:what|which) (?:case|situation)s?|as long as what)\b.{{0,60}}"
    rf"\b(?:still|{_STAYS})\b"
    rf"|\bwhat (?:keeps|holds)\b.{{0,40}}\b(?:list|first|top|place|there)\b"
    r"|(?:什么|哪些).{0,8}(?:不变|不能变|保持)"
    r"|(?:什么|哪些|怎样的?|怎么样的?).{0,4}(?:情况|条件|前提|情形).{0,24}(?:还|仍|依然|留|保持)|只要.{0,3}(?:什么|哪些)",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"\b(?:be|stay|stays|remain|remains|come|comes|rank|ranks|is|still|it|keeps it) (?:still )?(?:the )?(?:very )?"
    r"(?:first|top|number one|no\. ?1|#1|best)\b(?! (?:five|three|\d|one on|on))"
    r"|(?:排|是|保持|留在|在).{0,3}第一(?!个|款|件|种)|榜首",
    re.IGNORECASE,
)
_SAME_REASONS = re.compile(
    r"\b(?:same|similar|these|those) (?:\w+ )?reasons?\b.{0,40}\b(?:as|like)\b"
    r"|\blike\b.{0,60}\b(?:same|these|those) reasons?\b"
    r"|\b(?:which|what|any(?:thing|thing else)?|others?|more|similar|else|something)\b.{0,60}\bsame reasons?\b"
    r"|(?:同样|相同|一样)的?(?:理由|原因).{0,20}(?:还|别的|其他|像|类似|哪些|有没有|推荐)"
    r"|(?:还|别的|其他|像|类似|哪些|有没有|有什么).{0,20}(?:(?:同样|相同|一样)的?(?:理由|原因)|(?:理由|原因)(?:相同|一样))",
    re.IGNORECASE,
)


def asks_what_keeps(turn: Turn) -> bool:
    """Whether a message asks what has to stay the same for an item of the list to stay where it is."""
    return _about_the_list(turn) and _KEPT.search(turn.message) is not None


def asks_for_first(message: str) -> bool:
    """Whether such a message is about the first place and not about the list."""
    return _FIRST.search(message) is not None


def asks_same_reasons(turn: Turn) -> bool:
    """Whether a message asks for what is liked for the same reasons as an item of the list."""
    return _about_the_list(turn) and _SAME_REASONS.search(turn.message) is not None


def _about_the_list(turn: Turn) -> bool:
    return bool(turn.shown) and set(turn.read.acts) <= _ABOUT_A_LIST
