"""A hundred touches of personal data by every way there is, and how many of them the trail has."""
