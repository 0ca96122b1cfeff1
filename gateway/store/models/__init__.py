"""The tables. Whatever quotes a message or names a pupil stands in a sealed column."""

from gateway.store.models.attempts import Attempt
from gateway.store.models.cases import (
    Case,
    CaseRule,
    DeletionProposal,
    HeldRecipient,
    MessageOutcome,
    PrivateOpening,
    RuleException,
    SearchMark,
)
from gateway.store.models.incidents import Incident, IncidentCase, IncidentEntry
from gateway.store.models.mail import Content, Delivery, DeliveryRecipient, Installation, Message, School
from gateway.store.models.nodes import Node
from gateway.store.models.people import Absence, Account, AccountManager, Grant, Invitation
from gateway.store.models.record import Audit
from gateway.store.models.rosters import PupilList
from gateway.store.models.sent import (
    KeptLocks,
    KeptLocksPair,
    KnownAddress,
    SentCopy,
    SentMessage,
    Silence,
)

__all__ = [
    "Absence",
    "Account",
    "AccountManager",
    "Attempt",
    "Audit",
    "Case",
    "CaseRule",
    "Content",
    "DeletionProposal",
    "Delivery",
    "DeliveryRecipient",
    "Grant",
    "HeldRecipient",
    "Incident",
    "IncidentCase",
    "IncidentEntry",
    "Installation",
    "Invitation",
    "KeptLocks",
    "KeptLocksPair",
    "KnownAddress",
    "Message",
    "MessageOutcome",
    "Node",
    "PrivateOpening",
    "PupilList",
    "RuleException",
    "School",
    "SearchMark",
    "SentCopy",
    "SentMessage",
    "Silence",
]
