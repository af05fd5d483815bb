"""The reading site: static pages of an edition that work from disk, with no network and no server.

    read_facts    what the indexes need to know of a document        (facts.py; first pass, in several processes)
    make_plan     all that are to be published: names, order, people (plan.py)
    publish_one   the pages of a document, and its words             (document.py; second pass, in several processes)
    write_indexes index, people, dates; the search index             (indexes.py, search.py)

Pages are written one by one (`output.py`), none is held. `frame.py` is what all pages have in common.
"""
