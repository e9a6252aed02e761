"""A release: site and open data; accepts nothing but protected tables."""
