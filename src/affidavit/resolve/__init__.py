"""Who is who? Entities are a view over mentions, with the reasons for every join."""

from affidavit.resolve.entities import Resolution, resolve
from affidavit.resolve.matches import screen_entities

__all__ = ["Resolution", "resolve", "screen_entities"]
