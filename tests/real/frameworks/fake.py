"""The planted tokens: text made of the case's name. None was ever issued."""
import hashlib


def token(case):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    stream = b"".join(hashlib.sha256(f"frameworks|{case}|{n}".encode()).digest() for n in range(12))
    return "sk" + "".join(letters[byte % 62] for byte in stream)[:178]


def make(_kind, case):
    """What score.py asks of a kit."""
    return token(case)
