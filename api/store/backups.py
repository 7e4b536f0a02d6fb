"""A backup: every table as lines of JSON in one zip, the same from both databases and into both (sao-luu.md).

``manifest.json`` names the revision of the tables, the end of the audit chain, and of every ``<table>.jsonl`` its rows,
bytes and SHA-256. Sessions and failed logins stay out: they are of the moment. What is read back is trusted in nothing:
sizes are bounded before anything is unpacked, lines while they are read, and rows by the types of their columns.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import batched
from pathlib import Path
from typing import IO, Any, Literal

from alembic import command
from alembic.script import ScriptDirectory
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Boolean, Column, Connection, Date, Engine, Integer, MetaData, Table, func, insert, inspect, select
from sqlalchemy import text as sql
from sqlalchemy import update
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session, SQLModel

from api.store.acts import FIRST, Head, canonical, head, verify
from api.store.database import LOCK, configuration, revisions
from api.store.tables import Act, Failure, LoginSession, Token

