"""A release: site and open data; accepts nothing but protected tables. And the start page over several of them.

What writes a release takes long to load; whoever needs the words or the style of the site alone does not load it.
"""
