"""What a TEI file says, as values for those who show it: its header (`record`) and its text (`text`).

The exports and the site read editions through these two, so that all of them agree on what is text, what is a note,
and which page it is.
"""
