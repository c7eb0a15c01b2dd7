"""Data folders, keys and join tokens."""

import base64
import hashlib
import json
import os
import tempfile
import unittest

import reelmill
from reelmill import _members
from zmq.utils import z85

from .fake import mode


def token(host="mill.example", role=0, ports=(7420, 7421, 7422), secret=None):
    """A join token as the scheduler writes it."""
    content = (1790000000000).to_bytes(8, "big") + bytes([role])
    for port in ports:
        content += port.to_bytes(2, "big")
    content += bytes(range(32)) + z85.decode(secret or _members.Keys.generate().secret)
    content += host.encode()
    content += hashlib.sha256(content).digest()[:4]
    return "reelmill1." + base64.urlsafe_b64encode(content).decode().rstrip("=")


class AJoinToken(unittest.TestCase):
    def test_names_the_farm_and_a_key(self):
        keys = _members.Keys.generate()
        invitation = _members.read_token(f"  {token(role=3, secret=keys.secret)}\n")
        self.assertEqual(invitation.host, "mill.example")
        self.assertEqual(invitation.address.client, "tcp://mill.example:7420")
        self.assertEqual(invitation.address.media, "tcp://mill.example:7422")
        self.assertEqual(z85.decode(invitation.address.server_key), bytes(range(32)))
        self.assertEqual(invitation.keys, keys)
        self.assertEqual(invitation.role, "operator")
        self.assertEqual(invitation.expiry.timestamp(), 1790000000)

    def test_puts_an_ipv6_host_in_brackets(self):
        invitation = _members.read_token(token(host="fd00::7"))
        self.assertEqual(invitation.address.worker, "tcp://[fd00::7]:7421")

    def test_that_is_cut_or_mistyped_is_refused(self):
        text = token()
        for end in range(9, len(text)):
            with self.assertRaises(reelmill.TokenError):
                _members.read_token(text[:end])
        for place in range(10, len(text) - 1):
            other = "A" if text[place] != "A" else "B"
            with self.assertRaises(reelmill.TokenError):
                _members.read_token(text[:place] + other + text[place + 1:])

    def test_is_told_from_other_text(self):
        for text in ("", "hello", "reelmill2.AAAA", "reelmill1.é", "reelmill1." + "=" * 9):
            with self.assertRaises(reelmill.TokenError):
                _members.read_token(text)

    def test_never_shows_its_secret(self):
        invitation = _members.read_token(token())
        self.assertNotIn(invitation.keys.secret.decode(), repr(invitation))


class ADataFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def fill(self):
        address = _members.Address("tcp://a:1", "tcp://a:2", "tcp://a:3", b"k" * 40)
        _members.save_address(self.folder, address)
        keys = _members.load_or_make_keys(_members.key_path(self.folder, "client"))
        return address, keys

    def test_gives_back_what_was_kept_in_private_files(self):
        kept = self.fill()
        self.assertEqual(_members.load(self.folder), kept)
        for name in ("farm.json", "keys/client.key"):
            self.assertEqual(mode(os.path.join(self.folder, name)), 0o600)
        self.assertEqual(mode(os.path.join(self.folder, "keys")), 0o700)

    def test_keeps_a_key_that_is_there(self):
        _, keys = self.fill()
        again = _members.load_or_make_keys(_members.key_path(self.folder, "client"))
        self.assertEqual(again, keys)

    def test_that_is_empty_is_explained(self):
        with self.assertRaisesRegex(reelmill.NoFarm, "reelmill up"):
            reelmill.Farm(self.folder)

    def test_without_a_key_is_explained(self):
        self.fill()
        os.unlink(_members.key_path(self.folder, "client"))
        with self.assertRaisesRegex(reelmill.NoFarm, "join token"):
            reelmill.Farm(self.folder)

    def test_open_to_others_is_refused_with_the_remedy(self):
        self.fill()
        os.chmod(_members.key_path(self.folder, "client"), 0o644)
        with self.assertRaisesRegex(reelmill.NoFarm, "chmod 600"):
            reelmill.Farm(self.folder)

    def test_with_damaged_files_is_refused(self):
        for content in ("", "[]", "{}", '{"version": 1}', '{"version": 9, "client": ""}', "\xff"):
            self.fill()
            with open(os.path.join(self.folder, "farm.json"), "w", encoding="latin-1") as file:
                file.write(content)
            with self.assertRaises(reelmill.NoFarm):
                reelmill.Farm(self.folder)

    def test_with_a_key_of_two_halves_is_refused(self):
        self.fill()
        path = _members.key_path(self.folder, "client")
        with open(path) as file:
            content = json.load(file)
        content["publicKey"] = _members.Keys.generate().public.decode()
        with open(path, "w") as file:
            json.dump(content, file)
        with self.assertRaisesRegex(reelmill.NoFarm, "belong together"):
            reelmill.Farm(self.folder)

    def test_with_an_address_that_is_none_is_refused(self):
        self.fill()
        path = os.path.join(self.folder, "farm.json")
        with open(path) as file:
            content = json.load(file)
        content["client"] = "nowhere"
        with open(path, "w") as file:
            json.dump(content, file)
        with self.assertRaises(reelmill.NoFarm):
            reelmill.Farm(self.folder)
