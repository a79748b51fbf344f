"""Puts claims into sentences a shopper understands. A sentence uses its claim's evidence and nothing else."""

from whythis.agent.wording.common import TITLE_CHARS, conditions, joined
from whythis.agent.wording.edits import worded_edits
from whythis.agent.wording.sentence import Sentence
from whythis.agent.wording.tell import KINDS, tell

__all__ = ["KINDS", "TITLE_CHARS", "Sentence", "conditions", "joined", "tell", "worded_edits"]
