"""What may be said? Findings as cited sentences, in a briefing that builds only if all resolve."""

from affidavit.publish.briefing import Briefing, build_briefing
from affidavit.publish.render import render_html

__all__ = ["Briefing", "build_briefing", "render_html"]
