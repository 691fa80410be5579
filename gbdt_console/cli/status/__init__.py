"""The `status` verb: prints what a running or a short observing engine sees."""
