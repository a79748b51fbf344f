"""Puts claims into sentences a shopper understands. A sentence uses its claim's evidence and nothing else."""

from whythis.agent.wording.anchor import spoken_anchor
from whythis.agent.wording.common import TITLE_CHARS, conditions
from whythis.agent.wording.confidence import spoken_confidence
from whythis.agent.wording.contrast import spoken_contrast, word_contrast
from whythis.agent.wording.edits import worded_edits
from whythis.agent.wording.similar import spoken_similar
from whythis.agent.wording.what_if import spoken_counterfactuals
from whythis.agent.wording.why import spoken, word_claims
from whythis.agent.wording.why_not import spoken_why_not

__all__ = [
    "TITLE_CHARS",
    "conditions",
    "spoken",
    "spoken_anchor",
    "spoken_confidence",
    "spoken_contrast",
    "spoken_counterfactuals",
    "spoken_similar",
    "spoken_why_not",
    "word_claims",
    "word_contrast",
    "worded_edits",
]
