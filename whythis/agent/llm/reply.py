"""A model's answer, read strictly: lines of "[c1] A sentence." and nothing else."""

from __future__ import annotations

import re

from whythis.agent.wording.sentence import Sentence

_LINE = re.compile(r"\[(c\d{1,3}(?:, ?c\d{1,3})*)\] ?(\S.*)")
MAX_LINES = 40


def tagged_sentences(answer: str) -> tuple[Sentence, ...]:
    """The sentences of an answer with the ids that they cite.

    A line in any other form cites nothing, so the verifier rejects and counts it.
    """
    found = []
    for line in answer.splitlines()[:MAX_LINES]:
        text = line.strip()
        if not text:
            continue
        match = _LINE.fullmatch(text)
        found.append(
            Sentence(match[2].strip(), tuple(c.strip() for c in match[1].split(",")))
            if match
            else Sentence(text, ())
        )
    return tuple(found)
