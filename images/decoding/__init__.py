"""Reading strangers' pictures, in a process of its own: ``python -m images.decoding``.

Nothing here knows Django. The rest of the site talks to it through :mod:`images.validation`, and
imports from here only ``formats``, ``protocol`` and ``background``.
"""
