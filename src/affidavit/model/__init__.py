"""What are the things? Frozen values and events; no input or output."""

from affidavit.model.claims import Attribution, Claim, Modality, Polarity, Role
from affidavit.model.documents import Document, Message, Participant
from affidavit.model.events import Event
from affidavit.model.evidence import Blob, Item, Status
from affidavit.model.ids import content_id, stage_key, text_hash
from affidavit.model.mentions import Mention, MentionKind
from affidavit.model.text import Anchor, Place, Span, TextLayer, place_of
from affidavit.model.views import Entity, InForce, Lead, Match

__all__ = [
    "Anchor",
    "Attribution",
    "Blob",
    "Claim",
    "Document",
    "Entity",
    "Event",
    "InForce",
    "Item",
    "Lead",
    "Match",
    "Mention",
    "MentionKind",
    "Message",
    "Modality",
    "Participant",
    "Place",
    "Polarity",
    "Role",
    "Span",
    "Status",
    "TextLayer",
    "content_id",
    "place_of",
    "stage_key",
    "text_hash",
]
