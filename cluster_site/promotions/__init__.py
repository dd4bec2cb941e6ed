"""What staff do for the search: promote results, and see what was searched without one.

The models, the targets of promotions for the search page, and the counting for its view.
"""
