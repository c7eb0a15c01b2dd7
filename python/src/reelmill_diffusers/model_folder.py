"""Looks at a model folder before PyTorch does: what is missing or cut short is named, file by file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .families import Family, Model
from .problems import Problem

LONGEST_JSON = 64 * 1024 * 1024
LONGEST_HEADER = 100 * 1024 * 1024  # The limit of the safetensors format itself.
INDEX = "model_index.json"


def _bad(path: Path, words: str) -> Problem:
    return Problem("bad_model", f"{path}: {words}")


def read_json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LONGEST_JSON:
            raise _bad(path, "too long")
        value = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise _bad(path, "missing") from None
    except (OSError, ValueError, RecursionError) as error:
        raise _bad(path, f"cannot be read: {error}") from None
    if not isinstance(value, dict):
        raise _bad(path, "is no JSON object")
    return value


def check_safetensors(path: Path) -> None:
    """A file that was cut short in a download opens well and fails in the middle of a film; find it now."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
            length = int.from_bytes(start, "little")
            if len(start) < 8 or not 2 <= length <= min(LONGEST_HEADER, size - 8):
                raise _bad(path, f"truncated or damaged: a header of {length} bytes in a file of {size}")
            header = json.loads(file.read(length))
        ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
        end = 8 + length + max(ends, default=0)
    except FileNotFoundError:
        raise _bad(path, "missing") from None
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise _bad(path, f"its header cannot be read: {type(error).__name__}: {error}") from None
    if size != end:
        raise _bad(path, f"has {size} bytes, its header speaks of {end}")


def _check_weights(folder: Path) -> None:
    indexes = sorted(folder.glob("*.safetensors.index.json"))
    files = set(folder.glob("*.safetensors"))
    for index in indexes:
        shards = read_json(index).get("weight_map")
        if not isinstance(shards, dict) or not shards:
            raise _bad(index, "has no weight_map")
        for name in set(shards.values()):
            # A shard lies beside its index; a name with a path in it is not a name that we follow.
            if not isinstance(name, str) or Path(name).name != name:
                raise _bad(index, f"names the shard {name!r}")
            files.add(folder / name)
    if not files:
        pickled = any(folder.glob("*.bin"))
        words = "only pickled weights, which may run code: convert them" if pickled else "no weights (*.safetensors)"
        raise _bad(folder, words)
    for file in sorted(files):
        check_safetensors(file)


def check_folder(folder: str, family_name: str, families: dict[str, Family]) -> tuple[Family, Model]:
    """The family and kind of the model in `folder`, which holds all that its index names."""
    if family_name not in families:
        raise Problem("unknown_family", f"no family {family_name!r}; there are {', '.join(families)}")
    root = Path(folder)
    if not root.is_absolute() or not root.is_dir():
        raise _bad(root, "is no folder with an absolute path")
    index = read_json(root / INDEX)
    found = [(family, model) for family in families.values() for model in family.models if model.matches(index)]
    if not found:
        raise Problem("unknown_family", f"{root / INDEX}: no family has a model of class {index.get('_class_name')!r}")
    matching = [pair for pair in found if pair[0].name == family_name]
    if not matching:
        raise _bad(root / INDEX, f"is a model of family {found[0][0].name}, not {family_name}")
    for name, entry in index.items():
        if name.startswith("_") or not isinstance(entry, list) or not entry or entry[0] is None:
            continue
        part = root / name
        if Path(name).name != name or not part.is_dir():
            raise _bad(part, f"missing, {INDEX} names it")
        if (part / "config.json").exists():
            read_json(part / "config.json")
            _check_weights(part)
        elif not any(part.iterdir()):
            raise _bad(part, "is empty")
    return matching[0]
