"""What the package promises about itself."""

import ast
import inspect
import pathlib
import unittest

import reelmill

SOURCES = sorted(pathlib.Path(reelmill.__file__).parent.glob("*.py"))


class ThePackage(unittest.TestCase):
    def test_is_written_in_the_oldest_python_that_it_names(self):
        for path in SOURCES:
            ast.parse(path.read_text(), str(path), feature_version=(3, 9))

    def test_has_the_same_verbs_for_both_kinds_of_program(self):
        def verbs(kind):
            return {
                name: [p.replace(annotation=inspect.Parameter.empty)
                       for p in inspect.signature(member).parameters.values()]
                for name, member in vars(kind).items()
                if not name.startswith("_") and not isinstance(member, staticmethod)}

        self.assertEqual(verbs(reelmill.Farm), verbs(reelmill.AsyncFarm))
        self.assertGreater(len(verbs(reelmill.Farm)), 15)

    def test_exports_what_it_names(self):
        for name in reelmill.__all__:
            self.assertTrue(hasattr(reelmill, name), name)
        self.assertEqual(sorted(reelmill.__all__), list(reelmill.__all__))

    def test_is_typed(self):
        self.assertTrue((SOURCES[0].parent / "py.typed").exists())

    def test_keeps_its_files_short(self):
        for path in SOURCES:
            self.assertLess(len(path.read_text().splitlines()), 400, path)
