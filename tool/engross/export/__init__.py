"""Exports: an edition in the formats of others. Each target is a module with a function `make`.

`make(editions)` gets what `edition.read_edition` read and returns `Made`, or raises `NotExported`. What a target is for
and what it drops stands in ``targets.toml``, from which ``docs/exports.md`` and the help of the command are made.
"""
