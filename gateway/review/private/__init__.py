"""Mail that its sender has marked as private: closed, unless two people open it for a good reason."""
