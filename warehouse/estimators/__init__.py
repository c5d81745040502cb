"""Statistics from frame to frame: no SQL, no disk, no clock."""
