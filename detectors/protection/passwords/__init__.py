"""Which passwords are worth trying: those that a message says, and those that anybody would guess."""
