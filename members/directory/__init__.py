"""The directory of members: what is asked for, how many there are of each, and who is shown."""
