"""What the office and its members send each other."""

from relations.models.links import Purpose, SecretLink

__all__ = ["Purpose", "SecretLink"]
