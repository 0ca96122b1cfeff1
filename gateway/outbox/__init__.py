"""Mail goes out later: what is due is sent, what fails is tried again, what cannot be sent is told."""
