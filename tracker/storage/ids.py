"""Ids for new records; under this name for those who write to the diary."""

from __future__ import annotations

from tracker.records.ids import new_id

__all__ = ["new_id"]
