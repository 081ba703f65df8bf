"""How do words and names compare across Russian, Ukrainian, Belarusian and English?

Pure functions over strings: no input or output, no knowledge of a case.
"""
