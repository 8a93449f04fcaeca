"""The overlap detector: texts in, ranked candidates with reasons out; it knows no proposal."""

from workflow.overlap.detector import Corpus, Entry, Match, closeness

__all__ = ["Corpus", "Entry", "Match", "closeness"]
