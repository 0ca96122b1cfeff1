"""How well sealed mail is protected: S/MIME and OpenPGP."""
