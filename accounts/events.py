"""What accounts records. A failed sign-in never holds what was typed."""

from audit import vocabulary

SIGNED_IN = vocabulary.register("accounts.sign_in.succeeded", "A member of staff signed in")
SIGN_IN_FAILED = vocabulary.register("accounts.sign_in.failed", "A sign-in failed")
LOCKED_OUT = vocabulary.register("accounts.sign_in.locked_out", "Sign-in was refused after repeated failures")
SIGNED_OUT = vocabulary.register("accounts.signed_out", "A member of staff signed out")
PASSWORD_CHANGED = vocabulary.register("accounts.password.changed", "A password was changed")
MFA_ADDED = vocabulary.register("accounts.mfa.added", "A second factor was set up")
MFA_REMOVED = vocabulary.register("accounts.mfa.removed", "A second factor was removed")
MFA_RENEWED = vocabulary.register("accounts.mfa.renewed", "Recovery codes were made anew")
MFA_FAILED = vocabulary.register("accounts.mfa.failed", "A code of the second factor was wrong")
PERMISSION_REFUSED = vocabulary.register("accounts.permission.refused", "A page was refused for lack of permission")
STAFF_CREATED = vocabulary.register("accounts.staff.created", "A member of staff was entered")
STAFF_DEACTIVATED = vocabulary.register("accounts.staff.deactivated", "A member of staff may no longer sign in")
STAFF_FORGOTTEN = vocabulary.register(
    "accounts.staff.forgotten", "The name and address of a member of staff who left were erased"
)
ROLE_GRANTED = vocabulary.register("accounts.role.granted", "A role was given to a member of staff")
CONTROLLER_GRANTED = vocabulary.register(
    "accounts.controller.granted", "A member of staff began to work for a controller"
)
CONTROLLER_REVOKED = vocabulary.register(
    "accounts.controller.revoked", "A member of staff ceased to work for a controller"
)
ROLE_REVOKED = vocabulary.register("accounts.role.revoked", "A role was taken from a member of staff")
RIGHTS_REVIEWED = vocabulary.register(
    "accounts.rights.reviewed", "Somebody looked whether a member of staff still needs their rights"
)
SECRECY_PROMISED = vocabulary.register(
    "accounts.secrecy.promised", "The undertaking of secrecy of a member of staff is on file"
)
STAFF_LISTED = vocabulary.register(
    "accounts.staff.listed", "The list of staff with their rights and undertakings was taken out"
)
STAFF_ROW_CREATED = vocabulary.register("accounts.record.created", "A record of a member of staff was made")
STAFF_ROW_CHANGED = vocabulary.register("accounts.record.changed", "A record of a member of staff was changed")
STAFF_ROW_REMOVED = vocabulary.register("accounts.record.removed", "A record of a member of staff was removed")
