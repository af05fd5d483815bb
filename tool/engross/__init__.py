"""engross: plain archival sources into TEI P5 editions.

One way through, a module for each stage (see docs/architecture.md):

    bytes -> Source -> reader (by profile) -> Document -> passes -> encoder -> TEI tree -> checks -> bytes
"""

__version__ = "0.1.0"
