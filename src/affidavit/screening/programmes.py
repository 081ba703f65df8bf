"""Since when the programmes exist under which entries are listed: nobody was listed under one before."""

from collections.abc import Iterable

# The days of the executive orders and acts, by OFAC's tags (Federal Register); only tags that were
# given to nobody who had been listed before under another.
_SINCE = {
    "UKRAINE-EO13660": "2014-03-06", "UKRAINE-EO13661": "2014-03-16", "UKRAINE-EO13662": "2014-03-20",
    "UKRAINE-EO13685": "2014-12-19", "RUSSIA-EO14024": "2021-04-15", "RUSSIA-EO14039": "2021-08-20",
    "RUSSIA-EO14065": "2022-02-21", "BELARUS-EO14038": "2021-08-09",
    "CAATSA - RUSSIA": "2017-08-02", "CAATSA - IRAN": "2017-08-02",
    "CYBER2": "2015-04-01", "CYBER3": "2024-01-01", "ELECTION-EO13848": "2018-09-12",
    "VENEZUELA-EO13850": "2018-11-01", "VENEZUELA-EO13884": "2019-08-05",
    "SYRIA-EO13894": "2019-10-14", "SYRIA-CAESAR": "2019-12-20",
    "IRAN-EO13846": "2018-08-06", "IRAN-EO13871": "2019-05-08", "IRAN-EO13902": "2020-01-10",
    "DPRK2": "2015-01-02", "DPRK3": "2016-03-15", "DPRK4": "2017-09-21",
    "HK-EO13936": "2020-07-14", "CMIC-EO13959": "2020-11-12", "BURMA-EO14014": "2021-02-10",
    "ILLICIT-DRUGS-EO14059": "2021-12-15", "MALI-EO13882": "2019-07-26",
    "ETHIOPIA-EO14046": "2021-09-17", "SUDAN-EO14098": "2023-05-04", "HOSTAGES-EO14078": "2022-07-19",
}  # fmt: skip


def not_before(programs: Iterable[str]) -> str:
    """The day before which nobody can have been listed under any of these; empty where that is not
    known of all of them."""
    days = [_SINCE.get(program.strip(), "") for program in programs]
    return min(days) if days and all(days) else ""
