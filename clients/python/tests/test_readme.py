"""The examples of the README, as a reader would run them."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

from .processes import FarmTestCase

README = pathlib.Path(__file__).parents[1] / "README.md"


class TheReadme(FarmTestCase):
    def test_has_examples_that_run(self):
        self.processes.start_scheduler()
        self.processes.start_worker()
        examples = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
        self.assertEqual(len(examples), 3)
        environment = {**os.environ, "REELMILL_DATA": self.processes.data}
        with tempfile.TemporaryDirectory() as folder:
            for example in examples:
                result = subprocess.run(
                    [sys.executable, "-c", example], cwd=folder, env=environment, timeout=120,
                    capture_output=True, text=True)
                self.assertEqual((result.returncode, result.stderr), (0, ""), example)
                self.assertTrue(result.stdout)
            self.assertEqual(sorted(os.listdir(folder)), ["2.mp4", "3.mp4", "kitten.mp4"])
