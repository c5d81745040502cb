"""The wire formats of the platforms, one file for each: from an ad to a record, and from a request to an answer."""
