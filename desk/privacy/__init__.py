"""Personal data: what is stored about somebody, found, listed, exported, taken down and erased.

Others import: ``data_subject``, ``erase``, ``erased_names``, ``erasure_log``, ``kept_input``, ``owners``,
``personal_data``, ``remaining_mentions``, ``replay``, ``report``, ``row_facts``, ``takedown``,
``takedown_views``, ``text_columns``, ``text_rewriting``, ``views``.
"""
