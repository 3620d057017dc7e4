"""What the containers need beside the code: secrets as files, a lock without test tools, the reverse proxy."""
