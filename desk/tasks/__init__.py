"""What time brings: scheduled tasks and outgoing mail.

Others import: ``mail``, ``outbox``, ``scheduled_tasks``, ``task_runs``.
"""
