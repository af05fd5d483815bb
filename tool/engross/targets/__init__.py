"""Targets: the platforms that editions go to, and what each of them needs.

A platform's needs stand in a file of its own, ``NAME.toml``, which names rules and says why; the rules themselves stand
once, in ``rules.sch`` or as functions, and their words in ``codes.toml``.
"""

from __future__ import annotations

from engross.targets.loading import Aim, Need, Target, find_target, load_target, rule_words, target_names

__all__ = ["Aim", "Need", "Target", "find_target", "load_target", "rule_words", "target_names"]
