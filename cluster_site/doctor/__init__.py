"""What the site needs from its machine: checked by ``manage.py doctor``, watched by the desk's front page.

Others import: ``certificate``, ``checks``, ``dashboard_panel``.
"""
