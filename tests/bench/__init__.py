"""How fast the relay is: the same load straight to a sink, and through the gateway to that sink."""
