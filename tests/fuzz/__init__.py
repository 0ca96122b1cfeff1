"""Fuzzing: every parser of the product is fed what nobody would write, and must keep its promises."""
