"""The course site: staged from the course's own content, built by Jupyter Book without the network.

Lessons and assignments stay where they are. :mod:`~gangway.site.build` copies them into a build folder,
:mod:`~gangway.site.dress` puts on a page what only the site needs, :mod:`~gangway.site.contents` makes the
table of contents and the course map, :mod:`~gangway.site.checked` the page of what can be checked, and
:mod:`~gangway.site.vendor` brings along what a page loads.
"""
