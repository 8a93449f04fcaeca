"""Tables by area; import rows from here so that every table is known before any is used."""

from workflow.store.models.accounts import (
    AppointmentRow,
    EndedSession,
    ParkedForm,
    Person,
    SignInAttempt,
    SigningKey,
)
from workflow.store.models.base import Base
from workflow.store.models.cases import (
    Case,
    CaseCounter,
    DeadlineChange,
    EditionRow,
    Reminder,
    Run,
    SavedFilter,
    TextVersion,
)
from workflow.store.models.consultations import Consultation, Elector, ReplyRow
from workflow.store.models.decisions import AllocationDecision, ApprovalNeeded
from workflow.store.models.ledger import (
    CommandKey,
    EventPayload,
    EventPerson,
    EventRow,
    LedgerHead,
    Notice,
)
from workflow.store.models.overlaps import Candidate, ChecklistAnswer
from workflow.store.models.proposals import (
    Attachment,
    AttachmentChunk,
    Draft,
    DraftComment,
    DraftShare,
    Package,
    Sponsorship,
)
from workflow.store.models.registers import (
    Area,
    Body,
    Holiday,
    MemberCategory,
    MemberState,
    Question,
    RegisterEdition,
    Resolution,
    SectorMember,
)
from workflow.store.models.reviews import (
    Conclusion,
    JointConfirmation,
    Meeting,
    Remark,
    WrittenView,
)
from workflow.store.models.search_index import IndexedText, IndexedWord
from workflow.store.models.soundings import Clearance, DraftLink

__all__ = [
    "AllocationDecision", "AppointmentRow", "ApprovalNeeded", "Area", "Attachment",
    "AttachmentChunk", "Base", "Body", "Candidate", "Case", "CaseCounter", "ChecklistAnswer",
    "Clearance", "CommandKey", "Conclusion", "Consultation", "DeadlineChange", "Draft",
    "DraftComment", "DraftLink", "DraftShare",
    "EditionRow", "Elector", "EndedSession", "EventPayload", "EventPerson", "EventRow",
    "Holiday", "IndexedText", "IndexedWord",
    "JointConfirmation", "LedgerHead", "Meeting",
    "MemberCategory", "MemberState", "Notice", "Package", "ParkedForm", "Person", "Question",
    "RegisterEdition", "Remark", "Reminder", "ReplyRow", "Resolution", "Run", "SavedFilter", "SectorMember",
    "SignInAttempt", "SigningKey",
    "Sponsorship", "TextVersion", "WrittenView",
]  # fmt: skip
