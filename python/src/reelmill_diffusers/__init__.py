"""The side process of a Reelmill worker: runs open video models through diffusers.

docs/SIDECAR.md is the protocol; nothing in this package is meant to be imported by other programs.
"""
