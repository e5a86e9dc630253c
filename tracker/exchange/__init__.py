"""A diary to and from other formats, one file a format.

`formats.FORMATS` maps each name to its reader and writer; each is imported on first use. A reader
returns an `ImportResult` and changes nothing; `matching.plan_import` decides what of it is new.
"""
