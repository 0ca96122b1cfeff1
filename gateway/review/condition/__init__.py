"""The status page: whether the gateway works, what is in force, and what has to be looked after."""
