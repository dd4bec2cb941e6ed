"""Accounts on the desk: signing in, invitations, forgotten passwords, what somebody may do, leaving."""
