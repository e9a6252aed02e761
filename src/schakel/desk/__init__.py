"""The desk: where people work in a browser with their own rights, and machines deliver files.

It counts nothing itself: it calls the verbs. Its words serve the command line too, where no desk is installed.
"""
