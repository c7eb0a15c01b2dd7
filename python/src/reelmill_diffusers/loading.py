"""Reads a pipeline from its folder, and does not believe the libraries when they say that all is well."""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator
from typing import Any

import diffusers
import torch
import transformers

from .families import Family, Model
from .problems import Problem

LOGGERS = ("diffusers", "transformers")

# Tied to other weights in most text encoders, and rightly absent from many a file.
TIED = ("embed_tokens.weight", "lm_head.weight", "shared.weight")


class _MadeUp(logging.Handler):
    """Weights that a file lacks are filled with chance and only warned about: the film would be noise.

    No interface of the libraries tells a pipeline's caller, so the warnings are read. A test holds their
    words: a version that says it in other words is noticed there.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.names: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        words = record.getMessage()
        if "newly initialized: [" in words:
            self.names += re.findall(r"'([^']+)'", words.split("newly initialized: [", 1)[1])
        elif "newly initialized because the shapes" in words:
            self.names.append(words.splitlines()[-1].strip())
        for line in words.splitlines():
            name, bar, status = line.partition("|")
            if bar and re.match(r"\W*(MISSING|MISMATCH)", re.sub(r"\x1b\[[0-9;]*m", "", status)):
                self.names.append(name.strip())


@contextlib.contextmanager
def _watching() -> Iterator[_MadeUp]:
    handler = _MadeUp()
    for library in (diffusers, transformers):
        library.utils.logging.set_verbosity_warning()  # Whatever the environment says: we read the warnings.
    for name in LOGGERS:
        logging.getLogger(name).addHandler(handler)
    try:
        yield handler
    finally:
        for name in LOGGERS:
            logging.getLogger(name).removeHandler(handler)


def is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    words = str(error).lower()
    return isinstance(error, RuntimeError) and ("out of memory" in words or "can't allocate memory" in words)


def read_model(folder: str, family: Family, model: Model, precision: str) -> Any:
    """The pipeline of a folder that has been looked at, on the CPU."""
    types = {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32, "fp8": torch.bfloat16}
    dtype: dict[str, Any] = {"default": types[precision]}
    if family.defaults.vae_precision:
        dtype["vae"] = types[family.defaults.vae_precision]
    try:
        with _watching() as made_up:
            pipe = getattr(diffusers, model.cls).from_pretrained(
                folder, dtype=dtype, use_safetensors=True, local_files_only=True, trust_remote_code=False
            )
    except Exception as error:
        if is_out_of_memory(error):
            raise
        # The folder was whole: what is left is a model whose parts do not fit each other, or this version.
        raise Problem("bad_model", f"{folder}: {type(error).__name__}: {error}") from None
    lacking = sorted({name for name in made_up.names if not name.endswith(TIED)})
    if lacking:
        raise Problem("bad_model", f"{folder}: {len(lacking)} weights are in no file: {', '.join(lacking[:3])}, …")
    if precision == "fp8":
        # Stored in eight bits, computed in sixteen: the memory of the one, nearly the picture of the other.
        for name in ("transformer", "transformer_2"):
            if getattr(pipe, name, None) is not None:
                getattr(pipe, name).enable_layerwise_casting(
                    storage_dtype=torch.float8_e4m3fn, compute_dtype=torch.bfloat16
                )
    pipe.set_progress_bar_config(disable=True)
    return pipe
