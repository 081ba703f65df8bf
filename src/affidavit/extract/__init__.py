"""What does the text mention? Languages, the structure of a mail, names, numbers, dates."""
