"""Approval of quotes by link: requests, answers, and what the office decides about proposed words."""
