"""The JSON Schema for editors: fresh in the repository, explained in Vietnamese, and in agreement with the checker."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.checking import check
from engine.schema import json_schema
from engine.source import CONDITIONS, SHAPES, keys_of
from engine.yaml_tree import Value, read_tree

ROOT = Path(__file__).parents[2]
FILE = ROOT / "criteria" / "criteria-set.schema.json"
SCHEMA = json_schema()
SHIPPED = (path for path in (ROOT / "criteria").glob("*/[0-9]*-*-*.yaml") if path.parent.name != "mo-hinh")
SETS = [*sorted(SHIPPED), ROOT / "tests" / "broken" / "sound.yaml"]
REFRESH = (
    "criteria/criteria-set.schema.json is not what the engine makes. Refresh it from the root of the repository:\n"
    'python -c "import json; from pathlib import Path; from engine.schema import json_schema; '
    "Path('criteria/criteria-set.schema.json')"
    ".write_text(json.dumps(json_schema(), ensure_ascii=False, indent=2) + chr(10), 'utf-8', newline=chr(10))\""
)
VIETNAMESE = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)


KNOWN: dict[str, dict[str, Any]] = {"CriteriaSet": SCHEMA, **SCHEMA["$defs"]}
"""Every shape of the schema by its name."""


# ------------------------------------------------------------------------------------------------------- the file


def test_the_file_in_the_repository_is_fresh() -> None:
    """Editors read the file, so it must be what the engine makes today, to the byte."""
    fresh = json.dumps(SCHEMA, ensure_ascii=False, indent=2) + "\n"
    assert FILE.is_file(), REFRESH
    assert FILE.read_bytes().decode("utf-8") == fresh, REFRESH


@pytest.mark.parametrize("file", SETS[:-1], ids=lambda file: file.parent.name)
def test_shipped_sets_name_the_schema(file: Path) -> None:
    """The first line of a shipped set leads an editor to the schema."""
    first = file.read_text("utf-8").splitlines()[0]
    name = first.removeprefix("# yaml-language-server: $schema=")
    assert (file.parent / name).resolve() == FILE


# ---------------------------------------------------------------------------------------------------- explanations


@pytest.mark.parametrize("name", KNOWN)
def test_every_shape_and_key_is_explained_in_vietnamese(name: str) -> None:
    """Whoever hovers over a key reads a Vietnamese sentence in NFC; keys and their values may stand in it."""
    shape = KNOWN[name]
    texts = {name: shape["description"]} | {
        key: each["description"] for key, each in shape.get("properties", {}).items()
    }
    for key, text in texts.items():
        assert VIETNAMESE.search(text), key
        assert text == unicodedata.normalize("NFC", text).strip(), key
        assert text.endswith("."), key


def test_every_shape_of_the_checker_is_in_the_schema_with_its_keys() -> None:
    """The checker's «dùng một trong» and the editor's list of keys are the same."""
    for shape in [each for _, each in SHAPES] + list(CONDITIONS.values()):
        assert list(KNOWN[shape.__name__]["properties"]) == list(keys_of(shape))
        assert KNOWN[shape.__name__]["additionalProperties"] is False


def test_no_english_title_stands_above_an_explanation() -> None:
    """Editors show the title of a shape first: it is Vietnamese or not there; defaults have the type of their key."""
    for name, shape in KNOWN.items():
        assert "title" not in shape or VIETNAMESE.search(shape["title"]), name
        for key, field in shape.get("properties", {}).items():
            assert "default" not in field or misfits(field, field["default"]) == [], f"{name}.{key}"


def test_optional_keys_do_not_offer_null() -> None:
    """A choice of «this or null» tells a writer nothing: an optional key shows the shape it has when written."""
    assert '"null"' not in json.dumps(SCHEMA)


# ------------------------------------------------------------------------------ agreement, by a small validator of ours


def plain(value: Value) -> Any:  # noqa: ANN401 -- any JSON
    """Return a value of a file the way an editor sees it: decimals are numbers."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return float(value) if isinstance(value, Decimal) else value


TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}
HANDLED = {
    "$ref", "anyOf", "oneOf", "const", "enum", "type", "required", "properties", "additionalProperties", "items",
    "minItems", "maxItems", "minLength", "maxLength", "minimum", "maximum", "pattern", "minProperties",
    "propertyNames", "description", "default", "title", "$defs", "$schema", "format", "discriminator",
}  # fmt: skip


def misfits(schema: dict[str, Any], value: Any, way: str = "") -> list[str]:  # noqa: ANN401 -- any JSON
    """Return where a value does not fit a schema; only the words of JSON Schema that ours uses."""
    assert set(schema) <= HANDLED, f"the schema uses a word that this validator does not know: {set(schema) - HANDLED}"
    if "$ref" in schema:
        return misfits(SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], value, way)
    for key in ("anyOf", "oneOf"):
        fitting = [each for each in schema.get(key, ()) if not misfits(each, value, way)]
        if key in schema and not (len(fitting) == 1 or (fitting and key == "anyOf")):
            return [f"{way}: {key}"]
    if "const" in schema and value != schema["const"]:
        return [f"{way}: not {schema['const']}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{way}: not one of {schema['enum']}"]
    kinds = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    if kinds and not any(_is(value, kind) for kind in kinds):
        return [f"{way}: not {kinds}"]
    return [*_sizes(schema, value, way), *_members(schema, value, way)]


def _is(value: Any, kind: str) -> bool:  # noqa: ANN401 -- any JSON
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _sizes(schema: dict[str, Any], value: Any, way: str) -> Iterator[str]:  # noqa: ANN401 -- any JSON
    length = len(value) if isinstance(value, list | str | dict) else 0
    for key, size in {"minItems": length, "minLength": length, "minProperties": length, "minimum": value}.items():
        if key in schema and size < schema[key]:
            yield f"{way}: {key}"
    for key, size in {"maxItems": length, "maxLength": length, "maximum": value}.items():
        if key in schema and size > schema[key]:
            yield f"{way}: {key}"
    if "pattern" in schema and not re.search(schema["pattern"], str(value)):
        yield f"{way}: pattern"


def _members(schema: dict[str, Any], value: Any, way: str) -> Iterator[str]:  # noqa: ANN401 -- any JSON
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from misfits(schema.get("items", {}), each, f"{way}/{index}")
    if isinstance(value, dict):
        yield from (f"{way}: lacks {key}" for key in schema.get("required", []) if key not in value)
        for key, each in value.items():
            inner = schema.get("properties", {}).get(key, schema.get("additionalProperties", {}))
            yield from [f"{way}: no {key}"] if inner is False else misfits(inner, each, f"{way}/{key}")


@pytest.mark.parametrize("file", SETS, ids=lambda file: file.stem)
def test_sound_sets_fit_the_schema(file: Path) -> None:
    """What the checker lets through, an editor does not underline."""
    assert check(file.read_bytes()).criteria is not None
    assert misfits(SCHEMA, plain(read_tree(file.read_bytes()).value)) == []


def test_an_id_that_is_a_number_fits_without_quotation_marks() -> None:
    """``id: 2025`` is read as text by the checker, so an editor does not underline it either."""
    text = SETS[-1].read_text("utf-8").replace('id: "2025"', "id: 2025")
    assert check(text).faults == ()
    assert misfits(SCHEMA, plain(read_tree(text).value)) == []


WARNED = [
    "goals_against_base",
    "looks_like_thousands",
    "never_met",
    "never_unmet",
    "no_basis",
    "no_example",
    "no_zero_case",
]
REFUSED = [
    "bad_code", "bad_id", "bad_province", "empty_group", "empty_list", "empty_text", "missing_key", "not_a_cell",
    "not_a_condition",
    "not_a_list", "not_a_map", "not_a_number", "not_text", "not_true_false", "not_whole", "out_of_range", "too_many",
    "unknown_key", "wrong_value",
]  # fmt: skip


@pytest.mark.parametrize("stem", [*WARNED, *REFUSED])
def test_an_editor_underlines_errors_of_structure_and_no_warning(stem: str) -> None:
    """What is wrong in one place alone is underlined while it is typed; what only needs a look is not."""
    text = (ROOT / "tests" / "broken" / f"{stem}.yaml").read_bytes()
    assert bool(misfits(SCHEMA, plain(read_tree(text).value))) == (stem in REFUSED)
