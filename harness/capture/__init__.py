"""Seeing what leaves the phone: one mitmdump child a device, its certificate authority and its addon.

Imports nothing by itself, because the addon lives below it and has to be light: see `process.Capture` and
`authority.CertificateAuthority`.
"""
