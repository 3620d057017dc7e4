"""How often a worker shows that it lives. Apart from the checks, because the queue is made before the models are."""

HEARTBEAT_SECONDS = 30
