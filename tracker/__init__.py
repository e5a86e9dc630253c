"""A private diary for the weeks after ketamine infusions.

The rooms, from the street inwards; each may import only those below it:

    cli                      the commands
    app                      the terminal app
    charts  exchange  demo   the page; other formats; an invented diary
    analysis  storage        what a diary shows; the diary on disk
    records  paths           what a person writes; where files live

Importing the package costs nothing: every room is imported by whoever needs it.
"""

__version__ = "0.1.0"
