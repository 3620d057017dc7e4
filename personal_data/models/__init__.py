"""The nouns of sealed personal data."""

from personal_data.models.block import BlockKind, EnvelopeBlock
from personal_data.models.block_permit import BlockPermit
from personal_data.models.controller import Controller
from personal_data.models.data_subject import DataSubject
from personal_data.models.emergency import EmergencyAccess, EmergencyReason
from personal_data.models.envelope import Envelope, EnvelopeSubject, Role
from personal_data.models.erasure import ErasedTokens, Erasure, KeptDigest
from personal_data.models.erasure_decision import DecisionGround, ErasureDecision
from personal_data.models.journal import JournalHead, JournalLife
from personal_data.models.personal_model import HistoryRow, PersonalModel
from personal_data.models.record_class import RecordClassRow
from personal_data.models.sealed_file import SealedFile
from personal_data.models.search_entry import SearchEntry
from personal_data.models.suppression import RemovalReason, SuppressionEntry, SuppressionReason

__all__ = [
    "BlockKind",
    "BlockPermit",
    "Controller",
    "DataSubject",
    "DecisionGround",
    "EmergencyAccess",
    "EmergencyReason",
    "Envelope",
    "EnvelopeBlock",
    "EnvelopeSubject",
    "ErasedTokens",
    "Erasure",
    "ErasureDecision",
    "HistoryRow",
    "JournalHead",
    "JournalLife",
    "KeptDigest",
    "PersonalModel",
    "RecordClassRow",
    "RemovalReason",
    "Role",
    "SealedFile",
    "SearchEntry",
    "SuppressionEntry",
    "SuppressionReason",
]
