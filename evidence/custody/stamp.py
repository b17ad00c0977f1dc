"""RFC 3161 time stamps: proof by a time stamping authority that a seal existed at a time."""

from __future__ import annotations

import hashlib
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from evidence.errors import EvidenceError

TIMEOUT_S = 30.0
_MAX_BYTES = 1024 * 1024
_SHA256 = "2.16.840.1.101.3.4.2.1"


@dataclass(frozen=True, slots=True)
class Stamped:
    """A time stamp that was read: its time, and whether a trusted authority's certificate was given and bears it."""

    at: datetime
    trusted: bool


def ask_for_stamp(url: str, data: bytes) -> bytes:
    """A time stamp over the data, as the authority at that address answers it. Raises EvidenceError."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise EvidenceError(f"{url}: a time stamping authority has an address that begins with http:// or https://")
    request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True)
    asked = request.cert_request(cert_request=True).build()
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    try:
        query = urllib.request.Request(url, asked.as_bytes(), headers)
        with urllib.request.urlopen(query, timeout=TIMEOUT_S) as answer:
            got: bytes = answer.read(_MAX_BYTES + 1)
    except (OSError, HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise EvidenceError(f"{url} gives no time stamp: {reason}; try another authority, or seal without") from error
    response = _decoded(got) if len(got) <= _MAX_BYTES else None
    if response is None or not _is_over(response, data) or response.tst_info.nonce != asked.nonce:
        raise EvidenceError(f"{url} gave something else than the time stamp that was asked for; try another authority")
    return got


def read_stamp(answer: bytes, data: bytes, roots: tuple[Certificate, ...]) -> Stamped | None:
    """A time stamp over the data, checked against trusted roots when there are any; None when it is not one."""
    response = _decoded(answer)
    if response is None or not _is_over(response, data):
        return None
    if roots:
        builder = VerifierBuilder()
        for root in roots:
            builder = builder.add_root_certificate(root)
        try:
            builder.build().verify_message(response, data)
        except (VerificationError, ValueError):
            return None
    return Stamped(response.tst_info.gen_time, bool(roots))


def read_roots(path: Path | None) -> tuple[Certificate, ...]:
    """The certificates of a PEM file, none twice; no file, no certificates. Raises EvidenceError."""
    if path is None:
        return ()
    try:
        return tuple(dict.fromkeys(load_pem_x509_certificates(path.read_bytes())))
    except OSError as error:
        raise EvidenceError(f"{path}: {error.strerror or error}") from error
    except ValueError:
        raise EvidenceError(f"{path} holds no certificate in PEM") from None


def _decoded(answer: bytes) -> TimeStampResponse | None:
    try:
        response = decode_timestamp_response(answer)
        return response if response.status == PKIStatus.GRANTED else None
    except ValueError:
        return None


def _is_over(response: TimeStampResponse, data: bytes) -> bool:
    try:
        imprint = response.tst_info.message_imprint
        algorithm = imprint.hash_algorithm.dotted_string
        return algorithm == _SHA256 and imprint.message == hashlib.sha256(data).digest()
    except ValueError:
        return False
