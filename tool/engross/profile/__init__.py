"""Profiles: the conventions of one class of sources, read from TOML.

A profile states patterns and constants; the grammar that uses them is in `readers/`. A profile extends another by
name (``extends = "published"``); its tables are laid over the other's, key by key. The bundled profiles are trusted;
one from a file is checked when it is loaded, and its patterns run under a limit (`commands/limited.py`).
"""

from engross.profile.loading import bundled_table, is_own, join_profiles, load_profile, profile_names
from engross.profile.model import Convention, Profile, ProfileError, Step

__all__ = [
    "Convention",
    "Profile",
    "ProfileError",
    "Step",
    "bundled_table",
    "is_own",
    "join_profiles",
    "load_profile",
    "profile_names",
]
