"""Vectors without a model: the same text always gives the same one."""

import hashlib
import struct

DIMENSIONS = 8


def embed(text: str) -> list[float]:
    """A vector of numbers between -1 and 1 that depends on the text alone."""
    digest = hashlib.sha256(text.encode()).digest()
    return [number / 2**31 for number in struct.unpack(f">{DIMENSIONS}i", digest)]


def literal(vector: list[float]) -> str:
    """The vector as pgvector reads it."""
    return "[" + ",".join(f"{number:.6f}" for number in vector) + "]"
