"""Words beyond the acts that steer an answer: what has to stay, the same reasons, the last purchase, thanks.

Each cue has a name and one pattern, so that no other room reads a message by its words.
"""

from __future__ import annotations

import re

_STAYS = r"(?:stay|stays|remain|remains|keep|keeps|kept|hold|holds)"


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.IGNORECASE)


CUES: dict[str, re.Pattern[str]] = {
    # What has to stay the same for an item to stay where it is.
    "what_keeps": _pattern(
        rf"\bwhat\b.{{0,40}}\b(?:{_STAYS}|be)\b.{{0,12}}\b(?:same|unchanged|constant)\b",
        r"\bwhat\b.{0,12}\b(?:must|should|may|can|mustn|shouldn)(?:not|n['’]?t| not| never)\b.{0,8}\bchange",
        rf"\b(?:when|under (?:what|which)|in (?:what|which) (?:case|situation)s?|"
        rf"as long as what)\b.{{0,60}}\b(?:still|{_STAYS})\b",
        r"\bwhat (?:keeps|holds)\b.{0,40}\b(?:list|first|top|place|there)\b",
        r"(?:什么|哪些).{0,8}(?:不变|不能变|保持)",
        r"(?:什么|哪些|怎样的?|怎么样的?).{0,4}(?:情况|条件|前提|情形).{0,24}(?:还|仍|依然|留|保持)|只要.{0,3}(?:什么|哪些)",
    ),
    # Such a question about the first place and not about the list.
    "first_place": _pattern(
        r"\b(?:be|stay|stays|remain|remains|come|comes|rank|ranks|is|still|it|keeps it) (?:still )?(?:the )?(?:very )?"
        r"(?:first|top|number one|no\. ?1|#1|best)\b(?! (?:five|three|\d|one on|on))",
        r"\b(?:put|rank|ranked|list|listed|place|placed)\b.{0,20}\b(?:first|on top|at the top)\b",
        r"\bmake\b.{0,30}\b(?:number one|no\. ?1|#1|first|top)\b(?! (?:five|three|\d|one on|on|ones?))",
        r"\b(?:come|comes|get|gets|end|ends) (?:out |up )?(?:(?:on|at|to) (?:the )?top|number one)\b"
        r"|\btake the (?:lead|top)\b",
        r"(?:排|是|保持|留在|在|成为|变成).{0,3}第一(?!个|款|件|种)|榜首",
    ),
    # What is liked for the same reasons as an item of the list.
    "same_reasons": _pattern(
        r"\b(?:same|similar|these|those) (?:\w+ )?reasons?\b.{0,40}\b(?:as|like)\b",
        r"\blike\b.{0,60}\b(?:same|these|those) reasons?\b",
        r"\b(?:which|what|any(?:thing|thing else)?|others?|more|similar|else|something)\b.{0,60}\bsame reasons?\b",
        r"(?:同样|相同|一样)的?(?:理由|原因).{0,20}(?:还|别的|其他|像|类似|哪些|有没有|推荐)",
        r"(?:还|别的|其他|像|类似|哪些|有没有|有什么).{0,20}(?:(?:同样|相同|一样)的?(?:理由|原因)|(?:理由|原因)(?:相同|一样))",
    ),
    # One item beside another: not why it is there, but why it stands where the other does not.
    "beside": _pattern(
        r"\b(?:above|below|ahead of|behind|beats?|(?:higher|lower|better|worse) than|over|instead of|rather than)\s+"
        r"(?:the|it|that|this|number|no\.?|#|\d)",
        r"比.{0,12}(?:高|低|靠前|靠后|好|差)",
        r"(?:排|放)在(?:第.{1,2}|它|这|那)[个款件]?的?(?:后|前|下|上)",
    ),
    # The shop's service around a purchase, which no catalogue tells of.
    "delivery": _pattern(
        r"\b(?:deliver(?:y|ed|ies)?|shipping|shipped|dispatch(?:ed)?|postage|courier"
        r"|refunds?|money back|return policy)\b"
        r"|\b(?:you|they) (?:guys )?(?:ship|deliver)\b"
        r"|\b(?:when|how (?:long|soon|fast)|will|does)\b.{0,30}\b(?:arrive|get here)\b"
        r"|\b(?:return|exchange|send back) (?:it|this|that|them|these|the \w+ one)\b|\b(?:accept|free|make) returns?\b",
        r"退货|退款|退换|换货|到货|送到|送货|发货|配送|快递|运费|包邮|邮寄|几天.{0,2}到|多久.{0,4}到",
    ),
    # Whether a person answers, or which program.
    "program": _pattern(
        r"\b(?:are|r) (?:you|u) (?:(?:an?|really|just|even|like|the) )*(?:(?:chat|ro)?bot|ai|human|real"
        r"|person|machine|program|computer|chatgpt|gpt|llm|language model)\b(?! vac)"
        r"|\b(?:you|u)\b.{0,12}\b(?:use|using|run(?:ning)?|based|powered|built|called)\b"
        r".{0,12}\b(?:chat ?gpt|gpt\S*|openai|claude|gemini|llms?"
        r"|(?:language|ai) model|ai)\b|\bwhich (?:language|ai) model\b",
        r"你是(?:不是)?(?:个|一个)?(?:真的?)?(?:机器人|人工智能|人类?|ai)(?:吗|么|还是|[？?]|$)"
        r"|(?:你|你们).{0,4}(?:用|是|基于).{0,4}(?:chatgpt|gpt|大模型|语言模型|ai)",
    ),
    # Whether the ratings can be believed.
    "fake_ratings": _pattern(
        r"\b(?:reviews?|ratings?|stars)\b.{0,24}\b(?:fake|real|genuine"
        r"|trust\w*|honest|manipulated|bought|paid for|reliable)\b"
        r"|\b(?:fake|real|genuine|trust|honest|believe)\b.{0,16}\b(?:reviews?|ratings?|stars)\b",
        r"(?:评论|评价|评分|好评|打分).{0,8}(?:假|真|可信|可靠|刷|水军|买来)|(?:假|刷).{0,4}(?:评论|评价|评分|好评)",
    ),
    # The price plays no part any more.
    "no_price": _pattern(
        r"\b(?:price|prices|cost|costs|money|budget)\b.{0,30}(?:n['’]t|\bnot|\bnever|\bno)\b",
        r"(?:n['’]t|\bnot|\bno|\bwithout|ignor\w+|forget)\b.{0,30}\b(?:price|cost|money|budget)\b",
        r"\b(?:any|bigger|higher|larger|more) (?:price|budget|limit|money)\b",
        r"价格?.{0,6}(?:无所谓|不重要|不限|不考虑|不管|没关系)",
        r"(?:不看|不限|不考虑|不管).{0,4}(?:价|预算)|预算不限",
    ),
    # A condition of the talk is thought away.
    "unsaid": _pattern(
        r"\b(?:had|have|did)(?:n['’]?t| not| never) (?:\w+ )?(?:said|say|told|tell|asked|ask|mention(?:ed)?"
        r"|excluded?|refused?|ruled? out|turned? down|wanted|set)\b",
        r"\b(?:without|if not for) (?:my )?(?:saying|mentioning|excluding|the (?:condition|filter|rule))\b",
        r"(?:没有?|不曾|未曾)(?:说过?|讲过?|提过?|要求|排除)",
    ),
    # Without the shopper's past.
    "no_past": _pattern(
        r"\b(?:history|past (?:choices|purchases|orders)|my (?:purchases|orders|data|likes)|new(?:comer| customer))\b",
        r"历史|以前|过去|购买记录",
        r"(?:\bnever|\bnot|n['’]t) (?:bought|liked|purchased|looked at|seen) any|\b(?:bought|liked|purchased) nothing",
        r"什么都没买|没买过(?:任何|东西)",
    ),
    "last_purchase": _pattern(
        r"\b(?:last|latest|recent) (?:purchase|order|buy)\b|\blast (?:thing|product|item)\b|上次.{0,2}买|最近.{0,2}买"
    ),
    "last_like": _pattern(r"\blast like\b|上次.{0,2}喜欢"),
    # Something in the past is spoken of.
    "of_the_past": _pattern(
        r"\b(?:bought|buy|ordered|purchased|liked|viewed|looked|seen|had)\b|买|喜欢|看过"
    ),
    "limit": _pattern(r"\b(?:limit|budget|max|maximum|up to|at most|spend|afford)\b|预算|上限|最多"),
    "only": _pattern(r"\b(?:only|just|nothing but|solely)\b|只要|只看|只想"),
    # What smalltalk is about; where several are named, the last in this order is answered.
    "greeting": _pattern(
        r"\b(?:hi|hiya|hello|hey|heya|howdy|yo|greetings|good (?:morning|afternoon|evening|day))\b",
        r"你好|您好|妳好|哈喽|哈囉|嗨|早上好|下午好|晚上好|早安|晚安|在吗|在嗎",
    ),
    "thanks": _pattern(r"\b(?:thank|thanks|thx|ty|ta|cheers|great|perfect|lovely|brilliant)\b|谢|謝|辛苦"),
    "bye": _pattern(
        r"\b(?:(?:good)?bye|see (?:you|ya)|cya|farewell|good night)\b|再见|再見|拜拜|回头见|下次见"
    ),
    "upset": _pattern(
        r"\b(?:useless|stupid|dumb|idiot\w*|moron\w*|crap\w*|rubbish|garbage|sucks?|hopeless|terrible|pathetic|"
        r"annoying|waste of (?:my )?time|wtf|ffs|shit\w*|f+u+c+k\w*|hate you)\b",
        r"没用|沒用|垃圾|笨|蠢|傻|差劲|差勁|烦死|煩死|废物|廢物|什么破|什麼破",
    ),
}
"""Name of a cue -> the words that give it."""
_MISSED = re.compile(
    r"\b(?:why|is|are|was|were|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|do|does|did|not|no|there|any"
    r"|here|the|a|an|you|i|me|we|us|it|one|ones|list|on|in|among|show|see|get|have|has|missing|absent|of|this"
    r"|these|results?|recommend(?:ed)?|come|how|what|about|shown|with|where|my|up)\b"
    r"|为什么|为啥|怎么|咋|没有|不|推荐|显示|列表|上|里|呢|吗|我|的|看到|看不到",
    re.IGNORECASE,
)


def cues_of(message: str) -> frozenset[str]:
    """The names of the cues that a message gives."""
    return frozenset(name for name, pattern in CUES.items() if pattern.search(message))


def missed_words(message: str) -> str:
    """What is left of "why is there no X?": the X."""
    return " ".join(re.sub(r"[?!.,;？！。，]", " ", _MISSED.sub(" ", message)).split())
