"""The languages that the desk speaks, and where its words are."""

LANGUAGES = ("nl", "en", "es")
LOCALE = "schakel.desk"
