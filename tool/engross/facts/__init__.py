"""What a source says of itself: titles, dates, parties, classification, speakers.

`gather_facts` reads them from the finished tree. A fact keeps the words of the source and their place; what
is not sure is not there.
"""

from engross.facts.gathering import DocumentFacts, Facts, Speaker, gather_facts
from engross.facts.reading import Fact

__all__ = ["DocumentFacts", "Fact", "Facts", "Speaker", "gather_facts"]
