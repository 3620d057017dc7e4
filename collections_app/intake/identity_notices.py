"""What is noted of a document by how its debtor is known: by number, by date of birth or by neither. Holds no value."""

from collections_app.intake.documents import Notice

NO_NUMBER = Notice("identity_missing", "The debtor has no identity number.")
BY_BIRTH = Notice("identity_by_birth_date", "The debtor is named by date of birth, without an identity number.")
FOREIGN = Notice("identity_foreign", "The debtor's number is foreign and kept as given.")
UNACCEPTED = Notice("needs_manual_acceptance", "A person has to accept the debtor's coordination number.")
DOUBTFUL = Notice("identity_check_digit", "The debtor's CPR number does not satisfy modulus 11, which is allowed.")
UNCHECKED = Notice("identity_unchecked", "The debtor's numbers are none of a Nordic register, and kept as given.")
