"""The engine proper: finds devices, loads a pipeline, calls it, hands over what it makes."""

from __future__ import annotations

import contextlib
import gc
import inspect
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from . import calls, wire
from . import messages as m
from .families import OFFLOADS, PRECISIONS, Family, Model, load_families
from .model_folder import check_folder
from .problems import Cancelled, Problem
from .session import Sink

try:
    import diffusers
    import torch
    import transformers

    from .loading import is_out_of_memory, read_model
    from .output import check_frames, deliver_audio, deliver_frames, preview

    MISSING = ""
except Exception as error:  # A half-installed PyTorch raises all sorts of things; hello tells which.
    MISSING = f"{type(error).__name__}: {error}"


def resident_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@dataclass
class LoadedModel:
    family: Family
    model: Model
    precision: str
    offload: str
    device: str
    pipes: dict[str, Any]
    resident: int = 0  # After the first film, when everything has been allocated once.
    films: int = 0
    adapters: dict[str, Callable[[Any, calls.Plan], None]] = field(default_factory=lambda: {"guider": set_guider})

    @property
    def first(self) -> Any:
        return next(iter(self.pipes.values()))

    @property
    def on_cpu(self) -> bool:
        return self.device == "cpu"


def set_guider(pipe: Any, plan: calls.Plan) -> None:
    pipe.guider = pipe.guider.new(guidance_scale=plan.guidance)


