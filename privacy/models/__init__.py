"""The nouns of rights and duties."""

from privacy.models.access_copy import AccessCopy, CopyDownload, CopyPart, CopyState
from privacy.models.access_review import AccessReview, ReviewOutcome
from privacy.models.asked_letter import AskedLetter
from privacy.models.compliance import ComplianceFigure, Verdict
from privacy.models.copy_cut import CopyCut, CutGround
from privacy.models.copy_fee import CopyFee
from privacy.models.correction import Correction
from privacy.models.given_notice import GivenNotice, NoticeWay
from privacy.models.grade_release import GradeRelease, ReleaseGround
from privacy.models.letter import Letter, LetterKind, SentBy
from privacy.models.name_decision import NameDecision, NameGround
from privacy.models.notice_change import ChangeNotice, NoticeChange, TellingFailed
from privacy.models.policy_version import PolicyVersion
from privacy.models.portal_code import CodeState, FailedSignIns, PortalCode
from privacy.models.recipient_notice import NoticeAct, NotTold, RecipientNotice
from privacy.models.request import AskedBecause, Channel, DataSubjectRequest, RequestStatus, Right
from privacy.models.request_course import ClockPause, PauseGround, RequestStep
from privacy.models.request_item import ItemOutcome, RequestItem
from privacy.models.restriction import (
    LegalStep,
    OtherUse,
    PermittedUse,
    Restriction,
    RestrictionGround,
    SupplementaryStatement,
)
from privacy.models.supervisor_export import SupervisorExport
from privacy.models.unattributed_review import Explanation, UnattributedReview
from privacy.models.unlinked_request import UnlinkedClosing, UnlinkedRequest, UnlinkedState

__all__ = [
    "AccessCopy",
    "AccessReview",
    "AskedBecause",
    "AskedLetter",
    "ChangeNotice",
    "Channel",
    "ClockPause",
    "CodeState",
    "ComplianceFigure",
    "CopyCut",
    "CopyDownload",
    "CopyFee",
    "CopyPart",
    "CopyState",
    "Correction",
    "CutGround",
    "DataSubjectRequest",
    "Explanation",
    "FailedSignIns",
    "GivenNotice",
    "GradeRelease",
    "ItemOutcome",
    "LegalStep",
    "Letter",
    "LetterKind",
    "NameDecision",
    "NameGround",
    "NotTold",
    "NoticeAct",
    "NoticeChange",
    "NoticeWay",
    "OtherUse",
    "PauseGround",
    "PermittedUse",
    "PolicyVersion",
    "PortalCode",
    "RecipientNotice",
    "ReleaseGround",
    "RequestItem",
    "RequestStatus",
    "RequestStep",
    "Restriction",
    "RestrictionGround",
    "ReviewOutcome",
    "Right",
    "SentBy",
    "SupervisorExport",
    "SupplementaryStatement",
    "TellingFailed",
    "UnattributedReview",
    "UnlinkedClosing",
    "UnlinkedRequest",
    "UnlinkedState",
    "Verdict",
]
