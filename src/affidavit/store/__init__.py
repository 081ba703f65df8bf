"""Where do the things live? One Protocol for rows, one for blobs, one for search."""

from affidavit.store.blobs import FolderBlobs
from affidavit.store.protocols import Blobs, Hit, IndexEntry, Query, Rows, SearchIndex
from affidavit.store.search import TantivyIndex
from affidavit.store.sqlite import SqliteRows

__all__ = [
    "Blobs",
    "FolderBlobs",
    "Hit",
    "IndexEntry",
    "Query",
    "Rows",
    "SearchIndex",
    "SqliteRows",
    "TantivyIndex",
]