class DiffusersEngine:
    def __init__(self) -> None:
        self._families = load_families()
        self._loaded: LoadedModel | None = None

    def hello(self) -> m.Hello:
        names = tuple(self._families)
        if MISSING:
            return m.Hello(version=wire.VERSION, families=names, problem=MISSING)
        torch.set_grad_enabled(False)
        # Standard error is the worker's log: a bar that redraws itself is noise there.
        for library in (diffusers, transformers):
            library.utils.logging.disable_progress_bar()
        return m.Hello(
            version=wire.VERSION,
            families=names,
            devices=tuple(self._devices()),
            torch_version=torch.__version__,
            diffusers_version=diffusers.__version__,
        )

    def _devices(self) -> Iterator[m.Device]:
        if torch.cuda.is_available():
            for index in range(torch.cuda.device_count()):
                free, total = torch.cuda.mem_get_info(index)
                name = torch.cuda.get_device_name(index)
                yield m.Device(name=f"cuda:{index}", model=name, total_bytes=total, free_bytes=free)
        pages, free_pages = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_AVPHYS_PAGES")
        size = os.sysconf("SC_PAGE_SIZE")
        yield m.Device(name="cpu", model="CPU", total_bytes=pages * size, free_bytes=free_pages * size)

    # --- Loading ----------------------------------------------------------------------------------

    def load(self, request: m.Load) -> m.Loaded:
        if MISSING:
            raise Problem("no_torch", MISSING)
        self.unload()
        start = time.monotonic()
        family, model = check_folder(request.folder, request.family, self._families)
        precision = request.precision or family.defaults.precision
        offload = request.offload or "none"
        if precision not in PRECISIONS or offload not in OFFLOADS:
            raise Problem("bad_request", f"precision is one of {PRECISIONS}, offload one of {OFFLOADS}")
        device = request.device or next(self._devices()).name
        if device not in {one.name for one in self._devices()}:
            raise Problem("bad_request", f"there is no device {device!r}")
        with self._out_of_memory_is_a_problem(precision, offload):
            pipe = read_model(request.folder, family, model, precision)
            self._loaded = LoadedModel(family, model, precision, offload, device, {model.cls: pipe})
            self._place(self._loaded, pipe)
        # The libraries are a million objects: walking them after every film costs a fifth of a second.
        gc.collect()
        gc.freeze()
        return m.Loaded(
            device_bytes=self._device_bytes(),
            resident_bytes=resident_bytes(),
            seconds=time.monotonic() - start,
            tasks=model.tasks,
            audio=int(family.audio),
        )

    def _place(self, loaded: LoadedModel, pipe: Any) -> None:
        if loaded.on_cpu:
            return
        if loaded.offload == "none":
            pipe.to(loaded.device)
        elif loaded.offload == "model":
            pipe.enable_model_cpu_offload(device=loaded.device)
        elif loaded.offload == "sequential":
            pipe.enable_sequential_cpu_offload(device=loaded.device)
        elif pipe is loaded.first:  # The hooks of groups sit in the modules, which all pipelines share.
            pipe.enable_group_offload(torch.device(loaded.device), offload_type="leaf_level", use_stream=True)

    def _pipe_for(self, loaded: LoadedModel, plan: calls.Plan) -> Any:
        """The pipeline of the task, around the same weights; they are never loaded twice."""
        for name in plan.task.classes:
            if name in loaded.pipes:
                return loaded.pipes[name]
        name = plan.task.classes[0]
        cls = getattr(diffusers, name)
        source = {**loaded.first.config, **loaded.first.components}
        wanted = inspect.signature(cls.__init__).parameters
        parts = {}
        for key, parameter in wanted.items():
            if key == "self":
                continue
            if key in source:
                parts[key] = source[key]
            elif parameter.default is inspect.Parameter.empty:
                parts[key] = None  # An optional part, such as an image encoder that newer models do without.
        pipe = cls(**parts)
        pipe.set_progress_bar_config(disable=True)
        if loaded.offload in ("model", "sequential"):
            self._place(loaded, pipe)
        loaded.pipes[name] = pipe
        return pipe

    def unload(self) -> m.Unloaded:
        self._loaded = None
        gc.unfreeze()  # Or the model of before would never be let go.
        self._collect()
        return m.Unloaded(device_bytes=self._device_bytes(), resident_bytes=resident_bytes())

    # --- Making a film ----------------------------------------------------------------------------

    def generate(self, request: m.Generate, sink: Sink) -> m.Done:
        loaded = self._loaded
        if loaded is None:
            raise Problem("bad_request", "no model is loaded")
        start = time.monotonic()
        plan = calls.plan(request, loaded.family, loaded.model)
        if not loaded.on_cpu:
            torch.cuda.reset_peak_memory_stats(loaded.device)
        try:
            with self._out_of_memory_is_a_problem(loaded.precision, loaded.offload):
                denoised = self._make(request, plan, loaded, sink)
        finally:
            self._collect()
        loaded.films += 1
        resident = resident_bytes()
        loaded.resident = loaded.resident or resident
        return m.Done(
            id=request.id,
            frames=plan.frames,
            generated_frames=plan.generated,
            denoise_seconds=denoised,
            total_seconds=time.monotonic() - start,
            device_bytes=self._device_bytes(),
            device_peak_bytes=0 if loaded.on_cpu else torch.cuda.max_memory_allocated(loaded.device),
            resident_bytes=resident,
            resident_growth_bytes=max(resident - loaded.resident, 0),
            films=loaded.films,
        )

    def _make(self, request: m.Generate, plan: calls.Plan, loaded: LoadedModel, sink: Sink) -> float:
        """Returns the seconds of the call. What it uses is let go when it returns."""
        pipe = self._pipe_for(loaded, plan)
        arguments = calls.arguments(request, plan, loaded.family, pipe.__call__)
        arguments |= calls.conditioning(request, plan, sink.memory.read_input)
        if plan.task.adapter in loaded.adapters:
            loaded.adapters[plan.task.adapter](pipe, plan)
        # On the CPU: the same seed is the same film on every card.
        arguments["generator"] = torch.Generator("cpu").manual_seed(request.seed)
        arguments["output_type"] = "pt"
        start = time.monotonic()
        try:
            with self._steps(pipe, arguments, request, loaded, plan, sink):
                made = pipe(**arguments)
        except Cancelled:
            pipe.maybe_free_model_hooks()  # The call would have done so at its end.
            raise
        seconds = time.monotonic() - start
        sink.check()
        frames = made.frames[0]
        check_frames(frames)
        if frames.shape[0] < plan.skip + plan.frames:
            raise Problem("internal", f"the pipeline made {frames.shape[0]} frames, {plan.generated} were asked for")
        audio = getattr(made, "audio", None)
        # Sound first: a worker can mux from the first frame on.
        if audio is not None and not request.no_audio:
            rate = int(pipe.vocoder.config.output_sampling_rate)
            deliver_audio(audio, rate, plan.skip / plan.fps, plan.frames / plan.fps, sink)
        deliver_frames(frames[plan.skip : plan.skip + plan.frames], sink)
        return seconds

    @contextlib.contextmanager
    def _steps(
        self,
        pipe: Any,
        arguments: dict[str, Any],
        request: m.Generate,
        loaded: LoadedModel,
        plan: calls.Plan,
        sink: Sink,
    ) -> Iterator[None]:
        """Hears of every step, and stops the call there when nobody wants it any more."""
        sink.progress(0, plan.steps)

        def after(pipe: Any, step: int, _time: Any, tensors: dict[str, Any]) -> dict[str, Any]:
            picture = None
            # Offloading by model would carry the whole transformer away for one small picture.
            if request.preview_every and (step + 1) % request.preview_every == 0 and loaded.offload == "none":
                with contextlib.suppress(RuntimeError, ValueError, TypeError, AttributeError):
                    picture = preview(pipe, tensors["latents"])
            sink.progress(step + 1, int(pipe.num_timesteps), picture)
            return {}

        if "callback_on_step_end" in inspect.signature(pipe.__call__).parameters:
            arguments["callback_on_step_end"] = after
            yield
            return

        class Bar:
            """Stands for the progress bar, which is what pipelines without a callback still report to."""

            def __init__(self, total: int) -> None:
                self.step, self.total = 0, total

            def __enter__(self) -> Bar:
                return self

            def __exit__(self, *_: object) -> None: ...

            def update(self, count: int = 1) -> None:
                self.step += count
                sink.progress(self.step, self.total)

        pipe.progress_bar = lambda iterable=None, total=0: Bar(total)
        try:
            yield
        finally:
            del pipe.progress_bar

    # --- Memory -----------------------------------------------------------------------------------

    def _device_bytes(self) -> int:
        if MISSING or not torch.cuda.is_available():
            return 0
        return int(sum(torch.cuda.memory_allocated(index) for index in range(torch.cuda.device_count())))

    def _collect(self) -> None:
        gc.collect()
        if not MISSING and torch.cuda.is_available():
            torch.cuda.empty_cache()

    @contextlib.contextmanager
    def _out_of_memory_is_a_problem(self, precision: str, offload: str) -> Iterator[None]:
        words = ""
        try:
            yield
        except (Problem, Cancelled):
            raise
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            words = str(error).splitlines()[0] if str(error) else "out of memory"
        # Outside of the handler, where the exception no longer holds every tensor of the failed call.
        if words:
            self._collect()
            raise Problem("out_of_memory", words, memory_advice(precision, offload))


def memory_advice(precision: str, offload: str) -> tuple[str, ...]:
    """What to try next, the fastest first. A batch is always one film here: there is no smaller one."""
    advice = []
    if offload == "none":
        advice.append("offload_model")
    if offload in ("none", "model"):
        advice.append("offload_group")
    if precision != "fp8":
        advice.append("fp8")
    return (*advice, "smaller_shape", "other_worker")
