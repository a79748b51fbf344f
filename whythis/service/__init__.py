"""The service: REST and streams, who may what, limits, errors, logs and figures; the chat's pages are mounted in it."""
