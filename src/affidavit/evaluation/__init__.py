"""How good is it? Scores of names, mentions and entities on texts that somebody has annotated."""
