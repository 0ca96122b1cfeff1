"""PostgreSQL as the database: for several machines, or where a school has one that is well looked after.

Nothing of it is imported before the settings name such a database: it needs the extra `postgresql`.
"""
