"""The same erasure by django-gdpr-assist, in a virtual environment of its own: nothing here imports the product."""
