"""Say: frame in, frame out, without clock, network, disk or environment."""
