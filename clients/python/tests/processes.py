"""A scheduler and workers as real processes on a data folder of their own."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import reelmill

ROOT = pathlib.Path(__file__).resolve().parents[3]


def binary():
    """The program under test: ``$REELMILL``, or the repository's release build; None without one."""
    path = os.environ.get("REELMILL") or ROOT / ".build/release/reelmill"
    return str(path) if os.access(path, os.X_OK) else None


class FarmProcesses:
    def __init__(self):
        self.data = tempfile.mkdtemp(prefix="reelmill-test-")
        self._scheduler = None
        self._workers = []

    def start_scheduler(self, *listening):
        self._scheduler = self._start("scheduler", "--json", *(listening or ["--local"]))
        line = self._scheduler.stdout.readline()
        if b"ready" not in line:
            raise AssertionError(f"the scheduler did not start: {line!r}")

    def kill_scheduler(self):
        """As a power cut would."""
        self._scheduler.kill()
        self._scheduler.communicate()

    def start_worker(self, name="alone"):
        self._workers.append(self._start("worker", "--name", name, "--threads", "1"))

    def run(self, *arguments):
        """What the command printed, as JSON."""
        result = subprocess.run(
            [binary(), *arguments, "--json", "--data", self.data], capture_output=True, check=True,
            timeout=60)
        return json.loads(result.stdout)

    def close(self):
        for process in [*self._workers, self._scheduler]:
            if process:
                process.kill()
                process.communicate()
        shutil.rmtree(self.data)

    def _start(self, command, *arguments):
        return subprocess.Popen(
            [binary(), command, "--data", self.data, *arguments], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


class FarmTestCase(unittest.TestCase):
    #: A small film that takes about a second to make.
    FILM = {"width": 160, "height": 90, "seconds": 2, "quality": "draft", "seed": 7}

    def setUp(self):
        if binary() is None:
            self.skipTest("NO FARM TESTED: build .build/release/reelmill or set REELMILL")
        self.processes = FarmProcesses()
        self.addCleanup(self.processes.close)

    def connect(self, **options):
        farm = reelmill.Farm(self.processes.data, **options)
        self.addCleanup(farm.close)
        return farm
