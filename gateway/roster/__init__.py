"""The pupils of a school: reading their list, noticing that it changed, and never losing it by accident."""
