"""Where the lists are published: asked only by `affidavit lists fetch NAME`."""

SOURCES = {
    "ofac-sdn": ("https://www.treasury.gov/ofac/downloads/sanctions/1.0/sdn_advanced.xml", ".xml"),
    "ofac-consolidated": (
        "https://www.treasury.gov/ofac/downloads/sanctions/1.0/cons_advanced.xml",
        ".xml",
    ),
    "un": ("https://scsanctions.un.org/resources/xml/en/consolidated.xml", ".xml"),
    "uk-ofsi": (
        "https://ofsistorage.blob.core.windows.net/publishlive/2022format/ConList.csv",
        ".csv",
    ),
    "opensanctions": (
        "https://data.opensanctions.org/datasets/latest/sanctions/targets.simple.csv",
        ".csv",
    ),
    "ua-nsdc": (
        "https://data.opensanctions.org/datasets/latest/ua_nsdc_sanctions/targets.simple.csv",
        ".csv",
    ),
}
"""Name -> (address, ending of the file)."""
