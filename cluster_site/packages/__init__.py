"""Content packages: the site's content as a folder, a zip or one JSON file.

``reading``, ``streaming``, ``shapes``, ``formats`` and ``checking`` read a package, ``importing`` and
``loading`` bring it into the database, ``exporting`` and ``writing`` make one.
"""
