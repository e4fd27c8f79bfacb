"""A sample application: small, but real where a release can go wrong (database, streams, WebSockets, shutdown)."""
