"""The built-in labour market: drawn from a seed, served in the sources' wire formats, with every truth known.

`market` draws it, `truth` knows what its pay really is, `server` shows it as the sites would.
"""
