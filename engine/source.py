"""A criteria file's text -> a CriteriaSet, or every fault of its structure with line, column and what cures it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from engine import conditions, examples, indicators
from engine import criteria as shapes
from engine.conditions import condition_form
from engine.criteria import CriteriaSet
from engine.faults import Fault
from engine.scalars import TAG
from engine.yaml_tree import Path, Tree, read_tree

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read: its tree with places, the set when its structure is sound, the faults, its digest."""

    tree: Tree
    criteria: CriteriaSet | None
    faults: tuple[Fault, ...]
    digest: str


def read_source(data: bytes | str) -> Source:
    """Read a file's bytes or text. ``criteria`` is None exactly when the structure has an error."""
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    tree = read_tree(data)
    faults = list(tree.faults)
    criteria = None
    if tree.places:
        criteria, structural = validated(tree)
        faults.extend(structural)
    if any(fault.severity == "error" for fault in faults):
        criteria = None
    return Source(tree, criteria, tuple(faults), f"sha256:{hashlib.sha256(raw).hexdigest()}")


def validated(tree: Tree) -> tuple[CriteriaSet | None, list[Fault]]:
    """Fit the tree into the shapes of the format; a fault for whatever does not fit."""
    return fitted(tree, CriteriaSet, SHAPES)


def fitted(tree: Tree, model: type[_Model], shapes: Shapes) -> tuple[_Model | None, list[Fault]]:
    """Fit a tree into a model, whose parts stand where ``shapes`` say; a fault for whatever does not fit."""
    try:
        return model.model_validate(tree.value), []
    except ValidationError as error:
        return None, [_fault(tree, each, shapes) for each in error.errors(include_url=False)]


_Model = TypeVar("_Model", bound=BaseModel)
Shapes = tuple[tuple[tuple[str, ...], type[BaseModel]], ...]
"""The parts of a kind of file by their paths; ``*`` stands for any one step."""
SHAPES: Shapes = (
    ((), CriteriaSet),
    (("period",), shapes.Period),
    (("legal_basis", "*"), shapes.LegalBasis),
    (("stands_on",), shapes.Base),
    (("indicators", "*"), indicators.Indicator),
    (("criteria", "*"), shapes.Criterion),
    (("criteria", "*", "action"), shapes.Action),
    (("criteria", "*", "examples", "*"), examples.Example),
    (("vetoes", "*"), shapes.Veto),
    (("bands", "*"), shapes.Band),
    (("recognition", "*"), shapes.Level),
    (("recognition", "*", "requires"), shapes.Requirement),
    (("revocation",), shapes.Revocation),
    (("targets", "*"), shapes.Target),
    (("targets", "*", "goals", "*"), shapes.Goal),
    (("lists", "*"), shapes.SizedList),
    (("first", "*"), shapes.First),
    (("examples", "*"), examples.WholeExample),
    (("examples", "*", "rows", "*"), examples.ExampleUnits),
    (("examples", "*", "gives", "*"), examples.Result),
)
CONDITIONS: dict[str, type[BaseModel]] = {
    "count": conditions.CountCondition,
    "number": conditions.NumberCondition,
    "share": conditions.ShareCondition,
    "change": conditions.ChangeCondition,
    "flag": conditions.FlagCondition,
    "document": conditions.DocumentCondition,
    "all": conditions.AllOf,
    "any": conditions.AnyOf,
    "of": conditions.SomeOf,
}


def shape_at(tree: Tree, path: Path, shapes: Shapes = SHAPES) -> type[BaseModel] | None:
    """Return the shape that stands at a path of a file, None where there is none."""
    for pattern, shape in shapes:
        if len(pattern) == len(path) and all(want in ("*", got) for want, got in zip(pattern, path, strict=True)):
            return shape
    form = condition_form(value_at(tree, path))
    return CONDITIONS[form.removeprefix(TAG)] if form else None


def keys_of(shape: type[BaseModel]) -> dict[str, str]:
    """Return the keys of a shape with the Vietnamese text that explains each."""
    return {info.alias or name: info.description or "" for name, info in shape.model_fields.items()}


def value_at(tree: Tree, path: Path) -> Any:  # noqa: ANN401 -- whatever the file holds there
    """Return the value at a path of a file, None where there is none."""
    value: Any = tree.value
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def seen(value: object) -> str:
    """Show a value of a file the way its writer would know it again."""
    if value is None:
        return "(để trống)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "một nhóm khóa"
    if isinstance(value, list):
        return "một danh sách"
    text = " ".join((format(value, "f") if isinstance(value, Decimal) else str(value)).split())
    return text if len(text) <= 60 else f"{text[:57]}…"  # noqa: PLR2004 -- a line's worth


