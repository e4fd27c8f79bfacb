"""What the release's Jobs run inside the cluster: `python3 -m leanvibe_release migrate` and `… switch`.

Python's standard library only (3.11 or newer), because it runs on the application's own image. Each module has one subject;
`__main__` holds the commands and exit codes, `switch` and `migrate` the two walks.
"""
