"""How well pupils' names are found: recall, precision and calibration, from rosters to finished mail.

Built from what is asked of name finding, not from how it is done: nothing here imports the matcher.
"""
