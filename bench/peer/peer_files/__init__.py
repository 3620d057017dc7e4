"""The tables of the product as plain models that django-gdpr-assist looks after."""
