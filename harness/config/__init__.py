"""The user's files: devices.yaml and apps.yaml."""
