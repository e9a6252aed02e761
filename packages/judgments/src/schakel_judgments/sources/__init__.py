"""Where judgments come from: one file for each source, its documents and its search service, in the dict `SOURCES`."""
