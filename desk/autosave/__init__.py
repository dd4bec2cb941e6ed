"""Open forms: what is typed is stored, who else is there is shown, nobody overwrites anybody.

Others import: ``admin``, ``base_version``, ``dashboard_panel``, ``deleted_record``,
``erased_names``, ``form_token``, ``merge_result``, ``notices``, ``outdated_form``, ``sent_once``,
``storage``, ``views``.
"""