def nearest(word: str, known: list[str]) -> str:
    """Return the nearest known word, or nothing."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return close[0] if close else ""


_CODES = {
    "extra_forbidden": "UNKNOWN_KEY",
    "missing": "MISSING_KEY",
    "unit_missing": "MISSING_KEY",
    "literal_error": "WRONG_VALUE",
    "enum": "WRONG_VALUE",
    "string_type": "NOT_TEXT",
    "string_too_short": "EMPTY_TEXT",
    "string_too_long": "TOO_LONG",
    "string_pattern_mismatch": "BAD_ID",
    "bool_type": "NOT_TRUE_FALSE",
    "int_type": "NOT_WHOLE",
    "greater_than_equal": "OUT_OF_RANGE",
    "greater_than": "OUT_OF_RANGE",
    "less_than_equal": "OUT_OF_RANGE",
    "list_type": "NOT_A_LIST",
    "dict_type": "NOT_A_MAP",
    "model_type": "NOT_A_MAP",
    "model_attributes_type": "NOT_A_MAP",
    "too_short": "EMPTY_LIST",
    "too_long": "TOO_MANY",
    "not_a_number": "NOT_A_NUMBER",
    "too_many_places": "TOO_MANY_PLACES",
    "not_a_day": "NOT_A_DAY",
    "not_a_month_day": "NOT_A_MONTH_DAY",
    "far_day": "FAR_DAY",
    "impossible_date": "IMPOSSIBLE_DATE",
    "not_a_cell": "NOT_A_CELL",
    "no_bound": "NO_BOUND",
    "too_many_bounds": "TOO_MANY_BOUNDS",
    "not_a_condition": "NOT_A_CONDITION",
    "half_a_group": "HALF_A_GROUP",
    "not_one_group": "NOT_ONE_GROUP",
    "not_one_place": "NOT_ONE_PLACE",
    "not_one_result": "NOT_ONE_RESULT",
    "sum_is_a_count": "SUM_IS_A_COUNT",
    "not_for_this_kind": "NOT_FOR_THIS_KIND",
    "merger_unfit": "MERGER_UNFIT",
    "not_one_form": "NOT_ONE_FORM",
    "no_source": "NO_SOURCE",
    "ids_twice": "IDS_TWICE",
}


def _fault(tree: Tree, error: ErrorDetails, shapes: Shapes) -> Fault:
    """Turn one complaint of the validation into a fault: drop the tags of unions from its path, find its place."""
    kind = error["type"]
    path = tuple(step for step in error["loc"] if not (isinstance(step, str) and step.startswith(TAG)))
    bad_key = path[-1:] == ("[key]",) and kind.startswith("string_")
    if bad_key:
        path = path[:-1]
    code = _CODES.get(kind, "NOT_VALID")
    values = {"seen": seen(path[-1] if bad_key else value_at(tree, path))}
    if code == "UNKNOWN_KEY":
        keys = keys_of(shape) if (shape := shape_at(tree, path[:-1], shapes)) else {}
        values = {
            "seen": str(path[-1]),
            "nearest": nearest(str(path[-1]), list(keys)),
            "known": ", ".join(keys),
        }
        values["comma"] = "98.5" if str(path[-1]).isdecimal() else ""
        return Fault(code, tree.key_place(path), values=values, path=path)
    if code == "MISSING_KEY":
        where = path[:-1] if kind == "missing" else path
        key = str(path[-1]) if kind == "missing" else kind.removesuffix("_missing")
        keys = keys_of(shape) if (shape := shape_at(tree, where, shapes)) else {}
        return Fault(code, tree.place(where), values={"key": key, "meaning": keys.get(key, "")}, path=(*where, key))
    if code == "WRONG_VALUE":
        allowed = str(error.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
        values |= {"allowed": allowed, "nearest": nearest(values["seen"], allowed.split(", "))}
    if code == "EMPTY_LIST" and path[-1:] in (("all",), ("any",), ("of",)):
        code = "EMPTY_GROUP"
    if code == "BAD_ID" and "[0-9]{5}" in str(error.get("ctx", {}).get("pattern", "")):
        code = "BAD_CODE"
    if code == "BAD_ID" and "[0-9]{2}" in str(error.get("ctx", {}).get("pattern", "")):
        code = "BAD_PROVINCE"
    if code in ("OUT_OF_RANGE", "TOO_MANY", "EMPTY_LIST"):
        values |= {key: str(value) for key, value in error.get("ctx", {}).items()}
    return Fault(code, tree.key_place(path) if bad_key else tree.place(path), values=values, path=path)
