"""Who is who outside, and in which groups, as a school writes it down."""
