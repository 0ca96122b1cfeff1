"""DomainKeys Identified Mail (RFC 6376): signing what was rewritten, and taking off what it broke."""
