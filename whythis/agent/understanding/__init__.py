"""Reads one message: acts, search words, conditions, and which shown items it speaks of.

vocabulary = Vocabulary.build(brands, categories, attributes)
understood = Understanding(vocabulary).read("why the second one?", Context(shown=items))
"""

from whythis.agent.understanding.context import Context
from whythis.agent.understanding.reader import Understanding
from whythis.agent.understanding.vocabulary import Vocabulary

__all__ = ["Context", "Understanding", "Vocabulary"]
