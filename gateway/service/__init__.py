"""What the gateway and the service manager that starts it say to each other, in systemd's words."""
