"""Changes of a criteria file's text that touch their own characters and nothing else: comments and layout stay.

Text in, text out. Every change is proven before it is given back: the new text is read again and must say exactly what
the old one said with that change, else it is refused.
"""

from engine.editing.changing import Add, Drop, Edit, Move, Put, Rename, changed, value_of
from engine.editing.nodes import EditError
from engine.editing.versions import as_published, new_version

__all__ = [
    "Add",
    "Drop",
    "Edit",
    "EditError",
    "Move",
    "Put",
    "Rename",
    "as_published",
    "changed",
    "new_version",
    "value_of",
]
