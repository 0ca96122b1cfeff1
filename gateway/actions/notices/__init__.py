"""What people receive: the messages that Schoolgate itself writes."""
