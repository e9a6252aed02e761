"""What people judge: which records are of one person, which units are one, whether all is linked again."""
