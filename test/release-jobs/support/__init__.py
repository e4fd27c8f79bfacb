"""What the tests of the release's Jobs share: a pretend API server, real HTTP applications, traffic, and settings."""
