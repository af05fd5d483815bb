"""TEI to HTML: the stylesheet ``tei.xsl``, and what runs it."""

from engross.html.page import html_page
from engross.html.prepare import Links
from engross.html.transform import NotTransformed, serialize, to_html

__all__ = ["Links", "NotTransformed", "html_page", "serialize", "to_html"]
