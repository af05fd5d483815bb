"""How near editions made from plain sources come to hand-made TEI of the same documents; see docs/scoring.md.

folder of gold -> cases -> editions (engines) -> what each states (facts) -> figures and misses (comparing) -> table
"""
