"""What every form and page of the desk is made of.

Others import: ``admin_pages``, ``auto_slugs``, ``choices``, ``columns``, ``constraint_errors``,
``error_list``, ``fields``, ``forms``, ``formsets``, ``list_actions``, ``object_links``,
``posted_values``, ``script_strings``, ``scripts``, ``submission``, ``uses``.
"""
